<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/** Migrations: twice, at once, broken off, with rows in the tables. */
abstract class SchemaCase extends StoreFixture
{
    public function testMigrationsMayRunTwiceAndAtOnce(): void
    {
        $dsn = Databases::fresh($this->kind());
        $one = new Schema(Databases::open($dsn));
        self::assertSame(0, $one->current());
        $one->migrate();
        $one->migrate();
        self::assertSame(Schema::VERSION, (new Schema(Databases::open($dsn)))->current());
        $db = Databases::open($dsn);
        $db->run("UPDATE statussync_meta SET value = '0'");
        $db->run("UPDATE statussync_lease SET owner = 'other', expires_at = 4000000000 WHERE account = ''");
        try {
            (new Schema($db))->migrate(0);
            self::fail('another program holds the guard');
        } catch (\RuntimeException $e) {
            self::assertStringContainsString('another program', $e->getMessage());
        }
        $db->run("UPDATE statussync_lease SET expires_at = 0 WHERE account = ''");
        (new Schema($db))->migrate(0);
        self::assertSame(Schema::VERSION, (new Schema($db))->current());
        (new Schema($db))->drop();
        self::assertSame(0, (new Schema($db))->current());
    }

    /** Killed after the step and before its number was noted: the next one waits for its lease, and does it again. */
    public function testABrokenOffMigrationIsDoneAgainAndKeepsTheRows(): void
    {
        $orders = $this->insert(3);
        $this->store->save('a', 1, ['messages' => [self::message($orders[1]['id'])]]);
        $rows = $this->rowsOf('order');
        $this->inChild(function (): void {
            $db = Databases::open($this->dsn);
            $db->watch(static function (string $sql): void {
                if (strncmp($sql, 'INSERT INTO `statussync_meta`', 29) === 0) {
                    posix_kill(getmypid(), 9);
                }
            });
            (new Schema($db, null, [$this->step()]))->migrate();
        });
        $this->again();
        self::assertSame(Schema::VERSION, (new Schema($this->db))->current(), 'the step is not noted');
        self::assertArrayHasKey('colour', $this->rowsOf('order')[0], 'and yet it was done');
        $done = 0;
        $schema = new Schema($this->db, null, [$this->step($done)]);
        try {
            $schema->migrate(0);
            self::fail('the lease of the one that was killed has not ended');
        } catch (\RuntimeException $e) {
            self::assertStringContainsString('another program', $e->getMessage());
        }
        $this->db->run("UPDATE statussync_lease SET expires_at = 1 WHERE account = ''");
        $schema->migrate(0);
        $schema->migrate(0);
        self::assertSame([1, Schema::VERSION + 1], [$done, $schema->current()]);
        foreach ($this->rowsOf('order') as $i => $row) {
            self::assertSame($rows[$i] + ['colour' => 'blue'], $row);
        }
        $there = $this->store->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10]);
        self::assertSame([$orders, 1], [$there['orders'], count($there['messages'])]);
        self::assertTrue($this->store->save('a', 1, ['orders' => [['detail' => 'x'] + $orders[0]]])['orders'][0]['ok']);
    }

    public function testASecondProgramWaitsForTheOneThatMigrates(): void
    {
        $this->insert(2);
        $slow = function (Db $db): void {
            sleep(2);
            ($this->step())($db);
        };
        $pid = $this->inChild(function () use ($slow): void {
            (new Schema(Databases::open($this->dsn), null, [$slow]))->migrate();
        }, false);
        $this->again();
        $held = "SELECT 1 FROM statussync_lease WHERE account = '' AND owner IS NOT NULL";
        for ($end = microtime(true) + 10; $this->db->all($held) === [] && microtime(true) < $end;) {
            usleep(5000);
        }
        $done = 0;
        $schema = new Schema($this->db, null, [$this->step($done)]);
        $begun = microtime(true);
        $schema->migrate(30);
        self::assertGreaterThan(0.9, microtime(true) - $begun, 'it waited');
        self::assertSame([0, Schema::VERSION + 1], [$done, $schema->current()], 'and left to the other what that one did');
        self::assertSame(['blue', 'blue'], array_column($this->rowsOf('order'), 'colour'));
        pcntl_waitpid($pid, $status);
    }

    /** A step as a next version may bring it: a column for a table that has rows. */
    private function step(?int &$done = null): callable
    {
        return function (Db $db) use (&$done): void {
            $done++;
            if (!array_key_exists('colour', $db->one('SELECT * FROM statussync_order'))) {
                $db->run("ALTER TABLE statussync_order ADD COLUMN colour VARCHAR(10) NOT NULL DEFAULT 'blue'");
            }
        };
    }

    /** @return list<array<string, mixed>> */
    private function rowsOf(string $table): array
    {
        return $this->db->all("SELECT * FROM statussync_$table ORDER BY id");
    }

    /** Another process with connections of its own; it ends without a word. */
    private function inChild(callable $what, bool $wait = true): int
    {
        if (!function_exists('pcntl_fork')) {
            self::markTestSkipped('no pcntl');
        }
        $this->db = null;
        $this->store = null;
        $pid = pcntl_fork();
        if ($pid === 0) {
            try {
                $what();
            } finally {
                posix_kill(getmypid(), 9);
            }
        }
        $wait && pcntl_waitpid($pid, $status);
        return $pid;
    }

    private function again(): void
    {
        $this->db = Databases::open($this->dsn);
        $this->store = $this->another();
    }
}
