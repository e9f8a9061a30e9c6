<?php

declare(strict_types=1);

require __DIR__ . '/../lib/scene/autoload.php';
spl_autoload_register(static function (string $class): void {
    if (strncmp($class, 'StatusSync\\Tests\\Documents\\', 27) === 0 && is_file(__DIR__ . '/' . substr($class, 27) . '.php')) {
        require __DIR__ . '/' . substr($class, 27) . '.php';
    }
});
