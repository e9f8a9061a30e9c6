<?php

declare(strict_types=1);

namespace StatusSync\Tests\Bench;

use StatusSync\Tests\Scene\MariaDb;
use StatusSync\Tests\Scene\Process;
use StatusSync\Tests\Scene\Scene;

/** A run of the product with everything that can be counted: statements, rows read, memory. */
final class Meter
{
    /** @var Scene */
    private $scene;

    /** @var list<string> the statements of the last run, in their order */
    public $statements = [];

    /** @var int rows read by the server for the last run */
    public $rowsRead = 0;

    /** @var int KiB the program needed at most */
    public $memory = 0;

    /** @var float seconds */
    public $seconds = 0.0;

    /** @var float seconds of processor time */
    public $processor = 0.0;

    /** @var int requests to Amazon */
    public $requests = 0;

    /** @var list<array<string, mixed>> accounts of the run document */
    public $accounts = [];

    public function __construct(Scene $scene)
    {
        $this->scene = $scene;
    }

    /** @param list<string> $words */
    public function run(array $words): void
    {
        $asked = $this->scene->requests();
        $rows = $this->handlers();
        clearstatcache();
        $from = (int) filesize(MariaDb::log());
        $begin = microtime(true);
        $process = $this->scene->begin(array_merge(['run', '--json'], $words));
        $peak = 0;
        $ticks = 0;
        $answer = $process->wait(600, static function (Process $process) use (&$peak, &$ticks): void {
            // both only rise, so the last look is nearly the end
            $status = @file_get_contents("/proc/{$process->pid()}/status");
            if ($status !== false && preg_match('/^VmHWM:\s+(\d+)/m', $status, $m) === 1) {
                $peak = max($peak, (int) $m[1]);
            }
            $stat = @file_get_contents("/proc/{$process->pid()}/stat");
            if ($stat !== false && preg_match('/\) \S(?: \S+){10} (\d+) (\d+)/', $stat, $m) === 1) {
                $ticks = max($ticks, (int) $m[1] + (int) $m[2]);
            }
        });
        $this->processor = $ticks / 100;
        $this->seconds = microtime(true) - $begin;
        $this->memory = $peak;
        if (!in_array($answer->code, [0, 1], true)) {
            throw new \RuntimeException((string) $answer);
        }
        $this->accounts = $answer->json()['accounts'];
        if ($answer->errors() !== []) {
            throw new \RuntimeException((string) $answer);
        }
        $this->rowsRead = $this->handlers() - $rows;
        $this->requests = $this->scene->requests() - $asked;
        $this->statements = $this->logged($from);
    }

    /** Statements that begin so. */
    public function count(string $beginning = ''): int
    {
        return count(array_filter($this->statements, static function (string $sql) use ($beginning): bool {
            return strncmp($sql, $beginning, strlen($beginning)) === 0;
        }));
    }

    private function handlers(): int
    {
        $sum = 0;
        foreach ($this->scene->shop->sql("SHOW GLOBAL STATUS LIKE 'Handler_read%'") as $row) {
            // reading the status itself goes through a temporary table
            $sum += $row['Variable_name'] === 'Handler_read_rnd_next' ? 0 : (int) $row['Value'];
        }
        return $sum + (int) $this->scene->shop->sql(
            "SHOW GLOBAL STATUS LIKE 'Handler_read_rnd_next'"
        )[0]['Value'];
    }

    /** @return list<string> */
    private function logged(int $from): array
    {
        $mine = (string) $this->scene->shop->sql('SELECT CONNECTION_ID() AS id')[0]['id'];
        $file = fopen(MariaDb::log(), 'rb');
        if ($file === false) {
            throw new \RuntimeException('the general log cannot be read');
        }
        fseek($file, $from);
        $statements = [];
        while (($line = fgets($file)) !== false) {
            if (preg_match('/^(?:\d{6} +[\d:]+)?\s+(\d+) (Query|Execute)\t(.{0,200})/', $line, $m) === 1 && $m[1] !== $mine) {
                $statements[] = $m[3];
            }
        }
        fclose($file);
        return $statements;
    }
}
