<?php

echo '<!doctype html><title>Laden</title><p>Laden</p>';
