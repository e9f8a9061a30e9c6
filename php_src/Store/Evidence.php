<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Shop\StatusName;

/**
 * Everything that is kept about one order: its own events and those of the feeds that carried it.
 */
final class Evidence
{
    private const MESSAGE = ['id', 'kind', 'parcel', 'revision', 'state', 'reason', 'carrier', 'carrier_name',
        'method', 'tracking', 'lane', 'attempts', 'not_before', 'feed', 'code', 'text', 'request_id', 'created_at',
        'sent_at', 'changed_at'];

    private const FEED = ['type', 'marketplace', 'messages', 'state', 'document_id', 'feed_id', 'requested_at',
        'submitted_at', 'processing_at', 'polls', 'result_id', 'accepted', 'rejected', 'code', 'text', 'request_id'];

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * @param array<string, mixed> $row message
     * @return array<string, mixed> as documents have it
     */
    public static function message(array $row): array
    {
        $out = [];
        foreach (self::MESSAGE as $key) {
            $out[$key] = $row[$key] ?? null;
        }
        return Tables::shown($out);
    }

    /**
     * @param array<string, mixed> $order row
     * @param list<array<string, mixed>> $messages of the order
     * @param list<array<string, mixed>> $events of the order, by id
     * @return array{events: list<array<string, mixed>>, feeds: list<array<string, mixed>>, purchased: int,
     *   shipped_at: int, cancel_since: int, read_at: int, seen_at: int, status: ?string} events in time order
     */
    public function of(array $order, array $messages, array $events): array
    {
        $ids = [];
        foreach (array_merge($messages, $events) as $row) {
            if ($row['feed'] > 0) {
                $ids[$row['feed']] = $row['feed'];
            }
        }
        ksort($ids);
        $feeds = $this->rows('feed', '`id`', array_values($ids), '');
        $more = $this->rows('event', '`feed`', array_values($ids), ' AND `order_id` = 0');
        $all = array_merge($events, $more);
        usort($all, static function (array $a, array $b): int {
            return [$a['at'], $a['id']] <=> [$b['at'], $b['id']];
        });
        return [
            'events' => array_map(static function (array $event): array {
                return Tables::shown(array_diff_key($event, ['id' => 1, 'account' => 1, 'order_id' => 1]));
            }, $all),
            'feeds' => array_map(static function (array $feed): array {
                return ['row' => (string) $feed['id']] + array_intersect_key($feed, array_flip(self::FEED));
            }, $feeds),
            'purchased' => $order['purchased'], 'shipped_at' => $order['shipped_at'],
            'cancel_since' => $order['cancel_since'], 'read_at' => $order['read_at'],
            'seen_at' => $order['seen_at'],
            'status' => $order['shop_status'] > 0 ? StatusName::of($this->db, $order['shop_status']) : null,
        ];
    }

    /**
     * @param list<int> $keys
     * @return list<array<string, mixed>>
     */
    private function rows(string $table, string $key, array $keys, string $more): array
    {
        if ($keys === []) {
            return [];
        }
        $sql = 'SELECT ' . Tables::columns($table) . ' FROM ' . Tables::table($table) . " WHERE $key IN %s$more"
            . ' ORDER BY `id`';
        return array_map(static function (array $row) use ($table): array {
            return Tables::decode($table, $row);
        }, $this->db->byKeys($sql, [], $keys));
    }
}
