<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;

/** composer.json, which nothing here reads: what Composer and PIE rely on. */
final class ComposerTest extends TestCase
{
    private const ROOT = __DIR__ . '/../..';

    /** @return array<string, mixed> */
    private static function document(): array
    {
        return json_decode((string) file_get_contents(self::ROOT . '/composer.json'), true, 32, JSON_THROW_ON_ERROR);
    }

    public function testEveryClassIsWhereTheMapSays(): void
    {
        $map = self::document()['autoload']['psr-4'];
        self::assertSame(['StatusSync\\Php\\'], array_keys($map));
        $classes = 0;
        $tree = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(self::ROOT . '/php_src', \FilesystemIterator::SKIP_DOTS));
        foreach ($tree as $file) {
            $path = substr((string) $file, strlen(self::ROOT) + 1);
            foreach ($file->getExtension() === 'php' ? self::declared((string) $file) : [] as $class) {
                if (strncmp($class, 'StatusSync\\Php\\', 15) !== 0) {
                    continue; // of the extension's interfaces, or of a shop, whose own loader finds it
                }
                $classes++;
                self::assertSame($path, $map['StatusSync\\Php\\'] . strtr(substr($class, 15), '\\', '/') . '.php', $class);
            }
        }
        self::assertGreaterThan(100, $classes);
    }

    public function testFilesThatAreAlwaysLoadedAreThere(): void
    {
        foreach (self::document()['autoload']['files'] as $file) {
            self::assertFileExists(self::ROOT . "/$file");
            self::assertSame(['StatusSync\\Store', 'StatusSync\\Shop'], self::declared(self::ROOT . "/$file"));
        }
    }

    public function testTheExtensionIsNamedAsTheModuleNamesItself(): void
    {
        $document = self::document();
        self::assertSame('php-ext', $document['type']);
        $name = $document['php-ext']['extension-name'];
        $config = (string) file_get_contents(self::ROOT . '/config.m4');
        self::assertStringContainsString("PHP_NEW_EXTENSION([$name],", $config);
        self::assertStringContainsString("PHP_ARG_ENABLE([$name],", $config, 'PIE configures with --enable-NAME');
        $build = PHP_VERSION . (PHP_ZTS ? '-zts' : '') . (PHP_DEBUG ? '-debug' : '');
        $module = escapeshellarg(self::ROOT . "/build/$build/modules/$name.so");
        exec(escapeshellarg(PHP_BINARY) . " -n -d extension=$module -r 'echo extension_loaded(\"$name\") ? 1 : 0;'", $lines);
        self::assertSame(['1'], $lines);
        self::assertSame('>=7.4', $document['require']['php']);
    }

    /** @return list<string> classes, interfaces and traits of a file, with their namespace */
    private static function declared(string $file): array
    {
        $namespace = '';
        $found = [];
        $code = preg_replace('#/\*.*?\*/|//[^\n]*#s', '', (string) file_get_contents($file));
        $pattern = '/^\s*(?:(namespace)\s+([\w\\\\]+)|(?:(?:final|abstract)\s+)*(?:class|interface|trait)\s+(\w+))/m';
        preg_match_all($pattern, (string) $code, $all, PREG_SET_ORDER);
        foreach ($all as $one) {
            if ($one[1] !== '') {
                $namespace = $one[2] . '\\';
            } else {
                $found[] = $namespace . $one[3];
            }
        }
        return $found;
    }
}
