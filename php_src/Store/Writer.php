<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Bulk inserts and compare-and-sets.
 *
 * A row is changed only if it still has the version that was read and no higher fence; it then gets
 * version + 1 and the writer's fence. Many rows share one statement. Who won is known from the
 * number of matched rows, or, if they differ, from one SELECT: every call marks its rows with a
 * random number (nonce), so that a row changed by someone else at the same moment is never taken
 * for ours. The same SELECT answers after a deadlock or a failed certification; the statement is
 * tried again only for rows that are as they were, at most three times.
 */
final class Writer
{
    private const TRIES = 3;
    /** Bytes of one statement's values: below the smallest usual max_allowed_packet (4 MB). */
    private const BYTES = 2000000;

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * Inserts rows with id 0 and compares-and-sets the others.
     *
     * New rows carry no fence that could be compared, so the account's lease is asked in the same
     * statement: while it has a higher fence, nothing is inserted.
     *
     * @param string $table order, parcel, message or feed
     * @param list<array<string, mixed>> $rows rows of the model
     * @return list<array{id: int, ok: bool}> in the order of the rows
     */
    public function rows(string $table, string $account, int $fence, array $rows): array
    {
        $marks = [];
        $new = [];
        $groups = [];
        foreach ($rows as $i => $row) {
            $id = (int) ($row['id'] ?? 0);
            $marks[$i] = ['id' => $id, 'ok' => false];
            $columns = Tables::encode($table, $row);
            if ($id === 0) {
                $new[$i] = $columns;
                continue;
            }
            $change = array_diff_key($columns, array_flip(Tables::FIXED[$table]));
            $key = implode(',', array_keys($change));
            $groups[$key][$i] = ['id' => $id, 'version' => (int) ($row['version'] ?? 0), 'set' => $change];
        }
        foreach ($groups as $group) {
            $marks = $this->update($table, $fence, $group) + $marks;
        }
        if ($new !== []) {
            $marks = $this->insert($table, $account, $fence, $new) + $marks;
        }
        ksort($marks);
        return array_values($marks);
    }

    /**
     * Appends evidence.
     *
     * @param list<array<string, mixed>> $events
     */
    public function events(array $events): void
    {
        $columns = array_keys(array_diff_key(Tables::COLUMNS['event'], ['id' => 1]));
        foreach ($this->chunks($events, count($columns)) as $chunk) {
            $nonce = self::nonce();
            $rows = [];
            $from = PHP_INT_MAX;
            $until = 0;
            foreach ($chunk as $event) {
                $row = Tables::encode('event', ['nonce' => $nonce] + $event);
                $from = min($from, $row['at']);
                $until = max($until, $row['at']);
                $rows[] = $row;
            }
            $done = function () use ($rows, $nonce, $from, $until): bool {
                $sql = 'SELECT COUNT(*) AS n FROM ' . Tables::table('event')
                    . ' WHERE `account` = ? AND `at` BETWEEN ? AND ? AND `nonce` = ?';
                return (int) $this->db->all($sql, [$rows[0]['account'], $from, $until, $nonce])[0]['n'] > 0;
            };
            $this->collide(function () use ($columns, $rows): void {
                $this->insertStatement('event', $columns, $rows, '');
            }, $done);
        }
    }

    /**
     * Writes token buckets; a bucket that a higher fence wrote is left alone.
     *
     * @param list<array<string, mixed>> $buckets
     */
    public function buckets(string $account, int $fence, array $buckets): void
    {
        if ($buckets === []) {
            return;
        }
        $columns = array_keys(Tables::COLUMNS['bucket']);
        $tail = $this->db->dialect()->replaceByFence(['account', 'op'], ['tokens', 'at', 'halved_until']);
        $rows = [];
        foreach ($buckets as $bucket) {
            $rows[] = Tables::encode('bucket', ['account' => $account, 'fence' => $fence] + $bucket);
        }
        $this->collide(function () use ($columns, $rows, $tail): void {
            $this->insertStatement('bucket', $columns, $rows, $tail);
        }, static function (): bool {
            return false;
        });
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
     * @param array<int, array{id: int, version: int, set: array<string, mixed>}> $rows all with the
     *   same columns
     * @return array<int, array{id: int, ok: bool}>
     */
    private function update(string $table, int $fence, array $rows): array
    {
        $marks = [];
        $seen = [];
        foreach ($rows as $i => $row) {
            $marks[$i] = ['id' => $row['id'], 'ok' => false];
            if (isset($seen[$row['id']])) {
                unset($rows[$i]); // the same row twice: the second change has lost
            }
            $seen[$row['id']] = true;
        }
        $first = reset($rows);
        foreach ($this->chunks($rows, 2 * count($first['set']) + 4) as $chunk) {
            foreach ($this->updateChunk($table, $fence, $chunk) as $i => $ok) {
                $marks[$i]['ok'] = $ok;
            }
        }
        return $marks;
    }

    /**
     * @param array<int, array{id: int, version: int, set: array<string, mixed>}> $rows
     * @return array<int, bool>
     */
    private function updateChunk(string $table, int $fence, array $rows): array
    {
        $nonce = self::nonce();
        $won = array_fill_keys(array_keys($rows), false);
        $left = $rows;
        for ($try = 1; $left !== []; $try++) {
            try {
                [$sql, $params] = $this->updateSql($table, $fence, $nonce, $left);
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
                    || (int) $now['fence'] > $fence
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
     * @param array<int, array{id: int, version: int, set: array<string, mixed>}> $rows
     * @return array{0: string, 1: list<mixed>}
     */
    private function updateSql(string $table, int $fence, int $nonce, array $rows): array
    {
        $sets = [];
        $params = [];
        $first = reset($rows);
        foreach (array_keys($first['set']) as $column) {
            $sets[] = '`' . $column . '` = ' . $this->caseSql($column, $rows, $params);
        }
        // last, because MySQL assigns from left to right
        $sets[] = '`nonce` = ?, `fence` = ?, `version` = `version` + 1';
        array_push($params, $nonce, $fence, $fence);
        $versions = [];
        foreach ($rows as $row) {
            $versions[$row['version']][] = $row['id'];
        }
        // the id list narrows to the primary key whatever the optimiser makes of the OR
        $ids = array_column($rows, 'id');
        array_push($params, ...$ids);
        $where = [];
        foreach ($versions as $version => $group) {
            $where[] = '(`version` = ? AND `id` IN ' . Db::marks(count($group)) . ')';
            array_push($params, $version, ...$group);
        }
        $sql = 'UPDATE ' . Tables::table($table) . ' SET ' . implode(', ', $sets)
            . ' WHERE `fence` <= ? AND `id` IN ' . Db::marks(count($ids)) . ' AND (' . implode(' OR ', $where) . ')';
        return [$sql, $params];
    }

    /**
     * The value of one column for many rows: the commonest one is the ELSE of the CASE, and alone
     * if all are the same.
     *
     * @param array<int, array{id: int, version: int, set: array<string, mixed>}> $rows
     * @param list<mixed> $params
     */
    private function caseSql(string $column, array $rows, array &$params): string
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
     * @param array<int, array<string, mixed>> $rows columns
     * @return array<int, array{id: int, ok: bool}>
     */
    private function insert(string $table, string $account, int $fence, array $rows): array
    {
        $columns = array_keys(array_diff_key(Tables::COLUMNS[$table], ['id' => 1]));
        $marks = [];
        foreach ($this->chunks($rows, count($columns)) as $chunk) {
            $nonce = self::nonce();
            $i = 0;
            foreach ($chunk as $key => $row) {
                $chunk[$key] = ['version' => 1, 'fence' => $fence, 'nonce' => $nonce + $i++] + $row;
            }
            $tail = $this->db->dialect()->keepExisting('id');
            $this->collide(function () use ($table, $columns, $chunk, $tail, $account, $fence): void {
                $guard = [$fence, $fence, $account];
                $this->insertStatement($table, $columns, $chunk, $tail, $guard);
            }, function () use ($table, $chunk): bool {
                foreach ($this->find($table, $chunk) as $mark) {
                    if ($mark['ok']) {
                        return true; // one statement: one row there means all are there
                    }
                }
                return false;
            });
            $marks += $this->find($table, $chunk);
        }
        return $marks;
    }

    /**
     * @param list<string> $columns
     * @param array<int, array<string, mixed>> $rows
     */
    private function insertStatement(string $table, array $columns, array $rows, string $tail, ?array $guard = null): void
    {
        $params = [];
        $first = true;
        foreach ($rows as $row) {
            foreach ($columns as $column) {
                if ($first && $guard !== null && $column === 'fence') {
                    array_push($params, ...$guard);
                    continue;
                }
                $params[] = array_key_exists($column, $row)
                    ? $row[$column] : self::missing(Tables::COLUMNS[$table][$column]);
            }
            $first = false;
        }
        $names = implode(', ', array_map([Dialect::class, 'name'], $columns));
        // NULL is not taken for the fence: one refused row refuses the statement.
        $lease = '(SELECT CASE WHEN COALESCE(MAX(`fence`), 0) <= ? THEN ? END FROM ' . Tables::table('lease')
            . ' WHERE `account` = ?)';
        $guarded = array_map(static function (string $column) use ($lease, $guard): string {
            return $guard !== null && $column === 'fence' ? $lease : '?';
        }, $columns);
        $values = array_merge(
            ['(' . implode(', ', $guarded) . ')'],
            array_fill(0, count($rows) - 1, Db::marks(count($columns)))
        );
        $sql = 'INSERT INTO ' . Tables::table($table) . " ($names) VALUES " . implode(', ', $values) . $tail;
        try {
            $this->db->run($sql, $params);
        } catch (\PDOException $e) {
            if (strpos((string) $e->getCode(), '23') !== 0 || strpos($e->getMessage(), 'fence') === false) {
                throw $e;
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
            $where = '`account` = ? AND ' . $where;
            $before[] = reset($rows)['account'];
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

    /**
     * Splits rows so that one statement stays below the limits of rows, parameters and bytes.
     *
     * @template T
     * @param array<int, T> $rows
     * @return list<array<int, T>> with the keys of $rows
     */
    private function chunks(array $rows, int $parametersPerRow): array
    {
        $room = intdiv($this->db->dialect()->parameters() - 8, max(1, $parametersPerRow));
        $most = max(1, min(Dialect::ROWS, $room));
        $chunks = [];
        $chunk = [];
        $bytes = 0;
        foreach ($rows as $i => $row) {
            $size = 0;
            foreach ($row['set'] ?? $row as $value) {
                $size += is_string($value) ? strlen($value) : 8;
            }
            if ($chunk !== [] && (count($chunk) >= $most || $bytes + $size > self::BYTES)) {
                $chunks[] = $chunk;
                $chunk = [];
                $bytes = 0;
            }
            $chunk[$i] = $row;
            $bytes += $size;
        }
        if ($chunk !== []) {
            $chunks[] = $chunk;
        }
        return $chunks;
    }

    private static function nonce(): int
    {
        return random_int(1, PHP_INT_MAX - 100000);
    }
}
