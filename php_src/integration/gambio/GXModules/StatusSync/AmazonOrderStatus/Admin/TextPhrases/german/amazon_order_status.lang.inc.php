<?php

declare(strict_types=1);

$t_language_text_section_content_array = [
    'menu_title' => 'Amazon Bestellstatus',
    'module_title' => 'Amazon Bestellstatus',
    'module_description' => 'Meldet Versand und Storno von Amazon-Bestellungen direkt an Amazon, mit Paketdienst und'
        . ' Sendungsnummer. Nach dem Installieren: Toolbox > Cache, dort Modul-Cache, danach Text-Cache leeren.',
    'page_title' => 'Amazon Bestellstatus',
];
