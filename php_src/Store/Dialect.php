<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Where MySQL/MariaDB and SQLite differ, in one place.
 *
 * Floor: MySQL 5.7, MariaDB 10.2, SQLite 3.24. Identifiers are always quoted with back-ticks, which
 * SQLite accepts too; they come from constants or from a schema that was read, never from input.
 */
final class Dialect
{
    /** Rows of one statement at the most. */
    public const ROWS = 500;

    /** @var bool */
    private $mysql;

    /** @var string */
    private $version;

    public function __construct(\PDO $pdo)
    {
        $driver = (string) $pdo->getAttribute(\PDO::ATTR_DRIVER_NAME);
        if ($driver !== 'mysql' && $driver !== 'sqlite') {
            throw new \InvalidArgumentException("database driver $driver is not supported: use mysql or sqlite");
        }
        $this->mysql = $driver === 'mysql';
        $this->version = (string) $pdo->getAttribute(\PDO::ATTR_SERVER_VERSION);
    }

    public function isMysql(): bool
    {
        return $this->mysql;
    }

    public function isMariaDb(): bool
    {
        return $this->mysql && stripos($this->version, 'mariadb') !== false;
    }

    public function version(): string
    {
        return $this->version;
    }

    /** Quotes an identifier (a back-tick inside is doubled). */
    public static function name(string $identifier): string
    {
        return '`' . str_replace('`', '``', $identifier) . '`';
    }

    /** Parameters that one statement can carry. */
    public function parameters(): int
    {
        if ($this->mysql) {
            return 65535;
        }
        return version_compare($this->version, '3.32.0', '<') ? 999 : 32766;
    }

    /** The database's own clock as epoch seconds. */
    public function now(): string
    {
        return $this->mysql ? 'UNIX_TIMESTAMP()' : "CAST(strftime('%s','now') AS INTEGER)";
    }

    /** Ends an INSERT so that rows meeting an existing unique key are left as they are. */
    public function keepExisting(string $keyColumn): string
    {
        $c = self::name($keyColumn);
        return $this->mysql ? " ON DUPLICATE KEY UPDATE $c = $c" : ' ON CONFLICT DO NOTHING';
    }

    /**
     * Ends an INSERT so that an existing row takes the new values, but only from the same or a
     * higher fence.
     *
     * @param list<string> $key
     * @param list<string> $columns without the fence, which is set last: MySQL assigns from left to
     *   right and must still see the old one
     */
    public function replaceByFence(array $key, array $columns): string
    {
        $sets = [];
        foreach (array_merge($columns, ['fence']) as $column) {
            $c = self::name($column);
            $sets[] = $this->mysql
                ? "$c = IF(VALUES(`fence`) >= `fence`, VALUES($c), $c)"
                : "$c = excluded.$c";
        }
        if ($this->mysql) {
            return ' ON DUPLICATE KEY UPDATE ' . implode(', ', $sets);
        }
        $names = implode(', ', array_map([self::class, 'name'], $key));
        return " ON CONFLICT ($names) DO UPDATE SET " . implode(', ', $sets)
            . ' WHERE excluded.`fence` >= `fence`';
    }

    /** DDL of a column type of Tables. */
    public function type(string $type): string
    {
        $optional = substr($type, -1) === '?';
        $base = rtrim($type, '?');
        if ($base === 'serial') {
            return $this->mysql ? 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY'
                : 'INTEGER PRIMARY KEY AUTOINCREMENT';
        }
        $mysql = [
            'int' => 'BIGINT', 'bool' => 'TINYINT',
            'id' => 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin',
            'word' => 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin',
            'line' => 'VARCHAR(255)', 'text' => 'TEXT', 'json' => 'MEDIUMTEXT', 'list' => 'TEXT',
        ];
        $sqlite = ['int' => 'INTEGER', 'bool' => 'INTEGER'];
        $ddl = $this->mysql ? $mysql[$base] : ($sqlite[$base] ?? 'TEXT');
        if ($optional) {
            return "$ddl NULL";
        }
        $default = $base === 'int' || $base === 'bool' ? ' DEFAULT 0' : '';
        return "$ddl NOT NULL$default";
    }

    /** What follows the closing parenthesis of CREATE TABLE. */
    public function tableOptions(): string
    {
        return $this->mysql
            ? ' ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
            : '';
    }

    /**
     * Deadlock, lock wait, certification failure of a cluster, busy SQLite: the statement did
     * nothing, and may be tried again once the rows were read again.
     */
    public function isCollision(\PDOException $e): bool
    {
        $code = (int) ($e->errorInfo[1] ?? 0);
        if ($this->mysql) {
            return in_array($code, [1205, 1213], true) || ($e->errorInfo[0] ?? '') === '40001';
        }
        return in_array($code & 0xff, [5, 6], true);
    }

    /** A unique key was violated. */
    public function isDuplicate(\PDOException $e): bool
    {
        $code = (int) ($e->errorInfo[1] ?? 0);
        return $this->mysql ? $code === 1062 : ($code & 0xff) === 19;
    }
}
