<?php

declare(strict_types=1);

$t_language_text_section_content_array = [
    'menu_title' => 'Amazon order status',
    'module_title' => 'Amazon order status',
    'module_description' => 'Tells Amazon that its orders were shipped or cancelled, with carrier and tracking number.'
        . ' After the installation: Toolbox > Cache, clear the module cache, then the text cache.',
    'page_title' => 'Amazon order status',
];
