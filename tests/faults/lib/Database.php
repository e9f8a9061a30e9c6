<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\MariaDb;
use StatusSync\Tests\Scene\Scene;

/** What tests do to a MariaDB besides using it. */
final class Database
{
    private const SCRIPT = __DIR__ . '/../../lib/mariadb';

    /**
     * Waits until the connections of killed programs are gone, so that nothing of them comes later. One that stays is
     * named, and ended: the next test has nothing of it.
     */
    public static function calm(Scene $scene): void
    {
        $sql = 'SELECT ID, USER, COMMAND, TIME_MS, STATE, INFO FROM information_schema.PROCESSLIST'
            . ' WHERE DB = DATABASE() AND ID <> CONNECTION_ID()';
        $end = microtime(true) + 10;
        while (($left = $scene->shop->sql($sql)) !== []) {
            if (microtime(true) > $end) {
                foreach ($left as $row) {
                    $scene->shop->sql('KILL ' . (int) $row['ID']);
                }
                throw new \RuntimeException('connections of programs that ended are still there: ' . json_encode($left));
            }
            usleep(2000);
        }
    }

    /**
     * What was committed survives the end of the server's process, else a test of that would mean
     * nothing; and who waits for a lock waits a second.
     */
    public static function durable(Scene $scene): void
    {
        $scene->shop->sql('SET GLOBAL innodb_flush_log_at_trx_commit = 2');
        $scene->shop->sql('SET GLOBAL innodb_lock_wait_timeout = 1');
    }

    /** Ends the server as a power cut would, without a word to anybody. */
    public static function kill(): void
    {
        $pid = (int) file_get_contents(self::directory() . '/mariadbd.pid');
        posix_kill($pid, 9);
        while (posix_kill($pid, 0)) {
            usleep(5000);
        }
    }

    /** Starts it again on the same socket. */
    public static function restart(Scene $scene): void
    {
        $scene->shop->close();
        // left by the kill, and taken for a living server
        foreach (['/mariadbd.pid', '/s'] as $file) {
            if (file_exists(self::directory() . $file)) {
                unlink(self::directory() . $file);
            }
        }
        exec(escapeshellarg(self::SCRIPT) . ' start ' . escapeshellarg(self::directory()) . ' 2>&1', $lines, $code);
        if ($code !== 0) {
            throw new \RuntimeException('MariaDB does not start again: ' . implode(' ', $lines));
        }
        for ($try = 0;; $try++) {
            try {
                $scene->shop->sql('SELECT 1');
                break;
            } catch (\PDOException $e) {
                $scene->shop->close();
                if ($try === 100) {
                    throw $e;
                }
                usleep(50000);
            }
        }
        self::durable($scene);
    }

    public static function directory(): string
    {
        return dirname(MariaDb::log());
    }
}
