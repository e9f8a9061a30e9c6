<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;

/**
 * Gambio GX 3 and GX 4: orders_parcel_tracking_codes with a snapshot of the parcel service's name.
 *
 * is_return_delivery and creation_date are not there in every version. creation_date is written by
 * the database (NOW()), in the server's zone, not the shop's.
 */
final class GambioShop extends SqlShop
{
    private const TABLE = 'orders_parcel_tracking_codes';

    protected const STORNO = [99]; // GM_ORDER_STATUS_CANCEL_ID, fixed in its code

    /** Where a Gambio keeps the zone of its PHP: GX 4, then GX 3. */
    private const ZONES = [
        "SELECT `value` AS v FROM `gx_configurations` WHERE `key` = 'configuration/DATE_TIMEZONE'",
        "SELECT `configuration_value` AS v FROM `configuration` WHERE `configuration_key` = 'DATE_TIMEZONE'",
    ];

    /** @var ?Zone */
    private $serverZone;

    public function __construct(Db $db, ShopConfig $config, ?callable $clock = null)
    {
        if (!$config->zoneTold) {
            $config->zone = self::shopZone($db) ?? $config->zone;
        }
        parent::__construct($db, $config, $clock);
    }

    private static function shopZone(Db $db): ?string
    {
        foreach (self::ZONES as $sql) {
            try {
                $row = $db->one($sql);
            } catch (\PDOException $e) {
                continue; // a Gambio of another generation
            }
            $zone = (string) ($row['v'] ?? '');
            return Zone::known($zone) ? $zone : null;
        }
        return null;
    }

    protected function trackingTable(): ?array
    {
        return $this->schema->hasColumn(self::TABLE, 'tracking_code')
            ? ['table' => self::TABLE, 'id' => 'orders_parcel_tracking_code_id', 'order' => 'order_id'] : null;
    }

    protected function trackingRows(array $ids): array
    {
        if ($ids === [] || $this->trackingTable() === null) {
            return [];
        }
        $columns = ['t.`orders_parcel_tracking_code_id` AS id', 't.`order_id` AS o', 't.`tracking_code` AS code'];
        $optional = ['k' => 'parcel_service_id', 'name' => 'parcel_service_name', 'd' => 'creation_date',
            'back' => 'is_return_delivery'];
        foreach ($optional as $alias => $column) {
            $columns[] = ($this->schema->hasColumn(self::TABLE, $column) ? "t.`$column`" : 'NULL') . " AS $alias";
        }
        $services = $this->schema->hasColumn('parcel_services', 'name')
            && $this->schema->hasColumn(self::TABLE, 'parcel_service_id');
        $columns[] = ($services ? 's.`name`' : 'NULL') . ' AS service';
        $sql = 'SELECT ' . implode(', ', $columns) . ' FROM `' . self::TABLE . '` t'
            . ($services ? ' LEFT JOIN `parcel_services` s ON s.`parcel_service_id` = t.`parcel_service_id`' : '')
            . ' WHERE t.`order_id` IN %s ORDER BY t.`orders_parcel_tracking_code_id`';
        $rows = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            $rows[(string) $row['o']][] = [
                'id' => (string) $row['id'],
                'carrier_key' => (int) $row['k'] > 0 ? (string) (int) $row['k'] : null,
                'carrier' => Text::orNull($row['name']) ?? Text::orNull($row['service']),
                'code' => $row['code'] === null ? null : Text::utf8($row['code']),
                'is_return' => (int) $row['back'] === 1,
                'at' => $row['d'] === null ? 0 : $this->trackingZone()->utc($row['d']),
            ];
        }
        return $rows;
    }

    private function trackingZone(): Zone
    {
        if ($this->serverZone === null) {
            $this->serverZone = $this->schema->isTimestamp(self::TABLE, 'creation_date')
                ? new Zone('UTC') : $this->databaseZone();
        }
        return $this->serverZone;
    }

    /** The zone of the server's NOW() for a connection that set none, as the shop's does. */
    private function databaseZone(): Zone
    {
        if (!$this->db->dialect()->isMysql()) {
            return new Zone('UTC');
        }
        $row = $this->db->one('SELECT @@global.time_zone AS z, @@system_time_zone AS s');
        $name = (string) ($row['z'] ?? 'SYSTEM');
        $name = $name === 'SYSTEM' ? (string) ($row['s'] ?? 'UTC') : $name;
        $usual = ['CEST' => 'Europe/Berlin', 'CET' => 'Europe/Berlin'];
        $name = $usual[$name] ?? $name;
        return Zone::known($name) ? new Zone($name) : $this->zone;
    }
}
