<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/**
 * modified eCommerce 1.06 to 3.x, and xt:Commerce 3 (which has no tracking tables).
 *
 * orders_tracking: one row a parcel, carrier by id from carriers; a carrier that was deleted leaves
 * the row with its key alone. The shop does not tell return labels apart; label modules that do add a
 * column for it.
 */
final class ModifiedShop extends SqlShop
{
    private const RETURN_COLUMNS = ['is_return', 'is_return_delivery'];

    protected function trackingTable(): ?array
    {
        return $this->schema->hasColumn('orders_tracking', 'parcel_id')
            ? ['table' => 'orders_tracking', 'id' => 'tracking_id', 'order' => 'orders_id'] : null;
    }

    protected function trackingRows(array $ids): array
    {
        if ($ids === [] || $this->trackingTable() === null) {
            return [];
        }
        $date = $this->schema->hasColumn('orders_tracking', 'date_added') ? 't.`date_added`' : 'NULL';
        $carriers = $this->schema->hasColumn('carriers', 'carrier_name');
        $back = 'NULL';
        foreach (self::RETURN_COLUMNS as $column) {
            $back = $this->schema->hasColumn('orders_tracking', $column) ? "t.`$column`" : $back;
        }
        $sql = 'SELECT t.`tracking_id` AS id, t.`orders_id` AS o, t.`carrier_id` AS k, t.`parcel_id` AS code,'
            . " $date AS d, $back AS back, " . ($carriers ? 'c.`carrier_name`' : 'NULL')
            . ' AS name FROM `orders_tracking` t'
            . ($carriers ? ' LEFT JOIN `carriers` c ON c.`carrier_id` = t.`carrier_id`' : '')
            . ' WHERE t.`orders_id` IN %s ORDER BY t.`tracking_id`';
        $zone = $this->schema->isTimestamp('orders_tracking', 'date_added') ? new Zone('UTC') : $this->zone;
        $rows = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            $rows[(string) $row['o']][] = [
                'id' => (string) $row['id'],
                'carrier_key' => (int) $row['k'] > 0 ? (string) (int) $row['k'] : null,
                'carrier' => $row['name'] === null ? null
                    : Text::orNull($this->schema->text('carriers', 'carrier_name', $row['name'])),
                'code' => $row['code'] === null ? null : Text::utf8($row['code']),
                'is_return' => (int) $row['back'] === 1,
                'at' => $zone->utc($row['d']),
            ];
        }
        return $rows;
    }
}
