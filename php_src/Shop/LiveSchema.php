<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;

/**
 * Tables and columns as they are in the shop's database now. Names from settings are used only if
 * they are found here.
 */
final class LiveSchema
{
    /** @var Db */
    private $db;

    /** @var array<string, array<string, array{type: string, key: bool, primary: bool, charset: string}>> */
    private $tables = [];

    /** @var array<string, true> */
    private $asked = [];

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * Reads the columns of these tables in one statement; tables asked for before are not read again.
     *
     * @param list<string> $tables
     */
    public function read(array $tables): void
    {
        $new = array_values(array_diff(array_unique($tables), array_map('strval', array_keys($this->asked))));
        if ($new === []) {
            return;
        }
        $marks = Db::marks(count($new));
        $sql = $this->db->dialect()->isMysql()
            ? 'SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d, COLUMN_KEY AS k,'
                . ' CHARACTER_SET_NAME AS cs'
                . " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN $marks"
                . ' ORDER BY TABLE_NAME, ORDINAL_POSITION'
            : 'SELECT m.name AS t, p.name AS c, lower(p.type) AS d,'
                . " CASE WHEN p.pk > 0 THEN 'PRI' WHEN EXISTS (SELECT 1 FROM pragma_index_list(m.name) l,"
                . " pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = p.name) THEN 'MUL' ELSE '' END AS k, 'utf8' AS cs"
                . ' FROM sqlite_master m, pragma_table_info(m.name) p'
                . " WHERE m.type IN ('table', 'view') AND m.name IN $marks ORDER BY m.name, p.cid";
        foreach ($this->db->all($sql, $new) as $row) {
            $this->tables[(string) $row['t']][(string) $row['c']] = [
                'type' => strtolower((string) $row['d']), 'key' => $row['k'] !== '', 'primary' => $row['k'] === 'PRI',
                'charset' => strtolower((string) $row['cs']),
            ];
        }
        $this->asked += array_fill_keys($new, true);
    }

    /** Forgets everything: the schema may have changed. */
    public function forget(): void
    {
        $this->tables = [];
        $this->asked = [];
    }

    /** @return list<string> every table of the database (for pickers) */
    public function names(): array
    {
        $sql = $this->db->dialect()->isMysql()
            ? 'SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1'
            : "SELECT name AS t FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name";
        return array_map('strval', array_column($this->db->all($sql), 't'));
    }

    public function hasTable(string $table): bool
    {
        $this->read([$table]);
        return isset($this->tables[$table]);
    }

    public function hasColumn(string $table, string $column): bool
    {
        $this->read([$table]);
        return isset($this->tables[$table][$column]);
    }

    /** @return list<string> */
    public function columns(string $table): array
    {
        $this->read([$table]);
        return array_map('strval', array_keys($this->tables[$table] ?? []));
    }

    /** True if an index begins with this column. */
    public function isIndexed(string $table, string $column): bool
    {
        $this->read([$table]);
        return $this->tables[$table][$column]['key'] ?? false;
    }

    /** True for columns that the server converts to the session's zone (UTC) by itself. */
    public function isTimestamp(string $table, string $column): bool
    {
        return $this->db->dialect()->isMysql() && ($this->tables[$table][$column]['type'] ?? '') === 'timestamp';
    }

    /**
     * A value of this column as clean UTF-8. The server converts by the charset that the column declares; where
     * that is latin1 and the shop stored UTF-8 bytes in it, they are taken as the UTF-8 they are.
     *
     * @param mixed $value
     */
    public function text(string $table, string $column, $value): string
    {
        $this->read([$table]);
        $text = Text::utf8($value);
        return ($this->tables[$table][$column]['charset'] ?? '') === 'latin1' ? Text::undouble($text) : $text;
    }

    /** @return list<string> columns of the primary key */
    public function primary(string $table): array
    {
        $this->read([$table]);
        $primary = [];
        foreach ($this->tables[$table] ?? [] as $column => $info) {
            if ($info['primary']) {
                $primary[] = (string) $column;
            }
        }
        return $primary;
    }
}
