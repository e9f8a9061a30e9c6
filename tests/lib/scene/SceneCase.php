<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

use PHPUnit\Framework\TestCase;

/**
 * A test with scenes: they are cleared away, and at its end no scene may have seen a violation.
 */
abstract class SceneCase extends TestCase
{
    /** @var list<Scene> */
    private $scenes = [];

    /** @param array<string, mixed> $with as for Scene @return Scene that is switched on */
    protected function scene(array $with = []): Scene
    {
        return $this->bare($with)->open();
    }

    /** @param array<string, mixed> $with @return Scene without account */
    protected function bare(array $with = []): Scene
    {
        if (($with['database'] ?? '') === 'mariadb' && !MariaDb::there()) {
            self::markTestSkipped('mariadb-server is not installed');
        }
        return $this->scenes[] = new Scene($with);
    }

    protected function assertPostConditions(): void
    {
        foreach ($this->scenes as $scene) {
            self::assertSame([], $scene->violations(), 'Amazon saw what a client must never do');
        }
    }

    protected function tearDown(): void
    {
        foreach ($this->scenes as $scene) {
            if (!$this->hasFailed()) {
                $scene->remove();
            } elseif ($scene->keep()) {
                fwrite(STDERR, $this->getName() . " is kept in {$scene->directory}\n");
            }
        }
        $this->scenes = [];
    }

    /** What Amazon was told of an order, as short texts. @param list<string> $expected */
    protected static function assertTold(array $expected, Scene $scene, int $order, string $message = ''): void
    {
        self::assertSame($expected, $scene->told($order), $message . ' ' . self::evidence($scene, $order));
    }

    /** What "order N" says, for the message of a failure. */
    protected static function evidence(Scene $scene, int $order): string
    {
        return $scene->cli(['order', (string) $order])->out;
    }
}
