<?php

declare(strict_types=1);

require __DIR__ . '/../../lib/scene/autoload.php';

spl_autoload_register(static function (string $class): void {
    if (strncmp($class, 'StatusSync\\Tests\\Faults\\', 24) === 0) {
        $file = __DIR__ . '/' . strtr(substr($class, 24), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
// A warning in a test is a fault of the test, not something to go on with.
set_error_handler(static function (int $level, string $text, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false;
    }
    throw new \ErrorException($text, 0, $level, $file, $line);
});
