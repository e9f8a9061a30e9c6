<?php

declare(strict_types=1);

// Cron entry. Command line: php GXModules/StatusSync/AmazonOrderStatus/cron.php. Address: the same with
// ?token=...; the page Amazon Bestellstatus shows both.
$shop = dirname(__DIR__, 3);
$library = $shop . '/includes/external/statussync/php_src/autoload.php';
if (!is_file($library)) {
    PHP_SAPI === 'cli' ? fwrite(STDERR, "statussync: $library is missing; copy all files of the package\n")
        : http_response_code(503);
    exit(2);
}
require $library;
exit(\StatusSync\Php\Cli\Trigger::entry($shop));
