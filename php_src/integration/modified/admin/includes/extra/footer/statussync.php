<?php

declare(strict_types=1);

defined('_VALID_XTC') || die('Direct Access to this location is not allowed.');

// The list of orders has no hook of its own: its signs come with the foot of the page.
if (
    defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true'
    && basename($PHP_SELF) === 'orders.php' && ($_GET['action'] ?? '') !== 'edit' && isset($orders_query)
    && is_file(DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php')
) {
    try {
        require_once DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
        echo \StatusSync\Php\Admin\Host\ModifiedEntry::listing($orders_query);
    } catch (\Throwable $e) {
        $statussyncFault = $e; // files copied in part: the shop's page goes on
    }
}
