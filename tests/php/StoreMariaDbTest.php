<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/** The store on MariaDB, and what needs a server: deadlocks, plans, session settings. */
final class StoreMariaDbTest extends StoreCase
{
    protected function kind(): string
    {
        return 'mysql';
    }

    public function testSessionIsStrictAndUtc(): void
    {
        $row = $this->db->one('SELECT @@sql_mode AS m, @@time_zone AS z, @@character_set_connection AS c');
        self::assertStringContainsString('STRICT_ALL_TABLES', $row['m']);
        self::assertSame(['+00:00', 'utf8mb4'], [$row['z'], $row['c']]);
    }

    /** Hosts end connections that are silent for a while; a run that sleeps until something is due is. */
    public function testASilentConnectionOutlivesTheServersOwnLimit(): void
    {
        $this->db->run('SET GLOBAL wait_timeout = 1');
        try {
            $db = Databases::open($this->dsn);
            sleep(3);
            self::assertSame('1', (string) $db->one('SELECT 1 AS n')['n']);
            self::assertGreaterThanOrEqual(864000, (int) $db->one('SELECT @@SESSION.wait_timeout AS n')['n'], 'the longest --wait');
        } catch (\PDOException $e) {
            self::fail($e->getMessage());
        } finally {
            $this->db->run('SET GLOBAL wait_timeout = DEFAULT');
        }
    }

    public function testAConnectionOfTheShopsPagesIsPatientAndReadsWhatAClusterHasOnlyWhenAsked(): void
    {
        $asked = '@@SESSION.lock_wait_timeout AS l, @@SESSION.innodb_lock_wait_timeout AS i, @@SESSION.wsrep_sync_wait AS w, @@sql_mode AS m';
        $db = new Db(Connection::open($this->dsn, 'root', '', false, 2));
        $row = $db->one("SELECT $asked");
        self::assertSame(['2', '2', '0'], array_map('strval', [$row['l'], $row['i'], $row['w']]));
        self::assertStringContainsString('STRICT_ALL_TABLES', $row['m']);
        $db->causal();
        self::assertSame('7', (string) $db->one("SELECT $asked")['w']);
        self::assertSame('7', (string) $this->db->one("SELECT $asked")['w'], 'every other connection has it from the start');
        foreach ([1193 => false, 1227 => true] as $code => $thrown) { // no such variable here; refused
            $db->watch(static function () use ($code): void {
                $e = new \PDOException('no');
                $e->errorInfo = ['HY000', $code, 'no'];
                throw $e;
            });
            $said = null;
            try {
                $db->causal();
            } catch (\PDOException $e) {
                $said = $e;
            }
            self::assertSame($thrown, $said !== null, "error $code");
        }
    }

    /** @return array<string, array{0: string}> */
    public static function collisions(): array
    {
        return ['deadlock' => ['1213'], 'lock wait' => ['1205']];
    }

    /** @dataProvider collisions */
    #[DataProvider('collisions')]
    public function testACollisionIsReadAgainAndTriedAgain(string $code): void
    {
        $orders = $this->insert(4);
        foreach ($orders as $i => $order) {
            $orders[$i]['detail'] = "new $i";
        }
        $failures = 2;
        $texts = [];
        $this->db->watch(function (string $sql) use (&$failures, &$texts, $code): void {
            $texts[] = strtok($sql, ' ');
            if (strncmp($sql, 'UPDATE', 6) === 0 && $failures-- > 0) {
                $e = new \PDOException('collision');
                $e->errorInfo = ['40001', (int) $code, 'collision'];
                throw $e;
            }
        });
        $marks = $this->store->save('a', 1, ['orders' => $orders])['orders'];
        self::assertSame(['UPDATE', 'SELECT', 'UPDATE', 'SELECT', 'UPDATE'], $texts);
        self::assertSame([true, true, true, true], array_column($marks, 'ok'));
    }

    public function testACollisionThatNeverEndsIsThrown(): void
    {
        $orders = $this->insert(1);
        $this->db->watch(static function (string $sql): void {
            if (strncmp($sql, 'UPDATE', 6) === 0) {
                $e = new \PDOException('collision');
                $e->errorInfo = ['40001', 1213, 'collision'];
                throw $e;
            }
        });
        $this->expectException(\PDOException::class);
        $this->store->save('a', 1, ['orders' => $orders]);
    }

    public function testAfterACollisionAChangedRowIsNotForced(): void
    {
        $orders = $this->insert(2);
        $other = Databases::open($this->dsn);
        $failures = 1;
        $this->db->watch(function (string $sql) use (&$failures, $other, $orders): void {
            if (strncmp($sql, 'UPDATE', 6) === 0 && $failures-- > 0) {
                $other->run('UPDATE statussync_order SET version = version + 1, nonce = 1 WHERE id = ?', [$orders[0]['id']]);
                $e = new \PDOException('collision');
                $e->errorInfo = ['40001', 1213, 'collision'];
                throw $e;
            }
        });
        $marks = $this->store->save('a', 1, ['orders' => $orders])['orders'];
        self::assertSame([false, true], array_column($marks, 'ok'));
    }

    public function testARealDeadlockLosesNothing(): void
    {
        if (!function_exists('pcntl_fork')) {
            self::markTestSkipped('no pcntl');
        }
        $orders = $this->insert(200);
        $this->db = null;
        $this->store = null;
        $children = [];
        for ($child = 0; $child < 4; $child++) {
            $pid = pcntl_fork();
            if ($pid === 0) {
                $store = $this->another(Databases::open($this->dsn));
                $won = 0;
                $mine = $orders;
                $child % 2 ? shuffle($mine) : null;
                foreach (array_chunk($mine, 50) as $part) {
                    foreach ($part as $i => $row) {
                        $part[$i]['detail'] = "child $child";
                    }
                    foreach ($store->save('a', 1, ['orders' => $part])['orders'] as $mark) {
                        $won += $mark['ok'] ? 1 : 0;
                    }
                }
                posix_kill(getmypid(), file_put_contents("{$this->winners()}.$child", (string) $won) ? 9 : 9);
            }
            $children[] = $pid;
        }
        $won = 0;
        foreach ($children as $child => $pid) {
            pcntl_waitpid($pid, $status);
            $won += (int) file_get_contents("{$this->winners()}.$child");
            unlink("{$this->winners()}.$child");
        }
        self::assertSame(200, $won, 'each row has exactly one winner');
        $db = Databases::open($this->dsn);
        self::assertEquals(200, $db->one('SELECT COUNT(*) AS n FROM statussync_order WHERE version = 2')['n']);
    }

    private function winners(): string
    {
        return sys_get_temp_dir() . '/' . substr((string) strrchr($this->dsn, '='), 1) . '.won';
    }

    public function testNoQueryScansAWholeTable(): void
    {
        // as they are from the start: changed rows leave index entries behind until the server purges them
        $orders = [];
        for ($i = 0; $i < 4000; $i++) {
            $orders[] = self::order($i + 1, ['open' => $i % 40 === 0, 'look_at' => $i % 40 ? Tables::NEVER : $i]);
        }
        $messages = [];
        foreach ($this->store->save('a', 1, ['orders' => $orders])['orders'] as $i => $mark) {
            $states = ['verified', 'verified', 'verified', 'superseded', $i % 400 === 4 ? 'pending' : 'verified'];
            $messages[] = self::message($mark['id'], ['state' => $states[$i % 5], 'feed' => intdiv($i, 50)]);
        }
        $this->store->save('a', 1, ['messages' => $messages]);
        $this->db->run('ANALYZE TABLE statussync_order, statussync_message')->fetchAll();
        $queries = [
            ['what' => 'look', 'before' => 100, 'limit' => 50], ['what' => 'reads', 'before' => 100, 'limit' => 50],
            ['what' => 'open', 'after' => 0, 'limit' => 50], ['what' => 'orders', 'shop_orders' => ['1001', '1002']],
            ['what' => 'amazon_orders', 'amazon_orders' => ['303-1234567-0000001']], ['what' => 'express'],
            ['what' => 'send', 'before' => 10, 'limit' => 50, 'lane' => 'feed', 'kind' => 'ship', 'marketplace' => null],
            ['what' => 'feed_messages', 'feed' => 3, 'after' => 0, 'limit' => 10], ['what' => 'feeds'],
            ['what' => 'due', 'before' => 100],
        ];
        foreach ($queries as $query) {
            $texts = [];
            $this->db->watch(static function (string $sql) use (&$texts): void {
                $texts[] = $sql;
            });
            $this->db->run('FLUSH STATUS');
            $this->store->load('a', $query);
            $this->db->watch(null);
            $read = (int) $this->db->one("SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'")['Value'];
            self::assertLessThan(120, $read, $query['what'] . ' reads rows without an index: ' . implode("\n", $texts));
        }
    }
}
