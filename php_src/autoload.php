<?php

declare(strict_types=1);

// The loader of StatusSync\Php\ (PSR-4, this directory) for shops that do not use Composer.
spl_autoload_register(static function (string $class): void {
    if ($class === 'StatusSync\\Store' || $class === 'StatusSync\\Shop') {
        require_once __DIR__ . '/interfaces.php'; // a web server's PHP may lack the extension
    }
    if (strncmp($class, 'StatusSync\\Php\\', 15) !== 0) {
        return;
    }
    $file = __DIR__ . '/' . strtr(substr($class, 15), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});
