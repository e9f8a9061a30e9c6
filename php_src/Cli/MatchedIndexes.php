<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Dialect;

/** Matched tables in which no index begins with the column of the order's number: they are read whole for every batch of orders. */
final class MatchedIndexes
{
    /**
     * @param list<array<string, mixed>> $documents settings
     * @return list<string> one line a table and column, with what mends it
     */
    public static function missing(Db $db, array $documents): array
    {
        $lines = [];
        foreach ($documents as $document) {
            foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
                $source = $document[$section] ?? [];
                if (($source['source'] ?? '') !== 'match') {
                    continue;
                }
                [$table, $key] = [(string) $source['table'], (string) $source['key']];
                // of the order history a range of the primary key is read
                if ("$table.$key" !== 'orders_status_history.orders_id' && self::lacks($db, $table, $key)) {
                    $lines[] = "$table has no index on $key and is read whole each time; ALTER TABLE " . Dialect::name($table)
                        . ' ADD INDEX (' . Dialect::name($key) . ')';
                }
            }
        }
        return array_values(array_unique($lines));
    }

    /** True for a table, not a view, that is there and has no such index. */
    private static function lacks(Db $db, string $table, string $column): bool
    {
        if (!$db->dialect()->isMysql()) {
            return false; // a shop on SQLite is a test's
        }
        $sql = "SELECT (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'"
            . ' AND TABLE_NAME = ?) AS here, (SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()'
            . ' AND TABLE_NAME = ? AND COLUMN_NAME = ? AND SEQ_IN_INDEX = 1) AS n';
        $row = (array) $db->one($sql, [$table, $table, $column]);
        return (int) $row['here'] > 0 && (int) $row['n'] === 0;
    }
}
