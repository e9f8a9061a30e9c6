<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Db;

/** Tests in the shop of the browser tests, with all its data and a clock that stands still. */
abstract class BrowserShopCase extends TestCase
{
    protected const NOW = 1764150000; // 2025-11-26 10:40 in Berlin

    /** @var Db */
    protected $db;

    /** @var Services */
    protected $services;

    protected function setUp(): void
    {
        $dsn = Databases::fresh('sqlite');
        $data = dirname(__DIR__) . '/browser/lib/data.php';
        exec(escapeshellarg(PHP_BINARY) . ' ' . implode(' ', array_map('escapeshellarg', [$data, $dsn, (string) self::NOW, 'full'])), $out, $rc);
        self::assertSame(0, $rc, implode("\n", $out));
        $this->db = Databases::open($dsn);
        $config = Detector::dsn($dsn);
        $config->url = 'https://shop.example.org';
        $this->services = Services::ofPlace($this->db, $config, static function (): int {
            return self::NOW;
        });
    }
}
