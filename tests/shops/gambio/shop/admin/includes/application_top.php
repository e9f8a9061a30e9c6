<?php

declare(strict_types=1);

// Order as in the shop: session, login, rights (READ only), page token, top extender.
require_once dirname(__DIR__, 2) . '/engine/boot.php';
session();
$current_page = basename($_SERVER['SCRIPT_NAME']);
$rights = (new ReflectionClass('LegacyDependencyContainer'))->newInstance()->get('PermissionService');
$fixture_may = isset($_SESSION['customer_id']) && ($_SESSION['customers_status']['customers_status_id'] ?? '') === '0'
    && ($current_page === 'admin.php'
        ? $rights->checkAdminPermission($_SESSION['customer_id'], 'read', 'CONTROLLER', explode('/', (string) ($_GET['do'] ?? ''))[0])
        : $rights->checkAdminPermission($_SESSION['customer_id'], 'read', 'PAGE', $current_page));
if (!$fixture_may) {
    header('Location: /login_admin.php');
    exit;
}
constants();
if (!isset($_SESSION['coo_page_token'])) {
    $_SESSION['coo_page_token'] = new PageToken(config('configuration/ACTIVATE_PAGE_TOKEN') === 'true');
}
$messageStack = new messageStack();
$GLOBALS['messageStack'] = $messageStack;
$top = MainFactory::create_object('AdminApplicationTopExtenderComponent');
$top->set_data('GET', $_GET);
$top->set_data('POST', $_POST);
$top->proceed();
