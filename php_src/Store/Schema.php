<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Creates and migrates our tables.
 *
 * Migrations are numbered, and each may be repeated: it may have been broken off before its number was
 * noted, and a new installation has today's tables from step 1 on. So a step that adds a column asks first
 * whether it is there. Several programs may start at once (pages, cron, several nodes): the lease row ""
 * guards, so that one migrates and the others wait. The number reached is in statussync_meta, name "schema".
 */
final class Schema
{
    public const VERSION = 1;

    private const GUARD_SECONDS = 120;

    /** Primary keys of tables without a serial, and unique keys: table => list of column lists. */
    private const PRIMARY = [
        'account' => 'id', 'setting' => 'account', 'lease' => 'account', 'bucket' => 'account, op', 'meta' => 'name',
    ];
    private const UNIQUE = [
        'order' => ['shop' => 'account, shop_order'],
        'parcel' => ['number' => 'order_id, number'],
        'message' => ['intent' => 'order_id, kind, parcel, revision'],
        'link' => ['source' => 'shop_order, source'],
    ];
    private const INDEX = [
        'order' => [
            'look' => 'account, open, look_at', 'read' => 'account, open, read_due',
            'amazon' => 'account, amazon_order',
            'walk' => 'account, open, id', 'shop_only' => 'shop_order', 'verdict' => 'account, verdict, reason',
        ],
        'message' => [
            'send' => 'account, state, not_before, kind', 'feed' => 'feed, id',
            'lane' => 'account, state, lane, not_before',
        ],
        'feed' => ['open' => 'account, state, next_poll', 'amazon' => 'account, feed_id', 'nonce' => 'account, nonce'],
        'job' => ['state' => 'state, id'],
        'event' => ['order' => 'order_id, id', 'at' => 'account, at', 'message' => 'message', 'feed' => 'feed'],
        'link' => ['amazon' => 'amazon_order'],
    ];

    /** @var Db */
    private $db;

    /** @var callable|null */
    private $clock;

    /** @var list<callable> */
    private $further;

    /** @param list<callable> $further fn(Db): void, steps after VERSION: what the next version may bring */
    public function __construct(Db $db, ?callable $clock = null, array $further = [])
    {
        $this->db = $db;
        $this->clock = $clock;
        $this->further = $further;
    }

    /** The migration the database has reached; 0 if our tables are not there. */
    public function current(): int
    {
        try {
            $row = $this->db->one('SELECT `value` FROM ' . Tables::table('meta') . " WHERE `name` = 'schema'");
        } catch (\PDOException $e) {
            if (!self::lacks($e)) {
                throw $e;
            }
            return 0;
        }
        return (int) ($row['value'] ?? 0);
    }

    /**
     * Does a database say so of a table that is not there (or that this user may not see: it says the same of both)? Anything
     * else, a server that went away, a broken file, is no sign that nothing is installed.
     */
    public static function lacks(\PDOException $e): bool
    {
        $code = (int) ($e->errorInfo[1] ?? 0);
        return in_array($code, [1146, 1142], true) || ($code === 1 && strpos($e->getMessage(), 'no such table') !== false);
    }

    /**
     * Brings the tables up to date; nothing but one SELECT if they are.
     *
     * @param int $patience seconds to wait for another program that is migrating
     * @throws \RuntimeException if another program migrates for longer
     */
    public function migrate(int $patience = 60): void
    {
        $last = self::VERSION + count($this->further);
        if ($this->current() >= $last) {
            return;
        }
        $this->create('lease');
        $this->create('meta');
        $leases = new Leases($this->db, $this->clock);
        $owner = 'migrate-' . bin2hex(random_bytes(8));
        for ($waited = 0; !$leases->take('', $owner, self::GUARD_SECONDS); $waited++) {
            if ($waited >= $patience) {
                throw new \RuntimeException('another program is changing the tables; try again in two minutes');
            }
            sleep(1);
        }
        try {
            for ($step = $this->current() + 1; $step <= $last; $step++) {
                $this->step($step);
                $this->reached($step);
            }
        } finally {
            $leases->giveBack('', $owner);
        }
    }

    /** Removes our tables; every statement may be repeated. */
    public function drop(): void
    {
        foreach (array_keys(Tables::COLUMNS) as $table) {
            $this->db->run('DROP TABLE IF EXISTS ' . Tables::table($table));
        }
    }

    private function step(int $step): void
    {
        if ($step === 1) {
            foreach (array_keys(Tables::COLUMNS) as $table) {
                $this->create($table);
            }
        } elseif ($step > self::VERSION) {
            ($this->further[$step - self::VERSION - 1])($this->db);
        }
    }

    private function reached(int $step): void
    {
        $meta = Tables::table('meta');
        $tail = $this->db->dialect()->keepExisting('name');
        $this->db->run("INSERT INTO $meta (`name`, `value`) VALUES ('schema', ?)" . $tail, [$step]);
        $this->db->change("UPDATE $meta SET `value` = ? WHERE `name` = 'schema'", [$step]);
    }

    private function create(string $table): void
    {
        $dialect = $this->db->dialect();
        $parts = [];
        foreach (Tables::COLUMNS[$table] as $column => $type) {
            $parts[] = Dialect::name($column) . ' ' . $dialect->type($type);
        }
        if (isset(self::PRIMARY[$table])) {
            $parts[] = 'PRIMARY KEY ' . $this->keys(self::PRIMARY[$table]);
        }
        $later = [];
        foreach (['UNIQUE' => self::UNIQUE[$table] ?? [], '' => self::INDEX[$table] ?? []] as $kind => $indexes) {
            foreach ($indexes as $name => $columns) {
                $full = Dialect::name(Tables::PREFIX . $table . '_' . $name);
                if ($dialect->isMysql()) {
                    $parts[] = trim("$kind KEY $full " . $this->keys($columns));
                } else {
                    $later[] = "CREATE $kind INDEX IF NOT EXISTS $full ON " . Tables::table($table) . ' '
                        . $this->keys($columns);
                }
            }
        }
        $this->db->run('CREATE TABLE IF NOT EXISTS ' . Tables::table($table) . ' (' . implode(', ', $parts) . ')'
            . $dialect->tableOptions());
        foreach ($later as $sql) {
            $this->db->run($sql);
        }
    }

    private function keys(string $columns): string
    {
        return '(' . implode(', ', array_map([Dialect::class, 'name'], explode(', ', $columns))) . ')';
    }
}
