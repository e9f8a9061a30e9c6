<?php

// Cron entry of Gambio GX 2 and 3. Command line, by a PHP of 7.4 or newer: php8.2 statussync_cron.php. Address: the same
// with ?token=... ("statussync cron-address" makes one), where the web server's PHP is 7.4 or newer and has the extension.
// This file itself can be read by the shop's old PHP, to say so.
$statussync_cli = PHP_SAPI === 'cli';
$statussync_fault = '';
$statussync_library = dirname(__FILE__) . '/includes/external/statussync/php_src/autoload.php';
if (PHP_VERSION_ID < 70400) {
    $statussync_fault = 'this is PHP ' . PHP_VERSION . '; call this file on the command line with PHP 7.4 or newer';
} elseif (!is_file($statussync_library)) {
    $statussync_fault = 'files are missing below includes/external/statussync; copy all files of the package';
}
if ($statussync_fault !== '') {
    if ($statussync_cli) {
        fwrite(STDERR, "statussync: $statussync_fault\n");
        exit(2);
    }
    header('HTTP/1.0 503 Service Unavailable');
    header('Content-Type: text/plain');
    exit("statussync: $statussync_fault\n");
}
require $statussync_library;
exit(\StatusSync\Php\Cli\Trigger::entry(dirname(__FILE__)));
