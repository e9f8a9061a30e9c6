<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;

/** Fresh databases for tests: SQLite files and schemas of a private MariaDB. */
final class Databases
{
    /** @var int */
    private static $number = 0;

    /** @return ?string socket of the test server, null if there is none */
    public static function socket(): ?string
    {
        $socket = getenv('STATUSSYNC_TEST_SOCKET');
        return $socket === false || $socket === '' ? null : $socket;
    }

    /** @return string DSN of an empty database */
    public static function fresh(string $kind): string
    {
        $name = 'ss_' . getmypid() . '_' . self::$number++;
        if ($kind === 'sqlite') {
            $file = sys_get_temp_dir() . "/$name.sqlite";
            @unlink($file);
            touch($file);
            register_shutdown_function(static function () use ($file): void {
                @unlink($file);
            });
            return "sqlite:$file";
        }
        $pdo = new \PDO('mysql:unix_socket=' . self::socket(), 'root', '');
        $pdo->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        $pdo->exec("CREATE DATABASE $name CHARACTER SET utf8mb4");
        return 'mysql:unix_socket=' . self::socket() . ";dbname=$name";
    }

    public static function open(string $dsn): Db
    {
        return new Db(Connection::open($dsn, 'root', ''));
    }
}
