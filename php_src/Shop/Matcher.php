<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Dialect;

/**
 * Reads a value per order from a table that the owner chose (source "match").
 *
 * Table and columns are used only if the live schema has them; otherwise the source is broken and
 * says so. Values are read by the key column for many orders at once.
 */
final class Matcher
{
    /** @var Db */
    private $db;

    /** @var LiveSchema */
    private $schema;

    /** @var array<string, mixed> */
    private $source;

    /** @param array<string, mixed> $source table, column, key, where, pattern */
    public function __construct(Db $db, LiveSchema $schema, array $source)
    {
        $this->db = $db;
        $this->schema = $schema;
        $this->source = $source + ['where' => [], 'pattern' => null];
    }

    public function table(): string
    {
        return (string) $this->source['table'];
    }

    /** True if the table or a column is gone. */
    public function isBroken(): bool
    {
        $columns = array_merge(
            [(string) $this->source['column'], (string) $this->source['key']],
            array_map('strval', array_keys($this->source['where']))
        );
        foreach ($columns as $column) {
            if (!$this->schema->hasColumn($this->table(), $column)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The values of these orders, in the order of the table's primary key, each once.
     *
     * @param list<int> $ids
     * @param string $range further condition, from constants; "" for none
     * @param list<int> $limits its parameters
     * @return array<string, list<string>> order id => values that are not empty
     */
    public function values(array $ids, string $range = '', array $limits = []): array
    {
        if ($ids === [] || $this->isBroken()) {
            return [];
        }
        $key = Dialect::name((string) $this->source['key']);
        $column = Dialect::name((string) $this->source['column']);
        $sql = "SELECT $key AS k, $column AS v FROM " . Dialect::name($this->table()) . ' WHERE '
            . ($range === '' ? '' : "$range AND ") . "$key IN %s";
        $after = [];
        foreach ($this->source['where'] as $name => $value) {
            $sql .= ' AND ' . Dialect::name((string) $name) . ' = ?';
            $after[] = $value;
        }
        $order = array_map([Dialect::class, 'name'], $this->schema->primary($this->table()));
        if ($order !== []) {
            $sql .= ' ORDER BY ' . implode(', ', $order);
        }
        $values = [];
        foreach ($this->db->byKeys($sql, $limits, $ids, $after) as $row) {
            $id = (string) $row['k'];
            foreach ($this->extract($row['v']) as $value) {
                if (!in_array($value, $values[$id] ?? [], true)) {
                    $values[$id][] = $value;
                }
            }
        }
        return $values;
    }

    /**
     * The value, or whatever the pattern's group finds in it (a comment may name several parcels).
     *
     * @param mixed $value
     * @return list<string>
     */
    private function extract($value): array
    {
        $text = Text::orNull($value === null ? null
            : $this->schema->text($this->table(), (string) $this->source['column'], $value));
        if ($text === null || $this->source['pattern'] === null) {
            return $text === null ? [] : [$text];
        }
        if ((int) @preg_match_all(self::delimited((string) $this->source['pattern']), $text, $m) < 1) {
            return [];
        }
        return array_values(array_filter(array_map([Text::class, 'orNull'], $m[1] ?? []), 'is_string'));
    }

    /**
     * An owner's regular expression, as PHP wants it.
     *
     * The delimiter is a character that no pattern holds: escaping one that a pattern may hold would break
     * those in which it is escaped already.
     *
     * @param string $pattern UTF-8, without control characters (Settings\Check)
     */
    public static function delimited(string $pattern, string $behind = ''): string
    {
        return "\x01" . $pattern . $behind . "\x01u";
    }
}
