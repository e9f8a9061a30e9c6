<?php

declare(strict_types=1);

defined('_VALID_XTC') || die('Direct Access to this location is not allowed.');

// Directly above Track & Trace, on every view of an order and so after every save.
if (
    defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true'
    && is_file(DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php')
) {
    try {
        require_once DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
        echo \StatusSync\Php\Admin\Host\ModifiedEntry::panel((string) (int) $oID);
    } catch (\Throwable $e) {
        $statussyncFault = $e; // files copied in part: the shop's page goes on
    }
}
