<?php

$words = ['BUTTON_UPDATE' => 'Update', 'BUTTON_INSERT' => 'Insert', 'BUTTON_SAVE' => 'Save', 'BUTTON_CANCEL' => 'Cancel', 'BUTTON_EDIT' => 'Edit',
    'BUTTON_MODULE_INSTALL' => 'Install', 'BUTTON_MODULE_REMOVE' => 'Remove', 'BOX_HEADING_PARTNER_MODULES' => 'Partner Modules', 'BOX_HEADING_TOOLS' => 'Tools',
    'SUCCESS_ORDER_UPDATED' => 'The order was updated.', 'WARNING_ORDER_NOT_UPDATED' => 'Nothing to change.', 'TEXT_STORNO' => 'Cancel order'];
foreach ($words as $word => $text) {
    define($word, $text);
}
foreach (auto_include(DIR_FS_LANGUAGES . 'english/extra/admin/', 'php') as $file) {
    require $file;
}
