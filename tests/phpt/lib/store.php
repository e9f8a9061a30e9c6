<?php

declare(strict_types=1);

/** A Store in memory, with the compare-and-set and fencing of the real one. */
class MemoryStore implements StatusSync\Store
{
    public const NEVER = 4102444800;
    public array $accounts = [];
    public array $rows = ['feeds' => [], 'parcels' => [], 'messages' => [], 'orders' => []];
    public array $events = [];
    public array $calls = [];
    /** @var ?callable(string $method, int $n): mixed called before each method; returns null to go on */
    public $before = null;
    private int $next = 1;

    public function add(string $id, array $account = [], array $settings = [], array $state = []): void
    {
        $this->accounts[$id] = [
            'account' => $account + ['id' => $id, 'name' => strtoupper($id), 'region' => 'eu', 'seller' => 'A1SELLER',
                'marketplaces' => ['A1PA6795UKMFR9'], 'on' => true, 'only_account' => true, 'bound' => null],
            'settings' => $settings + ['sync' => true, 'interval' => 7200, 'ship' => [['status' => 3]], 'cancel' => [],
                'open' => [['status' => 1]], 'carrier_source' => 'tracking', 'carrier_map' => [], 'detect' => 'warn',
                'method_source' => 'fixed', 'method_value' => 'Standard', 'tracking_source' => 'auto', 'wait_hours' => 24,
                'send_untracked' => true, 'settle_minutes' => 15, 'several' => 'split', 'transport' => 'auto',
                'limits_share' => 1000, 'brake_shipments' => 25, 'brake_cancels' => 3, 'brake_refused_percent' => 20,
                'retention_days' => 400],
            'state' => $state + ['mode' => 'active', 'pilot_express' => true, 'pilot_feed' => true],
            'state_version' => 1, 'fence' => 0, 'owner' => null, 'buckets' => [],
        ];
    }

    /** Rows of one kind, each reduced to some keys. */
    public function shown(string $kind, string ...$keys): array
    {
        return array_map(static fn (array $row): array => array_intersect_key($row, array_flip($keys)),
            array_values($this->rows[$kind]));
    }

    private function called(string $method)
    {
        $n = $this->calls[$method] = ($this->calls[$method] ?? 0) + 1;
        return $this->before !== null ? ($this->before)($method, $n) : null;
    }

    public function lease(string $account, string $owner, int $ttl): array
    {
        if (($answer = $this->called('lease')) !== null) {
            return $answer;
        }
        $a = &$this->accounts[$account];
        if ($a['owner'] !== null && $a['owner'] !== $owner) {
            return ['granted' => false, 'fence' => 0];
        }
        $takeover = $a['owner'] !== null;
        $a['owner'] = $owner;
        return ['granted' => true, 'takeover' => $takeover] + $this->seen($account);
    }

    private function seen(string $account): array
    {
        return array_diff_key($this->accounts[$account], ['owner' => 1]) + ['now' => 0, 'counter' => -1];
    }

    public function renew(string $account, string $owner, int $fence, int $ttl): bool
    {
        return $this->called('renew') ?? $this->accounts[$account]['owner'] === $owner;
    }

    public function free(string $account, string $owner, int $fence): bool
    {
        if (($answer = $this->called('free')) !== null) {
            return $answer;
        }
        $ours = $this->accounts[$account]['owner'] === $owner;
        $this->accounts[$account]['owner'] = null;
        return $ours;
    }

    private function find(string $kind, callable $wanted, ?int $limit = null): array
    {
        return array_slice(array_values(array_filter($this->rows[$kind], $wanted)), 0, $limit);
    }

    private function whole(array $orders): array
    {
        $ids = array_column($orders, 'id');
        $mine = static fn (array $row): bool => in_array($row['order_id'], $ids, true);
        $numbers = array_filter(array_column($orders, 'amazon_order'));
        $twins = [];
        foreach ($this->rows['orders'] as $o) {
            $same = array_filter($this->rows['orders'], static fn (array $p): bool => $p['amazon_order'] === $o['amazon_order']);
            if (count($same) > 1 && in_array($o['amazon_order'], $numbers, true)) {
                $twins[] = ['order_id' => $o['id']] + array_intersect_key($o, ['amazon_order' => 1, 'shop_order' => 1, 'role' => 1]) + ['told_at' => 0];
            }
        }
        return [
            'orders' => $orders, 'parcels' => $this->find('parcels', $mine), 'twins' => $twins,
            'messages' => $this->find('messages', static fn (array $m): bool => $mine($m) && $m['state'] !== 'superseded'),
        ];
    }

    private function due(string $account, int $before): array
    {
        $least = static function (array $rows, string $key): ?int {
            $least = $rows === [] ? self::NEVER : min(array_column($rows, $key));
            return $least >= self::NEVER ? null : $least;
        };
        $open = $this->find('orders', static fn (array $o): bool => $o['account'] === $account && $o['open']);
        $pending = $this->find('messages', static fn (array $m): bool => $m['account'] === $account && $m['state'] === 'pending');
        $lane = static fn (string $lane): array => array_filter($pending, static fn (array $m): bool => $m['lane'] === $lane);
        $now = static fn (string $kind): int => count(array_filter($pending,
            static fn (array $m): bool => $m['kind'] === $kind && $m['not_before'] <= $before));
        return ['look' => $least($open, 'look_at'), 'read' => $least($open, 'read_due'), 'send' => $least($lane('feed'), 'not_before'),
            'express' => $least($lane('express'), 'not_before'), 'poll' => $least($this->openFeeds($account), 'next_poll'),
            'next_due' => $this->accounts[$account]['state']['next_due'] ?? null, 'ships' => $now('ship'), 'cancels' => $now('cancel'),
            'missing' => 0];
    }

    private function openFeeds(string $account): array
    {
        $open = ['building', 'submitting', 'queued', 'processing', 'done', 'cancelling'];
        return $this->find('feeds', static fn (array $f): bool => $f['account'] === $account && in_array($f['state'], $open, true));
    }

    public function load(string $account, array $query): array
    {
        if (($answer = $this->called('load')) !== null) {
            return $answer;
        }
        $unsettled = static fn (array $m): bool => in_array($m['state'], ['in_flight', 'unknown'], true);
        $mine = static fn (array $row): bool => $row['account'] === $account;
        switch ($query['what']) {
            case 'account':
                return ['granted' => true, 'fence' => 0, 'takeover' => false] + $this->seen($account);
            case 'due':
                return ['due' => $this->due($account, $query['before'])];
            case 'feeds':
                return ['feeds' => $this->openFeeds($account)];
            case 'feeds_known':
                return ['feeds' => $this->find('feeds', static fn (array $f): bool => in_array($f['feed_id'], $query['feed_ids'], true))];
            case 'feed_messages':
                return ['messages' => $this->find('messages', static fn (array $m): bool => $m['feed'] === $query['feed']
                    && $unsettled($m) && $m['id'] > $query['after'], $query['limit'])];
            case 'express':
                return ['messages' => $this->find('messages', static fn (array $m): bool => $mine($m) && $unsettled($m) && $m['feed'] === 0)];
            case 'message_ids':
                return ['messages' => $this->find('messages', static fn (array $m): bool => in_array($m['id'], $query['ids'], true))];
            case 'send':
                return ['messages' => $this->find('messages', static fn (array $m): bool => $mine($m) && $m['state'] === 'pending'
                    && $m['not_before'] <= $query['before'] && in_array($query['lane'], [null, $m['lane']], true)
                    && in_array($query['kind'], [null, $m['kind']], true)
                    && in_array($query['marketplace'], [null, $m['marketplace']], true), $query['limit'])];
        }
        $by = ['orders' => ['shop_order', 'shop_orders'], 'order_ids' => ['id', 'ids'], 'amazon_orders' => ['amazon_order', 'amazon_orders']];
        [$key, $list] = $by[$query['what']] ?? [null, null];
        $limits = ['look' => 'look_at', 'reads' => 'read_due', 'reads_newest' => 'read_due'];
        $wanted = static function (array $o) use ($key, $list, $query, $limits): bool {
            if ($key !== null) {
                return in_array($o[$key], $query[$list], true);
            }
            return $o['open'] && ($query['what'] === 'open' ? $o['id'] > $query['after'] : $o[$limits[$query['what']]] <= $query['before']);
        };
        return $this->whole($this->find('orders', static fn (array $o): bool => $mine($o) && $wanted($o), $query['limit'] ?? null));
    }

    private function write(string $kind, array $row, int $fence): array
    {
        if ($row['id'] === 0) {
            $row['id'] = $this->next++;
        } else {
            $old = $this->rows[$kind][$row['id']];
            if ($old['version'] !== $row['version'] || $old['fence'] > $fence) {
                return ['id' => $row['id'], 'ok' => false];
            }
        }
        $this->rows[$kind][$row['id']] = ['version' => $row['version'] + 1, 'fence' => $fence] + $row;
        return ['id' => $row['id'], 'ok' => true];
    }

    public function save(string $account, int $fence, array $batch): array
    {
        if (($answer = $this->called('save')) !== null) {
            return $answer;
        }
        $result = ['state' => true];
        foreach (array_keys($this->rows) as $kind) {
            $result[$kind] = array_map(fn (array $row): array => $this->write($kind, $row, $fence), $batch[$kind]);
        }
        array_push($this->events, ...$batch['events']);
        $a = &$this->accounts[$account];
        foreach ($batch['buckets'] as $bucket) {
            $a['buckets'] = array_values(array_filter($a['buckets'], static fn (array $b): bool => $b['op'] !== $bucket['op']));
            $a['buckets'][] = $bucket;
        }
        if ($batch['state'] !== null) {
            $result['state'] = $a['state_version'] === $batch['state_version'];
            if ($result['state']) {
                $a['state'] = $batch['state'];
                $a['state_version']++;
            }
        }
        return $result;
    }
}
