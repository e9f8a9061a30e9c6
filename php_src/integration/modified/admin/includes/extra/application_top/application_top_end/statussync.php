<?php

declare(strict_types=1);

defined('_VALID_XTC') || die('Direct Access to this location is not allowed.');

// On the order pages: a storno from the list, and what our panel on the order page posts.
if (
    defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true'
    && basename($PHP_SELF) === 'orders.php' && isset($_GET['action'])
    && in_array($_GET['action'], ['stornoconfirm', 'statussync'], true)
    && is_file(DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php')
) {
    try {
        require_once DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
        \StatusSync\Php\Admin\Host\ModifiedEntry::orders((string) $_GET['action'], $_GET, $_POST ?? []);
    } catch (\Throwable $e) {
        $statussyncFault = $e; // files copied in part: the shop's page goes on
    }
}

// What is red is said where it is seen anyway: on the first page, and above the list of orders.
if (
    defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true'
    && in_array(basename($PHP_SELF), ['start.php', 'orders.php'], true)
    && ($_SERVER['REQUEST_METHOD'] ?? '') === 'GET' && ($_GET['action'] ?? '') !== 'edit'
    && is_file(DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php')
) {
    try {
        require_once DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
        \StatusSync\Php\Admin\Host\ModifiedEntry::redLine();
    } catch (\Throwable $e) {
        $statussyncFault = $e;
    }
}
