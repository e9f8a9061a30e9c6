<?php

declare(strict_types=1);

define('MODULE_STATUSSYNC_TEXT_TITLE', 'Amazon order status');
define('MODULE_STATUSSYNC_TEXT_DESCRIPTION', 'Tells Amazon what was shipped or cancelled.');
define('MODULE_STATUSSYNC_TEXT_MISSING', 'includes/external/statussync is missing. Copy all files of the package.');
define('MODULE_STATUSSYNC_TEXT_PAGE', 'Settings and overview');
define('MODULE_STATUSSYNC_STATUS_TITLE', 'Status');
define('MODULE_STATUSSYNC_STATUS_DESC', 'Switch the module on?');
