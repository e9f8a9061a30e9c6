<?php

declare(strict_types=1);

defined('BOX_STATUSSYNC') || define('BOX_STATUSSYNC', 'Amazon order status');
defined('TEXT_HEADING_TASKS_STATUSSYNC') || define('TEXT_HEADING_TASKS_STATUSSYNC', 'Amazon order status');
defined('TEXT_CONTENT_TASKS_STATUSSYNC') || define(
    'TEXT_CONTENT_TASKS_STATUSSYNC',
    'Tells Amazon what was shipped or cancelled. Where a cron job of its own runs, this task finds nothing to do.'
);
