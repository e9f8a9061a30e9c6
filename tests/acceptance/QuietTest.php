<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

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

    /** The pages say whether a cron job calls: a run that a person starts is none. */
    public function testWhatWasDueIsKeptAsACallOfCronAndWhatAPersonStartsIsNot(): void
    {
        $scene = $this->scene();
        $kept = static function () use ($scene): ?string {
            $found = $scene->shop->pdo()->query("SELECT value FROM statussync_meta WHERE name = 'seen_cli'")->fetchColumn();
            return $found === false ? null : (string) $found;
        };
        $scene->ship($scene->sell());
        $scene->settle(2);
        self::assertNull($kept());
        $scene->advance(7200);
        $scene->must(['run', '--if-due', '--wait', '600']);
        $called = json_decode((string) $kept(), true);
        self::assertSame(PHP_VERSION, $called['php']);
        self::assertEqualsWithDelta($scene->now(), $called['at'], 900);
        $scene->advance(60);
        $scene->must(['run', '--if-due']);
        self::assertSame($called, json_decode((string) $kept(), true), 'nothing was due: nothing is written');
    }

    public function testThePreviewAsksNobodyAndChangesNothing(): void
    {
        $scene = $this->bare()->setUp();
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

    /** The very first preview, before anything was read at Amazon, and beside a database that cannot be written. */
    public function testTheFirstPreviewWorksOnFilesThatCannotBeWritten(): void
    {
        $scene = $this->bare()->setUp();
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
