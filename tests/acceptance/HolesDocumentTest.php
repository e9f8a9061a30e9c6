<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\TestCase;

/** docs/holes.md names every hole once, and every test it names is there. */
final class HolesDocumentTest extends TestCase
{
    private const DOCUMENT = __DIR__ . '/../../docs/holes.md';

    public function testEveryHoleIsThere(): void
    {
        preg_match_all('/^\| (W\d+) /m', (string) file_get_contents(self::DOCUMENT), $found);
        $expected = array_map(static function (int $n): string {
            return "W$n";
        }, range(1, 24));
        self::assertSame($expected, $found[1]);
    }

    public function testEveryNamedTestExistsAndSpeaksOfItsHole(): void
    {
        foreach (explode("\n", (string) file_get_contents(self::DOCUMENT)) as $line) {
            if (preg_match('/^\| (W\d+) /', $line, $hole) !== 1) {
                continue;
            }
            preg_match_all('/`(\w+Test)::(test\w+)`/', $line, $tests, PREG_SET_ORDER);
            self::assertNotSame([], $tests, "{$hole[1]} names no test");
            foreach ($tests as [$name, $class, $method]) {
                $full = __NAMESPACE__ . '\\' . $class;
                if (!class_exists($full, false)) {
                    require_once __DIR__ . "/$class.php";
                }
                self::assertTrue(method_exists($full, $method), "$name does not exist");
                $comment = (string) (new \ReflectionMethod($full, $method))->getDocComment();
                self::assertMatchesRegularExpression("/\\b{$hole[1]}\\b/", $comment, "$name does not say that it is about {$hole[1]}");
            }
        }
    }

    /** The other way round: a test that speaks of a hole is in the table. */
    public function testEveryTestOfAHoleIsNamed(): void
    {
        $document = (string) file_get_contents(self::DOCUMENT);
        foreach (glob(__DIR__ . '/*Test.php') ?: [] as $file) {
            preg_match_all('~/\*\*(?:(?!\*/).)*?\bW\d+:(?:(?!\*/).)*\*/\s+public function (test\w+)~s', (string) file_get_contents($file), $tests);
            foreach ($tests[1] as $method) {
                self::assertStringContainsString(basename($file, '.php') . "::$method`", $document);
            }
        }
    }
}
