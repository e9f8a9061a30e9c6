<?php

declare(strict_types=1);

namespace StatusSync\Php\Jobs;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/**
 * What a page asks the worker to do. A job is waiting, running, done or failed; who turns "waiting"
 * into "running" (compare-and-set) does it.
 */
final class Queue
{
    /** key: publish the public key; credentials: take newly sealed ones after a test; mail: a test mail from here. */
    public const KINDS = ['test', 'now', 'preview', 'key', 'credentials', 'mail'];

    /** A running job older than this was left by a process that died. */
    private const PATIENCE = 900;

    /** So often a job is begun at the most: one that kills its process would do so for ever. Counted in "fence". */
    private const ATTEMPTS = 3;

    /** @var Db */
    private $db;

    /** @var callable fn(): int */
    private $clock;

    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->clock = $clock ?? 'time';
    }

    /**
     * Asks for a job; the same kind that still waits for the same account is asked for once only.
     *
     * @param array<string, mixed> $argument never a secret in plain
     * @return int its id
     */
    public function ask(string $kind, ?string $account, array $argument = []): int
    {
        if (!in_array($kind, self::KINDS, true)) {
            throw new \InvalidArgumentException("job $kind");
        }
        $table = Tables::table('job');
        $waiting = $this->db->one("SELECT `id` FROM $table WHERE `state` = 'waiting' AND `kind` = ?"
            . " AND COALESCE(`account`, '') = ? ORDER BY `id` DESC LIMIT 1", [$kind, (string) $account]);
        $row = Tables::encode('job', ['argument' => $argument]);
        if ($waiting !== null && $argument === []) {
            return (int) $waiting['id'];
        }
        $sql = "UPDATE $table SET `argument` = ?, `version` = `version` + 1 WHERE `id` = ? AND `state` = 'waiting'";
        if ($waiting !== null && $this->db->change($sql, [$row['argument'], (int) $waiting['id']]) === 1) {
            return (int) $waiting['id'];
        }
        $this->db->run("INSERT INTO $table (`account`, `kind`, `argument`, `state`, `created_at`, `done_at`, `answer`,"
            . " `version`, `fence`) VALUES (?, ?, ?, 'waiting', ?, 0, NULL, 1, 0)", [$account, $kind,
            $row['argument'], $this->now()]);
        return $this->db->lastId();
    }

    /**
     * The next job, now ours.
     *
     * @return array<string, mixed>|null
     */
    public function take(): ?array
    {
        $table = Tables::table('job');
        $sql = 'SELECT ' . Tables::columns('job') . " FROM $table WHERE (`state` = 'waiting' OR (`state` = 'running'"
            . ' AND `done_at` < ?)) ORDER BY `id` LIMIT 5';
        foreach ($this->db->all($sql, [$this->now() - self::PATIENCE]) as $raw) {
            $job = Tables::decode('job', $raw);
            if ($job['fence'] >= self::ATTEMPTS) {
                $this->done($job['id'], false, ['ok' => false, 'text' => 'begun ' . self::ATTEMPTS
                    . ' times and never ended: each time its program stopped in the middle']);
                continue;
            }
            $sql = "UPDATE $table SET `state` = 'running', `done_at` = ?, `version` = `version` + 1, `fence` = `fence` + 1"
                . ' WHERE `id` = ? AND `version` = ?';
            if ($this->db->change($sql, [$this->now(), $job['id'], $job['version']]) === 1) {
                return $job;
            }
        }
        return null;
    }

    /** @param array<string, mixed> $answer */
    public function done(int $id, bool $good, array $answer): void
    {
        $this->db->change('UPDATE ' . Tables::table('job') . ' SET `state` = ?, `done_at` = ?, `answer` = ?,'
            . ' `argument` = NULL, `version` = `version` + 1 WHERE `id` = ?', [$good ? 'done' : 'failed',
            $this->now(), Tables::encode('job', ['answer' => $answer])['answer'], $id]);
        $this->db->change('DELETE FROM ' . Tables::table('job') . " WHERE `state` IN ('done', 'failed')"
            . ' AND `done_at` < ?', [$this->now() - 30 * 86400]);
    }

    /**
     * The newest job of a kind.
     *
     * @return array<string, mixed>|null
     */
    public function last(string $kind, ?string $account = null, bool $answered = false): ?array
    {
        $row = $this->db->one('SELECT ' . Tables::columns('job') . ' FROM ' . Tables::table('job')
            . " WHERE `kind` = ? AND COALESCE(`account`, '') = ?"
            . ($answered ? " AND `state` IN ('done', 'failed')" : '') . ' ORDER BY `id` DESC LIMIT 1', [$kind,
            (string) $account]);
        return $row === null ? null : Tables::decode('job', $row);
    }

    private function now(): int
    {
        return (int) ($this->clock)();
    }
}
