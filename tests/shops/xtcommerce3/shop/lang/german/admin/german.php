<?php

define('BOX_ORDERS', 'Bestellungen');
define('BOX_MODULE_EXPORT', 'XT-Module');
define('BUTTON_MODULE_INSTALL', 'Installieren');
define('BUTTON_MODULE_REMOVE', 'Entfernen');
define('BUTTON_START', 'Start');
define('BUTTON_UPDATE', 'Aktualisieren');
define('SUCCESS_ORDER_UPDATED', 'Erfolg: Die Bestellung wurde aktualisiert.');
define('TABLE_HEADING_MODULES', 'Module');
