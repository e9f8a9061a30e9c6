<?php

define('RUN_MODE_CALLBACK', true);
require __DIR__ . '/common.php';
require_once DIR_FS_INC . 'xtc_php_mail.inc.php';
