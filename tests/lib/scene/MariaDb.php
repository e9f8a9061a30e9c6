<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/** A private MariaDB (tests/lib/mariadb), started when a test first asks for it. */
final class MariaDb
{
    private const SCRIPT = __DIR__ . '/../mariadb';

    /** @var ?string */
    private static $directory;

    /** @var ?string socket; "" = there is none on this machine */
    private static $socket;

    /** @var int */
    private static $number = 0;

    /** Another server, which somebody else starts and stops, in place of a private one. */
    public static function take(string $socket): void
    {
        self::$socket = $socket;
    }

    public static function socket(): string
    {
        if (self::$socket === null) {
            $directory = sys_get_temp_dir() . '/statussync-scene-db.' . getmypid();
            exec(escapeshellarg(self::SCRIPT) . ' start ' . escapeshellarg($directory) . ' 2>/dev/null', $lines, $code);
            self::$socket = $code === 0 ? (string) end($lines) : '';
            self::$directory = $directory;
            register_shutdown_function([self::class, 'stop']);
        }
        return self::$socket;
    }

    public static function there(): bool
    {
        return self::socket() !== '';
    }

    /** @return string DSN of an empty database; the user is root without a password */
    public static function fresh(): string
    {
        if (!self::there()) {
            throw new \RuntimeException('no MariaDB here: install mariadb-server');
        }
        $name = 'scene_' . ++self::$number;
        $pdo = new \PDO('mysql:unix_socket=' . self::socket(), 'root', '');
        $pdo->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        $pdo->exec("CREATE DATABASE $name CHARACTER SET utf8mb4");
        return 'mysql:unix_socket=' . self::socket() . ";dbname=$name";
    }

    /** The general log: every statement of every connection. */
    public static function log(): string
    {
        self::socket();
        return self::$directory . '/general.log';
    }

    public static function stop(): void
    {
        if (self::$directory !== null) {
            exec(escapeshellarg(self::SCRIPT) . ' stop ' . escapeshellarg(self::$directory));
            exec('rm -rf ' . escapeshellarg(self::$directory));
        }
    }
}
