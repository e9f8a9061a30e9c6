<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Admin\Carriers;

/** What a page knows of carriers without the extension is what the list of the engine says. */
final class CarriersTest extends TestCase
{
    /** @var array<string, list<string>> code => other names */
    private $codes = [];

    /** @var list<string> */
    private $services = [];

    protected function setUp(): void
    {
        foreach (file(dirname(__DIR__, 2) . '/ext/core/data/carriers.tsv', FILE_IGNORE_NEW_LINES) ?: [] as $line) {
            [$kind, $name, , $aliases] = explode("\t", $line) + ['', '', '', ''];
            $aliases = $aliases === '-' ? [] : explode('|', $aliases);
            if ($kind === 'code') {
                $this->codes[$name] = $aliases;
            } elseif ($kind === 'service') {
                array_push($this->services, $name, ...$aliases);
            }
        }
        self::assertGreaterThan(30, count($this->codes));
    }

    public function testTheUsualOnesAreCodesOfTheList(): void
    {
        self::assertSame([], array_values(array_diff(self::constant('USUAL'), array_keys($this->codes))));
    }

    /** The names that need no mapping are those that docs/settings.md lists, and no other. */
    public function testTheNamesThatNeedNoMappingAreThoseOfThePage(): void
    {
        $page = (string) file_get_contents(dirname(__DIR__, 2) . '/docs/settings.md');
        self::assertSame(1, preg_match('/Five names need no entry .*?: ([A-Z, ]+)\./', $page, $m));
        $own = [];
        foreach (file(dirname(__DIR__, 2) . '/ext/core/data/carriers.tsv', FILE_IGNORE_NEW_LINES) ?: [] as $line) {
            [$kind, $name, $flags] = explode("\t", $line) + ['', '', ''];
            if ($kind === 'code' && in_array('own', explode(' ', $flags), true)) {
                $own[] = $name;
            }
        }
        self::assertSame($own, explode(', ', $m[1]));
    }

    public function testEachGuessIsThatOfTheList(): void
    {
        foreach (self::constant('GUESSES') as $name => $code) {
            $names = array_map([self::class, 'plain'], array_merge([$code], $this->codes[$code] ?? []));
            self::assertContains(self::plain((string) $name), $names, "$name is $code");
        }
    }

    public function testLabelServicesAreThoseOfTheList(): void
    {
        foreach ($this->services as $name) {
            self::assertTrue(Carriers::isService($name), $name);
        }
        foreach ($this->codes as $code => $aliases) {
            self::assertFalse(Carriers::isService((string) $code), (string) $code);
        }
    }

    /** @return array<int|string, string> */
    private static function constant(string $name): array
    {
        return (array) (new \ReflectionClassConstant(Carriers::class, $name))->getValue();
    }

    private static function plain(string $name): string
    {
        return (string) preg_replace('/[^a-z0-9]/', '', strtolower($name));
    }
}
