<?php

define('RUN_MODE_CALLBACK', true);
require __DIR__ . '/common.php';
