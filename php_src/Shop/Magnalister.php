<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Json;
use StatusSync\Php\Store\Db;

/**
 * Reads magnalister's tables: which shop order is which Amazon order, and whether Amazon fulfils it.
 *
 * v2: orders_id is the shop's order id, data and internaldata are serialize()d. v3: the shop's id is
 * current_orders_id, data and internaldata are JSON. Damaged data mean "not known", never an error.
 */
final class Magnalister
{
    private const TABLE = 'magnalister_orders';
    private const LARGEST = 1048576;

    /** @var Db */
    private $db;

    /** @var LiveSchema */
    private $schema;

    /** @var array<string, string> mpID => account */
    private $accounts;

    /** @param array<string, string> $accounts mpID => account id */
    public function __construct(Db $db, LiveSchema $schema, array $accounts)
    {
        $this->db = $db;
        $this->schema = $schema;
        $this->accounts = $accounts;
    }

    public function isThere(): bool
    {
        return $this->schema->hasColumn(self::TABLE, 'special') && $this->schema->hasColumn(self::TABLE, 'platform');
    }

    /** v3 has no numeric primary key: new rows cannot be walked by id. */
    public function canWalk(): bool
    {
        return $this->isThere() && !$this->schema->hasColumn(self::TABLE, 'current_orders_id');
    }

    /**
     * @return list<array{id: int, order: int}> rows of Amazon with these ids, ascending
     */
    public function walk(IdRanges $ids, int $limit): array
    {
        [$where, $params] = $ids->where('`orders_id`');
        $sql = 'SELECT `orders_id` AS id FROM `' . self::TABLE . "` WHERE $where AND `platform` = 'amazon'"
            . ' ORDER BY `orders_id` LIMIT ?';
        $rows = [];
        foreach ($this->db->all($sql, array_merge($params, [$limit])) as $row) {
            $rows[] = ['id' => (int) $row['id'], 'order' => (int) $row['id']];
        }
        return $rows;
    }

    /**
     * Which of these shop orders are Amazon's, without reading their data.
     *
     * @param list<int> $ids
     * @return array<string, true>
     */
    public function among(array $ids): array
    {
        if ($ids === [] || !$this->isThere()) {
            return [];
        }
        $key = $this->canWalk() ? 'orders_id' : 'current_orders_id';
        $sql = "SELECT `$key` AS k, `special` AS special FROM `" . self::TABLE . "` WHERE `$key` IN %s"
            . " AND `platform` = 'amazon'";
        $found = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            if (Text::number($row['special']) !== null) {
                $found[(string) $row['k']] = true;
            }
        }
        return $found;
    }

    /** Shop orders that its table has for this Amazon number. @return list<string> */
    public function ordersOf(string $number): array
    {
        if (!$this->isThere()) {
            return [];
        }
        $key = $this->canWalk() ? 'orders_id' : 'current_orders_id';
        $sql = "SELECT `$key` AS k FROM `" . self::TABLE . "` WHERE `special` = ? AND `platform` = 'amazon' LIMIT 10";
        return array_map('strval', array_column($this->db->all($sql, [$number]), 'k'));
    }

    /**
     * Links of these shop orders.
     *
     * @param list<int> $ids
     * @return array<string, array<string, mixed>> order id => ss_shop_link
     */
    public function links(array $ids): array
    {
        if ($ids === [] || !$this->isThere()) {
            return [];
        }
        $key = $this->canWalk() ? 'orders_id' : 'current_orders_id';
        $columns = ["`$key` AS k", '`special` AS special'];
        foreach (['mpID', 'data', 'internaldata'] as $column) {
            $columns[] = $this->schema->hasColumn(self::TABLE, $column) ? "`$column`" : "NULL AS `$column`";
        }
        $sql = 'SELECT ' . implode(', ', $columns) . ' FROM `' . self::TABLE . "` WHERE `$key` IN %s"
            . " AND `platform` = 'amazon' ORDER BY `$key`";
        $links = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            $number = Text::number($row['special']);
            if ($number === null) {
                continue;
            }
            $channel = self::channel($row['internaldata']) ?? self::channel($row['data']);
            $links[(string) $row['k']] = [
                'source' => 'magnalister', 'amazon_order' => $number,
                'account' => $this->accounts[(string) $row['mpID']] ?? null,
                'fulfilled_by' => $channel === 'AFN' ? 'AMAZON' : null, 'second_sign' => false,
            ];
        }
        return $links;
    }

    /**
     * FulfillmentChannel of serialized or JSON data; null if it is not there or the data are damaged.
     *
     * @param mixed $data
     */
    public static function channel($data): ?string
    {
        $text = (string) $data;
        if ($text === '' || strlen($text) > self::LARGEST) {
            return null;
        }
        $value = null;
        if ($text[0] === '{') {
            $value = json_decode($text, true, 32);
        } elseif (preg_match('/^a:\d+:\{/', $text) === 1) {
            $value = @unserialize($text, ['allowed_classes' => false, 'max_depth' => 32]);
        }
        if (is_array($value)) {
            $channel = $value['FulfillmentChannel'] ?? null;
            return is_string($channel) ? $channel : null;
        }
        // cut off or with wrong lengths after a change of charset: look for the plain words
        return preg_match('/"FulfillmentChannel";s:\d+:"([A-Za-z-]{1,20})"/', $text, $m) === 1 ? $m[1] : null;
    }

    /**
     * Accounts whose own Amazon status sync is on ("auto"), by magnalister's configuration table.
     *
     * @return list<string> mpIDs; none if there is no such table
     * @throws \PDOException the table is there, but cannot be read: then nobody knows, and nothing may be sent
     */
    public static function syncing(Db $db): array
    {
        $sql = 'SELECT `mpID`, `value` FROM `magnalister_config` WHERE `mkey` IN'
            . " ('amazon.orderstatus.sync', 'orderstatus.sync')";
        try {
            $rows = $db->all($sql);
        } catch (\PDOException $e) {
            // A table that this user may not read is not in the schema either: only the server's own code tells.
            $none = $db->dialect()->isMysql() ? $e->getCode() === '42S02'
                : !(new LiveSchema($db))->hasTable('magnalister_config');
            if ($none) {
                return [];
            }
            throw $e;
        }
        $on = [];
        foreach ($rows as $row) {
            if (trim((string) $row['value'], " \"'") === 'auto') {
                $on[] = (string) $row['mpID'];
            }
        }
        return $on;
    }
}
