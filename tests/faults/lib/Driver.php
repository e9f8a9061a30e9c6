<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Process;
use StatusSync\Tests\Scene\Scene;

/** Runs the product on the simulated clock, one process after the other, until nothing is left to do. */
final class Driver
{
    /** Operations that change something at Amazon. */
    public const EFFECTS = ['createFeed', 'confirmShipment', 'cancelFeed'];

    private const BUSY = ['pending', 'in_flight', 'unknown', 'accepted'];
    /** Seconds after which nobody holds the lease of a run that was killed. */
    private const LEASE = 400;
    private const OPEN_FEEDS = ['building', 'submitting', 'queued', 'processing', 'done', 'cancelling'];

    /** @var Scene */
    private $scene;

    /** @var int */
    private $runs = 0;

    /** @var list<string> ends of runs that nobody would expect */
    private $odd = [];

    /** @var int */
    private $killed = 0;

    /** @var int */
    private $unknown = 0;

    public function __construct(Scene $scene)
    {
        $this->scene = $scene;
    }

    public function runs(): int
    {
        return $this->runs;
    }

    /** Runs that were ended by SIGKILL. */
    public function killed(): int
    {
        return $this->killed;
    }

    /** Messages of which runs said that nobody knows what became of them. */
    public function unknown(): int
    {
        return $this->unknown;
    }

    /** @return list<string> runs that crashed or said what only a fault of the program says */
    public function odd(): array
    {
        return $this->odd;
    }

    /**
     * A run that the simulator may kill.
     *
     * @param list<string> $words
     */
    public function run(array $words = ['--wait', '900'], bool $victim = false): Answer
    {
        $this->runs++;
        $command = $this->scene->command(array_merge(['run', '--json'], $words));
        if (!$victim) {
            $answer = Process::call($command, $this->scene->environment());
        } else {
            // It starts when its number is known to the simulator, else a fault at the first request came too early.
            $gate = $this->scene->directory . '/gate';
            if (!file_exists($gate)) {
                posix_mkfifo($gate, 0600);
            }
            $start = array_merge(['/bin/sh', '-c', 'read -r go <"$0"; exec "$@"', $gate], $command);
            $process = new Process($start, $this->scene->environment());
            $this->scene->amazon->post('victim', ['pid' => $process->pid()]);
            file_put_contents($gate, "go\n");
            $answer = $process->wait();
        }
        $this->note($answer);
        return $answer;
    }

    /** The end of a run that was started beside this driver. */
    public function note(Answer $answer): void
    {
        if ($answer->code === 137) {
            $this->killed++;
        } elseif (!in_array($answer->code, [0, 1, 75], true)) {
            $this->odd[] = "a run ended with {$answer->code}: " . trim($answer->err);
        } elseif (strpos($answer->err, 'Warning') !== false || strpos($answer->err, 'SQLSTATE') !== false) {
            $this->odd[] = 'a run said: ' . trim($answer->err);
        }
        if (in_array($answer->code, [0, 1], true)) {
            $this->unknown += (int) array_sum(array_column($answer->json()['accounts'], 'unknown'));
        }
    }

    /**
     * Time goes on hour by hour, each with a run, until all is quiet.
     *
     * @param array<int, callable> $events step => fn(): void, what happens before the run of that step
     * @param int $least steps that are made in any case
     * @return bool quiet
     */
    public function untilQuiet(array $events = [], int $least = 3, int $most = 40, int $hour = 3600, bool $victim = false): bool
    {
        $least = max($least, $events === [] ? 0 : max(array_keys($events)) + 2);
        $begin = $this->scene->now();
        for ($step = 0; $step < $most; $step++) {
            $this->scene->amazon->post('clock', ['until' => $begin + $step * $hour]);
            if (isset($events[$step])) {
                $events[$step]();
            }
            $answer = $this->run(['--wait', '900'], $victim);
            if ($answer->code === 137) {
                // As soon as its lease has ended: what it began at Amazon is still under way.
                $this->scene->advance(self::LEASE);
                $this->run(['--wait', '900'], $victim);
            }
            if ($step + 1 >= $least && $this->isQuiet()) {
                return true;
            }
        }
        return false;
    }

    public function isQuiet(): bool
    {
        return $this->left() === [];
    }

    /** @return list<string> messages and feeds that still need something */
    public function left(): array
    {
        $left = [];
        $sql = "SELECT `id`, `amazon_order`, `kind`, `state`, `not_before`, `lane`, `feed` FROM `statussync_message` WHERE `state` IN ('"
            . implode("', '", self::BUSY) . "')";
        foreach ($this->scene->shop->sql($sql) as $row) {
            $left[] = "message {$row['id']} ({$row['kind']} {$row['amazon_order']}, {$row['lane']}, feed {$row['feed']}) is {$row['state']}";
        }
        $sql = "SELECT `id`, `state` FROM `statussync_feed` WHERE `state` IN ('" . implode("', '", self::OPEN_FEEDS) . "')";
        foreach ($this->scene->shop->sql($sql) as $row) {
            $left[] = "feed row {$row['id']} is {$row['state']}";
        }
        return $left;
    }

    /**
     * What must hold at the end whatever happened.
     *
     * @param int $throttled answers 429 that were made to order
     * @return list<string>
     */
    public function faults(int $throttled = 0): array
    {
        $faults = $this->odd;
        foreach ($this->scene->violations() as $violation) {
            $faults[] = "violation {$violation['code']}: {$violation['text']} ({$violation['order']})";
        }
        $counts = $this->scene->amazon->get('requests')['counts'];
        $over = array_sum(array_column($counts, 'throttled')) - $throttled;
        if ($over > 0) {
            $which = array_keys(array_filter($counts, static function (array $count): bool {
                return $count['throttled'] > 0;
            }));
            $faults[] = "$over requests were over the bucket (" . implode(', ', $which) . ')';
        }
        return array_merge($faults, $this->left());
    }
}
