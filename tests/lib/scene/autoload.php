<?php

declare(strict_types=1);

// Classes of StatusSync\Tests\Scene, and nothing of the product: a scene knows it by its command line alone.
spl_autoload_register(static function (string $class): void {
    if (strncmp($class, 'StatusSync\\Tests\\Scene\\', 23) === 0) {
        $file = __DIR__ . '/' . strtr(substr($class, 23), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
date_default_timezone_set('UTC');
