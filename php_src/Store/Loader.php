<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The queries of StatusSync\Store::load(): a constant number of statements each, every one on an
 * index that begins with the account or on a key.
 */
final class Loader
{
    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * @param array<string, mixed> $query see StatusSync\Store::load
     * @return array<string, mixed>
     * @throws \InvalidArgumentException for an unknown query
     */
    public function load(string $account, array $query): array
    {
        $limit = max(1, (int) ($query['limit'] ?? Dialect::ROWS));
        switch ((string) ($query['what'] ?? '')) {
            case 'feeds':
                return ['feeds' => $this->openFeeds($account)];
            case 'feeds_known':
                return ['feeds' => $this->knownFeeds($account, array_map('strval', $query['feed_ids'] ?? []))];
            case 'feed_messages':
                return ['messages' => $this->feedMessages((int) $query['feed'], (int) ($query['after'] ?? 0), $limit)];
            case 'orders':
                return $this->whole($account, $this->ordersBy($account, 'shop_order', $query['shop_orders'] ?? []));
            case 'order_ids':
                return $this->whole($account, $this->ordersBy($account, 'id', $query['ids'] ?? []));
            case 'amazon_orders':
                return $this->whole($account, $this->ordersBy($account, 'amazon_order', $query['amazon_orders'] ?? []));
            case 'look':
                return $this->whole($account, $this->orders(
                    '`account` = ? AND `open` = 1 AND `look_at` <= ? ORDER BY `deadline`, `look_at`, `id` LIMIT ?',
                    [$account, (int) $query['before'], $limit]
                ));
            case 'reads':
            case 'reads_newest':
                $order = $query['what'] === 'reads' ? '`read_due`, `id`' : '`id` DESC';
                return $this->whole($account, $this->orders(
                    '`account` = ? AND `open` IN (0, 1) AND `read_due` <= ? ORDER BY `deadline`, ' . $order . ' LIMIT ?',
                    [$account, (int) $query['before'], $limit]
                ), false);
            case 'open':
                return $this->whole($account, $this->orders(
                    '`account` = ? AND `open` = 1 AND `id` > ? ORDER BY `id` LIMIT ?',
                    [$account, (int) ($query['after'] ?? 0), $limit]
                ));
            case 'send':
                return ['messages' => $this->toSend($account, $query, $limit)];
            case 'express':
                return ['messages' => $this->messages(
                    "`account` = ? AND `state` IN ('in_flight', 'unknown') AND NOT EXISTS (SELECT 1 FROM "
                    . Tables::table('feed') . ' AS `f` WHERE `f`.`id` = `feed`) ORDER BY `id`',
                    [$account]
                )];
            case 'message_ids':
                return ['messages' => $this->messagesById(array_map('intval', $query['ids'] ?? []))];
            case 'due':
                return ['due' => $this->due($account, (int) ($query['before'] ?? 0))];
            default:
                throw new \InvalidArgumentException('load: unknown query "' . ($query['what'] ?? '') . '"');
        }
    }

    /** @return list<array<string, mixed>> */
    private function openFeeds(string $account): array
    {
        $states = Tables::FEEDS_OPEN;
        $where = '`account` = ? AND `state` IN ' . Db::marks(count($states)) . ' ORDER BY `id`';
        return $this->rows('feed', $where, array_merge([$account], $states));
    }

    /**
     * @param list<string> $ids
     * @return list<array<string, mixed>>
     */
    private function knownFeeds(string $account, array $ids): array
    {
        $sql = 'SELECT ' . Tables::columns('feed') . ' FROM ' . Tables::table('feed')
            . ' WHERE `account` = ? AND `feed_id` IN %s ORDER BY `id`';
        return $this->decoded('feed', $this->db->byKeys($sql, [$account], $ids));
    }

    /**
     * @param list<int> $ids
     * @return list<array<string, mixed>>
     */
    private function messagesById(array $ids): array
    {
        $sql = 'SELECT ' . Tables::columns('message') . ' FROM ' . Tables::table('message')
            . ' WHERE `id` IN %s ORDER BY `id`';
        return $this->decoded('message', $this->db->byKeys($sql, [], array_values($ids)));
    }

    /** @return list<array<string, mixed>> */
    private function feedMessages(int $feed, int $after, int $limit): array
    {
        return $this->messages(
            "`feed` = ? AND `id` > ? AND `state` IN ('in_flight', 'unknown') ORDER BY `id` LIMIT ?",
            [$feed, $after, $limit]
        );
    }

    /**
     * @param array<string, mixed> $query
     * @return list<array<string, mixed>>
     */
    private function toSend(string $account, array $query, int $limit): array
    {
        $where = "`account` = ? AND `state` = 'pending' AND `not_before` <= ?";
        $params = [$account, (int) $query['before']];
        foreach (['lane', 'kind', 'marketplace'] as $filter) {
            if (isset($query[$filter])) {
                $where .= " AND `$filter` = ?";
                $params[] = (string) $query[$filter];
            }
        }
        $params[] = $limit;
        // Only the newest revision is sent, even if the older one could not be superseded in time.
        $where .= ' AND NOT ' . self::laterRevision();
        return $this->messages("$where ORDER BY `deadline`, `id` LIMIT ?", $params);
    }

    /** True for a message that has a higher revision: same order, kind and parcel. */
    private static function laterRevision(): string
    {
        $message = Tables::table('message');
        return "EXISTS (SELECT 1 FROM $message AS `later` WHERE `later`.`order_id` = $message.`order_id`"
            . " AND `later`.`kind` = $message.`kind` AND `later`.`parcel` = $message.`parcel`"
            . " AND `later`.`revision` > $message.`revision`)";
    }

    /**
     * The next times at which something is to be done, and how much may be sent now, in one statement.
     *
     * @return array<string, ?int>
     */
    private function due(string $account, int $before): array
    {
        [$order, $message, $feed] = [Tables::table('order'), Tables::table('message'), Tables::table('feed')];
        $pending = "FROM $message WHERE `account` = ? AND `state` = 'pending' AND";
        $states = Tables::FEEDS_OPEN;
        $parts = [
            ["'look' AS `k`, MIN(`look_at`) AS `v` FROM $order WHERE `account` = ? AND `open` = 1", [$account]],
            ["'read', MIN(`read_due`) FROM $order WHERE `account` = ? AND `open` = 1", [$account]],
            ["'send', MIN(`not_before`) $pending `lane` = 'feed'", [$account]],
            ["'express', MIN(`not_before`) $pending `lane` = 'express'", [$account]],
            ["'ships', COUNT(*) $pending `not_before` <= ? AND `kind` = 'ship'", [$account, $before]],
            ["'cancels', COUNT(*) $pending `not_before` <= ? AND `kind` = 'cancel'", [$account, $before]],
            ["'missing', COUNT(*) FROM $message WHERE `account` = ? AND `state` = 'in_flight' AND `lane` = 'feed'"
                . " AND NOT EXISTS (SELECT 1 FROM $feed WHERE $feed.`id` = $message.`feed`)", [$account]],
            ["'short', COUNT(*) FROM $feed WHERE `account` = ? AND `state` IN ('submitting', 'queued') AND `messages` >"
                . " (SELECT COUNT(*) FROM $message WHERE $message.`feed` = $feed.`id`)", [$account]],
            ["'poll', MIN(`next_poll`) FROM $feed WHERE `account` = ? AND `state` IN " . Db::marks(count($states)),
                array_merge([$account], $states)],
            ["'next_due', MIN(`next_due`) FROM " . Tables::table('account') . ' WHERE `id` = ?', [$account]],
        ];
        $due = [];
        $sql = 'SELECT ' . implode(' UNION ALL SELECT ', array_column($parts, 0));
        foreach ($this->db->all($sql, array_merge(...array_column($parts, 1))) as $row) {
            $value = $row['v'] === null ? null : (int) $row['v'];
            $due[(string) $row['k']] = $value !== null && $value < Tables::NEVER ? $value : null;
        }
        $due['missing'] += $due['short'];
        unset($due['short']);
        return $due;
    }

    /**
     * @param list<array<string, mixed>> $orders
     * @return array{orders: list<array<string, mixed>>, parcels: list<array<string, mixed>>,
     *   messages: list<array<string, mixed>>, twins: list<array<string, mixed>>}
     */
    private function whole(string $account, array $orders, bool $twins = true): array
    {
        $out = ['orders' => $orders, 'parcels' => [], 'messages' => [], 'twins' => []];
        if ($orders === []) {
            return $out;
        }
        $ids = array_column($orders, 'id');
        $sql = 'SELECT ' . Tables::columns('parcel') . ' FROM ' . Tables::table('parcel')
            . ' WHERE `order_id` IN %s ORDER BY `order_id`, `number`';
        $out['parcels'] = $this->decoded('parcel', $this->db->byKeys($sql, [], $ids));
        $sql = 'SELECT ' . Tables::columns('message') . ' FROM ' . Tables::table('message')
            . " WHERE `order_id` IN %s AND (`state` <> 'superseded' OR NOT " . self::laterRevision() . ')'
            . ' ORDER BY `order_id`, `id`';
        $out['messages'] = $this->decoded('message', $this->db->byKeys($sql, [], $ids));
        $numbers = array_values(array_unique(array_filter(array_column($orders, 'amazon_order'))));
        if ($twins && $numbers !== []) {
            $out['twins'] = $this->twins($account, $numbers);
        }
        return $out;
    }

    /**
     * Order rows whose Amazon number is on more than one row of the account.
     *
     * @param list<string> $numbers
     * @return list<array{amazon_order: string, shop_order: string, role: string, order_id: int}>
     */
    private function twins(string $account, array $numbers): array
    {
        $sql = 'SELECT `amazon_order`, `shop_order`, `role`, `id` FROM ' . Tables::table('order')
            . ' WHERE `account` = ? AND `amazon_order` IN %s ORDER BY `id`';
        $groups = [];
        foreach ($this->db->byKeys($sql, [$account], $numbers) as $row) {
            $groups[(string) $row['amazon_order']][] = [
                'amazon_order' => (string) $row['amazon_order'], 'shop_order' => (string) $row['shop_order'],
                'role' => (string) $row['role'], 'order_id' => (int) $row['id'],
            ];
        }
        $twins = [];
        foreach ($groups as $group) {
            if (count($group) > 1) {
                array_push($twins, ...$group);
            }
        }
        return $twins;
    }

    /**
     * @param array<int, mixed> $keys
     * @return list<array<string, mixed>>
     */
    private function ordersBy(string $account, string $column, array $keys): array
    {
        $keys = array_values(array_unique(array_map($column === 'id' ? 'intval' : 'strval', $keys)));
        $sql = 'SELECT ' . Tables::columns('order') . ' FROM ' . Tables::table('order')
            . " WHERE `account` = ? AND `$column` IN %s ORDER BY `id`";
        return $this->decoded('order', $this->db->byKeys($sql, [$account], $keys));
    }

    /**
     * @param list<mixed> $params
     * @return list<array<string, mixed>>
     */
    private function orders(string $where, array $params): array
    {
        return $this->rows('order', $where, $params);
    }

    /**
     * @param list<mixed> $params
     * @return list<array<string, mixed>>
     */
    private function messages(string $where, array $params): array
    {
        return $this->rows('message', $where, $params);
    }

    /**
     * @param list<mixed> $params
     * @return list<array<string, mixed>>
     */
    public function rows(string $table, string $where, array $params): array
    {
        $sql = 'SELECT ' . Tables::columns($table) . ' FROM ' . Tables::table($table) . ' WHERE ' . $where;
        return $this->decoded($table, $this->db->all($sql, $params));
    }

    /**
     * @param list<array<string, mixed>> $rows
     * @return list<array<string, mixed>>
     */
    private function decoded(string $table, array $rows): array
    {
        $out = [];
        foreach ($rows as $row) {
            $out[] = Tables::decode($table, $row);
        }
        return $out;
    }
}
