<?php

define('_VALID_XTC', true);
define('PROJECT_VERSION', 'Fixture shop in the manner of Gambio GX v3.2.0.1');
error_reporting(E_ALL & ~E_NOTICE);
require '../includes/configure.php';
require '../inc/xtc_db_query.inc.php';
define('DIR_WS_INCLUDES', 'includes/');

// PHP 5.3 quotes what is sent if "magic quotes" are on, in every depth; where they are off the shop does it itself, and
// reaches the first depth only. Ports to newer PHP have thrown it out.
function fixture_quote($values, $deep)
{
    foreach ($values as $name => $value) {
        $values[$name] = is_array($value) ? ($deep ? fixture_quote($value, true) : $value) : addslashes($value);
    }
    return $values;
}
xtc_db_connect();
$quotes = xtc_db_fetch_array(xtc_db_query("SELECT configuration_value AS v FROM configuration WHERE configuration_key = 'FIXTURE_QUOTES'"));
$quotes = $quotes ? $quotes['v'] : 'shop';
if ($quotes !== 'none') {
    $_GET = fixture_quote($_GET, $quotes === 'php');
    $_POST = fixture_quote($_POST, $quotes === 'php');
    $_COOKIE = fixture_quote($_COOKIE, $quotes === 'php');
}
session_name('XTCsid');
session_start();
if (isset($_GET['language']) && in_array($_GET['language'], array('de', 'en'), true)) {
    $_SESSION['language'] = $_GET['language'] === 'de' ? 'german' : 'english';
}
$_SESSION['language'] = isset($_SESSION['language']) ? $_SESSION['language'] : 'german';
$_SESSION['languages_id'] = $_SESSION['language'] === 'german' ? 2 : 1;
$_SESSION['language_charset'] = 'iso-8859-15';
ini_set('default_charset', '');
header('Content-Type: text/html; charset=' . $_SESSION['language_charset']);
require "../lang/{$_SESSION['language']}/admin/{$_SESSION['language']}.php";

// Who may see a page: a column of its name, for the customer's number.
$pagename = basename($_SERVER['PHP_SELF'], '.php');
if (!isset($_SESSION['customers_status']) || $_SESSION['customers_status']['customers_status_id'] !== '0') {
    xtc_redirect(HTTP_SERVER . '/login.php');
}
$access = xtc_db_fetch_array(xtc_db_query("SELECT * FROM admin_access WHERE customers_id = '" . (int) $_SESSION['customer_id'] . "'"));
if ($pagename !== 'start' && (!$access || !isset($access[$pagename]) || $access[$pagename] !== '1')) {
    xtc_redirect(HTTP_SERVER . '/login.php');
}

// the link of this shop is known by this name; its pages carry a token of their own
$GLOBALS['___mysqli_ston'] = $GLOBALS['db_link'];
if (empty($_SESSION['page_token'])) {
    $_SESSION['page_token'] = md5(uniqid('', true));
}
if (in_array(isset($_GET['action']) ? $_GET['action'] : '', array('save', 'install', 'remove', 'gm_multi_status', 'add_tracking_code'), true)
    && (!isset($_REQUEST['page_token']) || $_REQUEST['page_token'] !== $_SESSION['page_token'])) {
    die('Unsecure page token!');
}
require dirname(__FILE__) . '/../../system/factory.php';
$top = MainFactory::create_object('AdminApplicationTopExtenderComponent');
$top->proceed();
