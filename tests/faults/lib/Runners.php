<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Process;
use StatusSync\Tests\Scene\Scene;

/** Several programs on one database: two runs at once, one that stood still, a server that dies, locks of others. */
final class Runners
{
    private const OURS = ['account', 'setting', 'order', 'parcel', 'message', 'feed', 'lease', 'bucket', 'link', 'meta'];
    /** Longer than a lease and the longest request. */
    private const PAST_LEASE = 500;
    /** Longer than a request may wait for its connection where the clock is a simulated one. */
    private const ASLEEP = 1.5;

    /** @var KillScene */
    private $story;

    /** @var Scene */
    private $scene;

    /** @var Picture of the undisturbed story */
    private $wanted;

    /** @var int requests of its first run */
    private $requests;

    /** @var array{string, string}|null sockets of a cluster: the first run of a test uses the first, all else the second */
    private $nodes;

    /** @param array{string, string}|null $nodes sockets of a cluster's nodes */
    public function __construct(KillScene $story, ?array $nodes = null)
    {
        $this->nodes = $nodes;
        $this->story = $story;
        $this->scene = $story->scene;
        $story->snapshot->restore();
        $driver = new Driver($this->scene);
        $driver->run();
        $this->requests = $this->asked();
        $driver->untilQuiet($story->events);
        $this->wanted = Picture::of($this->scene);
    }

    /** Requests of the first run of the story. */
    public function requests(): int
    {
        return $this->requests;
    }

    /**
     * Two runs, the second some milliseconds after the first.
     *
     * @param list<string> $words of both
     * @param int $milliseconds of the second behind the first
     * @param bool $busy the first surely still works: the second must say so
     * @return list<string>
     */
    public function atOnce(array $words, int $milliseconds, bool $busy): array
    {
        $slow = ['op' => '*', 'call' => 'every', 'what' => 'slow', 'seconds' => $busy ? 0.3 : 0.03];
        $this->restore([$slow]);
        $runs = [$this->scene->begin(array_merge(['run', '--json'], $words))];
        if ($busy) {
            $this->awaitRequest(1, $runs[0]);
        }
        usleep(1000 * $milliseconds);
        $this->use(1);
        $runs[] = $this->scene->begin(array_merge(['run', '--json'], $words));
        $codes = [];
        $faults = [];
        foreach ($runs as $run) {
            $answer = $run->wait();
            $codes[] = $answer->code;
            if (!in_array($answer->code, [0, 1, 75], true)) {
                $faults[] = (string) $answer;
            }
        }
        if ($busy && $codes[1] !== 75) {
            $faults[] = "the second run ended with {$codes[1]}, not 75";
        }
        if ($codes[0] === 75 && $codes[1] === 75) {
            $faults[] = 'both runs say that the other one is busy';
        }
        return array_merge($faults, $this->end());
    }

    /**
     * A run stands still (SIGSTOP) at its n-th request, another takes over and finishes, the first wakes up.
     *
     * @return list<string>
     */
    public function frozenAt(int $n): array
    {
        return $this->again(function () use ($n): array {
            // how often a run polls is a matter of time: the last requests may not come
            for ($at = $n;; $at--) {
                $this->restore([['op' => '*', 'call' => $at, 'what' => 'slow', 'seconds' => 0.25]]);
                $run = $this->scene->begin(['run', '--json', '--wait', '900']);
                try {
                    $this->awaitRequest($at, $run);
                    break;
                } catch (\RuntimeException $e) {
                    if ($at <= max(1, $n - 3)) {
                        throw $e;
                    }
                }
            }
            return $this->thaw($run);
        });
    }

    /**
     * Once more where the run was stopped while it held what nobody can go on without: the lock of a file, or rows that the
     * server of a busy machine had not yet said to be locked. A run that hangs by itself hangs each time.
     *
     * @param callable(): list<string> $frozen
     * @return list<string>
     */
    private function again(callable $frozen): array
    {
        for ($try = 1;; $try++) {
            try {
                return $frozen();
            } catch (\RuntimeException $e) { // a PDOException is one, too
                if ($try === 3 || preg_match('/database is locked|did not end within/', $e->getMessage()) !== 1) {
                    throw $e;
                }
            }
        }
    }

    /**
     * The same at any moment since it has its leases, so also between requests.
     *
     * @return list<string>
     */
    public function frozenAfter(int $milliseconds): array
    {
        return $this->again(function () use ($milliseconds): array {
            return $this->frozenOf($milliseconds, 0.02);
        });
    }

    /**
     * @param float $slow seconds of each request; doubled until the run lasts long enough
     * @return list<string>
     */
    private function frozenOf(int $milliseconds, float $slow): array
    {
        $this->restore([['op' => '*', 'call' => 'every', 'what' => 'slow', 'seconds' => $slow]]);
        $run = $this->scene->begin(['run', '--json', '--wait', '900']);
        $sql = 'SELECT COUNT(*) AS n FROM statussync_lease WHERE owner IS NOT NULL';
        while ((int) $this->scene->shop->sql($sql)[0]['n'] < 2) {
            if (!$run->running()) {
                throw new \RuntimeException('the run ended before it had its leases');
            }
        }
        usleep(1000 * $milliseconds);
        if (!$run->running()) {
            if ($slow > 1) {
                throw new \RuntimeException("the run ended within $milliseconds ms");
            }
            return $this->frozenOf($milliseconds, 2 * $slow);
        }
        return $this->thaw($run);
    }

    /** @return list<string> */
    private function thaw(Process $run): array
    {
        // Not by Process::kill: that asks for the state, and a stopped process has a state of its own.
        $pid = $run->pid();
        try {
            return $this->asleep($run, $pid);
        } finally {
            // whatever went wrong, no stopped program stays, nor its connection and its locks
            if ($run->running()) {
                posix_kill($pid, SIGKILL);
                posix_kill($pid, SIGCONT);
            }
        }
    }

    /** @return list<string> */
    private function asleep(Process $run, int $pid): array
    {
        $this->stop($pid);
        $asleep = microtime(true);
        $this->scene->amazon->post('faults', []);
        $this->scene->advance(self::PAST_LEASE);
        $this->use(1);
        $driver = new Driver($this->scene);
        $quiet = $driver->untilQuiet($this->story->events);
        $faults = $quiet ? [] : array_merge(['the second run does not come to rest'], $driver->left());
        $rows = $this->rows();
        $asked = $this->asked();
        usleep((int) (1e6 * max(0, self::ASLEEP - (microtime(true) - $asleep))));
        posix_kill($pid, SIGCONT);
        // One that was stopped before it had read whether the leases are its own asks again, and gets them, as they are free
        // by then: a run with nothing to do, which writes its account's row.
        $anew = false;
        $answer = $run->wait(60, function () use (&$anew): void {
            $anew = $anew || $this->scene->shop->sql('SELECT 1 FROM statussync_lease WHERE owner IS NOT NULL') !== [];
        });
        if (!in_array($answer->code, [0, 1, 75], true)) {
            $faults[] = "the run that stood still: $answer";
        }
        foreach (array_slice($this->scene->amazon->get('requests')['last'], $asked) as $request) {
            if (in_array($request['op'], Driver::EFFECTS, true)) {
                $faults[] = "the run that stood still sent {$request['op']} when it woke up";
            }
        }
        foreach ($this->rows() as $table => $text) {
            if ($text !== $rows[$table] && !($anew && $table === 'account')) {
                $faults[] = "the run that stood still changed statussync_$table: "
                    . implode(' | ', array_diff(explode("\n", $text), explode("\n", $rows[$table])));
            }
        }
        return array_merge($faults, $this->end());
    }

    /**
     * Stops a run between two transactions: one that is stopped in the middle of a transaction keeps its rows locked, and nobody
     * could go on before it does. What happens then is the matter of "rows ... are held".
     */
    private function stop(int $pid): void
    {
        for ($try = 0; $try < 40; $try++) {
            posix_kill($pid, SIGSTOP);
            if ($this->isFree()) {
                return;
            }
            posix_kill($pid, SIGCONT);
            usleep(3000);
        }
        throw new \RuntimeException('the run is never between two transactions');
    }

    /** Whether nobody is in the middle of a transaction. */
    private function isFree(): bool
    {
        if (!$this->scene->shop->isLite()) {
            // the server keeps this table as it was unless nobody looked for a tenth of a second
            usleep(150000);
            return $this->scene->shop->sql('SELECT 1 FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p'
                . ' ON p.ID = t.trx_mysql_thread_id WHERE p.DB = DATABASE() LIMIT 1') === [];
        }
        $db = $this->connection();
        $db->exec('PRAGMA busy_timeout = 50');
        try {
            $db->exec('BEGIN IMMEDIATE');
            $db->exec('ROLLBACK');
            return true;
        } catch (\PDOException $e) {
            return false;
        }
    }

    /**
     * The database server is killed at the n-th request of a run, and started again.
     *
     * @return list<string>
     */
    public function serverDies(int $n): array
    {
        $this->restore([['op' => '*', 'call' => $n, 'what' => 'slow', 'seconds' => 0.4]]);
        $run = $this->scene->begin(['run', '--json', '--wait', '900']);
        $this->awaitRequest($n, $run);
        Database::kill();
        $answer = $run->wait(60);
        Database::restart($this->scene);
        $faults = [];
        if ($answer->code === 0 || $answer->code >= 128) {
            $faults[] = "a run without its database ended with {$answer->code}";
        }
        if (count($answer->errors()) < 1) {
            $faults[] = 'a run without its database says nothing on standard error';
        }
        return array_merge($faults, $this->end());
    }

    /**
     * Somebody else holds rows of ours, until the run has ended or for some time.
     *
     * @param string $table whose rows are locked, all of them
     * @param int $n at which request
     * @param float $seconds 0 = until the run has ended
     * @return list<string>
     */
    public function locked(string $table, int $n, float $seconds): array
    {
        $this->restore([['op' => '*', 'call' => $n, 'what' => 'slow', 'seconds' => 0.25]]);
        $run = $this->scene->begin(['run', '--json', '--wait', '900']);
        $this->awaitRequest($n, $run);
        $other = $this->connection();
        $other->beginTransaction();
        $other->query("SELECT * FROM `statussync_$table` FOR UPDATE")->fetchAll();
        if ($seconds > 0) {
            usleep((int) (1e6 * $seconds));
            $other->rollBack();
        }
        $answer = $run->wait(120);
        if ($seconds <= 0) {
            $other->rollBack();
        }
        $faults = [];
        if (!in_array($answer->code, [0, 1], true) && $seconds > 0) {
            $faults[] = "locked for $seconds s: $answer";
        }
        if ($answer->code !== 0 && $answer->errors() === [] && $seconds <= 0) {
            $faults[] = "a run that could not write says nothing on standard error: $answer";
        }
        return array_merge($faults, $this->end());
    }

    /**
     * The run meets another transaction in a deadlock, and is the one that is rolled back: when it writes the outcome
     * of a group of confirmShipment.
     *
     * @param string $table message or order
     * @return list<string>
     */
    public function deadlock(string $table): array
    {
        $seller = Scene::ACCOUNTS['second']['seller'];
        $slow = ['op' => 'confirmShipment', 'seller' => $seller, 'call' => 1, 'what' => 'slow', 'seconds' => 0.5];
        $this->restore([$slow]);
        $run = $this->scene->begin(['run', '--json', '--wait', '900']);
        $sql = 'SELECT ' . ($table === 'order' ? 'order_id' : 'id') . " AS id FROM statussync_message WHERE account = 'second'"
            . " AND state = 'in_flight' ORDER BY 1";
        do {
            $ids = array_column($this->scene->shop->sql($sql), 'id');
            if (!$run->running()) {
                throw new \RuntimeException('the run ended before it confirmed anything');
            }
        } while (count($ids) < 2);
        $other = $this->connection();
        // The server rolls back who has changed less.
        $other->exec('CREATE TABLE IF NOT EXISTS weight (n INT) ENGINE=InnoDB');
        $other->beginTransaction();
        $other->exec('INSERT INTO weight SELECT 1 FROM information_schema.COLUMNS LIMIT 1000');
        $lock = $other->prepare("SELECT id FROM `statussync_$table` WHERE id = ? FOR UPDATE");
        $lock->execute([end($ids)]);
        $lock->fetchAll();
        $met = $this->awaitLock($run);
        $lock->execute([reset($ids)]);
        $lock->fetchAll();
        $other->rollBack();
        $answer = $run->wait(120);
        $other->exec('DROP TABLE weight');
        $faults = in_array($answer->code, [0, 1], true) ? [] : ["after a deadlock: $answer"];
        if (!$met) {
            $faults[] = 'the run never waited for the lock: nothing was tested';
        }
        return array_merge($faults, $this->end());
    }

    /**
     * A database user who may only read.
     *
     * @return list<string>
     */
    public function readOnly(): array
    {
        $this->restore();
        $name = (string) $this->scene->shop->sql('SELECT DATABASE() AS name')[0]['name'];
        $this->scene->shop->sql('CREATE OR REPLACE USER reader@localhost');
        $this->scene->shop->sql("GRANT SELECT ON `$name`.* TO reader@localhost");
        $env = ['STATUSSYNC_DB_USER' => 'reader'] + $this->scene->environment();
        $answer = Process::call($this->scene->command(['run', '--json']), $env);
        $faults = [];
        if (!in_array($answer->code, [1, 2], true) || $answer->errors() === []) {
            $faults[] = "read only: $answer";
        }
        foreach ($this->scene->amazon->get('requests')['counts'] as $op => $count) {
            if (in_array($op, Driver::EFFECTS, true) && $count['total'] > 0) {
                $faults[] = "read only, but $op was sent";
            }
        }
        return array_merge($faults, $this->end());
    }

    /**
     * The node that a run uses dies; the other one is asked from then on. Nothing brings the first back.
     *
     * @return list<string>
     */
    public function nodeDies(int $n): array
    {
        $this->restore([['op' => '*', 'call' => $n, 'what' => 'slow', 'seconds' => 0.4]]);
        $run = $this->scene->begin(['run', '--json', '--wait', '900']);
        $this->awaitRequest($n, $run);
        posix_kill((int) file_get_contents(dirname($this->nodes[0]) . '/pid'), 9);
        $answer = $run->wait(60);
        $this->use(1);
        for ($end = microtime(true) + 60;; usleep(100000)) {
            try {
                $this->scene->shop->sql('SELECT 1 FROM statussync_lease LIMIT 1');
                break;
            } catch (\PDOException $e) { // it still waits for the other one
                if (microtime(true) > $end) {
                    throw $e;
                }
            }
        }
        $faults = $answer->code !== 0 && $answer->errors() !== [] ? [] : ["a run without its database: $answer"];
        return array_merge($faults, $this->end());
    }

    /** @param list<array<string, mixed>> $faults of the simulator */
    private function restore(array $faults = []): void
    {
        $this->use(0);
        $this->story->snapshot->restore($faults);
    }

    /** From now on, programs and this test use that node of the cluster, if there is one. */
    private function use(int $node): void
    {
        if ($this->nodes !== null) {
            $this->scene->dsn = (string) preg_replace('/unix_socket=[^;]+/', "unix_socket={$this->nodes[$node]}", $this->scene->dsn);
            $this->scene->shop->moveTo($this->scene->dsn);
        }
    }

    /** @return list<string> what is wrong once the story has gone on to its end */
    private function end(): array
    {
        $this->scene->amazon->post('faults', []);
        $driver = new Driver($this->scene);
        // A lease may still be held by what was disturbed.
        $this->scene->advance(self::PAST_LEASE);
        $quiet = $driver->untilQuiet($this->story->events);
        $faults = $quiet ? [] : ['it does not come to rest'];
        return array_merge($faults, $driver->faults(), Picture::of($this->scene)->differs($this->wanted));
    }

    private function asked(): int
    {
        return (int) array_sum(array_column($this->scene->amazon->get('requests')['counts'], 'total'));
    }

    private function awaitRequest(int $n, Process $run): void
    {
        while ($this->asked() < $n) {
            if (!$run->running()) {
                throw new \RuntimeException("the run ended before its request $n");
            }
            usleep(2000);
        }
    }

    /** @return bool a connection waits for a lock */
    private function awaitLock(Process $run): bool
    {
        $sql = 'SELECT COUNT(*) AS n FROM information_schema.INNODB_LOCK_WAITS';
        while ((int) $this->scene->shop->sql($sql)[0]['n'] === 0) {
            if (!$run->running()) {
                return false;
            }
            // the server keeps this table as it was unless nobody looked for a tenth of a second
            usleep(150000);
        }
        return true;
    }

    /** @return array<string, string> our tables as text, but for the evidence, which may only grow */
    private function rows(): array
    {
        $rows = [];
        foreach (self::OURS as $table) {
            // that somebody called is evidence too
            $sql = "SELECT * FROM `statussync_$table`" . ($table === 'meta' ? " WHERE `name` NOT LIKE 'seen_%'" : '') . ' ORDER BY 1, 2';
            $rows[$table] = implode("\n", array_map('json_encode', $this->scene->shop->sql($sql)));
        }
        return $rows;
    }

    private function connection(): \PDO
    {
        return new \PDO($this->scene->dsn, 'root', '', [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION]);
    }
}
