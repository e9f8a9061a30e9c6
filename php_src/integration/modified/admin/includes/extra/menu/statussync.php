<?php

declare(strict_types=1);

defined('_VALID_XTC') || die('Direct Access to this location is not allowed.');

// Included many times a page: nothing is defined here.
if (defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true') {
    $add_contents[BOX_HEADING_PARTNER_MODULES][] = [
        'admin_access_name' => 'statussync',
        'filename' => 'statussync.php',
        'boxname' => defined('BOX_STATUSSYNC') ? BOX_STATUSSYNC : 'Amazon order status',
        'parameters' => '',
        'ssl' => '',
    ];
}
