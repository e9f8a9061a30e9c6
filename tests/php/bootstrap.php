<?php

declare(strict_types=1);

// Without the built extension its public face comes from the stub: enough for the tests of store,
// shop and settings, which only implement and use interfaces.
require __DIR__ . '/../../php_src/autoload.php';
if (!interface_exists('StatusSync\\Store', false)) {
    require __DIR__ . '/../../ext/zend/statussync.stub.php';
}
spl_autoload_register(static function (string $class): void {
    if (strncmp($class, 'StatusSync\\Tests\\', 17) === 0) {
        $file = __DIR__ . '/' . strtr(substr($class, 17), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
date_default_timezone_set('UTC');
