<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Loader;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Reasons;

/** What the pages ask of our tables beyond the reports: grouped causes, pages by key, days. */
final class Facts
{
    /** Rows of a list page. */
    public const PAGE = 50;

    /** Orders of one cause have it in common: the time until which each waits for its number is its own. */
    private const SAME = "CASE WHEN `reason` = 'no_tracking' AND COALESCE(`detail`, '') <> '' THEN '*'"
        . " ELSE COALESCE(`detail`, '') END";

    /** Seconds before its ship-by time in which an order is in danger, besides all that end today. */
    private const NEAR = 4 * 3600;

    /** Causes shown at once. */
    private const CAUSES = 100;

    /** Message states in which Amazon or the checks said no. */
    private const REFUSED = "('rejected', 'parked', 'mismatch')";

    /** @var Db */
    private $db;

    /** @var int */
    private $now;

    /** @var int until when a ship-by time is in danger */
    private $until;

    /** @var Loader */
    private $loader;

    /** @var list<array<string, mixed>>|null */
    private $troubles;

    /** @param string $zone of the shop: whoever looks in the morning sees what ends in the evening */
    public function __construct(Db $db, int $now, string $zone = 'UTC')
    {
        $this->db = $db;
        $this->now = $now;
        $midnight = (new \DateTimeImmutable("@$now"))->setTimezone(new \DateTimeZone($zone))->setTime(24, 0);
        $this->until = max($now + self::NEAR, $midnight->getTimestamp() - 1);
        $this->loader = new Loader($db);
    }

    /**
     * Causes that need a person, nearest deadline first.
     *
     * @return list<array{kind: string, account: string, verdict: string, reason: string, detail: string, n: int,
     *   deadline: ?int, late: bool, severity: string}> kind order (held or in conflict) or message (refused)
     */
    public function troubles(): array
    {
        if ($this->troubles === null) {
            $rows = [];
            foreach ($this->causes() as $row) {
                if ($row['severity'] === 'person') {
                    $rows[] = $row;
                }
            }
            $this->troubles = $rows;
        }
        return $this->troubles;
    }

    /**
     * Every cause, waiting ones too. An order that a run does not look at any more (not at Amazon, deleted,
     * cancelled there) stays here until the owner mended it or said that it is not to be sent.
     *
     * @return list<array<string, mixed>>
     */
    public function causes(): array
    {
        $sql = "SELECT 'order' AS kind, `account`, `verdict`, COALESCE(`reason`, '') AS reason,"
            . " MIN(COALESCE(`detail`, '')) AS detail, COUNT(*) AS n, MIN(`deadline`) AS deadline, MIN(`seen_at`) AS since,"
            . ' MIN(`shop_order`) AS one, MIN(`amazon_order`) AS amazon FROM ' . Tables::table('order') . " WHERE `verdict` IN"
            . " ('hold', 'conflict')" . self::once() . ' GROUP BY `account`, `verdict`, `reason`, ' . self::SAME
            . ' ORDER BY MIN(`deadline`) LIMIT ' . self::CAUSES;
        $rows = $this->db->all($sql);
        $sql = "SELECT 'message' AS kind, m.`account`, m.`state` AS verdict, COALESCE(m.`reason`, m.`code`, '') AS reason,"
            . " COALESCE(m.`code`, '') AS detail, COUNT(*) AS n, MIN(m.`deadline`) AS deadline, MIN(m.`changed_at`) AS since,"
            . ' MIN(m.`shop_order`) AS one, MIN(m.`amazon_order`) AS amazon, MAX(m.`text`) AS text FROM ' . Tables::table('message') . ' m WHERE m.`state` IN '
            . self::REFUSED . ' AND NOT ' . Actions::EVIDENCE . ' GROUP BY m.`account`, m.`state`, m.`reason`, m.`code` LIMIT ' . self::CAUSES;
        $rows = array_merge($rows, $this->db->all($sql));
        $out = [];
        foreach ($rows as $row) {
            $deadline = (int) $row['deadline'];
            $known = $deadline > 0 && $deadline < Tables::NEVER;
            $out[] = ['kind' => (string) $row['kind'], 'account' => (string) $row['account'],
                'verdict' => (string) $row['verdict'], 'reason' => (string) $row['reason'],
                'detail' => (string) $row['detail'], 'n' => (int) $row['n'], 'deadline' => $known ? $deadline : null,
                'late' => $known && $deadline <= ($row['reason'] === 'no_tracking' && (string) $row['detail'] !== ''
                    ? $this->now + self::NEAR : $this->until), 'since' => (int) $row['since'],
                'one' => (string) $row['one'], 'amazon' => (string) $row['amazon'], 'text' => (string) ($row['text'] ?? ''),
                'severity' => $row['kind'] === 'message' ? 'person' : Texts::severity((string) $row['reason'])];
        }
        usort($out, static function (array $a, array $b): int {
            return [$a['deadline'] ?? PHP_INT_MAX, -$a['n'], $a['reason']] <=> [$b['deadline'] ?? PHP_INT_MAX, -$b['n'],
                $b['reason']];
        });
        return $out;
    }

    /**
     * Members of a cause, nearest deadline first, by key.
     *
     * @param array<string, mixed> $cause of causes()
     * @param string $after the place of the last row of the page before (placeOf), "" = from the beginning
     * @param string $search only those with this shop order, or a part of this Amazon number
     * @return list<array<string, mixed>> order or message rows
     */
    public function members(array $cause, int $limit, string $after = '', string $search = ''): array
    {
        $params = [$cause['account'], $cause['verdict'], $cause['reason'], self::same($cause)];
        $where = $cause['kind'] === 'message'
            ? "`account` = ? AND `state` = ? AND COALESCE(`reason`, `code`, '') = ? AND COALESCE(`code`, '') = ? AND NOT " . Actions::EVIDENCE
            : "`account` = ? AND `verdict` = ? AND COALESCE(`reason`, '') = ? AND " . self::SAME . ' = ?' . self::once();
        if (preg_match('/^(\d{1,18})-(\d{1,18})$/', $after, $m) === 1) {
            $where .= ' AND (`deadline` > ? OR (`deadline` = ? AND `id` > ?))';
            array_push($params, (int) $m[1], (int) $m[1], (int) $m[2]);
        }
        if ($search !== '') {
            $where .= " AND (`shop_order` = ? OR `amazon_order` LIKE ? ESCAPE '!')";
            array_push($params, $search, '%' . strtr($search, ['!' => '!!', '%' => '!%', '_' => '!_']) . '%');
        }
        $table = $cause['kind'] === 'message' ? 'message' : 'order';
        return $this->loader->rows($table, "$where ORDER BY `deadline`, `id` LIMIT $limit", $params);
    }

    /** @param array<string, mixed> $member */
    public static function placeOf(array $member): string
    {
        return $member['deadline'] . '-' . $member['id'];
    }

    /** A name of a cause for addresses. @param array<string, mixed> $cause */
    public static function keyOf(array $cause): string
    {
        return substr(sha1(implode("\n", [$cause['kind'], $cause['account'], $cause['verdict'], $cause['reason'],
            self::same($cause)])), 0, 12);
    }

    /** What SAME is for the orders of a cause. @param array<string, mixed> $cause */
    private static function same(array $cause): string
    {
        return $cause['reason'] === 'no_tracking' && $cause['detail'] !== '' ? '*' : (string) $cause['detail'];
    }

    /**
     * Messages of a list, newest first, by key.
     *
     * @param array{state?: string, account?: string, search?: string, day?: string} $filter
     * @return list<array<string, mixed>> up to PAGE + 1 rows: one more tells that there is a next page
     */
    public function messages(array $filter, int $before, int $limit = self::PAGE + 1): array
    {
        $where = '`id` < ?';
        $params = [$before > 0 ? $before : PHP_INT_MAX];
        $groups = ['waits' => "('pending', 'held')", 'way' => "('in_flight', 'unknown')", 'accepted' => "('accepted')",
            'verified' => "('verified')", 'needs' => self::REFUSED];
        if (isset($groups[$filter['state'] ?? ''])) {
            $where .= ' AND `state` IN ' . $groups[$filter['state']];
        }
        if (($filter['account'] ?? '') !== '') {
            $where .= ' AND `account` = ?';
            $params[] = $filter['account'];
        }
        $search = trim($filter['search'] ?? '');
        if ($search !== '') {
            $where .= " AND (`shop_order` = ? OR `amazon_order` = ? OR `text` LIKE ? ESCAPE '!')";
            array_push($params, $search, $search, '%' . strtr($search, ['!' => '!!', '%' => '!%', '_' => '!_']) . '%');
        }
        if (ctype_digit($filter['day'] ?? '') && strlen($filter['day']) < 7) {
            $where .= ' AND `sent_at` >= ? AND `sent_at` < ?';
            array_push($params, 86400 * (int) $filter['day'], 86400 * ((int) $filter['day'] + 1));
        }
        return $this->loader->rows('message', "$where ORDER BY `id` DESC LIMIT $limit", $params);
    }

    /**
     * What was sent and refused on each of the last 30 days (UTC), oldest first.
     *
     * @return list<array{day: int, sent: int, refused: int}>
     */
    public function days(): array
    {
        $today = intdiv($this->now, 86400);
        $days = [];
        for ($day = $today - 29; $day <= $today; $day++) {
            $days[$day] = ['day' => $day, 'sent' => 0, 'refused' => 0];
        }
        $sql = 'SELECT CAST((`sent_at` - `sent_at` % 86400) / 86400 AS ' . ($this->db->dialect()->isMysql() ? 'SIGNED'
            : 'INTEGER') . ") AS d, SUM(CASE WHEN `state` IN " . self::REFUSED . ' THEN 1 ELSE 0 END) AS bad,'
            . ' COUNT(*) AS n FROM ' . Tables::table('message') . ' WHERE `sent_at` >= ? GROUP BY 1';
        foreach ($this->db->all($sql, [86400 * ($today - 29)]) as $row) {
            if (isset($days[(int) $row['d']])) {
                $days[(int) $row['d']]['sent'] = (int) $row['n'] - (int) $row['bad'];
                $days[(int) $row['d']]['refused'] = (int) $row['bad'];
            }
        }
        return array_values($days);
    }

    /** An order held because of its refused message is told by that message, with Amazon's words and what mends it. */
    private static function once(): string
    {
        return " AND NOT (COALESCE(`reason`, '') IN ('rejected', 'parked', 'mismatch') AND EXISTS (SELECT 1 FROM "
            . Tables::table('message') . ' x WHERE x.`order_id` = ' . Tables::table('order') . '.`id` AND x.`state` IN '
            . self::REFUSED . '))';
    }

    /** Orders that need the owner: the one number of tab, overview and list. */
    public function needs(): int
    {
        return $this->needing();
    }

    /** Those of them whose ship-by time has passed or ends today, as far as a run still looks at them. */
    public function late(): int
    {
        return $this->needing(true);
    }

    /** @param bool $late only what ends soon; an order that goes without its number before then is not late yet */
    private function needing(bool $late = false): int
    {
        $waiting = [];
        foreach (Reasons::all() as $code => $row) {
            if ($row[0] !== 'person') {
                $waiting[] = (string) $code;
            }
        }
        $orders = ' AND `open` = 1 AND `deadline` > 0 AND `deadline` <= CASE WHEN `reason` = \'no_tracking\' AND'
            . " COALESCE(`detail`, '') <> '' THEN ? ELSE ? END";
        $row = $this->db->one('SELECT COUNT(*) AS n FROM (SELECT `id` FROM ' . Tables::table('order')
            . " WHERE `verdict` IN ('hold', 'conflict') AND COALESCE(`reason`, '') NOT IN (" . implode(', ', array_fill(0, count($waiting), '?')) . ')' . ($late ? $orders : '')
            . ' UNION SELECT `order_id` FROM ' . Tables::table('message') . ' WHERE `state` IN ' . self::REFUSED
            . ($late ? ' AND `deadline` > 0 AND `deadline` <= ?' : '') . ') needing', array_merge($waiting, $late
            ? [$this->now + self::NEAR, $this->until, $this->until] : []));
        return (int) ($row['n'] ?? 0);
    }

    /**
     * Troubles of the last 30 days whose order needs nobody any more, newest first.
     *
     * @return list<array{at: int, what: string, shop_order: string, amazon_order: string, code: ?string, text: ?string}>
     */
    public function settled(int $limit = self::PAGE): array
    {
        $sql = 'SELECT e.`at`, e.`what`, e.`code`, e.`text`, o.`shop_order`, o.`amazon_order` FROM ' . Tables::table('event') . ' e JOIN '
            . Tables::table('order') . " o ON o.`id` = e.`order_id` WHERE e.`what` IN ('rejected', 'parked', 'mismatch', 'not_legal',"
            . " 'hold', 'conflict') AND e.`account` IN (SELECT `id` FROM " . Tables::table('account') . ") AND e.`at` >= ?"
            . " AND o.`verdict` NOT IN ('hold', 'conflict') AND NOT EXISTS (SELECT 1 FROM "
            . Tables::table('message') . ' m WHERE m.`order_id` = o.`id` AND m.`state` IN ' . self::REFUSED . ') ORDER BY e.`id` DESC'
            . " LIMIT $limit";
        return $this->db->all($sql, [$this->now - 30 * 86400]);
    }

    /** Accounts whose run goes on right now. @return list<string> */
    public function running(): array
    {
        $sql = 'SELECT `account` AS a FROM ' . Tables::table('lease') . ' WHERE `owner` IS NOT NULL AND `expires_at` > ?';
        return array_map('strval', array_column($this->db->all($sql, [$this->now]), 'a'));
    }

    /** Newest end of trouble, 0 if there was none. */
    public function lastTrouble(): int
    {
        $row = $this->db->one('SELECT MAX(`at`) AS v FROM ' . Tables::table('event')
            . " WHERE `what` IN ('rejected', 'refused', 'parked')");
        return (int) ($row['v'] ?? 0);
    }

    /**
     * How many linked orders stand at each status of the shop and wait to be told: what was sent, or is done, does not.
     *
     * @return array<int, int>
     */
    public function openByStatus(?string $account = null): array
    {
        return $this->byStatus($account, " AND `verdict` <> 'done' AND NOT EXISTS (SELECT 1 FROM " . Tables::table('message')
            . ' x WHERE x.`order_id` = ' . Tables::table('order') . ".`id` AND x.`state` IN ('in_flight', 'unknown', 'accepted',"
            . " 'verified'))");
    }

    /**
     * The same for those held because their shipped status was taken back.
     *
     * @return array<int, int>
     */
    public function takenBack(?string $account = null): array
    {
        return $this->byStatus($account, " AND `verdict` = 'hold' AND `reason` = 'taken_back'");
    }

    /** @return array<int, int> */
    private function byStatus(?string $account, string $which): array
    {
        $sql = 'SELECT `shop_status` AS s, COUNT(*) AS n FROM ' . Tables::table('order') . ' WHERE `open` = 1' . $which
            . ($account === null ? '' : ' AND `account` = ?') . ' GROUP BY `shop_status`';
        $counts = [];
        foreach ($this->db->all($sql, $account === null ? [] : [$account]) as $row) {
            $counts[(int) $row['s']] = (int) $row['n'];
        }
        return $counts;
    }

    /**
     * Carriers of the newest Amazon orders as the shop calls them, what is held first.
     *
     * @param \StatusSync\Php\Shop\SqlShop $shop with the sources of the settings
     * @return array<string, array{n: int, held: int}>
     */
    public function carriers(\StatusSync\Php\Shop\SqlShop $shop): array
    {
        $out = [];
        foreach ($this->causes() as $cause) {
            if (in_array($cause['reason'], ['carrier_unmapped', 'carrier_is_service'], true) && $cause['detail'] !== '') {
                $out[$cause['detail']] = ['n' => 0, 'held' => $cause['n'] + ($out[$cause['detail']]['held'] ?? 0)];
            }
        }
        $ids = array_map('strval', array_column($this->newest(200), 'shop_order'));
        $names = [];
        foreach ($ids === [] ? [] : $shop->orders($ids) as $fact) {
            $outbound = array_filter($fact['tracking'], static function (array $row): bool {
                return !$row['is_return']; // a return label's carrier is nobody's parcel service
            });
            $matched = array_unique(array_merge([$fact['matched_carrier']], $fact['matched_carriers']));
            foreach (array_merge($matched, array_column($outbound, 'carrier')) as $name) {
                if ($name !== null && $name !== '') {
                    $names[$name] = ($names[$name] ?? 0) + 1;
                }
            }
        }
        arsort($names);
        foreach ($names as $name => $n) {
            $out[$name] = ['n' => $n, 'held' => $out[$name]['held'] ?? 0];
        }
        return $out;
    }

    /** The first parcel of an order. @return array<string, mixed>|null */
    public function parcel(int $order): ?array
    {
        return $this->loader->rows('parcel', '`order_id` = ? ORDER BY `number` LIMIT 1', [$order])[0] ?? null;
    }

    /** The newest Amazon orders that we know. @param ?string $account null = of all @return list<array<string, mixed>> */
    public function newest(int $limit, ?string $account = null): array
    {
        return $this->loader->rows('order', ($account === null ? '' : '`account` = ? AND ') . '`amazon_order` IS NOT NULL ORDER BY `purchased` DESC, `id` DESC LIMIT '
            . $limit, $account === null ? [] : [$account]);
    }
}
