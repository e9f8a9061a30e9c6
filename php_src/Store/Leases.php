<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Leases with fencing numbers: one row an account, each change one compare-and-set statement by the
 * database's clock. No GET_LOCK: it is local to one node of a cluster.
 *
 * A lease that ended without having been given back is taken over: the fence rises. The fence never
 * falls.
 */
final class Leases
{
    private const TRIES = 3;

    /** @var Db */
    private $db;

    /** @var callable|null */
    private $clock;

    /** @param ?callable $clock fn(): int, a simulated clock instead of the database's */
    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->clock = $clock;
    }

    /** The present time as SQL: a place holder for a simulated clock, else the database's clock. */
    public function nowSql(): string
    {
        return $this->clock === null ? $this->db->dialect()->now() : '?';
    }

    /** @return list<int> what belongs to the place holders of $times nowSql() */
    public function nowParams(int $times = 1): array
    {
        return $this->clock === null ? [] : array_fill(0, $times, (int) ($this->clock)());
    }

    /** Takes a lease that is free, ended or was never there. */
    public function take(string $account, string $owner, int $ttl): bool
    {
        $lease = Tables::table('lease');
        for ($try = 1;; $try++) {
            try {
                if ($this->takeThose([$account], $owner, $ttl) === 1) {
                    return true;
                }
                return $this->make($account, $owner, $ttl);
            } catch (\PDOException $e) {
                if (!$this->db->dialect()->isCollision($e) || $try >= self::TRIES) {
                    throw $e;
                }
                $row = $this->db->one("SELECT `owner` FROM $lease WHERE `account` = ?", [$account]);
                if ($row !== null && $row['owner'] === $owner) {
                    return true;
                }
            }
        }
    }

    /**
     * Takes those of these leases that can be taken; who got which is to be read afterwards.
     *
     * @param list<string> $accounts
     */
    public function takeAll(array $accounts, string $owner, int $ttl): void
    {
        foreach (array_chunk($accounts, Dialect::ROWS) as $chunk) {
            try {
                $this->takeThose($chunk, $owner, $ttl);
            } catch (\PDOException $e) {
                if (!$this->db->dialect()->isCollision($e)) {
                    throw $e;
                }
            }
        }
    }

    /** @param list<string> $accounts */
    private function takeThose(array $accounts, string $owner, int $ttl): int
    {
        $now = $this->nowSql();
        // MySQL assigns from left to right: owner last, its old value says whether this is a takeover
        $sql = 'UPDATE ' . Tables::table('lease') . ' SET `takeover` = (`owner` IS NOT NULL),'
            . " `fence` = `fence` + (`owner` IS NOT NULL), `expires_at` = $now + ?, `owner` = ?"
            . ' WHERE `account` IN ' . Db::marks(count($accounts)) . " AND (`owner` IS NULL OR `expires_at` <= $now)";
        $clock = $this->nowParams();
        return $this->db->change($sql, array_merge($clock, [$ttl, $owner], $accounts, $clock));
    }

    /** Extends a lease that is still this owner's. */
    public function extend(string $account, string $owner, int $fence, int $ttl): bool
    {
        $sql = 'UPDATE ' . Tables::table('lease') . ' SET `expires_at` = ' . $this->nowSql() . ' + ?'
            . ' WHERE `account` = ? AND `owner` = ? AND `fence` = ?';
        return $this->repeat($sql, array_merge($this->nowParams(), [$ttl, $account, $owner, $fence]));
    }

    /** Gives a lease back; false if it was not this owner's any more. */
    public function giveBack(string $account, string $owner, ?int $fence = null): bool
    {
        $sql = 'UPDATE ' . Tables::table('lease') . ' SET `owner` = NULL, `expires_at` = 0, `takeover` = 0'
            . ' WHERE `account` = ? AND `owner` = ?';
        $params = [$account, $owner];
        if ($fence !== null) {
            $sql .= ' AND `fence` = ?';
            $params[] = $fence;
        }
        return $this->repeat($sql, $params);
    }

    /**
     * Gives leases back together.
     *
     * @param list<array{account: string, fence: int}> $leases
     * @return bool all of them were this owner's; else each has to be looked at by itself, which changes
     *   nothing any more
     */
    public function giveBackAll(array $leases, string $owner): bool
    {
        $all = true;
        foreach (array_chunk($leases, Dialect::ROWS / 4) as $chunk) {
            $accounts = array_column($chunk, 'account');
            $sql = 'UPDATE ' . Tables::table('lease') . ' SET `owner` = NULL, `expires_at` = 0, `takeover` = 0'
                . ' WHERE `owner` = ? AND `account` IN ' . Db::marks(count($accounts)) . ' AND ('
                . implode(' OR ', array_fill(0, count($chunk), '(`account` = ? AND `fence` = ?)')) . ')';
            $params = array_merge([$owner], $accounts);
            foreach ($chunk as $lease) {
                array_push($params, $lease['account'], $lease['fence']);
            }
            try {
                $all = $this->db->change($sql, $params) === count($chunk) && $all;
            } catch (\PDOException $e) {
                $all = false; // tried again one by one
            }
        }
        return $all;
    }

    /**
     * Lifts a lease above a fence that the account's rows carry already: the table of leases was emptied or put back from
     * a backup, and all that is written with the fence it has would be too late.
     */
    public function lift(string $account, string $owner, int $fence): void
    {
        $sql = 'UPDATE ' . Tables::table('lease') . ' SET `takeover` = 1, `fence` = ?'
            . ' WHERE `account` = ? AND `owner` = ? AND `fence` < ?';
        $above = max($fence, $this->highest($account)) + 1;
        $this->repeat($sql, [$above, $account, $owner, $above]);
    }

    /** The highest fence that a row of this account carries. */
    private function highest(string $account): int
    {
        if ($account === '') {
            return 0; // guards the making of the tables, when there are none yet
        }
        $order = Tables::table('order');
        $parts = ['SELECT `fence` FROM ' . Tables::table('account') . ' WHERE `id` = ?'];
        foreach (['order', 'message', 'feed', 'bucket'] as $table) {
            $parts[] = 'SELECT MAX(`fence`) AS `fence` FROM ' . Tables::table($table) . ' WHERE `account` = ?';
        }
        $parts[] = 'SELECT MAX(p.`fence`) AS `fence` FROM ' . Tables::table('parcel')
            . " p JOIN $order o ON o.`id` = p.`order_id` WHERE o.`account` = ?";
        $sql = 'SELECT MAX(`fence`) AS n FROM (' . implode(' UNION ALL ', $parts) . ') t';
        return (int) ($this->db->one($sql, array_fill(0, count($parts), $account))['n'] ?? 0);
    }

    /**
     * A lease row that is not there; false if another program was quicker or holds it. If it was lost, rows of the account
     * carry fences already: it begins above them, as a takeover.
     */
    private function make(string $account, string $owner, int $ttl): bool
    {
        $lease = Tables::table('lease');
        if ($this->db->one("SELECT `owner` FROM $lease WHERE `account` = ?", [$account]) !== null) {
            return false;
        }
        $highest = $this->highest($account);
        $sql = "INSERT INTO $lease (`account`, `owner`, `fence`, `takeover`, `expires_at`) VALUES (?, ?, ?, ?, "
            . $this->nowSql() . ' + ?)';
        $row = [$account, $owner, $highest + 1, $highest > 0 ? 1 : 0];
        try {
            $this->db->run($sql, array_merge($row, $this->nowParams(), [$ttl]));
            return true;
        } catch (\PDOException $e) {
            if ($this->db->dialect()->isDuplicate($e)) {
                return false;
            }
            throw $e;
        }
    }

    /**
     * These statements name owner and fence: done twice they do the same, so a collision may be
     * answered by trying again.
     *
     * @param list<mixed> $params
     */
    private function repeat(string $sql, array $params): bool
    {
        for ($try = 1;; $try++) {
            try {
                return $this->db->change($sql, $params) === 1;
            } catch (\PDOException $e) {
                if (!$this->db->dialect()->isCollision($e) || $try >= self::TRIES) {
                    throw $e;
                }
            }
        }
    }
}
