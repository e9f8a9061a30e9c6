<?php

declare(strict_types=1);

/** The shop's scheduler calls this every minute. It never throws and never takes longer than 20 seconds. */
function cron_statussync(): bool
{
    $shop = dirname(__DIR__, 3);
    $library = $shop . '/includes/external/statussync/php_src/autoload.php';
    if (!is_file($library)) {
        return false;
    }
    try {
        require_once $library;
        return \StatusSync\Php\Cli\Trigger::scheduler($shop);
    } catch (\Throwable $e) {
        return false; // files copied in part: the tasks behind this one must go on
    }
}
