<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;

/** docs/next-shop.md is enough to write an adapter from: every key the engine reads, every place that names a system. */
final class NextShopPageTest extends TestCase
{
    private static function read(string $path): string
    {
        return (string) file_get_contents(dirname(__DIR__, 2) . "/$path");
    }

    /** A key that an adapter does not give counts as empty, and nobody says so: the page must have them all. */
    public function testEveryKeyOfAFactIsOnThePage(): void
    {
        $page = self::read('docs/next-shop.md');
        $engine = self::read('ext/core/ss_model.c');
        foreach (['shop_order' => 16, 'shop_tracking' => 6, 'shop_link' => 5, 'shop_history' => 3] as $record => $count) {
            preg_match('/\b' . $record . '_fields\[\] = \{(.*?)END\}/s', $engine, $body);
            preg_match_all('/\(ss_' . $record . ', (\w+)/', $body[1] ?? '', $keys);
            self::assertCount($count, $keys[1], $record);
            foreach ($keys[1] as $key) {
                self::assertStringContainsString("`$key`", $page, "$record.$key");
            }
        }
    }

    public function testEveryPlaceThatNamesASystemIsOnThePage(): void
    {
        $page = self::read('docs/next-shop.md');
        $root = dirname(__DIR__, 2);
        $named = '/Detector::(MODIFIED|GAMBIO|GAMBIO3|XTC3|CRON|shop\()|\bsystem\(\) [!=]==? |\$this->host->system\(\)\]/';
        $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator("$root/php_src", \FilesystemIterator::SKIP_DOTS));
        $seen = 0;
        foreach (array_merge(["$root/bin/package"], iterator_to_array($files, false)) as $file) {
            $path = substr((string) $file, strlen($root) + 1);
            if (strpos($path, 'php_src/integration/') === 0 || preg_match($named, self::read($path)) !== 1) {
                continue;
            }
            self::assertStringContainsString("`$path`", $page);
            $seen++;
        }
        self::assertGreaterThan(8, $seen);
    }
}
