<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Deletes evidence older than retention_days, in small steps.
 *
 * Nothing of an open order goes, whatever its age. Of a closed order goes: every event, and every message
 * that a newer one of the same intent replaced. Its row, its parcels and the newest message of each intent
 * stay, with state, Amazon's words and request id, so that nothing is ever sent twice. A feed goes, with its
 * events, once it has ended and no message names it.
 */
final class Retention
{
    /** Rows of one statement, and seconds for all accounts of one run together: it must not be held up. */
    private const STEP = 500;
    private const SECONDS = 3.0;

    /** @var Db */
    private $db;

    /** @var callable fn(): float, seconds that only ever grow */
    private $timer;

    /** @var float seconds that this run has spent here */
    private $spent = 0.0;

    /** @param ?callable $timer fn(): float, a simulated one */
    public function __construct(Db $db, ?callable $timer = null)
    {
        $this->db = $db;
        $this->timer = $timer ?? static function (): float {
            return microtime(true);
        };
    }

    /**
     * At most once a day an account; what a run does not finish, or not begin, the next goes on with.
     *
     * @param int $days retention_days
     * @return array{events: int, messages: int, feeds: int, done: bool} rows deleted
     */
    public function prune(string $account, int $days, int $now): array
    {
        if ($this->spent >= self::SECONDS) {
            return ['events' => 0, 'messages' => 0, 'feeds' => 0, 'done' => false];
        }
        $begun = ($this->timer)();
        try {
            return $this->within($account, $days, $now, $begun + self::SECONDS - $this->spent);
        } finally {
            $this->spent += ($this->timer)() - $begun;
        }
    }

    /**
     * @param float $end on the timer
     * @return array{events: int, messages: int, feeds: int, done: bool}
     */
    private function within(string $account, int $days, int $now, float $end): array
    {
        $out = ['events' => 0, 'messages' => 0, 'feeds' => 0, 'done' => false];
        $marks = new Marks($this->db);
        $last = $marks->all("pruned.$account")["pruned.$account"] ?? null;
        if ($last !== null && $now - $last < 86400) {
            return $out;
        }
        $before = $now - $days * 86400;
        foreach (['messages', 'events', 'feeds'] as $what) {
            do {
                $ids = $this->$what($account, $before);
                $out[$what] += $this->delete(rtrim($what, 's'), $ids);
                if (count($ids) === self::STEP && ($this->timer)() > $end) {
                    return $out;
                }
            } while (count($ids) === self::STEP);
        }
        $marks->claim("pruned.$account", $last, $now);
        $out['done'] = true;
        return $out;
    }

    /** @return list<int> replaced messages of closed orders */
    private function messages(string $account, int $before): array
    {
        $message = Tables::table('message');
        return $this->ids("SELECT m.`id` FROM $message m JOIN " . Tables::table('order') . ' o ON o.`id` = m.`order_id`'
            . " WHERE m.`account` = ? AND m.`state` IN ('superseded', 'revoked', 'ignored', 'rejected', 'parked')"
            . ' AND m.`changed_at` < ? AND o.`open` = 0 AND EXISTS (SELECT 1 FROM ' . $message . ' n WHERE'
            . ' n.`order_id` = m.`order_id` AND n.`kind` = m.`kind` AND n.`parcel` = m.`parcel`'
            . ' AND n.`revision` > m.`revision`)', [$account, $before]);
    }

    /** @return list<int> events of closed orders, of no order at all, and of feeds that no open order needs */
    private function events(string $account, int $before): array
    {
        $order = Tables::table('order');
        $message = Tables::table('message');
        return $this->ids('SELECT e.`id` FROM ' . Tables::table('event') . " e LEFT JOIN $order o ON o.`id` = e.`order_id`"
            . ' WHERE e.`account` = ? AND e.`at` < ? AND (o.`id` IS NULL OR o.`open` = 0)'
            . " AND NOT (e.`what` = 'release' AND e.`order_id` = 0)"
            . " AND (e.`feed` = 0 OR e.`order_id` > 0 OR NOT EXISTS (SELECT 1 FROM $message m JOIN $order p"
            . ' ON p.`id` = m.`order_id` WHERE m.`feed` = e.`feed` AND p.`open` = 1))'
            . ' AND (e.`feed` = 0 OR e.`order_id` > 0 OR NOT EXISTS (SELECT 1 FROM ' . Tables::table('event')
            . " v JOIN $order q ON q.`id` = v.`order_id` WHERE v.`feed` = e.`feed` AND q.`open` = 1))", [$account, $before]);
    }

    /** @return list<int> ended feeds that nothing names any more */
    private function feeds(string $account, int $before): array
    {
        $open = "'" . implode("', '", Tables::FEEDS_OPEN) . "'";
        return $this->ids('SELECT f.`id` FROM ' . Tables::table('feed') . " f WHERE f.`account` = ? AND f.`state` NOT IN ($open)"
            . ' AND f.`requested_at` < ? AND f.`submitted_at` < ? AND NOT EXISTS (SELECT 1 FROM '
            . Tables::table('message') . ' m WHERE m.`feed` = f.`id`) AND NOT EXISTS (SELECT 1 FROM '
            . Tables::table('event') . ' e WHERE e.`feed` = f.`id`)', [$account, $before, $before]);
    }

    /**
     * @param list<mixed> $params
     * @return list<int>
     */
    private function ids(string $sql, array $params): array
    {
        return array_map('intval', array_column($this->db->all($sql . ' LIMIT ' . self::STEP, $params), 'id'));
    }

    /** @param list<int> $ids */
    private function delete(string $table, array $ids): int
    {
        if ($ids === []) {
            return 0;
        }
        // an order may be opened again between the two statements: its rows stay
        $more = $table === 'feed' ? '' : ' AND (`order_id` = 0 OR `order_id` NOT IN (SELECT `id` FROM '
            . Tables::table('order') . ' WHERE `open` = 1))';
        return $this->db->change('DELETE FROM ' . Tables::table($table) . ' WHERE `id` IN ' . Db::marks(count($ids))
            . $more, $ids);
    }
}
