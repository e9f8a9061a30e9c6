<?php

// What every entry of this shop begins with: configuration file, connection, configuration table.
error_reporting(E_ALL);
ini_set('display_errors', '0');
require __DIR__ . '/configure.php';
date_default_timezone_set(DEFAULT_TIMEZONE);
defined('DIR_FS_INC') || define('DIR_FS_INC', DIR_FS_CATALOG . 'inc/');
require_once DIR_FS_CATALOG . 'inc/auto_include.inc.php';
require_once DIR_FS_CATALOG . 'inc/functions.inc.php';
require_once DIR_FS_CATALOG . 'includes/database_tables.php';
xtc_db_connect();
$rows = xtc_db_query('SELECT configuration_key, configuration_value FROM configuration');
while ($row = xtc_db_fetch_array($rows)) {
    defined($row['configuration_key']) || define($row['configuration_key'], stripslashes($row['configuration_value']));
}
unset($rows, $row);
