<?php

define('BOX_ORDERS', 'Orders');
define('BOX_MODULE_EXPORT', 'XT modules');
define('BUTTON_MODULE_INSTALL', 'Install');
define('BUTTON_MODULE_REMOVE', 'Remove');
define('BUTTON_START', 'Start');
define('BUTTON_UPDATE', 'Update');
define('SUCCESS_ORDER_UPDATED', 'Success: the order was updated.');
define('TABLE_HEADING_MODULES', 'Modules');
