<?php

declare(strict_types=1);

$t_language_text_section_content_array = [
    'title' => 'Amazon Bestellstatus',
    'active' => 'aktivieren',
    'interval' => 'Aufruf',
    'every_minute' => 'minütlich (empfohlen; gesendet wird nur, was fällig ist)',
    'every_five_minutes' => 'alle 5 Minuten',
];
