<?php

declare(strict_types=1);

defined('BOX_STATUSSYNC') || define('BOX_STATUSSYNC', 'Amazon Bestellstatus');
defined('TEXT_HEADING_TASKS_STATUSSYNC') || define('TEXT_HEADING_TASKS_STATUSSYNC', 'Amazon Bestellstatus');
defined('TEXT_CONTENT_TASKS_STATUSSYNC') || define(
    'TEXT_CONTENT_TASKS_STATUSSYNC',
    'Meldet Amazon versendete und stornierte Bestellungen. L&auml;uft ein eigener Cronjob, findet diese Aufgabe nichts mehr zu tun.'
);
