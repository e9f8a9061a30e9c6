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

    /** True if both read the same rows of one table, and both are there. */
    public function sharesRows(self $other): bool
    {
        foreach (['table', 'key', 'where'] as $part) {
            if ($this->source[$part] != $other->source[$part]) {
                return false;
            }
        }
        return !$this->isBroken() && !$other->isBroken();
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
        $values = [];
        foreach ($ids === [] || $this->isBroken() ? [] : $this->rows($this, $ids, $range, $limits) as $row) {
            self::add($values, (string) $row['k'], $this->extract($row['v']));
        }
        return $values;
    }

    /**
     * The values of two sources that share their rows, read at once.
     *
     * @param list<int> $ids
     * @param list<int> $limits
     * @return array{0: array<string, list<string>>, 1: array<string, list<string>>, 2: array<string, array<int|string, ?string>>}
     *   values as values() has them, of this and of the other; order id => value of this => the other's first of that row
     */
    public function withBeside(self $other, array $ids, string $range, array $limits): array
    {
        $values = $others = $beside = [];
        foreach ($ids === [] ? [] : $this->rows($other, $ids, $range, $limits) as $row) {
            $id = (string) $row['k'];
            $own = $this->extract($row['v']);
            $theirs = $other->extract($row['w']);
            self::add($values, $id, $own);
            self::add($others, $id, $theirs);
            foreach ($own as $value) {
                $beside[$id][$value] = $beside[$id][$value] ?? $theirs[0] ?? null;
            }
        }
        return [$values, $others, $beside];
    }

    /**
     * @param array<string, list<string>> $values
     * @param list<string> $new
     */
    private static function add(array &$values, string $id, array $new): void
    {
        foreach ($new as $value) {
            if (!in_array($value, $values[$id] ?? [], true)) {
                $values[$id][] = $value;
            }
        }
    }

    /**
     * @param self $other whose column is read too
     * @param list<int> $ids
     * @param list<int> $limits
     * @return list<array<string, mixed>> k: order, v: this column, w: the other's
     */
    private function rows(self $other, array $ids, string $range, array $limits): array
    {
        [$key, $column, $beside] = array_map([Dialect::class, 'name'], [(string) $this->source['key'],
            (string) $this->source['column'], (string) $other->source['column']]);
        $sql = "SELECT $key AS k, $column AS v" . ($other === $this ? '' : ", $beside AS w") . ' FROM '
            . Dialect::name($this->table()) . ' WHERE ' . ($range === '' ? '' : "$range AND ") . "$key IN %s";
        $after = [];
        foreach ($this->source['where'] as $name => $value) {
            $sql .= ' AND ' . Dialect::name((string) $name) . ' = ?';
            $after[] = $value;
        }
        $order = array_map([Dialect::class, 'name'], $this->schema->primary($this->table()));
        if ($order !== []) {
            $sql .= ' ORDER BY ' . implode(', ', $order);
        }
        return $this->db->byKeys($sql, $limits, $ids, $after);
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
