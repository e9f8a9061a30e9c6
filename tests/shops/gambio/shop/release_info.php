<?php

$gx_version = 'v4.8.0.3';
