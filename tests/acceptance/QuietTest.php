<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\MariaDb;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** A call of cron with nothing due, and the preview: what they must not do. */
final class QuietTest extends SceneCase
{
    private const STATEMENTS = 5;

    public function testATickWithNothingDueCostsNothing(): void
    {
        $scene = $this->scene(['database' => 'mariadb']);
        $order = $scene->sell();
        $scene->ship($order);
        $scene->settle(3);
        $requests = $scene->requests();
        for ($i = 0; $i < 2; $i++) {
            $scene->advance(60);
            $before = (int) filesize(MariaDb::log());
            $answer = $scene->cli(['run', '--if-due', '--json']);
            $statements = self::statementsSince($before);
            self::assertSame(0, $answer->code, (string) $answer);
            self::assertLessThan(self::STATEMENTS, count($statements), implode("\n", $statements));
            self::assertSame('', $answer->err);
        }
        self::assertSame($requests, $scene->requests(), 'no request');
    }

    public function testAHundredOrdersCostNoMoreThanOne(): void
    {
        $scene = $this->scene(['database' => 'mariadb']);
        $scene->bulk(static function () use ($scene): void {
            for ($i = 0; $i < 100; $i++) {
                $scene->ship($scene->sell());
            }
        });
        $scene->settle(4);
        self::assertCount(100, $scene->effects());
        $requests = $scene->requests();
        $scene->advance(60);
        $before = (int) filesize(MariaDb::log());
        $scene->must(['run', '--if-due']);
        $statements = self::statementsSince($before);
        self::assertLessThan(self::STATEMENTS, count($statements), implode("\n", $statements));
        self::assertSame($requests, $scene->requests());
    }

    /** The pages say whether a cron job calls: whatever runs without a terminal does, a run that a person starts is none. */
    public function testARunWithoutATerminalIsKeptAsACallOfCronAndWhatAPersonStartsIsNot(): void
    {
        $scene = $this->bare()->setUp();
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000), '--no-pilot']);
        if ($scene->byHand(['run', '--wait', '60']) === null) {
            self::markTestSkipped('this PHP makes no terminal');
        }
        self::assertNull(self::seen($scene, 'cli'));
        self::assertSame(0, self::seen($scene, 'hand')['before'], 'nothing ran before: every run is known');
        $scene->advance(7200);
        $scene->byHand(['run', '--if-due']);
        self::assertNull(self::seen($scene, 'cli'), 'a person tries the line of the cron job');
        self::assertSame(0, self::seen($scene, 'hand')['before']);
        $scene->must(['run']); // a cron job that calls without --if-due
        self::assertSame(PHP_VERSION, self::seen($scene, 'cli')['php']);
        $scene->shop->sql("DELETE FROM statussync_meta WHERE name LIKE 'seen_%'"); // as an older version left it
        $scene->byHand(['run']);
        self::assertNull(self::seen($scene, 'cli'));
        self::assertGreaterThan(0, self::seen($scene, 'hand')['before'], 'whose the runs before were is not known');
    }

    public function testACallThatFindsNothingDueIsNotKept(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->settle(2);
        $scene->advance(7200);
        $scene->must(['run', '--if-due', '--wait', '600']);
        $called = self::seen($scene, 'cli');
        self::assertEqualsWithDelta($scene->now(), $called['at'], 900);
        $scene->advance(60);
        $scene->must(['run', '--if-due']);
        self::assertSame($called, self::seen($scene, 'cli'), 'nothing was due: nothing is written');
    }

    /** @return array<string, mixed>|null */
    private static function seen(Scene $scene, string $kind): ?array
    {
        $found = $scene->shop->sql('SELECT value AS v FROM statussync_meta WHERE name = ?', ["seen_$kind"]);
        return $found === [] ? null : json_decode((string) $found[0]['v'], true);
    }

    /** @return array<string, array{string}> how an SQLite file keeps what is not yet in it */
    public static function journals(): array
    {
        return ['usual' => ['delete'], 'WAL' => ['wal']];
    }

    /** @dataProvider journals */
    #[DataProvider('journals')]
    public function testThePreviewAsksNobodyAndChangesNothing(string $journal): void
    {
        $scene = $this->journalled($journal);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 86400 * 5), '--no-pilot']);
        [$shipped, $cancelled] = [$scene->sell(), $scene->sell()];
        $scene->ship($shipped);
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->run(['--wait', '900']);
        $scene->advance(3600);
        $requests = $scene->requests();
        $files = self::files($scene->directory);
        $answer = $scene->cli(['preview', '--json']);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertSame('', $answer->err);
        self::assertSame($requests, $scene->requests(), 'no network, no token');
        self::assertSame($files, self::files($scene->directory), 'no file is changed, none appears');
        $orders = array_column($answer->json()['orders'], 'verdict', 'shop_order');
        self::assertSame('ship', $orders[$shipped]);
        self::assertContains($orders[$cancelled], ['cancel', 'hold']);
        self::assertSame([], $scene->effects());
        self::assertSame($files, self::files($scene->directory));
    }

    private function journalled(string $journal): Scene
    {
        if ($journal === 'wal' && PHP_VERSION_ID < 80100) {
            self::markTestSkipped('before PHP 8.1 a reader of a WAL database leaves files beside it (docs/cli.md)');
        }
        $scene = $this->bare()->setUp();
        self::assertSame($journal, $scene->shop->sql("PRAGMA journal_mode = $journal")[0]['journal_mode']);
        $scene->shop->close();
        return $scene;
    }

    /** Another program's connection has what is only in the -wal: that is read, and neither it nor the database is changed. */
    public function testAPreviewSeesWhatAnotherProgramHasOnlyInItsWal(): void
    {
        $scene = $this->journalled('wal');
        $other = new \PDO($scene->dsn, null, null, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION]);
        $other->query('SELECT COUNT(*) FROM orders')->fetchAll();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->shop->close();
        self::assertGreaterThan(0, filesize("{$scene->directory}/shop.sqlite-wal"));
        $files = self::files($scene->directory);
        $answer = $scene->cli(['preview', '--json']);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertContains((string) $order, array_map('strval', array_column($answer->json()['orders'], 'shop_order')));
        // who reads is noted in the -shm, by whoever may: docs/cli.md
        $shared = ["{$scene->directory}/shop.sqlite-shm" => 1];
        self::assertSame(array_diff_key($files, $shared), array_diff_key(self::files($scene->directory), $shared));
        $other = null;
    }

    /**
     * The very first preview, before anything was read at Amazon, and beside a database that cannot be written.
     *
     * @dataProvider journals
     */
    #[DataProvider('journals')]
    public function testTheFirstPreviewWorksOnFilesThatCannotBeWritten(string $journal): void
    {
        $scene = $this->journalled($journal);
        $order = $scene->sell();
        $scene->ship($order);
        $files = self::files($scene->directory);
        chmod($scene->directory . '/shop.sqlite', 0444);
        $answer = $scene->cli(['preview', '--json']);
        chmod($scene->directory . '/shop.sqlite', 0644);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertContains((string) $order, array_map('strval', array_column($answer->json()['orders'], 'shop_order')));
        self::assertSame($files, self::files($scene->directory));
        self::assertSame(0, $scene->requests());
    }

    public function testTheFirstPreviewChangesNothingOnMariaDb(): void
    {
        $scene = $this->bare(['database' => 'mariadb'])->setUp();
        $order = $scene->sell();
        $scene->ship($order);
        $before = (int) filesize(MariaDb::log());
        $answer = $scene->cli(['preview', '--json']);
        self::assertSame(0, $answer->code, (string) $answer);
        $writes = preg_grep('/^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|SELECT .* FOR UPDATE)/is', self::statementsSince($before));
        self::assertSame([], array_values($writes));
        self::assertSame(0, $scene->requests());
    }

    /** What the general log of MariaDB has after an offset. @return non-empty-list<string> */
    private static function statementsSince(int $offset): array
    {
        clearstatcache();
        $log = (string) file_get_contents(MariaDb::log(), false, null, $offset);
        // a prepared statement stands there twice, as Prepare and as Execute
        preg_match_all('/^.*?\d+ (?:Query|Execute)\t(.*)$/m', $log, $found);
        self::assertNotSame([], $found[1], 'the general log must show the call at all');
        return $found[1];
    }

    /** @return array<string, string> every file with its digest and time */
    private static function files(string $directory): array
    {
        $files = [];
        $all = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($directory, \FilesystemIterator::SKIP_DOTS));
        foreach ($all as $file) {
            $files[(string) $file] = hash_file('sha256', (string) $file) . ' ' . $file->getMTime();
        }
        ksort($files);
        return $files;
    }
}
