<?php

declare(strict_types=1);

// Entry of bin/statussync. A web server must never run it.
if (PHP_SAPI !== 'cli') {
    http_response_code(404);
    exit(2);
}
require __DIR__ . '/../autoload.php';
error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
ini_set('html_errors', '0');
ini_set('memory_limit', (string) (getenv('STATUSSYNC_MEMORY') ?: '256M'));
set_error_handler(static function (int $level, string $text, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false;
    }
    if ($level === E_DEPRECATED || $level === E_USER_DEPRECATED) {
        return true; // a newer PHP's advice is no reason to stop
    }
    throw new \ErrorException($text, 0, $level, $file, $line);
});
exit((new \StatusSync\Php\Cli\Application(new \StatusSync\Php\Cli\Output(STDOUT, STDERR)))->run(array_slice($argv, 1)));
