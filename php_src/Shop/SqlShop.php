<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Dialect;
use StatusSync\Shop;

/**
 * A shop of the xt:Commerce family, read from its tables: orders, orders_status,
 * orders_status_history, orders_total; the tracking rows are what the shops differ in.
 *
 * Facts only. Nothing is written to the shop's tables. They may be MyISAM, latin1 and without
 * indexes: new rows are found by ranges of the primary key, orders are read by their ids. The number
 * of statements of a call does not depend on the number of orders.
 */
abstract class SqlShop implements Shop
{
    /** Rows of one source that a call of changes() reads beyond the window. */
    private const CHUNK = 2000;

    /** Statuses with a meaning fixed by the shop's code: its storno. */
    protected const STORNO = [];

    private const STORNO_WORDS = '/storn|cancel|annul/i';

    private const TABLES = ['orders', 'orders_status', 'orders_status_history', 'orders_total', 'orders_tracking',
        'carriers', 'orders_parcel_tracking_codes', 'parcel_services', 'magnalister_orders', 'magnalister_config'];

    /** @var Db */
    protected $db;

    /** @var ShopConfig */
    protected $config;

    /** @var LiveSchema */
    protected $schema;

    /** @var Zone */
    protected $zone;

    /** @var callable fn(): int */
    private $clock;

    /** @var Links */
    private $links;

    /** @var Magnalister */
    private $magnalister;

    /** @var bool */
    private $ready = false;

    /** @var ?array<int, true> statuses that the shop itself calls a storno, as statuses() read them last */
    private $stornos;

    /** @var array<int, int> purchase time => id of the history below it, the last one asked for */
    private $floors = [];

    public function __construct(Db $db, ShopConfig $config, ?callable $clock = null)
    {
        $this->db = $db;
        $this->config = $config;
        $this->schema = new LiveSchema($db);
        $this->zone = new Zone($config->zone);
        $this->clock = $clock ?? 'time';
        $this->links = new Links($db);
        $this->magnalister = new Magnalister($db, $this->schema, $config->magnalister);
    }

    /**
     * Tracking rows of these orders, ascending by id.
     *
     * @param list<int> $ids
     * @return array<string, list<array<string, mixed>>> order id => ss_shop_tracking
     */
    abstract protected function trackingRows(array $ids): array;

    /** @return ?array{table: string, id: string, order: string} where tracking rows are, null if nowhere */
    abstract protected function trackingTable(): ?array;

    public function config(): ShopConfig
    {
        return $this->config;
    }

    public function schema(): LiveSchema
    {
        return $this->schema;
    }

    public function magnalister(): Magnalister
    {
        return $this->magnalister;
    }

    public function identity(): string
    {
        return $this->config->identity($this->db->cluster());
    }

    public function statuses(): array
    {
        $this->prepare();
        $sql = 'SELECT `orders_status_id` AS id, `orders_status_name` AS name FROM `orders_status`'
            . ' ORDER BY `orders_status_id`, `language_id`';
        $list = [];
        $this->stornos = array_fill_keys(static::STORNO, true);
        foreach ($this->db->all($sql) as $row) {
            $id = (int) $row['id'];
            $name = $this->schema->text('orders_status', 'orders_status_name', $row['name']);
            $list += [$id => ['id' => $id, 'name' => $name]];
            if (preg_match(self::STORNO_WORDS, $name) === 1) {
                $this->stornos[$id] = true;
            }
        }
        return array_values($list);
    }

    /** A storno that no rule tells Amazon of is said to the owner; nothing is ever sent because of a name. */
    private function isStorno(int $status): bool
    {
        if ($this->stornos === null) {
            $this->statuses();
        }
        return isset($this->stornos[$status]);
    }

    /**
     * The same in the language of whoever looks at it. Rules are kept with the names of statuses(): those stay
     * the same whoever saves.
     *
     * @param string $language code, as "de"
     * @return list<array{id: int, name: string}>
     */
    public function statusesIn(string $language): array
    {
        $list = array_column($this->statuses(), null, 'id');
        try {
            $sql = 'SELECT s.`orders_status_id` AS id, s.`orders_status_name` AS name FROM `orders_status` s'
                . ' JOIN `languages` l ON l.`languages_id` = s.`language_id` WHERE l.`code` = ?';
            foreach ($this->db->all($sql, [$language]) as $row) {
                if (isset($list[(int) $row['id']]) && (string) $row['name'] !== '') {
                    $list[(int) $row['id']]['name'] = $this->schema->text('orders_status', 'orders_status_name', $row['name']);
                }
            }
        } catch (\PDOException $e) {
            return array_values($list); // a shop without that table has one language
        }
        return array_values($list);
    }

    public function changes(?string $watermarks, int $since, int $limit): array
    {
        $this->prepare();
        $marks = new Watermarks($watermarks, (int) ($this->clock)());
        $more = false;
        $found = [];
        foreach ($this->sources() as $name => $walk) {
            if (!$marks->knows($name)) {
                $this->startSource($marks, $name, $walk, $since);
            }
            $unread = $marks->unread($name);
            $room = $unread->room() + self::CHUNK;
            $found[$name] = [];
            $rows = $walk($unread, $room);
            foreach ($rows as $row) {
                if ($marks->isNew($name, $row['id'])) {
                    $found[$name][] = $row;
                }
            }
            $more = $more || count($rows) >= $room;
        }
        $candidates = [];
        foreach ($found as $rows) {
            $candidates += array_fill_keys(array_column($rows, 'order'), true);
        }
        $linked = $this->linkedAmong(array_keys($candidates), $since);
        $orders = [];
        foreach ($found as $name => $rows) {
            foreach ($rows as $row) {
                $id = $row['order'];
                if (isset($linked[$id]) && !isset($orders[$id])) {
                    if (count($orders) >= $limit) {
                        $more = true;
                        break;
                    }
                    $orders[$id] = (string) $id;
                }
                $marks->see($name, $row['id']);
            }
        }
        return ['orders' => array_values($orders), 'watermarks' => $marks->text(), 'more' => $more];
    }

    public function orders(array $ids): array
    {
        $this->prepare();
        $this->floors = [];
        $numbers = [];
        foreach ($ids as $id) {
            if (preg_match('/^[1-9]\d{0,17}$/', (string) $id) === 1) {
                $numbers[] = (int) $id;
            }
        }
        $numbers = array_values(array_unique($numbers));
        $rows = $this->orderRows($numbers);
        $there = array_map('intval', array_keys($rows));
        $floor = PHP_INT_MAX;
        foreach ($rows as $row) {
            $floor = min($floor, $row['purchased']);
        }
        $facts = [
            'history' => $this->history($there, $floor),
            'tracking' => $this->trackingRows($there),
            'zero' => $this->zeroTotals($there),
            'links' => $this->allLinks($rows),
        ];
        $facts += (new Matches($this->db, $this->schema, $this->config))->of($there, function () use ($floor): array {
            return $this->historyRange($floor);
        });
        $out = [];
        foreach ($ids as $id) {
            $id = (string) $id;
            $out[] = isset($rows[$id]) ? $this->fact($id, $rows[$id], $facts) : self::gone($id);
        }
        return $out;
    }

    /** Names of settings' sources are looked up once; a table that came or went is seen by the next process. */
    private function prepare(): void
    {
        if (!$this->ready) {
            $this->schema->read(array_merge(self::TABLES, array_column($this->config->matches, 'table')));
            $this->ready = true;
        }
    }

    /**
     * What is walked by ascending ids, with the reader of each.
     *
     * @return array<string, callable(IdRanges, int): list<array{id: int, order: int}>>
     */
    private function sources(): array
    {
        $sources = [
            'l' => function (IdRanges $ids, int $limit): array {
                return $this->links->walk($ids, $limit);
            },
        ];
        if ($this->magnalister->canWalk()) {
            $sources['m'] = function (IdRanges $ids, int $limit): array {
                return $this->magnalister->walk($ids, $limit);
            };
        }
        if ($this->needsOrders()) {
            $sources['o'] = $this->tableWalk('orders', 'orders_id', 'orders_id');
        }
        $sources['h'] = $this->tableWalk('orders_status_history', 'orders_status_history_id', 'orders_id');
        $tracking = $this->trackingTable();
        if ($tracking !== null) {
            $sources['t'] = $this->tableWalk($tracking['table'], $tracking['id'], $tracking['order']);
        }
        return $sources;
    }

    /** New orders must be looked at themselves only if links can be in fields or texts of the shop. */
    private function needsOrders(): bool
    {
        return $this->config->text || isset($this->config->matches['amazon_number'])
            || ($this->magnalister->isThere() && !$this->magnalister->canWalk());
    }

    private function tableWalk(string $table, string $id, string $order): callable
    {
        [$t, $i, $o] = array_map([Dialect::class, 'name'], [$table, $id, $order]);
        return function (IdRanges $ids, int $limit) use ($t, $i, $o): array {
            $rows = [];
            [$where, $params] = $ids->where($i);
            $sql = "SELECT $i AS id, $o AS o FROM $t WHERE $where ORDER BY $i LIMIT ?";
            foreach ($this->db->all($sql, array_merge($params, [$limit])) as $row) {
                $rows[] = ['id' => (int) $row['id'], 'order' => (int) $row['o']];
            }
            return $rows;
        };
    }

    /**
     * History and tracking begin at their end: orders that the other sources find bring all their
     * rows with them. Orders and magnalister's rows begin at the first order since the start date.
     */
    private function startSource(Watermarks $marks, string $name, callable $walk, int $since): void
    {
        if ($name === 'h' || $name === 't') {
            $tracking = $this->trackingTable();
            [$table, $id] = $name === 'h' ? ['orders_status_history', 'orders_status_history_id']
                : [$tracking['table'], $tracking['id']];
            [$t, $i] = [Dialect::name($table), Dialect::name($id)];
            $last = (int) ($this->db->one("SELECT MAX($i) AS id FROM $t")['id'] ?? 0);
            $rows = $walk(new IdRanges(max(0, $last - Watermarks::WINDOW)), 2 * Watermarks::WINDOW);
            $present = array_column($rows, 'id');
            $marks->start($name, $last, $present);
            return;
        }
        $marks->start($name, $name === 'l' ? 0 : $this->idBefore('orders', 'orders_id', 'date_purchased', $since));
    }

    /**
     * An id below which no row is as young as $since, found by halving the primary key's range; with
     * room for ids that are not in the order of time.
     */
    private function idBefore(string $table, string $id, string $time, int $since): int
    {
        if ($since <= 0) {
            return 0;
        }
        [$t, $i, $d] = array_map([Dialect::class, 'name'], [$table, $id, $time]);
        $low = 0;
        $high = (int) ($this->db->one("SELECT MAX($i) AS id FROM $t")['id'] ?? 0) + 1;
        while ($high - $low > 500) {
            $middle = intdiv($low + $high, 2);
            $row = $this->db->one("SELECT $i AS id, $d AS d FROM $t WHERE $i >= ? ORDER BY $i LIMIT 1", [$middle]);
            if ($row === null || $this->zone->utc($row['d']) >= $since) {
                $high = $middle;
            } else {
                $low = max($middle, (int) $row['id']);
            }
        }
        return max(0, $low - Watermarks::WINDOW);
    }

    /**
     * Which of these orders are linked to Amazon, and young enough or linked by hand.
     *
     * @param list<int|string> $ids
     * @return array<int, true>
     */
    private function linkedAmong(array $ids, int $since): array
    {
        $ids = array_map('intval', $ids);
        if ($ids === []) {
            return [];
        }
        $linked = $this->links->known($ids) + $this->magnalister->among($ids);
        $rows = $this->orderRows($ids);
        $typed = [];
        foreach ($this->links->links($ids) as $id => $links) {
            $linked[$id] = true;
            $typed[$id] = $links[0]['link']['source'] === 'manual';
        }
        if (isset($this->config->matches['amazon_number'])) {
            $linked += array_fill_keys(array_keys($this->numbers($rows)), true);
        }
        if ($this->config->text) {
            $linked += array_fill_keys(array_keys($this->textNumbers($rows)), true);
        }
        $out = [];
        foreach (array_keys($linked) as $id) {
            if (isset($rows[$id]) && ($rows[$id]['purchased'] >= $since || ($typed[$id] ?? false))) {
                $out[(int) $id] = true;
            }
        }
        return $out;
    }

    /**
     * @param list<int> $ids
     * @return array<string, array<string, mixed>>
     */
    private function orderRows(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $columns = ['`orders_id`', '`orders_status`', '`date_purchased`'];
        foreach (['payment_class', 'shipping_class'] as $column) {
            $columns[] = $this->schema->hasColumn('orders', $column) ? "`$column`" : "NULL AS `$column`";
        }
        if ($this->config->text && $this->schema->hasColumn('orders', 'comments')) {
            $columns[] = '`comments`';
        }
        $sql = 'SELECT ' . implode(', ', $columns) . ' FROM `orders` WHERE `orders_id` IN %s';
        $rows = [];
        $zone = $this->schema->isTimestamp('orders', 'date_purchased') ? new Zone('UTC') : $this->zone;
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            $rows[(string) $row['orders_id']] = ['purchased' => $zone->utc($row['date_purchased'])] + $row;
        }
        return $rows;
    }

    /**
     * @param list<int> $ids
     * @param int $floor purchase time of the oldest of them
     * @return array<string, list<array{id: string, status: int, at: int}>>
     */
    private function history(array $ids, int $floor): array
    {
        if ($ids === []) {
            return [];
        }
        $table = 'orders_status_history';
        [$where, $before] = $this->historyRange($floor);
        $where .= $where === '' ? '' : ' AND ';
        $sql = "SELECT `orders_status_history_id` AS id, `orders_id` AS o, `orders_status_id` AS s, `date_added` AS d"
            . " FROM `$table` WHERE $where`orders_id` IN %s ORDER BY `orders_status_history_id`";
        $utc = $this->schema->isTimestamp($table, 'date_added') ? new Zone('UTC') : $this->zone;
        $history = [];
        foreach ($this->db->byKeys($sql, $before, $ids) as $row) {
            $history[(string) $row['o']][] = [
                'id' => (string) $row['id'], 'status' => (int) $row['s'], 'at' => $utc->utc($row['d']),
            ];
        }
        return $history;
    }

    /**
     * Without an index on the order's number only a range of the history's primary key is read.
     *
     * @param int $floor purchase time of the oldest order
     * @return array{0: string, 1: list<int>} condition and its parameters; "" if there is an index
     */
    private function historyRange(int $floor): array
    {
        $table = 'orders_status_history';
        if ($this->schema->isIndexed($table, 'orders_id')) {
            return ['', []];
        }
        if (!isset($this->floors[$floor])) {
            $this->floors = [$floor => $this->idBefore(
                $table,
                'orders_status_history_id',
                'date_added',
                max(1, $floor - 86400)
            )];
        }
        return ['`orders_status_history_id` > ?', [$this->floors[$floor]]];
    }

    /**
     * Orders that have totals, all of them 0 (a storno that leaves the status).
     *
     * @param list<int> $ids
     * @return array<string, true>
     */
    private function zeroTotals(array $ids): array
    {
        if ($ids === [] || !$this->schema->hasColumn('orders_total', 'value')) {
            return [];
        }
        $sql = 'SELECT `orders_id` AS o, SUM(CASE WHEN `value` <> 0 THEN 1 ELSE 0 END) AS n FROM `orders_total`'
            . ' WHERE `orders_id` IN %s GROUP BY `orders_id`';
        $zero = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            if ((int) $row['n'] === 0) {
                $zero[(string) $row['o']] = true;
            }
        }
        return $zero;
    }

    /**
     * @param array<string, array<string, mixed>> $rows orders
     * @return array<string, list<array<string, mixed>>> order id => ss_shop_link, best source first
     */
    private function allLinks(array $rows): array
    {
        $ids = array_map('intval', array_keys($rows));
        $links = [];
        foreach ($this->links->links($ids) as $id => $own) {
            foreach ($own as $entry) {
                $purchased = $rows[$id]['purchased'] ?? 0;
                if ($entry['purchased'] === 0 || $entry['purchased'] === $purchased) {
                    $links[$id][] = $entry['link'];
                }
            }
        }
        foreach ($this->magnalister->links($ids) as $id => $link) {
            $links[$id][] = $link;
        }
        foreach ($this->numbers($rows) as $id => $number) {
            $links[$id][] = ['source' => 'field', 'amazon_order' => $number, 'account' => null,
                'fulfilled_by' => null, 'second_sign' => false];
        }
        foreach ($this->config->text ? $this->textNumbers($rows) : [] as $id => $number) {
            $classes = ($rows[$id]['payment_class'] ?? '') . ' ' . ($rows[$id]['shipping_class'] ?? '');
            $links[$id][] = ['source' => 'text', 'amazon_order' => $number, 'account' => null,
                'fulfilled_by' => null, 'second_sign' => preg_match('/amazon|magnalister/i', $classes) === 1];
        }
        return $links;
    }

    /**
     * Amazon numbers of the matched field.
     *
     * @param array<string, array<string, mixed>> $rows orders
     * @return array<string, string>
     */
    private function numbers(array $rows): array
    {
        if (!isset($this->config->matches['amazon_number']) || $rows === []) {
            return [];
        }
        $source = $this->config->matches['amazon_number'];
        $matcher = new Matcher($this->db, $this->schema, $source);
        [$range, $limits] = $matcher->table() === 'orders_status_history' && $source['key'] === 'orders_id'
            ? $this->historyRange(min(array_column($rows, 'purchased'))) : ['', []];
        $numbers = [];
        foreach ($matcher->values(array_map('intval', array_keys($rows)), $range, $limits) as $id => $values) {
            foreach ($values as $value) {
                $number = Text::number($value);
                if ($number !== null) {
                    $numbers[$id] = $number;
                    break;
                }
            }
        }
        return $numbers;
    }

    /**
     * "AmazonOrderID: 3-7-7" in the order's comment or its history.
     *
     * @param array<string, array<string, mixed>> $rows orders
     * @return array<string, string>
     */
    private function textNumbers(array $rows): array
    {
        $texts = [];
        foreach ($rows as $id => $row) {
            $texts[] = [(string) $id, $row['comments'] ?? ''];
        }
        $table = 'orders_status_history';
        if ($rows !== [] && $this->schema->hasColumn($table, 'comments')) {
            [$range, $before] = $this->historyRange(min(array_column($rows, 'purchased')));
            $range .= $range === '' ? '' : ' AND ';
            $sql = "SELECT `orders_id` AS o, `comments` AS c FROM `$table` WHERE $range`orders_id` IN %s"
                . " AND `comments` LIKE '%AmazonOrderID%' ORDER BY `orders_status_history_id`";
            $ids = array_map('intval', array_keys($rows));
            foreach ($this->db->byKeys($sql, $before, $ids) as $row) {
                $texts[] = [(string) $row['o'], $row['c']];
            }
        }
        $numbers = [];
        foreach ($texts as [$id, $text]) {
            if (preg_match('/AmazonOrderID:?\s*(\d{3}-\d{7}-\d{7})(?!\d)/i', (string) $text, $m) === 1) {
                $numbers += [$id => $m[1]];
            }
        }
        return $numbers;
    }

    /**
     * @param array<string, mixed> $row
     * @param array<string, mixed> $facts
     * @return array<string, mixed> ss_shop_order
     */
    private function fact(string $id, array $row, array $facts): array
    {
        $matched = $facts['matched'];
        return [
            'id' => $id,
            'gone' => false,
            'purchased' => $row['purchased'],
            'status' => (int) $row['orders_status'],
            'total_zero' => isset($facts['zero'][$id]),
            'storno' => $this->isStorno((int) $row['orders_status']),
            'shipping_module' => Text::module($row['shipping_class'] ?? null),
            'payment_module' => Text::orNull($row['payment_class'] ?? null),
            'history' => $facts['history'][$id] ?? [],
            'tracking' => $facts['tracking'][$id] ?? [],
            'links' => $facts['links'][$id] ?? [],
            'matched_carrier' => $matched['carrier'][$id][0] ?? null,
            'matched_method' => $matched['method'][$id][0] ?? null,
            'matched_tracking' => $matched['tracking'][$id] ?? [],
            'matched_carriers' => Matches::carriers($matched['tracking'][$id] ?? [], $facts['beside'][$id] ?? []),
            'match_broken' => $facts['broken'],
        ];
    }

    /** @return array<string, mixed> */
    private static function gone(string $id): array
    {
        return [
            'id' => $id, 'gone' => true, 'purchased' => 0, 'status' => 0, 'total_zero' => false, 'storno' => false,
            'shipping_module' => null, 'payment_module' => null, 'history' => [], 'tracking' => [], 'links' => [],
            'matched_carrier' => null, 'matched_method' => null, 'matched_tracking' => [], 'matched_carriers' => [],
            'match_broken' => false,
        ];
    }
}
