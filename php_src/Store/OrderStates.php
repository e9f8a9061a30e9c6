<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The state of orders in one word each, as the icon of a shop's order list shows it: "waits" (to be sent,
 * or sent), "accepted", "verified", "person" (held, refused, conflict), "open" (not shipped, not ours).
 */
final class OrderStates
{
    /** Held by themselves only: they go when the time is over. */
    private const WAITING = ['reading', 'pending_at_amazon', 'cancel_in_flight', 'feed_open'];

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * @param list<string> $orders shop orders of one page of a list
     * @return array<int|string, string> order => word; orders without a link to Amazon are left out
     */
    public function of(array $orders): array
    {
        $orders = array_slice($orders, 0, Dialect::ROWS);
        if ($orders === []) {
            return [];
        }
        $marks = implode(', ', array_fill(0, count($orders), '?'));
        $sql = 'SELECT o.`shop_order`, o.`verdict`, o.`reason`, o.`detail`, o.`ignored`, (SELECT m.`state` FROM '
            . Tables::table('message') . ' m WHERE m.`order_id` = o.`id` ORDER BY m.`id` DESC LIMIT 1) AS state FROM '
            . Tables::table('order') . " o WHERE o.`shop_order` IN ($marks)";
        $states = [];
        foreach ($this->db->all($sql, $orders) as $row) {
            $states[(string) $row['shop_order']] = self::word($row);
        }
        return $states;
    }

    /** @param array<string, mixed> $row */
    private static function word(array $row): string
    {
        $state = (string) $row['state'];
        if ((int) $row['ignored'] === 1) {
            return 'open';
        }
        if (in_array($state, ['rejected', 'parked', 'mismatch'], true) || $row['verdict'] === 'conflict') {
            return 'person';
        }
        if ($row['verdict'] === 'hold') {
            $until = $row['reason'] === 'no_tracking' && (string) $row['detail'] !== ''; // else for ever
            return $until || in_array((string) $row['reason'], self::WAITING, true) ? 'waits' : 'person';
        }
        if ($state === 'accepted') {
            return 'accepted';
        }
        if ($row['verdict'] === 'done') {
            return 'verified';
        }
        return $row['verdict'] === 'ship' || $row['verdict'] === 'cancel' ? 'waits' : 'open';
    }
}
