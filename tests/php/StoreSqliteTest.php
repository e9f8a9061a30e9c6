<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;

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
}
