<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Bulk inserts and compare-and-sets of one account's rows, or of several accounts' at once.
 *
 * Many rows share one statement (Statements). A statement that fails wrote nothing: then the rows of
 * every account in it are written by themselves, and only the account that cannot have them fails.
 * Such an account writes nothing more, as if its save had ended there.
 */
final class Writer
{
    /** Bytes of one statement's values: below the smallest usual max_allowed_packet (4 MB). */
    private const BYTES = 2000000;

    /** Room for parameters that a statement carries once: more than the widest table has columns. */
    private const ONCE = 64;

    /** @var Db */
    private $db;

    /** @var Statements */
    private $statements;

    public function __construct(Db $db)
    {
        $this->db = $db;
        $this->statements = new Statements($db);
    }

    /**
     * Inserts rows with id 0 and compares-and-sets the others.
     *
     * @param string $table order, parcel, message or feed
     * @param array<int, array{account: string, fence: int, rows: list<array<string, mixed>>}> $asks rows of the model
     * @param array<int, \Throwable> $errors asks whose rows could not be written
     * @return array<int, list<array{id: int, ok: bool}>> of each ask, in the order of its rows
     */
    public function rows(string $table, array $asks, array &$errors): array
    {
        $marks = [];
        $new = [];
        $groups = [];
        $seen = [];
        foreach ($asks as $ask => ['account' => $account, 'fence' => $fence, 'rows' => $rows]) {
            $encoded = self::encoded($table, $ask, $rows, $errors);
            foreach ($rows as $n => $row) {
                $i = count($marks);
                $id = (int) ($row['id'] ?? 0);
                $marks[] = ['id' => $id, 'ok' => false, 'ask' => $ask];
                $columns = $encoded[$n];
                $item = ['ask' => $ask, 'account' => $account, 'fence' => $fence, 'id' => $id];
                if ($id === 0) {
                    $new[$i] = $item + ['set' => $columns];
                } elseif (!isset($seen[$id])) { // the same row twice: the second change has lost
                    $seen[$id] = true;
                    $change = array_diff_key($columns, array_flip(Tables::FIXED[$table]));
                    $key = implode(',', array_keys($change));
                    $groups[$key][$i] = $item + ['version' => (int) ($row['version'] ?? 0), 'set' => $change];
                }
            }
        }
        foreach ($groups as $group) {
            $parameters = 2 * self::varying($group) + (count($asks) === 1 ? 4 : 8); // several accounts, several fences
            $this->apart($group, $parameters, function (array $chunk) use ($table, &$marks): void {
                foreach ($this->statements->update($table, $chunk) as $i => $ok) {
                    $marks[$i]['ok'] = $ok;
                }
            }, $errors);
        }
        $parameters = count(Tables::COLUMNS[$table]) + 2;
        $this->apart($new, $parameters, function (array $chunk) use ($table, &$marks): void {
            foreach ($this->statements->insert($table, $chunk) as $i => $mark) {
                $marks[$i] = $mark + $marks[$i];
            }
        }, $errors);
        $out = array_fill_keys(array_keys($asks), []);
        foreach ($marks as $mark) {
            $out[$mark['ask']][] = ['id' => $mark['id'], 'ok' => $mark['ok']];
        }
        return $out;
    }

    /**
     * Appends evidence.
     *
     * @param list<array<string, mixed>> $events
     * @throws \Throwable
     */
    public function events(array $events): void
    {
        $errors = [];
        $this->eventsOf([['rows' => $events]], $errors);
        foreach ($errors as $error) {
            throw $error;
        }
    }

    /**
     * @param array<int, array{rows: list<array<string, mixed>>}> $asks
     * @param array<int, \Throwable> $errors
     */
    public function eventsOf(array $asks, array &$errors): void
    {
        $columns = array_keys(array_diff_key(Tables::COLUMNS['event'], ['id' => 1]));
        $rows = [];
        foreach ($asks as $ask => ['rows' => $events]) {
            foreach (self::encoded('event', $ask, $events, $errors) as $event) {
                $rows[] = ['ask' => $ask, 'set' => ['nonce' => 0] + $event];
            }
        }
        $this->apart($rows, count($columns), function (array $chunk) use ($columns): void {
            $nonce = Statements::nonce();
            $sets = array_column($chunk, 'set');
            foreach (array_keys($sets) as $i) {
                $sets[$i]['nonce'] = $nonce;
            }
            $times = array_column($sets, 'at');
            $this->statements->collide(function () use ($columns, $sets): void {
                $this->statements->append('event', $columns, $sets, '');
            }, function () use ($sets, $nonce, $times): bool {
                $sql = 'SELECT COUNT(*) AS n FROM ' . Tables::table('event')
                    . ' WHERE `account` = ? AND `at` BETWEEN ? AND ? AND `nonce` = ?';
                $params = [$sets[0]['account'], min($times), max($times), $nonce];
                return (int) $this->db->all($sql, $params)[0]['n'] > 0;
            });
        }, $errors);
    }

    /**
     * Writes token buckets; a bucket that a higher fence wrote is left alone.
     *
     * @param array<int, array{account: string, fence: int, rows: list<array<string, mixed>>}> $asks
     * @param array<int, \Throwable> $errors
     */
    public function buckets(array $asks, array &$errors): void
    {
        $columns = array_keys(Tables::COLUMNS['bucket']);
        $tail = $this->db->dialect()->replaceByFence(['account', 'op'], ['tokens', 'at', 'halved_until']);
        $rows = [];
        foreach ($asks as $ask => ['account' => $account, 'fence' => $fence, 'rows' => $buckets]) {
            foreach ($buckets as $bucket) {
                $set = Tables::encode('bucket', ['account' => $account, 'fence' => $fence] + $bucket);
                $rows[] = ['ask' => $ask, 'set' => $set];
            }
        }
        $this->apart($rows, count($columns), function (array $chunk) use ($columns, $tail): void {
            $this->statements->collide(function () use ($columns, $chunk, $tail): void {
                $this->statements->append('bucket', $columns, array_column($chunk, 'set'), $tail);
            }, static function (): bool {
                return false;
            });
        }, $errors);
    }

    /**
     * Compares and sets the states of accounts.
     *
     * @param array<int, array{account: string, fence: int, version: int, state: array<string, mixed>}> $asks
     * @param array<int, \Throwable> $errors
     * @return array<int, bool> who won
     */
    public function states(array $asks, array &$errors): array
    {
        $won = array_fill_keys(array_keys($asks), false);
        $rows = [];
        foreach ($asks as $ask => ['account' => $account, 'fence' => $fence, 'version' => $version, 'state' => $state]) {
            $text = self::encoded('account', $ask, [['state' => $state]], $errors)[0]['state'] ?? '';
            $rows[$ask] = ['ask' => $ask, 'id' => $account, 'version' => $version, 'set' => [
                'state' => $text,
                'next_due' => (int) ($state['next_due'] ?? 0), 'fence' => $fence,
            ]];
        }
        $this->apart($rows, 10, function (array $chunk) use (&$won): void {
            $won = array_replace($won, $this->statements->states($chunk));
        }, $errors);
        return $won;
    }

    /**
     * Changes that do the same when they are done twice: a collision is answered by doing them again.
     *
     * @param list<mixed> $params
     */
    public function again(string $sql, array $params): void
    {
        $this->statements->collide(function () use ($sql, $params): void {
            $this->db->change($sql, $params);
        }, static function (): bool {
            return false;
        });
    }

    /**
     * @param array<int, array<string, mixed>> $rows of one ask
     * @param array<int, \Throwable> $errors
     * @return array<int, array<string, mixed>> as columns
     */
    private static function encoded(string $table, int $ask, array $rows, array &$errors): array
    {
        try {
            return array_map(static function (array $row) use ($table): array {
                return Tables::encode($table, $row);
            }, $rows);
        } catch (\Throwable $e) {
            $errors[$ask] = $errors[$ask] ?? $e;
            return array_map(static function (): array {
                return []; // written by nobody: the ask has failed
            }, $rows);
        }
    }

    /**
     * Writes rows by chunks, each by one statement as long as that works for all accounts in it.
     *
     * @param array<int, array<string, mixed>> $rows each with its ask
     * @param callable $write fn(array $chunk): void
     * @param array<int, \Throwable> $errors
     */
    private function apart(array $rows, int $parametersPerRow, callable $write, array &$errors): void
    {
        foreach ($this->chunks($rows, $parametersPerRow) as $chunk) {
            $asks = [];
            foreach ($chunk as $i => $row) {
                if (!isset($errors[$row['ask']])) {
                    $asks[$row['ask']][$i] = $row;
                }
            }
            if (count($asks) > 1) {
                try {
                    $write(array_replace(...array_values($asks)));
                    continue;
                } catch (\PDOException $e) {
                    unset($e); // said again by the account that it belongs to
                }
            }
            foreach ($asks as $ask => $own) {
                try {
                    $write($own);
                } catch (\Throwable $e) {
                    $errors[$ask] = $e;
                }
            }
        }
    }

    /**
     * Columns that are not the same in all rows: a statement carries the others once.
     *
     * @param non-empty-array<int, array<string, mixed>> $rows
     */
    private static function varying(array $rows): int
    {
        $first = reset($rows)['set'];
        $same = $first;
        foreach ($rows as $row) {
            foreach ($same as $column => $value) {
                if ($row['set'][$column] !== $value) {
                    unset($same[$column]);
                }
            }
        }
        return count($first) - count($same);
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
        $room = intdiv($this->db->dialect()->parameters() - self::ONCE, max(1, $parametersPerRow));
        $most = max(1, min(Dialect::ROWS, $room));
        $chunks = [];
        $chunk = [];
        $bytes = 0;
        foreach ($rows as $i => $row) {
            $size = 0;
            foreach ($row['set'] as $value) {
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
}
