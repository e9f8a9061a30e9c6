<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Dialect;
use StatusSync\Php\Store\Tables;

/**
 * Which rights the database's user lacks, each tried by a statement that changes nothing, and the GRANT that
 * gives it. MySQL and MariaDB only.
 *
 * A user without any right to a table is told the same whether the table exists or not (error 1142).
 */
final class DatabaseRights
{
    /** Tables of the shop without which nothing works. */
    public const NEEDED = ['orders', 'orders_status', 'orders_status_history'];

    /** Read where a shop has them. */
    public const OPTIONAL = ['orders_total', 'orders_tracking', 'carriers', 'orders_parcel_tracking_codes', 'parcel_services',
        'languages', 'magnalister_orders', 'magnalister_config', 'configuration', 'gx_configurations'];

    private const SELECT = 'SELECT 1 FROM %s LIMIT 0';

    /** What is tried of each of our tables: table, columns, as many ones, first column. No row is touched. */
    private const PROBES = [
        'SELECT' => self::SELECT, 'INSERT' => 'INSERT INTO %s (%s) SELECT %s FROM DUAL WHERE 1 = 0',
        'UPDATE' => 'UPDATE %1$s SET %4$s = 1 WHERE 1 = 0', 'DELETE' => 'DELETE FROM %s WHERE 1 = 0',
    ];

    /** Table or column refused, database refused. */
    private const DENIED = [1142, 1143, 1044];

    /** @var Db */
    private $db;

    /** @var string */
    private $user;

    /** @var string */
    private $database;

    public function __construct(Db $db)
    {
        $this->db = $db;
        $row = $db->one('SELECT CURRENT_USER() AS u, DATABASE() AS d') ?? [];
        [$name, $host] = array_pad(preg_split('/@(?=[^@]*$)/', (string) ($row['u'] ?? '')) ?: [], 2, '%');
        $this->user = self::text($name) . '@' . self::text($host);
        $this->database = (string) ($row['d'] ?? '');
    }

    /** Is this what a database says of a missing right? */
    public static function denied(\PDOException $e): bool
    {
        return in_array((int) ($e->errorInfo[1] ?? 0), self::DENIED, true);
    }

    /**
     * Missing rights to our own tables, one text a table.
     *
     * @return list<string>
     */
    public function own(): array
    {
        $texts = [];
        foreach (array_keys(Tables::COLUMNS) as $table) {
            $missing = $this->missing(Tables::PREFIX . $table, array_keys(Tables::COLUMNS[$table]));
            if ($missing !== []) {
                $texts[] = $this->finding($missing, Tables::PREFIX . $table);
            }
        }
        return $texts;
    }

    /**
     * Missing rights to read the shop's tables.
     *
     * @param list<string> $matched tables that settings name
     * @return array{fail: list<string>, warn: list<string>}
     */
    public function shop(array $matched): array
    {
        $out = ['fail' => [], 'warn' => []];
        $needed = array_values(array_unique(array_merge(self::NEEDED, $matched)));
        foreach ($needed as $table) {
            if ($this->refused(sprintf(self::SELECT, Dialect::name($table)))) {
                $out['fail'][] = $this->finding(['SELECT'], $table);
            }
        }
        $unsure = array_filter(array_diff(self::OPTIONAL, $needed), function (string $table): bool {
            return $this->refused(sprintf(self::SELECT, Dialect::name($table)));
        });
        if ($unsure !== [] && $out['fail'] === []) {
            $out['warn'][] = 'user ' . $this->user . ' may not read ' . implode(', ', $unsure) . '; for each of them that the'
                . ' shop has (else leave it): ' . $this->grant(['SELECT'], 'TABLE');
        }
        return $out;
    }

    /** May this table be read? Also true if it does not exist and the user would be told so. */
    public function readable(string $table): bool
    {
        return !$this->refused(sprintf(self::SELECT, Dialect::name($table)));
    }

    /** @param list<string> $columns @return list<string> rights */
    private function missing(string $table, array $columns): array
    {
        $missing = [];
        $names = array_map([Dialect::class, 'name'], $columns);
        $ones = implode(', ', array_fill(0, count($names), '1'));
        $there = true;
        foreach (self::PROBES as $right => $sql) {
            try {
                $this->db->run(sprintf($sql, Dialect::name($table), implode(', ', $names), $ones, $names[0]));
            } catch (\PDOException $e) {
                if (self::denied($e)) {
                    $missing[] = $right;
                } elseif ((int) ($e->errorInfo[1] ?? 0) === 1146) {
                    $there = false;
                } else {
                    throw $e;
                }
            }
        }
        // A table that has the same column twice is never made, but the right to make it is looked at first.
        $create = 'CREATE TABLE ' . Dialect::name($table) . ' (`a` INT, `a` INT)';
        if ((!$there || in_array('SELECT', $missing, true)) && $this->refused($create)) {
            $missing[] = 'CREATE';
        }
        return $missing;
    }

    private function refused(string $sql): bool
    {
        try {
            $this->db->run($sql);
        } catch (\PDOException $e) {
            return self::denied($e);
        }
        return false;
    }

    /** @param list<string> $rights */
    private function finding(array $rights, string $table): string
    {
        return "user {$this->user} lacks " . implode(', ', $rights) . " on $table; as the database's administrator: "
            . $this->grant($rights, $table);
    }

    /** @param list<string> $rights */
    private function grant(array $rights, string $table): string
    {
        return 'GRANT ' . implode(', ', $rights) . ' ON ' . Dialect::name($this->database) . '.'
            . ($table === 'TABLE' ? $table : Dialect::name($table)) . " TO {$this->user};";
    }

    private static function text(string $value): string
    {
        return "'" . str_replace(['\\', "'"], ['\\\\', "''"], $value) . "'";
    }
}
