<?php

echo '<!doctype html><title>Shop</title>shop';
