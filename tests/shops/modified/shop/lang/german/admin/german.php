<?php

$words = ['BUTTON_UPDATE' => 'Aktualisieren', 'BUTTON_INSERT' => 'Einf&uuml;gen', 'BUTTON_SAVE' => 'Speichern', 'BUTTON_CANCEL' => 'Abbrechen', 'BUTTON_EDIT' => 'Bearbeiten',
    'BUTTON_MODULE_INSTALL' => 'Installieren', 'BUTTON_MODULE_REMOVE' => 'Deinstallieren', 'BOX_HEADING_PARTNER_MODULES' => 'Partner Module', 'BOX_HEADING_TOOLS' => 'Hilfsprogramme',
    'SUCCESS_ORDER_UPDATED' => 'Die Bestellung wurde aktualisiert.', 'WARNING_ORDER_NOT_UPDATED' => 'Nichts zu &auml;ndern.', 'TEXT_STORNO' => 'Bestellung stornieren'];
foreach ($words as $word => $text) {
    define($word, $text);
}
foreach (auto_include(DIR_FS_LANGUAGES . 'german/extra/admin/', 'php') as $file) {
    require $file;
}
