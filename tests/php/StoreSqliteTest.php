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
}
