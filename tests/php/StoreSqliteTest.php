<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Cli\Output;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Reports;

/** The store on SQLite, and what only SQLite has. */
final class StoreSqliteTest extends StoreCase
{
    protected function kind(): string
    {
        return 'sqlite';
    }

    public function testReadOnlyConnectionLeavesNoFilesEvenOfAWalDatabase(): void
    {
        $file = substr($this->dsn, 7);
        $this->db->run('PRAGMA journal_mode = WAL')->fetchAll();
        $this->insert(3);
        $this->store = null;
        $this->db = null;
        gc_collect_cycles();
        self::assertFileDoesNotExist("$file-wal");
        $hash = md5_file($file);
        $db = new Db(Connection::open($this->dsn, null, null, true));
        self::assertEquals(3, $db->one('SELECT COUNT(*) AS n FROM statussync_order')['n']);
        if (PHP_VERSION_ID >= 80100) {
            self::assertFileDoesNotExist("$file-wal");
            self::assertFileDoesNotExist("$file-shm");
        }
        self::assertSame($hash, md5_file($file));
        $this->expectException(\PDOException::class);
        $db->run('DELETE FROM statussync_order');
    }

    /** A big change is in the file before it is committed: whoever reads then waits, and is told in the end. */
    public function testAReadOnlyConnectionNeverSeesHalfAChange(): void
    {
        $this->insert(400);
        $this->db->run('PRAGMA cache_size = 2')->fetchAll();
        $this->db->run('BEGIN');
        $this->db->run('UPDATE statussync_order SET detail = ?', [str_repeat('half ', 400)]);
        $db = new Db(Connection::open($this->dsn, null, null, true));
        $db->run('PRAGMA busy_timeout = 50')->fetchAll();
        try {
            $seen = $db->one('SELECT COUNT(*) AS n FROM statussync_order WHERE detail IS NOT NULL')['n'];
            self::fail("$seen rows of a change were read that is not committed");
        } catch (\PDOException $e) {
            self::assertStringContainsString('locked', $e->getMessage());
        }
        $this->db->run('ROLLBACK');
        self::assertEquals(400, $db->one('SELECT COUNT(*) AS n FROM statussync_order WHERE detail IS NULL')['n']);
    }

    /** "list" of a shop with years of orders: the memory is that of a page, the document one all the same. */
    public function testAListOfTwentyThousandOrdersTakesHardlyMoreMemoryThanOneOfAThousand(): void
    {
        $most = $tables = $lines = [];
        foreach ([1000, 20000] as $count) {
            for ($from = (int) array_key_last($most); $from < $count; $from += 1000) {
                $this->store->save('a', 1, ['orders' => array_map(static function (int $n): array {
                    return self::order($n, ['verdict' => 'done', 'notes' => ['verified']]);
                }, range($from + 1, $from + 1000))]);
            }
            $peak = 0;
            $base = memory_get_usage();
            $watched = static function (\Generator $entries) use (&$peak, $base): \Generator {
                foreach ($entries as $entry) {
                    $peak = max($peak, memory_get_usage() - $base);
                    yield $entry;
                }
            };
            $reports = new Reports($this->db);
            $file = tempnam(sys_get_temp_dir(), 'ss-list');
            (new Output(fopen($file, 'w'), fopen('php://memory', 'w')))->jsonList('orders', $watched($reports->each('done')));
            $document = json_decode((string) file_get_contents($file), true, 32, JSON_THROW_ON_ERROR);
            self::assertCount($count, $document['orders']);
            self::assertSame($reports->orders(null, '1007'), ['orders' => [$document['orders'][6]]]);
            unlink($file);
            unset($document);
            $most[$count] = $peak;
            $rows = (static function () use ($reports): \Generator {
                foreach ($reports->each() as $order) {
                    yield [$order['shop_order'], (string) $order['amazon_order'], $order['verdict']];
                }
            })();
            $base = memory_get_usage();
            $peak = 0;
            $out = fopen('php://temp/maxmemory:0', 'w+');
            (new Output($out, $out))->table(['order', 'number', 'verdict'], $watched($rows));
            $tables[$count] = $peak;
            rewind($out);
            $lines[$count] = substr_count((string) stream_get_contents($out), "\n");
        }
        self::assertLessThan(1.3, $most[20000] / $most[1000], (string) json_encode($most));
        self::assertLessThan(3, $tables[20000] / $tables[1000], 'a line each has to be kept until the widths are known: ' . json_encode($tables));
        self::assertSame([1000 => 1001, 20000 => 20001], $lines);
    }
}
