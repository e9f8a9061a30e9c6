<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * One database connection: prepared statements with typed values, nothing else.
 *
 * Every statement is autocommitted. Values are always bound; text of a statement is put together
 * from constants and place holders only.
 */
final class Db
{
    /** Prepared statements that are kept: a run asks the same few things again and again. */
    private const KEPT = 100;
    /** Bytes of a statement that is worth keeping. */
    private const KEPT_BYTES = 20000;

    /** @var \PDO */
    private $pdo;

    /** @var Dialect */
    private $dialect;

    /** @var int */
    private $statements = 0;

    /** @var callable|null fn(string $sql): void, called before each statement */
    private $watch;

    /** @var ?string */
    private $cluster;

    /** @var array<string, \PDOStatement> prepared statements by text, the one used last at the end */
    private $prepared = [];

    public function __construct(\PDO $pdo)
    {
        $pdo->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        $this->pdo = $pdo;
        $this->dialect = new Dialect($pdo);
    }

    public function dialect(): Dialect
    {
        return $this->dialect;
    }

    /**
     * The Galera cluster that this server belongs to, told apart from every other one; "" outside of a cluster.
     * Asked once.
     */
    public function cluster(): string
    {
        if ($this->cluster === null) {
            $row = $this->dialect->isMysql() ? $this->one("SHOW STATUS LIKE 'wsrep_cluster_state_uuid'") : null;
            $uuid = $row === null ? '' : (string) ($row['Value'] ?? '');
            $this->cluster = trim($uuid, '0-') === '' ? '' : $uuid;
        }
        return $this->cluster;
    }

    /** From now on what is read has all that any node of a cluster has committed. Nothing where there is no cluster. */
    public function causal(): void
    {
        if (!$this->dialect->isMysql()) {
            return;
        }
        try {
            $this->run('SET SESSION wsrep_sync_wait = 7');
        } catch (\PDOException $e) {
            if (($e->errorInfo[1] ?? 0) !== 1193) { // a server built without clustering does not know the variable
                throw $e;
            }
        }
    }

    /** Statements executed so far. */
    public function statements(): int
    {
        return $this->statements;
    }

    /** For tests and tracing: called with each statement's text before it is executed. */
    public function watch(?callable $watch): void
    {
        $this->watch = $watch;
    }

    /**
     * Executes one statement.
     *
     * @param list<mixed> $params null, int, bool or text
     * @throws \PDOException
     */
    public function run(string $sql, array $params = []): \PDOStatement
    {
        return $this->execute($params === [] ? null : $this->pdo->prepare($sql), $sql, $params);
    }

    /**
     * @param list<mixed> $params
     * @throws \PDOException
     */
    private function execute(?\PDOStatement $statement, string $sql, array $params): \PDOStatement
    {
        $this->statements++;
        if ($this->watch !== null) {
            ($this->watch)($sql);
        }
        if ($statement === null) {
            return $this->pdo->query($sql);
        }
        foreach ($params as $i => $value) {
            if ($value === null) {
                $statement->bindValue($i + 1, null, \PDO::PARAM_NULL);
            } elseif (is_int($value) || is_bool($value)) {
                $statement->bindValue($i + 1, (int) $value, \PDO::PARAM_INT);
            } else {
                $statement->bindValue($i + 1, (string) $value, \PDO::PARAM_STR);
            }
        }
        $statement->execute();
        return $statement;
    }

    /**
     * As run(), with a statement that is kept prepared. Whoever calls this is done with its result
     * before it calls again; a statement that failed is prepared anew.
     *
     * @param list<mixed> $params
     */
    private function repeat(string $sql, array $params): \PDOStatement
    {
        if ($params === [] || strlen($sql) > self::KEPT_BYTES) {
            return $this->run($sql, $params);
        }
        $statement = $this->prepared[$sql] ?? $this->pdo->prepare($sql);
        unset($this->prepared[$sql]);
        $this->execute($statement, $sql, $params);
        if (count($this->prepared) >= self::KEPT) {
            array_shift($this->prepared);
        }
        return $this->prepared[$sql] = $statement;
    }

    /**
     * @param list<mixed> $params
     * @return list<array<string, mixed>>
     */
    public function all(string $sql, array $params = []): array
    {
        $statement = $this->repeat($sql, $params);
        $rows = $statement->fetchAll(\PDO::FETCH_ASSOC);
        $statement->closeCursor();
        return $rows;
    }

    /**
     * @param list<mixed> $params
     * @return array<string, mixed>|null the first row
     */
    public function one(string $sql, array $params = []): ?array
    {
        return $this->all($sql, $params)[0] ?? null;
    }

    /**
     * @param list<mixed> $params
     * @return int rows matched by an UPDATE or DELETE
     */
    public function change(string $sql, array $params = []): int
    {
        return $this->repeat($sql, $params)->rowCount();
    }

    /** Id of the row the last INSERT made. */
    public function lastId(): int
    {
        return (int) $this->pdo->lastInsertId();
    }

    /** "(?, ?, ?)" */
    public static function marks(int $count): string
    {
        return '(' . implode(', ', array_fill(0, $count, '?')) . ')';
    }

    /**
     * SELECTs by a list of keys, in as few statements as the driver's parameter limit allows.
     *
     * @param string $sql with one %s where "(?, ?, ...)" belongs
     * @param list<mixed> $before parameters before the list
     * @param list<mixed> $keys
     * @param list<mixed> $after parameters behind the list
     * @return list<array<string, mixed>>
     */
    public function byKeys(string $sql, array $before, array $keys, array $after = []): array
    {
        $room = min(10000, $this->dialect->parameters() - count($before) - count($after));
        $rows = [];
        foreach (array_chunk($keys, max(1, $room)) as $chunk) {
            $text = str_replace('%s', self::marks(count($chunk)), $sql);
            foreach ($this->all($text, array_merge($before, $chunk, $after)) as $row) {
                $rows[] = $row;
            }
        }
        return $rows;
    }
}
