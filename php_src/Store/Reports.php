<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Secrets\Health;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Words\Time;

/**
 * The documents of status, list and order (docs: JSON), from our own tables alone.
 */
final class Reports
{
    /** The state of an order is that of its message that needs most attention. */
    public const ORDER_OF_STATES = ['unknown', 'in_flight', 'rejected', 'parked', 'mismatch', 'held', 'pending',
        'accepted', 'verified', 'ignored', 'revoked', 'superseded'];

    /** So many orders an account, the newest, are looked through for those that no account knows. */
    private const NEWEST = 10000;

    public const VERDICTS = ['ship', 'cancel', 'hold', 'skip', 'conflict', 'done'];

    /** @var Db */
    private $db;

    /** @var Loader */
    private $loader;

    /** @var callable fn(): int */
    private $clock;

    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->loader = new Loader($db);
        $this->clock = $clock ?? 'time';
    }

    /**
     * Orders with their parcels, all at once.
     *
     * @param ?string $state a message's state or a verdict, null = all
     * @param bool $events with all evidence
     * @return array{orders: list<array<string, mixed>>}
     */
    public function orders(?string $state = null, ?string $order = null, bool $events = false): array
    {
        return ['orders' => iterator_to_array($this->each($state, $order, $events), false)];
    }

    /**
     * The same one after the other: of a shop's whole history no more than a page is ever in memory.
     *
     * @return \Generator<int, array<string, mixed>>
     */
    public function each(?string $state = null, ?string $order = null, bool $events = false): \Generator
    {
        $where = '1 = 1';
        $params = [];
        if ($order !== null) {
            $column = preg_match('/^\d{3}-\d{7}-\d{7}$/', $order) === 1 ? 'amazon_order' : 'shop_order';
            $where = "`$column` = ?";
            $params[] = $order;
        } elseif (in_array($state, self::VERDICTS, true)) {
            // what no account knows is stored as another one's and shown as held
            $where = $state === 'hold' ? "(`verdict` = ? OR `reason` = 'other_account')" : '`verdict` = ?';
            $params[] = $state;
        } elseif ($state !== null) {
            $where = '`id` IN (SELECT `order_id` FROM ' . Tables::table('message') . ' WHERE `state` = ?)';
            $params[] = $state;
        }
        $after = 0;
        do {
            $rows = $this->loader->rows('order', "$where AND `id` > ? ORDER BY `id` LIMIT 500", array_merge(
                $params,
                [$after]
            ));
            foreach ($this->documents($rows, $events) as $document) {
                if ($state === null || $document['state'] === $state || $document['verdict'] === $state) {
                    yield $document;
                }
            }
            $after = $rows === [] ? 0 : end($rows)['id'];
        } while (count($rows) === 500);
    }

    /**
     * @param list<array<string, mixed>> $rows order rows
     * @return list<array<string, mixed>>
     */
    private function documents(array $rows, bool $withEvents): array
    {
        $ids = array_column($rows, 'id');
        $parcels = $this->grouped('parcel', $ids, '`number`');
        $messages = $this->grouped('message', $ids, '`id`');
        $evidence = new Evidence($this->db);
        $events = $withEvents ? $this->grouped('event', $ids, '`id`') : [];
        $documents = [];
        $nowhere = $this->nowhere($rows);
        foreach ($rows as $row) {
            if (isset($nowhere[$row['id']])) {
                $row = ['verdict' => 'hold', 'reason' => 'which_account'] + $row;
            }
            $own = $messages[$row['id']] ?? [];
            $told = $withEvents ? $evidence->of($row, $own, $events[$row['id']] ?? []) : ['events' => []];
            $verdict = $row['verdict'] === '' ? 'skip' : $row['verdict'];
            $documents[] = [
                'shop_order' => $row['shop_order'], 'amazon_order' => $row['amazon_order'],
                'account' => $row['account'], 'verdict' => $verdict,
                'reason' => $row['reason'] ?? ($row['verdict'] === '' ? 'not_shipped' : self::stuck($own)),
                'state' => self::state($own),
                'deadline' => $row['deadline'] > 0 && $row['deadline'] < Tables::NEVER ? $row['deadline'] : null,
                'parcels' => $this->parcels($parcels[$row['id']] ?? [], $own),
                'events' => $told['events'], 'detail' => $row['detail'], 'notes' => $row['notes'],
                'messages' => array_map([Evidence::class, 'message'], $own),
            ] + array_diff_key($told, ['events' => 1]);
        }
        return $documents;
    }

    /**
     * Orders that every account left to another one: no account knows them.
     *
     * @param list<array<string, mixed>> $rows order rows
     * @return array<int, true> by row id
     */
    private function nowhere(array $rows): array
    {
        $left = [];
        foreach ($rows as $row) {
            if ($row['reason'] === 'other_account') {
                $left[] = (int) $row['id'];
            }
        }
        $out = [];
        foreach ($this->db->byKeys(self::nowhereSql('o.`id` AS `id`') . ' AND o.`id` IN %s', [], $left) as $row) {
            $out[(int) $row['id']] = true;
        }
        return $out;
    }

    /**
     * Rows that leave their order to another account while none has it: none that looks for orders goes on with it, and
     * none ever found it at Amazon. Where an account was named ("detail") it is that one's.
     */
    private static function nowhereSql(string $what): string
    {
        $orders = Tables::table('order');
        $accounts = Tables::table('account');
        // CROSS: SQLite goes through the few accounts, and by index from there, in this order and in no other. A scalar with
        // a limit: MariaDB makes a table of every order out of a NOT EXISTS.
        $kept = "SELECT 1 FROM $accounts b CROSS JOIN $orders k ON k.`account` = b.`id` WHERE (k.`known` = 'found' OR "
            . Accounts::takesPartSql('b') . ") AND (k.`reason` IS NULL OR k.`reason` <> 'other_account') AND";
        return "SELECT $what FROM $orders o JOIN $accounts a ON a.`id` = o.`account` WHERE " . Accounts::takesPartSql('a')
            . " AND o.`verdict` = 'skip' AND o.`reason` = 'other_account' AND o.`detail` IS NULL"
            . " AND ($kept k.`shop_order` = o.`shop_order` LIMIT 1) IS NULL"
            . " AND ($kept k.`amazon_order` = o.`amazon_order` LIMIT 1) IS NULL";
    }

    /**
     * Orders of this account that no account knows, among the newest: with several accounts nearly every order was left to
     * another one, and this is asked after each run.
     */
    public function unknown(string $account): int
    {
        $row = $this->db->one('SELECT MAX(`id`) AS n, (SELECT COUNT(*) FROM ' . Tables::table('account') . ') AS accounts FROM '
            . Tables::table('order'));
        return $this->unknownAfter($account, (int) $row['n'] - self::NEWEST * (int) $row['accounts']);
    }

    /** @param int $id of an order's row: only those behind it are asked about */
    public function unknownAfter(string $account, int $id): int
    {
        $row = $this->db->one(self::nowhereSql('COUNT(*) AS n') . ' AND o.`account` = ? AND o.`id` > ?', [$account, $id]);
        return (int) ($row['n'] ?? 0);
    }

    /**
     * @param list<array<string, mixed>> $messages
     */
    private static function state(array $messages): ?string
    {
        $newest = [];
        foreach ($messages as $message) {
            $newest[$message['kind'] . $message['parcel']] = $message['state'];
        }
        foreach (self::ORDER_OF_STATES as $state) {
            if (in_array($state, $newest, true)) {
                return $state;
            }
        }
        return null;
    }

    /**
     * What is on its way and does not get on is said of the order too.
     *
     * @param list<array<string, mixed>> $messages
     */
    private static function stuck(array $messages): ?string
    {
        foreach ($messages as $message) {
            if ($message['state'] === 'in_flight' && $message['reason'] === 'feed_stuck') {
                return 'feed_stuck';
            }
        }
        return null;
    }

    /**
     * @param list<array<string, mixed>> $parcels
     * @param list<array<string, mixed>> $messages
     * @return list<array<string, mixed>>
     */
    private function parcels(array $parcels, array $messages): array
    {
        $newest = [];
        foreach ($messages as $message) {
            if ($message['kind'] === 'ship') {
                $newest[$message['parcel']] = $message;
            }
        }
        $out = [];
        foreach ($parcels as $parcel) {
            $message = $newest[$parcel['number']] ?? null;
            $items = [];
            foreach ($message['items'] ?? [] as $item) {
                $items[] = ['id' => (string) $item['id'], 'quantity' => (int) $item['quantity']];
            }
            $out[] = [
                'number' => $parcel['number'], 'carrier' => $message['carrier'] ?? $parcel['carrier'],
                'carrier_name' => $message['carrier_name'] ?? null, 'method' => $message['method'] ?? null,
                'tracking' => $message === null ? $parcel['tracking'] : $message['tracking'], 'items' => $items,
                'amazon_ref' => $parcel['amazon_ref'], 'state' => $parcel['state'],
                'message' => $message === null ? null : (string) $message['id'],
            ];
        }
        return $out;
    }

    /**
     * @param list<int> $ids order row ids
     * @return array<int, list<array<string, mixed>>>
     */
    private function grouped(string $table, array $ids, string $by): array
    {
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT ' . Tables::columns($table) . ' FROM ' . Tables::table($table)
            . " WHERE `order_id` IN %s ORDER BY `order_id`, $by";
        $groups = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $raw) {
            $row = Tables::decode($table, $raw);
            $groups[$row['order_id']][] = $row;
        }
        return $groups;
    }

    /**
     * Counts, next deadlines and what will be late, last run, credentials and buckets of every account.
     *
     * @param string $language of the sentences
     * @param string $zone of the times in them
     * @return array{now: int, accounts: list<array<string, mixed>>}
     */
    public function status(string $language = 'en', string $zone = 'UTC'): array
    {
        $now = (int) ($this->clock)();
        $out = [];
        $accounts = new Accounts($this->db, $this->clock);
        $dates = $accounts->credentialDates();
        $settings = new Repository($this->db, $this->clock);
        foreach ($accounts->all() as $account) {
            $state = $account['state'];
            $document = $settings->document($account['id']);
            $time = new Time($zone, $language);
            $deadlines = new Deadlines($this->db, $language, $time);
            $unknown = $this->unknown($account['id']);
            $out[] = [
                'id' => $account['id'], 'name' => $account['name'], 'on' => $account['on'], 'mode' => $state['mode'],
                'stopped' => $state['stopped'], 'stopped_text' => $state['stopped_text'],
                'down_since' => (int) $state['down_since'],
                'hints' => (new Hints($this->db))->of($account, $document, $time, $language),
                'start_at' => $account['start_at'],
                'states' => (object) $this->counts('message', 'state', $account['id']),
                'verdicts' => (object) $this->verdicts($account['id'], $unknown),
                'held' => (object) $this->held($account['id'], $unknown),
                'feeds' => (object) $this->counts('feed', 'state', $account['id']),
                'oldest_pending' => $this->oldest($account['id']),
                'deadlines' => $deadlines->next($account, $document, $now, 10),
                // a run that finds an account before its activation does nothing for it
                'last_run' => $state['mode'] === 'new' ? 0 : $state['last_run'],
                'last_success' => $state['mode'] === 'new' ? 0 : $state['last_success'],
                'next_due' => $state['next_due'],
                'credentials' => Health::of($account, $dates[$account['id']] ?? [], $now, $language),
                'buckets' => $this->buckets($account['id']),
                'days' => $state['days'],
            ];
        }
        return ['now' => $now, 'accounts' => $out];
    }

    /** @return array<string, int> */
    private function counts(string $table, string $column, string $account): array
    {
        $sql = "SELECT `$column` AS k, COUNT(*) AS n FROM " . Tables::table($table)
            . " WHERE `account` = ? GROUP BY `$column` ORDER BY `$column`";
        $counts = [];
        foreach ($this->db->all($sql, [$account]) as $row) {
            $counts[$row['k'] === '' ? 'none' : (string) $row['k']] = (int) $row['n'];
        }
        return $counts;
    }

    /**
     * Held orders and conflicts by reason, closed ones too: nothing else looks at those again.
     *
     * @return array<string, int>
     */
    private function held(string $account, int $unknown): array
    {
        $sql = "SELECT COALESCE(`reason`, '') AS k, COUNT(*) AS n FROM " . Tables::table('order')
            . " WHERE `account` = ? AND `verdict` IN ('hold', 'conflict') GROUP BY `reason` ORDER BY `reason`";
        $counts = [];
        foreach ($this->db->all($sql, [$account]) as $row) {
            $counts[(string) $row['k']] = (int) $row['n'];
        }
        return $counts + ($unknown > 0 ? ['which_account' => $unknown] : []);
    }

    /**
     * What needs a person now, by what "list --state" calls it.
     *
     * @return array<string, array<string, int>> what => reason or Amazon's code => how many
     */
    public function needs(string $account): array
    {
        $needs = ['held' => [], 'in conflict' => [], 'rejected' => [], 'parked' => [], 'different at Amazon' => []];
        $words = ['hold' => 'held', 'conflict' => 'in conflict', 'mismatch' => 'different at Amazon'];
        $states = "('rejected', 'parked', 'mismatch')";
        $messages = "SELECT `state` AS w, COALESCE(`code`, `reason`, '') AS k, COUNT(*) AS n FROM " . Tables::table('message')
            . " WHERE `account` = ? AND `state` IN $states GROUP BY 1, 2 ORDER BY 1, 2";
        // an order that is held for what became of its message is counted there
        $orders = "SELECT `verdict` AS w, COALESCE(`reason`, '') AS k, COUNT(*) AS n FROM " . Tables::table('order') . ' o'
            . " WHERE `account` = ? AND (`verdict` = 'conflict' OR (`verdict` = 'hold' AND (`reason` IS NULL OR `reason` <> 'reading')"
            . ' AND NOT EXISTS (SELECT 1 FROM ' . Tables::table('message') . " m WHERE m.`order_id` = o.`id` AND m.`state` IN $states)))"
            . ' GROUP BY 1, 2 ORDER BY 1, 2';
        foreach (array_merge($this->db->all($orders, [$account]), $this->db->all($messages, [$account])) as $row) {
            $needs[$words[$row['w']] ?? $row['w']][(string) $row['k']] = (int) $row['n'];
        }
        $unknown = $this->unknown($account);
        if ($unknown > 0) {
            $needs['held']['which_account'] = ($needs['held']['which_account'] ?? 0) + $unknown;
        }
        return $needs;
    }

    /**
     * As list shows them: what no account knows is held.
     *
     * @return array<string, int>
     */
    private function verdicts(string $account, int $unknown): array
    {
        $counts = $this->counts('order', 'verdict', $account);
        if ($unknown > 0) {
            $counts['hold'] = ($counts['hold'] ?? 0) + $unknown;
            $counts['skip'] -= $unknown;
        }
        return array_filter($counts);
    }

    private function oldest(string $account): ?int
    {
        $row = $this->db->one('SELECT MIN(`created_at`) AS v FROM ' . Tables::table('message')
            . " WHERE `account` = ? AND `state` = 'pending'", [$account]);
        return ($row['v'] ?? null) === null ? null : (int) $row['v'];
    }

    /** @return list<array<string, mixed>> */
    private function buckets(string $account): array
    {
        $rows = [];
        foreach ($this->loader->rows('bucket', '`account` = ? ORDER BY `op`', [$account]) as $row) {
            $rows[] = array_diff_key($row, ['account' => 1, 'fence' => 1]);
        }
        return $rows;
    }
}
