<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The state of orders in one word each, as the icon of a shop's order list shows it: "waits" (to be sent,
 * or sent), "accepted", "verified", "person" (held, refused, conflict), "open" (not shipped, not ours).
 */
final class OrderStates
{
    /** Of several accounts that know an order, the one that asks for most is shown. */
    private const WEIGHT = ['open' => 0, 'verified' => 1, 'accepted' => 2, 'waits' => 3, 'person' => 4];

    /** Held by themselves only: nothing can be done about them. A missing number can be entered. */
    private const WAITING = ['reading', 'pending_at_amazon', 'cancel_in_flight', 'feed_open'];

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * Each with what is behind its word, in one statement.
     *
     * @param list<string> $orders shop orders of one page of a list; those without a link to Amazon are left out
     * @return array<int|string, array<string, mixed>> order => word, shop_order, amazon_order, verdict, reason, detail,
     *   deadline, express; of its newest message state, message_reason, code, not_before; of its account on,
     *   account_state and document (JSON as stored, or null)
     */
    public function rows(array $orders): array
    {
        $orders = array_slice($orders, 0, Dialect::ROWS);
        if ($orders === []) {
            return [];
        }
        $marks = implode(', ', array_fill(0, count($orders), '?'));
        $setting = Tables::table('setting');
        $sql = 'SELECT o.`shop_order`, o.`amazon_order`, o.`verdict`, o.`reason`, o.`detail`, o.`ignored`, o.`deadline`,'
            . ' o.`express`, m.`state`, m.`reason` AS message_reason, m.`code`, m.`not_before`, a.`on`,'
            . ' a.`state` AS account_state, COALESCE(s.`document`, c.`document`) AS document FROM '
            . Tables::table('order') . ' o LEFT JOIN ' . Tables::table('message') . ' m ON m.`id` = (SELECT n.`id` FROM '
            . Tables::table('message') . ' n WHERE n.`order_id` = o.`id` ORDER BY n.`id` DESC LIMIT 1) LEFT JOIN '
            . Tables::table('account') . " a ON a.`id` = o.`account` LEFT JOIN $setting s ON s.`account` = o.`account`"
            . " LEFT JOIN $setting c ON c.`account` = '' WHERE o.`shop_order` IN ($marks)";
        $rows = [];
        foreach ($this->db->all($sql, $orders) as $row) {
            $order = (string) $row['shop_order'];
            $word = self::word($row);
            if (!isset($rows[$order]) || self::WEIGHT[$word] > self::WEIGHT[$rows[$order]['word']]) {
                $rows[$order] = ['word' => $word] + $row;
            }
        }
        return $rows;
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
            return in_array((string) $row['reason'], self::WAITING, true) ? 'waits' : 'person';
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
