<?php

// Cron entry for the command line, by a PHP of 7.4 or newer: php8.2 includes/external/statussync/cron.php. This file itself
// can be read by the shop's old PHP, to say so.
if (PHP_SAPI !== 'cli') {
    header('HTTP/1.0 403 Forbidden');
    exit(2);
}
if (PHP_VERSION_ID < 70400) {
    fwrite(STDERR, 'statussync: this is PHP ' . PHP_VERSION . '; call this file with PHP 7.4 or newer' . "\n");
    exit(2);
}
$statussync_shop = dirname(dirname(dirname(__DIR__)));
$statussync_library = __DIR__ . '/php_src/autoload.php';
if (!is_file($statussync_library)) {
    fwrite(STDERR, "statussync: $statussync_library is missing; copy all files of the package\n");
    exit(2);
}
require $statussync_library;
exit(\StatusSync\Php\Cli\Trigger::entry($statussync_shop));
