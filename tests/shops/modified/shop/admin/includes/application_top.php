<?php

define('_VALID_XTC', true);
define('RUN_MODE_ADMIN', true);
define('DIR_ADMIN', basename(dirname(__DIR__)) . '/');
require dirname(__DIR__, 2) . '/includes/configure.php';
define('DIR_FS_ADMIN', DIR_FS_CATALOG . DIR_ADMIN);
define('DIR_FS_LANGUAGES', DIR_FS_CATALOG . 'lang/');
define('DIR_WS_INCLUDES', 'includes/');
define('DIR_WS_MODULES', 'includes/modules/');
define('DIR_WS_ICONS', 'images/icons/');
define('PROJECT_MAJOR_VERSION', '3');
define('PROJECT_MINOR_VERSION', '3.0');
define('PROJECT_VERSION', 'Fixture shop in the manner of modified v3.3.0');
require_once DIR_FS_CATALOG . 'inc/auto_include.inc.php';

// The input filter changes values by the name of their field.
$digits = ['page', 'oID', 'pID', 'gID', 'tID', 'cID', 'ID', 'mID', 'sID', 'bID'];
foreach ($digits as $name) {
    foreach (['_GET', '_POST'] as $from) {
        if (isset($GLOBALS[$from][$name])) {
            $GLOBALS[$from][$name] = preg_replace('/[^0-9]/', '', (string) $GLOBALS[$from][$name]);
        }
    }
}
if (isset($_GET['action'])) {
    $_GET['action'] = preg_replace('/[^A-Za-z0-9_-]/', '', (string) $_GET['action']);
}
$PHP_SELF = $_SERVER['SCRIPT_NAME'];
foreach (['paths', 'filenames'] as $hook) {
    foreach (auto_include(DIR_FS_ADMIN . "includes/extra/$hook/", 'php') as $file) {
        require $file;
    }
}
require_once DIR_FS_CATALOG . 'includes/common.php';
foreach (['functions', 'application_top/application_top_begin'] as $hook) {
    foreach (auto_include(DIR_FS_ADMIN . "includes/extra/$hook/", 'php') as $file) {
        require $file;
    }
}
session_name('MODsid');
session_start();
if (isset($_GET['language']) && in_array($_GET['language'], ['de', 'en'], true)) {
    $_SESSION['language'] = $_GET['language'] === 'de' ? 'german' : 'english';
}
$_SESSION['language'] = $_SESSION['language'] ?? 'german';
$_SESSION['language_code'] = $_SESSION['language'] === 'german' ? 'de' : 'en';
$_SESSION['languages_id'] = $_SESSION['language'] === 'german' ? 2 : 1;
$_SESSION['language_charset'] = DB_SERVER_CHARSET === 'latin1' ? 'ISO-8859-15' : 'utf-8';
ini_set('default_charset', $_SESSION['language_charset']);
require DIR_FS_ADMIN . 'includes/functions/html_output.php';
require DIR_FS_LANGUAGES . $_SESSION['language'] . '/admin/' . $_SESSION['language'] . '.php';
$current_page = basename($PHP_SELF);
if (is_file(DIR_FS_LANGUAGES . $_SESSION['language'] . '/admin/' . $current_page)) {
    require DIR_FS_LANGUAGES . $_SESSION['language'] . '/admin/' . $current_page;
}
$login = HTTP_SERVER . DIR_WS_CATALOG . 'login.php';
if (($_SESSION['customers_status']['customers_status_id'] ?? null) !== '0') {
    xtc_redirect($login);
}
require DIR_FS_ADMIN . 'includes/classes/message_stack.php';
$messageStack = new messageStack();
require_once DIR_FS_CATALOG . 'inc/csrf_token.inc.php';
$pagename = strtok($current_page, '.');
$admin_access = get_admin_access($_SESSION['customer_id']);
if ($pagename !== 'start' && (string) ($admin_access[$pagename] ?? '') !== '1') {
    xtc_redirect($login);
}
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/application_top/application_top_end/', 'php') as $file) {
    require $file;
}
