<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Words of a call that mean nothing are refused with what is allowed; help is there; a pipe may end. */
final class CommandLineTest extends SceneCase
{
    public function testAStateThatDoesNotExistIsRefusedWithThoseThatDo(): void
    {
        $answer = $this->scene()->cli(['list', '--state', 'foo']);
        self::assertRefused(['foo', 'rejected', 'in_flight', 'superseded', 'conflict'], $answer);
    }

    public function testACauseThatDoesNotExistIsRefusedWithThoseThatDo(): void
    {
        $scene = $this->scene(['world' => ['tracking_formats' => ['DHL' => '^JJD']]]);
        self::assertRefused(['foo', 'none at the moment'], $scene->cli(['retry', '--cause', 'foo']));
        $scene->ship($scene->sell());
        $scene->settle(3);
        self::assertRefused(['foo', 'rejected (1)', '18181 (1)'], $scene->cli(['retry', '--cause', 'foo']));
        self::assertStringContainsString('1 message will', $scene->must(['retry', '--cause', '18181'])->out);
        self::assertStringContainsString('0 messages', $scene->must(['retry', '--cause', '18181'])->out, 'may be repeated');
    }

    public function testOnlyACancelThatWaitsIsTakenBack(): void
    {
        $scene = $this->scene();
        $scene->ship($shipped = $scene->sell());
        $waiting = $scene->sell();
        $sent = $scene->sell();
        $scene->status($sent, Scene::CANCELLED);
        $scene->settle(2);
        self::assertRefused(['no cancel waits', 'status: ' . Scene::CANCELLED], $scene->cli(['cancel-revoke', (string) $shipped]));
        self::assertRefused(['went to Amazon already'], $scene->cli(['cancel-revoke', (string) $sent]));
        $scene->status($waiting, Scene::CANCELLED);
        $scene->must(['cancel-revoke', (string) $waiting]);
        $scene->must(['cancel-revoke', (string) $waiting]);
        $scene->settle(2);
        self::assertSame([], $scene->effects($waiting));
    }

    /** @param list<string> $words */
    private static function assertRefused(array $words, Answer $answer): void
    {
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertCount(1, $answer->errors(), (string) $answer);
        self::assertSame('', $answer->out);
        foreach ($words as $word) {
            self::assertStringContainsString($word, $answer->err, (string) $answer);
        }
    }
}
