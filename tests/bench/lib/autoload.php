<?php

declare(strict_types=1);

require __DIR__ . '/../../faults/lib/autoload.php';

spl_autoload_register(static function (string $class): void {
    if (strncmp($class, 'StatusSync\\Tests\\Bench\\', 23) === 0) {
        $file = __DIR__ . '/' . strtr(substr($class, 23), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
