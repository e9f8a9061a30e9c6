<?php

declare(strict_types=1);

$t_language_text_section_content_array = [
    'title' => 'Amazon order status',
    'active' => 'activate',
    'interval' => 'call',
    'every_minute' => 'every minute (recommended; only what is due is sent)',
    'every_five_minutes' => 'every 5 minutes',
];
