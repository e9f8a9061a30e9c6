<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Words\Mask;

/** The newest rows for a support bundle, masked. */
final class SupportRows
{
    private const NEWEST = 500;

    private const ORDER = ['id', 'account', 'shop_order', 'amazon_order', 'link_source', 'uncertain', 'role', 'purchased',
        'open', 'closed_why', 'verdict', 'reason', 'shop_status', 'shipped_at', 'cancel_since', 'known', 'read_at',
        'look_at', 'read_due', 'denied', 'denied_until', 'deadline', 'seen_at', 'express', 'ignored', 'carrier_confirmed', 'replace_theirs',
        'released', 'cancel_revoked', 'cancel_reason', 'notes'];

    private const MESSAGE = ['id', 'account', 'order_id', 'shop_order', 'amazon_order', 'kind', 'parcel', 'revision',
        'state', 'reason', 'marketplace', 'carrier', 'edit', 'lane', 'attempts', 'splits', 'part', 'not_before', 'deadline',
        'feed', 'code', 'request_id', 'shipped_at', 'created_at', 'sent_at', 'changed_at'];

    /** Events whose text is the detail of a decision: what a shop has typed. */
    private const DECIDED = ['nothing', 'ship', 'cancel', 'hold', 'skip', 'conflict', 'done', 'note'];

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /** @return array<string, list<array<string, mixed>>> orders, messages, feeds, events, newest first */
    public function all(): array
    {
        $known = [];
        $messages = [];
        foreach ($this->newest('message') as $row) {
            $typed = array_merge([$row['tracking'], $row['carrier_name']], array_values((array) ($row['ship_from'] ?? [])));
            foreach (array_filter($typed, 'is_string') as $value) {
                $known[$row['order_id']][] = $value;
            }
            $messages[] = array_intersect_key($row, array_flip(self::MESSAGE)) + [
                'carrier_name' => Mask::value($row['carrier_name']), 'method' => Mask::value($row['method']),
                'tracking' => Mask::tracking($row['tracking']), 'items' => count($row['items'] ?? []),
                'text' => Mask::foreign($row['text'], $known[$row['order_id']] ?? []),
            ];
        }
        $orders = [];
        foreach ($this->newest('order') as $row) {
            $orders[] = array_intersect_key($row, array_flip(self::ORDER)) + ['detail' => Mask::value($row['detail'])];
            $known[$row['id']][] = (string) $row['detail'];
        }
        $events = [];
        foreach ($this->newest('event') as $row) {
            $row['text'] = in_array($row['what'], self::DECIDED, true) ? Mask::value($row['text'])
                : Mask::foreign($row['text'], $known[$row['order_id']] ?? array_merge([], ...array_values($known)));
            $events[] = $row;
        }
        $feeds = [];
        foreach ($this->newest('feed') as $row) {
            $row['text'] = Mask::foreign($row['text'], array_merge([], ...array_values($known)));
            $feeds[] = array_diff_key($row, ['fence' => 1, 'version' => 1]);
        }
        return array_map(static function (array $rows): array {
            return array_map([Tables::class, 'shown'], $rows);
        }, ['orders' => $orders, 'messages' => $messages, 'feeds' => $feeds, 'events' => $events]);
    }

    /** @return list<array<string, mixed>> */
    private function newest(string $table): array
    {
        return array_map(static function (array $row) use ($table): array {
            return Tables::decode($table, $row);
        }, $this->db->all('SELECT ' . Tables::columns($table) . ' FROM ' . Tables::table($table)
            . ' ORDER BY `id` DESC LIMIT ' . self::NEWEST));
    }
}
