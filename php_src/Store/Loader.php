<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The queries of StatusSync\Store::load(): a constant number of statements each, every one on an
 * index that begins with the account or on a key.
 */
final class Loader
{
    /** Queries that several accounts can share, and of these the ones that name their rows: by which key. */
    private const SHARED = ['feeds', 'orders', 'order_ids', 'amazon_orders', 'look', 'reads', 'reads_newest', 'open', 'send',
        'express', 'due'];
    private const KEYS = ['orders' => 'shop_orders', 'order_ids' => 'ids', 'amazon_orders' => 'amazon_orders'];
    /** Rows of all accounts that one shared query brings; more are read account by account. */
    private const MOST = 5000;

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
        return $this->of([$account], $query);
    }

    /**
     * What several accounts ask at the same moment: the same question of many by one statement for all.
     *
     * @param list<array{account: string, query: array<string, mixed>}> $asks
     * @return list<array<string, mixed>|\Throwable>
     */
    public function loadAll(array $asks): array
    {
        $groups = [];
        foreach ($asks as $i => $ask) {
            $query = $ask['query'];
            $keys = self::KEYS[$query['what'] ?? ''] ?? null;
            $groups[$keys === null ? serialize($query) : $query['what']][$i] = $ask;
        }
        $out = [];
        foreach ($groups as $group) {
            try {
                $out += count($group) > 1 ? $this->together($group) : [];
            } catch (\Throwable $e) {
                unset($e); // said again by the account that it belongs to
            }
            foreach (array_diff_key($group, $out) as $i => ['account' => $account, 'query' => $query]) {
                try {
                    $out[$i] = $this->load($account, $query);
                } catch (\Throwable $e) {
                    $out[$i] = $e;
                }
            }
        }
        ksort($out);
        return $out;
    }

    /**
     * @param array<int, array{account: string, query: array<string, mixed>}> $group one question, each account once
     * @return array<int, array<string, mixed>> answers; what is not there has to be asked alone
     */
    private function together(array $group): array
    {
        $first = reset($group);
        $query = $first['query'];
        $what = (string) ($query['what'] ?? '');
        $accounts = array_column($group, 'account');
        if (!in_array($what, self::SHARED, true) || count(array_unique($accounts)) !== count($accounts)) {
            return [];
        }
        $key = self::KEYS[$what] ?? null;
        $most = self::MOST;
        if ($key !== null) {
            $query[$key] = array_merge(...array_values(array_map(static function (array $ask) use ($key): array {
                return $ask['query'][$key] ?? [];
            }, $group)));
        } elseif (isset($query['limit'])) {
            $query['limit'] = $most + 1;
        }
        if ($what === 'due') {
            $due = $this->due($accounts, (int) ($query['before'] ?? 0));
            return array_map(static function (array $ask) use ($due): array {
                return ['due' => $due[$ask['account']]];
            }, $group);
        }
        $rows = $this->of($accounts, $query);
        if ($key === null && count($rows['orders'] ?? $rows['messages'] ?? []) > $most) {
            return []; // the limit is one account's, so nobody knows whose rows are missing
        }
        return self::apart($group, $rows, $key);
    }

    /**
     * Gives every account its own rows.
     *
     * @param array<int, array{account: string, query: array<string, mixed>}> $group
     * @param array<string, list<array<string, mixed>>> $all
     * @param ?string $key rows are those of these keys of the query
     * @return array<int, array<string, list<array<string, mixed>>>>
     */
    private static function apart(array $group, array $all, ?string $key): array
    {
        $none = array_fill_keys(array_keys($all), []);
        $by = [];
        if (isset($all['orders'])) {
            $wanted = [];
            foreach ($group as ['account' => $account, 'query' => $query]) {
                $wanted[$account] = $key === null ? null : array_fill_keys($query[$key] ?? [], true);
            }
            $column = ['orders' => 'shop_order', 'order_ids' => 'id', 'amazon_orders' => 'amazon_order'][
                reset($group)['query']['what']] ?? 'id';
            $owner = [];
            $numbers = [];
            foreach ($all['orders'] as $row) {
                if ($wanted[$row['account']] === null || isset($wanted[$row['account']][$row[$column]])) {
                    $owner[$row['id']] = $row['account'];
                    $numbers[$row['account'] . ' ' . $row['amazon_order']] = true;
                    $by[$row['account']]['orders'][] = $row;
                }
            }
            foreach (['parcels', 'messages'] as $kind) {
                foreach ($all[$kind] ?? [] as $row) {
                    if (isset($owner[$row['order_id']])) {
                        $by[$owner[$row['order_id']]][$kind][] = $row;
                    }
                }
            }
            foreach ($all['twins'] ?? [] as $row) {
                if (isset($numbers[$row['account'] . ' ' . $row['amazon_order']])) {
                    $by[$row['account']]['twins'][] = $row;
                }
            }
        } else {
            foreach ($all as $kind => $rows) {
                foreach ($rows as $row) {
                    $by[$row['account']][$kind][] = $row;
                }
            }
        }
        $out = [];
        foreach ($group as $i => ['account' => $account, 'query' => $query]) {
            $own = ($by[$account] ?? []) + $none;
            if ($key !== null || count($own['orders'] ?? $own['messages'] ?? []) <= ($query['limit'] ?? self::MOST)) {
                $out[$i] = $own;
            }
        }
        return $out;
    }

    /**
     * @param non-empty-list<string> $accounts
     * @param array<string, mixed> $query
     * @return array<string, mixed>
     */
    private function of(array $accounts, array $query): array
    {
        $limit = max(1, (int) ($query['limit'] ?? Dialect::ROWS));
        $in = '`account` IN ' . Db::marks(count($accounts));
        switch ((string) ($query['what'] ?? '')) {
            case 'feeds':
                return ['feeds' => $this->openFeeds($accounts)];
            case 'feeds_known':
                return ['feeds' => $this->knownFeeds($accounts[0], array_map('strval', $query['feed_ids'] ?? []))];
            case 'feed_messages':
                return ['messages' => $this->feedMessages((int) $query['feed'], (int) ($query['after'] ?? 0), $limit)];
            case 'orders':
                return $this->whole($accounts, $this->ordersBy($accounts, 'shop_order', $query['shop_orders'] ?? []));
            case 'order_ids':
                $orders = $this->ordersBy($accounts, 'id', $query['ids'] ?? []);
                return ['orders' => $orders, 'parcels' => $this->parcels(array_column($orders, 'id'))];
            case 'amazon_orders':
                return ['orders' => $this->ordersBy($accounts, 'amazon_order', $query['amazon_orders'] ?? [])];
            case 'look':
                return $this->whole($accounts, $this->orders(
                    "$in AND `open` = 1 AND `look_at` <= ? ORDER BY `deadline`, `look_at`, `id` LIMIT ?",
                    array_merge($accounts, [(int) $query['before'], $limit])
                ));
            case 'reads':
            case 'reads_newest':
                $order = $query['what'] === 'reads' ? '`read_due`, `id`' : '`id` DESC';
                return ['orders' => $this->orders(
                    "$in AND `open` IN (0, 1) AND `read_due` <= ? ORDER BY `deadline`, " . $order . ' LIMIT ?',
                    array_merge($accounts, [(int) $query['before'], $limit])
                )];
            case 'open':
                return $this->whole($accounts, $this->orders(
                    "$in AND `open` = 1 AND `id` > ? ORDER BY `id` LIMIT ?",
                    array_merge($accounts, [(int) ($query['after'] ?? 0), $limit])
                ));
            case 'send':
                return ['messages' => $this->toSend($accounts, $query, $limit)];
            case 'express':
                return ['messages' => $this->messages(
                    "$in AND `state` IN ('in_flight', 'unknown') AND NOT EXISTS (SELECT 1 FROM "
                    . Tables::table('feed') . ' AS `f` WHERE `f`.`id` = `feed`) ORDER BY `id`',
                    $accounts
                )];
            case 'message_ids':
                return ['messages' => $this->messagesById(array_map('intval', $query['ids'] ?? []))];
            case 'due':
                return ['due' => $this->due($accounts, (int) ($query['before'] ?? 0))[$accounts[0]]];
            default:
                throw new \InvalidArgumentException('load: unknown query "' . ($query['what'] ?? '') . '"');
        }
    }

    /**
     * @param non-empty-list<string> $accounts
     * @return list<array<string, mixed>>
     */
    private function openFeeds(array $accounts): array
    {
        $states = Tables::FEEDS_OPEN;
        $where = '`account` IN ' . Db::marks(count($accounts)) . ' AND `state` IN ' . Db::marks(count($states));
        return $this->rows('feed', "$where ORDER BY `id`", array_merge($accounts, $states));
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
     * @param non-empty-list<string> $accounts
     * @param array<string, mixed> $query
     * @return list<array<string, mixed>>
     */
    private function toSend(array $accounts, array $query, int $limit): array
    {
        $where = '`account` IN ' . Db::marks(count($accounts)) . " AND `state` = 'pending' AND `not_before` <= ?";
        $params = array_merge($accounts, [(int) $query['before']]);
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
     * The next times at which something is to be done, and how much may be sent now, in one statement;
     * each time is the first entry of an index.
     *
     * @param non-empty-list<string> $accounts
     * @return array<string, array<string, ?int>> by account
     */
    private function due(array $accounts, int $before): array
    {
        [$order, $message, $feed] = [Tables::table('order'), Tables::table('message'), Tables::table('feed')];
        $of = "FROM $order WHERE `account` = a.`id` AND `open` =";
        $pending = "FROM $message WHERE `account` = a.`id` AND `state` = 'pending' AND";
        $states = Tables::FEEDS_OPEN;
        $parts = [
            'look' => ["SELECT `look_at` $of 1 ORDER BY `look_at` LIMIT 1", []],
            'read' => ["SELECT `read_due` $of 1 ORDER BY `read_due` LIMIT 1", []],
            'read_closed' => ["SELECT `read_due` $of 0 ORDER BY `read_due` LIMIT 1", []],
            'send' => ["SELECT `not_before` $pending `lane` = 'feed' ORDER BY `not_before` LIMIT 1", []],
            'express' => ["SELECT `not_before` $pending `lane` = 'express' ORDER BY `not_before` LIMIT 1", []],
            'ships' => ["SELECT COUNT(*) $pending `not_before` <= ? AND `kind` = 'ship'", [$before]],
            'cancels' => ["SELECT COUNT(*) $pending `not_before` <= ? AND `kind` = 'cancel'", [$before]],
            'missing' => ["SELECT COUNT(*) FROM $message WHERE `account` = a.`id` AND `state` = 'in_flight'"
                . " AND `lane` = 'feed' AND NOT EXISTS (SELECT 1 FROM $feed WHERE $feed.`id` = $message.`feed`)", []],
            'short' => ["SELECT COUNT(*) FROM $feed WHERE `account` = a.`id` AND `state` IN ('submitting', 'queued')"
                . " AND `messages` > (SELECT COUNT(*) FROM $message WHERE $message.`feed` = $feed.`id`)", []],
            'poll' => ["SELECT MIN(`next_poll`) FROM $feed WHERE `account` = a.`id` AND `state` IN "
                . Db::marks(count($states)), $states],
            'next_due' => ['a.`next_due`', []],
        ];
        $columns = ['a.`id` AS `account_`'];
        $params = [];
        foreach ($parts as $name => [$sql, $values]) {
            $columns[] = "($sql) AS `$name`";
            array_push($params, ...$values);
        }
        $nothing = ['ships' => 0, 'cancels' => 0, 'missing' => 0] + array_fill_keys(array_keys($parts), null);
        unset($nothing['read_closed'], $nothing['short']);
        $due = array_fill_keys($accounts, $nothing);
        $sql = 'SELECT ' . implode(', ', $columns) . ' FROM ' . Tables::table('account') . ' a WHERE a.`id` IN %s';
        foreach ($this->db->byKeys($sql, $params, $accounts) as $row) {
            $account = (string) $row['account_'];
            $due[$account] = [];
            foreach (array_keys($parts) as $name) {
                $value = $row[$name] === null ? null : (int) $row[$name];
                $due[$account][$name] = $value !== null && $value < Tables::NEVER ? $value : null;
            }
            $closed = $due[$account]['read_closed'];
            if ($closed !== null && $closed < ($due[$account]['read'] ?? Tables::NEVER)) {
                $due[$account]['read'] = $closed;
            }
            $due[$account]['missing'] += $due[$account]['short'];
            unset($due[$account]['read_closed'], $due[$account]['short']);
        }
        return $due;
    }

    /**
     * @param non-empty-list<string> $accounts
     * @param list<array<string, mixed>> $orders
     * @return array{orders: list<array<string, mixed>>, parcels: list<array<string, mixed>>,
     *   messages: list<array<string, mixed>>, twins: list<array<string, mixed>>}
     */
    private function whole(array $accounts, array $orders): array
    {
        $out = ['orders' => $orders, 'parcels' => [], 'messages' => [], 'twins' => []];
        if ($orders === []) {
            return $out;
        }
        $ids = array_column($orders, 'id');
        $out['parcels'] = $this->parcels($ids);
        $sql = 'SELECT ' . Tables::columns('message') . ' FROM ' . Tables::table('message')
            . " WHERE `order_id` IN %s AND (`state` <> 'superseded' OR NOT " . self::laterRevision() . ')'
            . ' ORDER BY `order_id`, `id`';
        $out['messages'] = $this->decoded('message', $this->db->byKeys($sql, [], $ids));
        $numbers = array_values(array_unique(array_filter(array_column($orders, 'amazon_order'))));
        if ($numbers !== []) {
            $out['twins'] = $this->twins($accounts, $numbers);
        }
        return $out;
    }

    /**
     * @param list<int> $orders
     * @return list<array<string, mixed>>
     */
    private function parcels(array $orders): array
    {
        $sql = 'SELECT ' . Tables::columns('parcel') . ' FROM ' . Tables::table('parcel')
            . ' WHERE `order_id` IN %s ORDER BY `order_id`, `number`';
        return $this->decoded('parcel', $this->db->byKeys($sql, [], $orders));
    }

    /**
     * Order rows whose Amazon number is on more than one row of the account.
     *
     * @param non-empty-list<string> $accounts
     * @param list<string> $numbers
     * @return list<array{account: string, amazon_order: string, shop_order: string, role: string, order_id: int,
     *   told_at: int}>
     */
    private function twins(array $accounts, array $numbers): array
    {
        $sql = 'SELECT `account`, `amazon_order`, `shop_order`, `role`, `id` FROM ' . Tables::table('order')
            . ' WHERE `account` IN ' . Db::marks(count($accounts)) . ' AND `amazon_order` IN %s ORDER BY `id`';
        $groups = [];
        foreach ($this->db->byKeys($sql, $accounts, $numbers) as $row) {
            $groups[$row['account'] . ' ' . $row['amazon_order']][] = [
                'account' => (string) $row['account'],
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
        $told = $this->toldAt(array_column($twins, 'order_id'));
        foreach ($twins as $i => $twin) {
            $twins[$i]['told_at'] = $told[$twin['order_id']] ?? 0;
        }
        return $twins;
    }

    /**
     * When Amazon's answer about a message of these orders was last stored.
     *
     * @param list<int> $orders
     * @return array<int, int> order => epoch seconds, Tables::NEVER while one is on its way
     */
    private function toldAt(array $orders): array
    {
        if ($orders === []) {
            return [];
        }
        $sql = "SELECT `order_id`, MAX(`changed_at`) AS at, SUM(`state` IN ('in_flight', 'unknown')) AS open FROM "
            . Tables::table('message') . " WHERE `order_id` IN %s AND `state` IN ('in_flight', 'unknown', 'accepted',"
            . " 'verified', 'mismatch', 'rejected') GROUP BY `order_id`";
        $told = [];
        foreach ($this->db->byKeys($sql, [], $orders) as $row) {
            $told[(int) $row['order_id']] = (int) $row['open'] > 0 ? Tables::NEVER : (int) $row['at'];
        }
        return $told;
    }

    /**
     * @param non-empty-list<string> $accounts
     * @param array<int, mixed> $keys
     * @return list<array<string, mixed>>
     */
    private function ordersBy(array $accounts, string $column, array $keys): array
    {
        $keys = array_values(array_unique(array_map($column === 'id' ? 'intval' : 'strval', $keys)));
        $sql = 'SELECT ' . Tables::columns('order') . ' FROM ' . Tables::table('order')
            . ' WHERE `account` IN ' . Db::marks(count($accounts)) . " AND `$column` IN %s ORDER BY `id`";
        return $this->decoded('order', $this->db->byKeys($sql, $accounts, $keys));
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
