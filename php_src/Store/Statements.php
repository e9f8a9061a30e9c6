<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The statements of Writer: one INSERT or UPDATE for many rows, of one account or of several.
 *
 * A row is changed only if it still has the version that was read and no higher fence; it then gets
 * version + 1 and the writer's fence. Who won is known from the number of matched rows, or, if they
 * differ, from one SELECT: every call marks its rows with a random number (nonce), so that a row
 * changed by someone else at the same moment is never taken for ours. The same SELECT answers after a
 * deadlock or a failed certification; the statement is tried again only for rows that are as they
 * were, at most three times.
 */
final class Statements
{
    private const TRIES = 3;

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    public static function nonce(): int
    {
        return random_int(1, PHP_INT_MAX - 100000);
    }

    /**
     * Runs a statement; after a collision asks whether it is done before it is tried again.
     *
     * @param callable $statement fn(): void
     * @param callable $done fn(): bool, reads the rows again
     */
    public function collide(callable $statement, callable $done): void
    {
        for ($try = 1;; $try++) {
            try {
                $statement();
                return;
            } catch (\PDOException $e) {
                if (!$this->db->dialect()->isCollision($e)) {
                    throw $e;
                }
                if ($done()) {
                    return;
                }
                if ($try >= self::TRIES) {
                    throw $e;
                }
                usleep(20000 * $try);
            }
        }
    }

    /**
     * Compares and sets rows that all change the same columns.
     *
     * @param array<int, array{id: int, version: int, fence: int, set: array<string, mixed>}> $rows
     * @return array<int, bool> who won
     */
    public function update(string $table, array $rows): array
    {
        $nonce = self::nonce();
        $won = array_fill_keys(array_keys($rows), false);
        $left = $rows;
        for ($try = 1; $left !== []; $try++) {
            try {
                [$sql, $params] = self::updateSql($table, $nonce, $left);
                if ($this->db->change($sql, $params) === count($left)) {
                    return array_replace($won, array_fill_keys(array_keys($left), true));
                }
                $collision = null;
            } catch (\PDOException $e) {
                if (!$this->db->dialect()->isCollision($e)) {
                    throw $e;
                }
                $collision = $e;
                usleep(20000 * $try);
            }
            $there = [];
            $sql = 'SELECT `id`, `version`, `fence`, `nonce` FROM ' . Tables::table($table) . ' WHERE `id` IN %s';
            foreach ($this->db->byKeys($sql, [], array_column($left, 'id')) as $row) {
                $there[(int) $row['id']] = $row;
            }
            foreach ($left as $i => $row) {
                $now = $there[$row['id']] ?? null;
                if ($now !== null && (int) $now['nonce'] === $nonce) {
                    $won[$i] = true;
                    unset($left[$i]);
                } elseif (
                    $collision === null || $now === null || (int) $now['version'] !== $row['version']
                    || (int) $now['fence'] > $row['fence']
                ) {
                    unset($left[$i]);
                }
            }
            if ($left !== [] && $try >= self::TRIES && $collision !== null) {
                throw $collision;
            }
        }
        return $won;
    }

    /**
     * @param array<int, array{id: int, version: int, fence: int, set: array<string, mixed>}> $rows
     * @return array{0: string, 1: list<mixed>}
     */
    private static function updateSql(string $table, int $nonce, array $rows): array
    {
        $sets = [];
        $params = [];
        $first = reset($rows);
        foreach (array_keys($first['set']) as $column) {
            $sets[] = '`' . $column . '` = ' . self::caseSql($rows, $column, $params);
        }
        $groups = [];
        foreach ($rows as $i => $row) {
            $rows[$i]['set']['fence'] = $row['fence'];
            $groups[$row['version'] . ' ' . $row['fence']][] = $row;
        }
        $sets[] = '`nonce` = ?, `version` = `version` + 1';
        $params[] = $nonce;
        // last, because MySQL assigns from left to right
        $sets[] = '`fence` = ' . self::caseSql($rows, 'fence', $params);
        // the id list narrows to the primary key whatever the optimiser makes of the OR
        $ids = array_column($rows, 'id');
        array_push($params, ...$ids);
        $where = [];
        foreach ($groups as $group) {
            $where[] = '(`version` = ? AND `fence` <= ? AND `id` IN ' . Db::marks(count($group)) . ')';
            array_push($params, $group[0]['version'], $group[0]['fence'], ...array_column($group, 'id'));
        }
        $sql = 'UPDATE ' . Tables::table($table) . ' SET ' . implode(', ', $sets)
            . ' WHERE `id` IN ' . Db::marks(count($ids)) . ' AND (' . implode(' OR ', $where) . ')';
        return [$sql, $params];
    }

    /**
     * The value of one column for many rows: the commonest one is the ELSE of the CASE, and alone
     * if all are the same.
     *
     * @param array<int, array{id: int|string, set: array<string, mixed>}> $rows
     * @param list<mixed> $params
     */
    private static function caseSql(array $rows, string $column, array &$params): string
    {
        $counts = [];
        $values = [];
        foreach ($rows as $row) {
            $value = $row['set'][$column];
            $key = ($value === null ? 'n' : (is_int($value) ? 'i' : 's')) . $value;
            $counts[$key] = ($counts[$key] ?? 0) + 1;
            $values[$key] = $value;
        }
        arsort($counts);
        $usual = $values[(string) array_key_first($counts)];
        if (count($counts) === 1) {
            $params[] = $usual;
            return '?';
        }
        $sql = 'CASE `id`';
        foreach ($rows as $row) {
            if ($row['set'][$column] !== $usual) {
                $sql .= ' WHEN ? THEN ?';
                array_push($params, $row['id'], $row['set'][$column]);
            }
        }
        $params[] = $usual;
        return $sql . ' ELSE ? END';
    }

    /**
     * Compares and sets the states of accounts.
     *
     * @param array<int, array{id: string, version: int, set: array{state: string, next_due: int, fence: int}}> $rows
     * @return array<int, bool> who won
     */
    public function states(array $rows): array
    {
        $table = Tables::table('account');
        $params = [];
        $sql = "UPDATE $table SET `state` = " . self::caseSql($rows, 'state', $params)
            . ', `next_due` = ' . self::caseSql($rows, 'next_due', $params)
            . ', `state_version` = `state_version` + 1, `fence` = ' . self::caseSql($rows, 'fence', $params);
        $ids = array_column($rows, 'id');
        array_push($params, ...$ids);
        $each = '(`id` = ? AND `state_version` = ? AND `fence` <= ?)';
        $sql .= ' WHERE `id` IN ' . Db::marks(count($ids)) . ' AND ('
            . implode(' OR ', array_fill(0, count($ids), $each)) . ')';
        foreach ($rows as $row) {
            array_push($params, $row['id'], $row['version'], $row['set']['fence']);
        }
        $won = array_fill_keys(array_keys($rows), false);
        $done = function () use ($rows, $ids, &$won): bool {
            [$won, $untouched] = $this->statesNow($rows, $ids);
            return in_array(true, $won, true) || !$untouched;
        };
        $this->collide(function () use ($sql, $params, $rows, $done, &$won): void {
            $changed = $this->db->change($sql, $params);
            if ($changed === count($rows)) {
                $won = array_fill_keys(array_keys($rows), true);
            } elseif ($changed > 0) {
                $done();
            }
        }, $done);
        return $won;
    }

    /**
     * @param array<int, array{id: string, version: int, set: array{state: string}}> $rows
     * @param list<string> $ids
     * @return array{0: array<int, bool>, 1: bool} which states are these; is one as it was
     */
    private function statesNow(array $rows, array $ids): array
    {
        $sql = 'SELECT `id`, `state_version`, `state` FROM ' . Tables::table('account') . ' WHERE `id` IN %s';
        $there = array_column($this->db->byKeys($sql, [], $ids), null, 'id');
        $won = [];
        $untouched = false;
        foreach ($rows as $i => $row) {
            $now = $there[$row['id']] ?? ['state_version' => -1, 'state' => null];
            $won[$i] = (int) $now['state_version'] === $row['version'] + 1 && $now['state'] === $row['set']['state'];
            $untouched = $untouched || (int) $now['state_version'] === $row['version'];
        }
        return [$won, $untouched];
    }

    /**
     * Inserts rows; what meets a unique key is left as it is there.
     *
     * New rows carry no fence that could be compared, so the accounts' leases are asked in the same
     * statement: while one has a higher fence, nothing is inserted.
     *
     * @param array<int, array{account: string, fence: int, set: array<string, mixed>}> $rows
     * @return array<int, array{id: int, ok: bool}>
     * @throws \PDOException also if rows of several accounts were refused because of a lease
     */
    public function insert(string $table, array $rows): array
    {
        $columns = array_keys(array_diff_key(Tables::COLUMNS[$table], ['id' => 1]));
        $nonce = self::nonce();
        $sets = [];
        $guards = [];
        foreach ($rows as $i => $row) {
            if (!in_array($row['account'], $guards, true)) {
                $guards[$i] = $row['account'];
            }
            $sets[$i] = ['version' => 1, 'fence' => $row['fence'], 'nonce' => $nonce + count($sets)] + $row['set'];
        }
        $tail = $this->db->dialect()->keepExisting('id');
        $this->collide(function () use ($table, $columns, $sets, $tail, $guards): void {
            $this->append($table, $columns, $sets, $tail, $guards);
        }, function () use ($table, $sets): bool {
            foreach ($this->find($table, $sets) as $mark) {
                if ($mark['ok']) {
                    return true; // one statement: one row there means all are there
                }
            }
            return false;
        });
        return $this->find($table, $sets);
    }

    /**
     * One INSERT.
     *
     * @param list<string> $columns
     * @param array<int, array<string, mixed>> $rows
     * @param array<int, string> $guards accounts whose lease is asked, at the first row of each: a higher
     *   fence than the row's refuses the statement, which then writes nothing
     */
    public function append(string $table, array $columns, array $rows, string $tail, array $guards = []): void
    {
        $params = [];
        $values = [];
        // NULL is not taken for the fence: one refused row refuses the statement.
        $lease = '(SELECT CASE WHEN COALESCE(MAX(`fence`), 0) <= ? THEN ? END FROM ' . Tables::table('lease')
            . ' WHERE `account` = ?)';
        $plain = Db::marks(count($columns));
        $guarded = '(' . implode(', ', array_map(static function (string $column) use ($lease): string {
            return $column === 'fence' ? $lease : '?';
        }, $columns)) . ')';
        foreach ($rows as $i => $row) {
            foreach ($columns as $column) {
                $value = array_key_exists($column, $row)
                    ? $row[$column] : self::missing(Tables::COLUMNS[$table][$column]);
                $params[] = $value;
                if (isset($guards[$i]) && $column === 'fence') {
                    array_push($params, $value, $guards[$i]);
                }
            }
            $values[] = isset($guards[$i]) ? $guarded : $plain;
        }
        $names = implode(', ', array_map([Dialect::class, 'name'], $columns));
        $sql = 'INSERT INTO ' . Tables::table($table) . " ($names) VALUES " . implode(', ', $values) . $tail;
        try {
            $this->db->change($sql, $params);
        } catch (\PDOException $e) {
            $refused = strpos((string) $e->getCode(), '23') === 0 && strpos($e->getMessage(), 'fence') !== false;
            if (!$refused || count($guards) !== 1) {
                throw $e; // of several accounts nobody knows whose lease it was: each is tried by itself
            }
        }
    }

    /** What a column that was not given is inserted as. @return mixed */
    private static function missing(string $type)
    {
        if (substr($type, -1) === '?') {
            return null;
        }
        return $type === 'int' || $type === 'bool' ? 0 : '';
    }

    /**
     * Ids of inserted rows, by unique key; a row with another nonce was there before.
     *
     * @param array<int, array<string, mixed>> $rows
     * @return array<int, array{id: int, ok: bool}>
     */
    private function find(string $table, array $rows): array
    {
        $keys = [
            'order' => ['account', 'shop_order'], 'parcel' => ['order_id', 'number'],
            'message' => ['order_id', 'kind', 'parcel', 'revision'], 'feed' => ['account', 'nonce'],
        ][$table];
        $by = $table === 'order' ? 'shop_order' : ($table === 'feed' ? 'nonce' : 'order_id');
        $before = [];
        $where = '`' . $by . '` IN %s';
        if ($keys[0] === 'account') {
            $before = array_values(array_unique(array_column($rows, 'account')));
            $where = '`account` IN ' . Db::marks(count($before)) . ' AND ' . $where;
        }
        $list = [];
        foreach ($rows as $row) {
            $list[(string) $row[$by]] = $row[$by];
        }
        $sql = 'SELECT `id`, ' . implode(', ', array_map([Dialect::class, 'name'], $keys))
            . ($table === 'feed' ? '' : ', `nonce`') . ' FROM ' . Tables::table($table) . " WHERE $where";
        $there = [];
        foreach ($this->db->byKeys($sql, $before, array_values($list)) as $row) {
            $there[self::key($keys, $row)] = ['id' => (int) $row['id'], 'nonce' => (int) $row['nonce']];
        }
        $marks = [];
        foreach ($rows as $i => $row) {
            $found = $there[self::key($keys, $row)] ?? ['id' => 0, 'nonce' => 0];
            $marks[$i] = ['id' => $found['id'], 'ok' => $found['id'] > 0 && $found['nonce'] === $row['nonce']];
        }
        return $marks;
    }

    /**
     * @param list<string> $keys
     * @param array<string, mixed> $row
     */
    private static function key(array $keys, array $row): string
    {
        $parts = [];
        foreach ($keys as $key) {
            $parts[] = (string) $row[$key];
        }
        return implode("\0", $parts);
    }
}
