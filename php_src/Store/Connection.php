<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;

/**
 * Opens our own database connection: exceptions, strict sql_mode, utf8mb4, UTC, matched rows.
 */
final class Connection
{
    /** Seconds that a connection may be silent: a run that waits ("run --wait") is, hosts may end it after a few. */
    private const SILENCE = 900000;

    /**
     * Takes a shop's DB_SERVER ("host", "host:port", "host:port:socket", "[::1]:3306", "/path") apart.
     *
     * @return array{host: string, port: int, socket: string} "" and 0 for what is not given
     */
    public static function server(string $server): array
    {
        $server = trim($server);
        if (strncmp($server, 'p:', 2) === 0) {
            $server = substr($server, 2);
        }
        if (strncmp($server, '/', 1) === 0) {
            return ['host' => '', 'port' => 0, 'socket' => $server];
        }
        if (preg_match('/^\[([0-9a-fA-F:]+)\](?::(\d+))?$/', $server, $m) === 1) {
            return ['host' => $m[1], 'port' => (int) ($m[2] ?? 0), 'socket' => ''];
        }
        $parts = explode(':', $server, 3);
        $port = $parts[1] ?? '';
        $socket = $parts[2] ?? '';
        if ($port !== '' && !ctype_digit($port)) {
            $socket = $port;
            $port = '';
        }
        return ['host' => $parts[0], 'port' => (int) $port, 'socket' => $socket];
    }

    /** The DSN for a shop's DB_SERVER and DB_DATABASE. */
    public static function dsn(string $server, string $database): string
    {
        $at = self::server($server);
        $dsn = 'mysql:';
        if ($at['socket'] !== '' && ($at['host'] === '' || $at['host'] === 'localhost')) {
            $dsn .= 'unix_socket=' . $at['socket'];
        } else {
            $dsn .= 'host=' . ($at['host'] === '' ? 'localhost' : $at['host']);
            $dsn .= $at['port'] > 0 ? ';port=' . $at['port'] : '';
        }
        return $dsn . ';dbname=' . $database;
    }

    /**
     * Opens a connection.
     *
     * @param string $dsn "mysql:...", "mariadb:..." or "sqlite:PATH"; without credentials
     * @param bool $readOnly SQLite only: nothing is written, no journal or shared memory file appears
     * @param int $patience seconds to wait for a lock at most; 0: as the server has it. Where the shop's user
     *   waits too (hooks), other nodes of a cluster are not waited for either, and connecting costs one statement
     *   on every server; Db::causal() makes good for it
     * @throws Failure with place and mend
     */
    public static function open(
        string $dsn,
        ?string $user = null,
        ?string $password = null,
        bool $readOnly = false,
        int $patience = 0
    ): \PDO {
        self::check($dsn);
        if (strncmp($dsn, 'mariadb:', 8) === 0) {
            $dsn = 'mysql:' . substr($dsn, 8);
        }
        try {
            return strncmp($dsn, 'sqlite:', 7) === 0
                ? self::sqlite(substr($dsn, 7), $readOnly)
                : self::mysql($dsn, (string) $user, (string) $password, $patience);
        } catch (\PDOException $e) {
            throw new Failure('database ' . self::shown($dsn) . ': ' . self::mend($e), null);
        }
    }

    /** Refuses DSNs that carry credentials, are of another database or lack their driver. */
    public static function check(string $dsn): void
    {
        if (preg_match('/^(mysql|mariadb|sqlite):./', $dsn, $m) !== 1) {
            throw new Failure('--dsn: expected "mysql:host=...;dbname=..." or "sqlite:FILE"');
        }
        if (preg_match('/[:;]\s*(user|username|password|passwd|pwd)\s*=/i', $dsn) === 1) {
            throw new Failure(
                '--dsn: carries credentials; give them by --config or by STATUSSYNC_DB_USER and STATUSSYNC_DB_PASSWORD'
            );
        }
        $driver = $m[1] === 'sqlite' ? 'sqlite' : 'mysql';
        if (!in_array($driver, \PDO::getAvailableDrivers(), true)) {
            throw new Failure("database: this PHP has no pdo_$driver; install it (Debian: php-$driver"
                . ($driver === 'sqlite' ? '3' : '') . ')');
        }
    }

    private static function mysql(string $dsn, string $user, string $password, int $patience): \PDO
    {
        if (stripos($dsn, 'charset=') === false) {
            $dsn .= ';charset=utf8mb4';
        }
        $init = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
            . "NO_ENGINE_SUBSTITUTION', SESSION time_zone = '+00:00', SESSION wait_timeout = " . self::SILENCE;
        if ($patience > 0) {
            $init .= ", SESSION lock_wait_timeout = $patience, SESSION innodb_lock_wait_timeout = $patience";
        }
        $cluster = $patience > 0 ? '' : ' /*M!100200 , SESSION wsrep_sync_wait = 7 */';
        $options = [
            \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
            \PDO::ATTR_EMULATE_PREPARES => false,
            \PDO::ATTR_TIMEOUT => 10,
            self::constant('Mysql', 'ATTR_FOUND_ROWS', 'MYSQL_ATTR_FOUND_ROWS') => true,
            self::constant('Mysql', 'ATTR_INIT_COMMAND', 'MYSQL_ATTR_INIT_COMMAND') => $init . $cluster,
        ];
        try {
            $pdo = new \PDO($dsn, $user, $password, $options);
        } catch (\PDOException $e) {
            if ($cluster === '' || ($e->errorInfo[1] ?? $e->getCode()) !== 1193) {
                throw $e;
            }
            // a MariaDB built without clustering does not know the variable
            $options[self::constant('Mysql', 'ATTR_INIT_COMMAND', 'MYSQL_ATTR_INIT_COMMAND')] = $init;
            $pdo = new \PDO($dsn, $user, $password, $options);
        }
        $version = (string) $pdo->getAttribute(\PDO::ATTR_SERVER_VERSION);
        if ($patience === 0 && stripos($version, 'mariadb') === false) {
            $known = $pdo->query("SHOW VARIABLES LIKE 'wsrep_sync_wait'")->fetch(\PDO::FETCH_NUM);
            if ($known !== false) {
                $pdo->exec('SET SESSION wsrep_sync_wait = 7');
            }
        }
        return $pdo;
    }

    private static function sqlite(string $path, bool $readOnly): \PDO
    {
        $memory = $path === ':memory:' || $path === '';
        if (!$memory && !is_file($path)) {
            $closed = self::closed($path);
            if ($closed !== null) {
                throw new Failure("database sqlite:$path: its folder $closed is closed to this user; call as the user who may read it,"
                    . ' or have it opened (chmod, chown)');
            }
            // PDO would make an empty database there: a mistyped path would look like a shop without orders
            throw new Failure("database sqlite:$path: there is no such file; check the path behind --dsn, it must name"
                . ' the shop\'s own database (nothing is made here)');
        }
        $options = [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION, \PDO::ATTR_TIMEOUT => 20];
        $name = $path;
        if ($readOnly && !$memory) {
            $flags = self::constant('Sqlite', 'ATTR_OPEN_FLAGS', 'SQLITE_ATTR_OPEN_FLAGS');
            $options[$flags] = self::constant('Sqlite', 'OPEN_READONLY', 'SQLITE_OPEN_READONLY');
            $wal = $path . '-wal';
            if (PHP_VERSION_ID >= 80100 && self::isWal($path) && !(is_file($wal) && filesize($wal) > 0)) {
                // Nobody has unwritten pages: immutable keeps a WAL database free of new files. Any other one has none of
                // them anyway, and there only the locks, which immutable does not look at, keep half a change from us.
                $real = (string) realpath($path);
                $name = 'file:' . str_replace('%2F', '/', rawurlencode($real)) . '?mode=ro&immutable=1';
            }
        }
        $pdo = new \PDO('sqlite:' . $name, null, null, $options);
        $pdo->exec('PRAGMA busy_timeout = 20000');
        return $pdo;
    }

    /** The file itself says whether its changes go through a -wal. */
    private static function isWal(string $path): bool
    {
        return substr((string) @file_get_contents($path, false, null, 18, 2), 0, 2) === "\x02\x02";
    }

    /** @return ?string the nearest folder above a path, if nobody lets us into it */
    private static function closed(string $path): ?string
    {
        $folder = dirname($path);
        while (!is_dir($folder) && dirname($folder) !== $folder) {
            $folder = dirname($folder);
        }
        return is_dir($folder) && !is_executable($folder) ? $folder : null;
    }

    /** The driver's constant: its own class from PHP 8.4 on, PDO's before. */
    private static function constant(string $driver, string $new, string $old): int
    {
        $name = "Pdo\\$driver::$new";
        return (int) constant(defined($name) ? $name : "PDO::$old");
    }

    /** A DSN for messages; it never has credentials, but be sure. */
    private static function shown(string $dsn): string
    {
        return (string) preg_replace('/(password|user)=[^;]*/i', '$1=?', $dsn);
    }

    private static function mend(\PDOException $e): string
    {
        $code = (int) ($e->errorInfo[1] ?? $e->getCode());
        switch ($code) {
            case 1045:
            case 1698:
                return 'user or password refused; check the shop\'s configure.php, --config or STATUSSYNC_DB_USER';
            case 1044:
                return 'this user may not use the database; as its administrator: GRANT SELECT ON that database to the user,'
                    . ' see docs/install.md ("Rights of the database\'s user")';
            case 1049:
                return 'there is no database of that name; check dbname';
            case 2002:
            case 2003:
            case 2005:
            case 2006:
                return 'not reachable; check host, port or socket and that the server runs';
            case 14:
                return 'file cannot be opened; check path and rights';
            case 26:
                return 'file is not a SQLite database';
            default:
                return 'cannot be opened (' . preg_replace('/\s+/', ' ', $e->getMessage()) . ')';
        }
    }
}
