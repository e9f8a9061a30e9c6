<?php

declare(strict_types=1);

define('MODULE_STATUSSYNC_TEXT_TITLE', 'Amazon Bestellstatus');
define('MODULE_STATUSSYNC_TEXT_DESCRIPTION', 'Meldet versendete und stornierte Bestellungen an Amazon.');
define('MODULE_STATUSSYNC_TEXT_MISSING', 'includes/external/statussync fehlt. Alle Dateien des Pakets kopieren.');
define('MODULE_STATUSSYNC_TEXT_PAGE', 'Einstellungen und &Uuml;bersicht');
define('MODULE_STATUSSYNC_STATUS_TITLE', 'Status');
define('MODULE_STATUSSYNC_STATUS_DESC', 'Modul einschalten?');
