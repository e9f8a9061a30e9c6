<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;

/** How the shop calls a status, in the language that "statuses" lists. */
final class StatusName
{
    /** @return string its number where the shop's table has no name, or cannot be read from here */
    public static function of(Db $db, int $status): string
    {
        try {
            $row = $db->one('SELECT `orders_status_name` AS n FROM `orders_status` WHERE `orders_status_id` = ?'
                . ' ORDER BY `language_id` LIMIT 1', [$status]);
            $name = $row === null ? '' : (new LiveSchema($db))->text('orders_status', 'orders_status_name', $row['n']);
        } catch (\PDOException $e) {
            $name = '';
        }
        return $name === '' ? (string) $status : $name;
    }
}
