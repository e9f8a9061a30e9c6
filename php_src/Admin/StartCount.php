<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/** What another first day of transmission would set going: counted in the shop, by keys, without Amazon. */
final class StartCount
{
    /**
     * @param array<string, mixed> $account
     * @param int $from epoch seconds
     * @return array{linked: int, shipped: int, known: int, sent: int, left: int} Amazon orders of the shop bought since
     *   then; of them with a shipped status; of these told or settled already; what would be sent; open orders
     *   bought before, which are left alone from then on
     */
    public static function of(Services $services, array $account, int $from): array
    {
        $document = $services->settings()->document((string) $account['id']);
        $shop = $services->shop($document);
        $status = array_map('intval', array_column($document['ship'], 'status'));
        $counts = ['linked' => 0, 'shipped' => 0, 'known' => 0, 'sent' => 0];
        foreach (array_chunk(OpenCount::linked($shop, $from), 200) as $chunk) {
            $shipped = [];
            foreach ($shop->orders($chunk) as $fact) {
                if ($fact['gone'] || $fact['purchased'] < $from) {
                    continue;
                }
                $counts['linked']++;
                if (in_array((int) $fact['status'], $status, true) && !OpenCount::isAmazons($fact)) {
                    $shipped[] = (string) $fact['id'];
                }
            }
            $known = self::known($services->db(), $shipped);
            $counts['shipped'] += count($shipped);
            $counts['known'] += $known;
            $counts['sent'] += count($shipped) - $known;
        }
        $sql = 'SELECT COUNT(*) AS n FROM ' . Tables::table('order') . ' WHERE `account` = ? AND `open` = 1'
            . ' AND `purchased` > 0 AND `purchased` < ?';
        return $counts + ['left' => (int) ($services->db()->one($sql, [$account['id'], $from])['n'] ?? 0)];
    }

    /**
     * Of these orders, those that a message tells of, or that Amazon had already.
     *
     * @param list<string> $orders
     */
    private static function known(Db $db, array $orders): int
    {
        if ($orders === []) {
            return 0;
        }
        $marks = implode(', ', array_fill(0, count($orders), '?'));
        $sql = 'SELECT COUNT(DISTINCT o.`shop_order`) AS n FROM ' . Tables::table('order') . " o WHERE o.`shop_order` IN ($marks)"
            . " AND (o.`verdict` = 'done' OR EXISTS (SELECT 1 FROM " . Tables::table('message') . ' m WHERE m.`order_id` = o.`id`'
            . " AND m.`sent_at` > 0))";
        return (int) ($db->one($sql, $orders)['n'] ?? 0);
    }
}
