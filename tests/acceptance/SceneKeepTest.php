<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\TestCase;

/** SCENE_KEEP=1 keeps what a failed test left, and nothing else. */
final class SceneKeepTest extends TestCase
{
    /** @return list<bool> the kept scene's directory, the removed one's, their common one is there afterwards */
    private static function after(string $keep): array
    {
        $code = 'require ' . var_export(dirname(__DIR__) . '/lib/scene/autoload.php', true) . ';'
            . '$a = new StatusSync\Tests\Scene\Scene(); $a->open(); $b = new StatusSync\Tests\Scene\Scene();'
            . 'echo $a->directory, "\n", $b->directory, "\n"; $b->remove(); $a->keep();';
        exec('SCENE_KEEP=' . $keep . ' ' . PHP_BINARY . ' -r ' . escapeshellarg($code), $lines, $exit);
        self::assertSame(0, $exit, implode("\n", $lines));
        $root = dirname($lines[0]);
        $out = [is_dir($lines[0]), is_dir($lines[1]), is_dir($root)];
        self::assertSame($out[2] ? [$lines[0]] : [], glob("$root/*") ?: []);
        exec('rm -rf ' . escapeshellarg($root));
        return $out;
    }

    public function testItKeepsFailedScenesOnly(): void
    {
        self::assertSame([true, false, true], self::after('1'));
        self::assertSame([false, false, false], self::after(''));
    }
}
