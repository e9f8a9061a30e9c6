<?php

declare(strict_types=1);

namespace StatusSync\Tests\Bench;

use StatusSync\Tests\Faults\Database;
use StatusSync\Tests\Faults\Tally;
use StatusSync\Tests\Scene\Scene;

/** What a run costs, counted by the database server and as ratios of runs of the same minute. */
final class Sync
{
    private const DAY = 86400;

    /** @var Tally */
    private $tally;

    public function __construct(Tally $tally)
    {
        $this->tally = $tally;
    }

    /** Statements of the feed path: a constant, and a constant per 500 changed orders. */
    public function feedPath(int $many): array
    {
        $scene = $this->scene();
        $bulk = new Bulk($scene);
        $amounts = [0, 1, 500, $many];
        $orders = [];
        foreach ($amounts as $amount) {
            $orders[$amount] = $bulk->sell($amount, $scene->now() - 2 * self::DAY, Scene::ACCOUNTS['de']);
        }
        // Amazon is read by its buckets: that takes hours of the simulated clock
        for ($round = 0, $asked = 100; $round < 20 && $asked > 10; $round++) {
            $asked = $scene->requests();
            $this->becomeQuiet($scene, 1);
            $asked = $scene->requests() - $asked;
        }
        $meter = new Meter($scene);
        [$statements, $rows, $memory] = [[], [], []];
        foreach ($amounts as $amount) {
            $bulk->ship($orders[$amount]);
            $scene->advance(7200);
            // what this run sends is read back by the next one
            $meter->run(['--wait', '1200']);
            $statements[$amount] = count($meter->statements);
            $rows[$amount] = $meter->rowsRead;
            $memory[$amount] = $meter->memory;
            $sent = (int) array_sum(array_column($meter->accounts, 'sent'));
            $this->tally->note(sprintf(
                '%5d changed orders: %d statements, %d rows read, %.1f MiB, %.1f s, %d sent, %d requests',
                $amount,
                $statements[$amount],
                $rows[$amount],
                $memory[$amount] / 1024,
                $meter->seconds,
                $sent,
                $meter->requests
            ));
            if ($sent !== $amount) {
                // without --json it says why
                return ["of $amount changed orders $sent were sent; a further run: " . $scene->cli(['run'])];
            }
            if ($amount !== $many) {
                $this->becomeQuiet($scene, 1);
            }
        }
        $faults = [];
        // One changed order may cost what 500 cost: that is the constant of a chunk.
        $chunk = $statements[500] - $statements[0];
        $one = $statements[1] - $statements[0];
        if ($chunk > 1.5 * $one + 10) {
            $faults[] = "500 changed orders cost $chunk statements, one costs $one";
        }
        $chunks = $many / 500;
        $most = $chunk * ($chunks + 1);
        if ($statements[$many] - $statements[0] > $most) {
            $faults[] = "$many changed orders cost " . ($statements[$many] - $statements[0]) . " statements, $chunks times 500 cost $most";
        }
        if ($memory[$many] > $memory[500] + 64 * 1024) {
            $faults[] = "$many changed orders need {$memory[$many]} KiB, 500 need {$memory[500]} KiB";
        }
        return $faults;
    }

    /** An idle run reads about the open orders, whatever the shop's size. */
    public function idle(int $small, int $large, int $open): array
    {
        $scene = $this->scene();
        $bulk = new Bulk($scene);
        $long = $scene->now() - 60 * self::DAY;
        $bulk->sell($small - $open, $long, Scene::ACCOUNTS['de'], false, Scene::SHIPPED);
        $bulk->sell($open, $scene->now() - 2 * self::DAY, Scene::ACCOUNTS['de']);
        // one that was sent and is closed, as a pattern for thousands
        $done = $bulk->sell(1, $scene->now() - 2 * self::DAY, Scene::ACCOUNTS['de']);
        $this->becomeQuiet($scene, 3);
        $bulk->ship($done);
        $this->becomeQuiet($scene, 6);
        $meter = new Meter($scene);
        $rows = [];
        $idle = [];
        foreach ([$small, $large] as $size) {
            if ($size === $large) {
                $this->closed($scene, $bulk->sell($large - $small, $long, Scene::ACCOUNTS['de'], false, Scene::SHIPPED), $done[0]);
                $this->becomeQuiet($scene, 3);
            }
            $scene->advance(7200);
            $meter->run([]);
            $rows[$size] = $meter->rowsRead;
            $this->kinds($meter);
            $this->tally->note("shop of $size orders, $open open, full idle run: {$meter->rowsRead} rows read, "
                . count($meter->statements) . " statements, {$meter->requests} requests, {$meter->memory} KiB");
            $scene->advance(60);
            $meter->run(['--if-due']);
            $idle[$size] = [count($meter->statements), $meter->requests];
            $this->tally->note("shop of $size orders, nothing due: {$meter->rowsRead} rows read, {$idle[$size][0]} statements,"
                . " {$idle[$size][1]} requests: " . implode(' | ', array_map(static function (string $sql): string {
                    return substr($sql, 0, 60);
                }, $meter->statements)));
        }
        $faults = [];
        if ($rows[$large] > 1.2 * $rows[$small] + 100) {
            $faults[] = "a shop of $large orders reads {$rows[$large]} rows, one of $small {$rows[$small]}";
        }
        // per open order: its row, its twins, three rows of history, totals, links, and their ends
        if ($rows[$large] > 15 * $open) {
            $faults[] = "{$rows[$large]} rows are read for $open open orders";
        }
        foreach ($idle as $size => [$statements, $requests]) {
            if ($statements >= 5 || $requests > 0) {
                $faults[] = "nothing due, $size orders: $statements statements (fewer than 5 wanted), $requests requests (0 wanted)";
            }
        }
        return $faults;
    }

    /** confirmShipment: one write-ahead and one outcome a group of up to ten. */
    public function express(): array
    {
        $scene = $this->scene(['transport' => 'express']);
        $bulk = new Bulk($scene);
        $meter = new Meter($scene);
        $faults = [];
        $per = [];
        foreach ([10, 40] as $amount) {
            $orders = $bulk->sell($amount, $scene->now() - 2 * self::DAY, Scene::ACCOUNTS['de']);
            $this->becomeQuiet($scene, 2);
            $bulk->ship($orders);
            $before = $scene->requests('confirmShipment');
            $scene->advance(7200);
            $meter->run(['--wait', '60']);
            $sent = $scene->requests('confirmShipment') - $before;
            $writes = $meter->count('UPDATE `statussync_message`');
            $per[$amount] = count($meter->statements);
            $this->tally->note("$amount shipments by confirmShipment: $writes changes of messages, {$per[$amount]} statements, $sent requests");
            if ($sent !== $amount) {
                $faults[] = "$sent of $amount confirmShipment were sent";
            }
            // the message rows are made pending once, when they are collected
            if ($writes > 2 * ceil($amount / 10) + 2) {
                $faults[] = "$amount messages in groups of ten were changed by $writes statements, 2 a group wanted";
            }
            $this->kinds($meter);
            $this->becomeQuiet($scene, 4);
        }
        $group = ($per[40] - $per[10]) / 3;
        // who goes, write ahead, orders and parcels read twice, outcome
        $this->tally->note(sprintf('each further group of ten costs %.1f statements', $group));
        if ($group > 20) {
            $faults[] = sprintf('each further group of ten costs %.1f statements, at most 20 wanted', $group);
        }
        return $faults;
    }

    /** Accounts run side by side: a hundred slow ones take about as long as one. */
    public function accounts(int $count): array
    {
        $scene = $this->scene(['transport' => 'express']);
        $crowd = new Crowd($scene);
        $crowd->make($count);
        $scene->advance(7200);
        $scene->run(['--wait', '60']);
        $crowd->ship();
        $scene->faults(['op' => '*', 'call' => 'every', 'what' => 'slow', 'seconds' => 0.1]);
        $scene->advance(7200);
        // A clock that stands still costs nothing to read; that of the simulator is a request each time.
        $scene->options = ['--dsn', $scene->dsn, '--clock', (string) $scene->now()];
        $meter = new Meter($scene);
        $meter->run(['--account', 'de']);
        [$alone, $requests] = [$meter->seconds, $meter->requests];
        $meter->run([]);
        $sent = (int) array_sum(array_column($meter->accounts, 'sent'));
        $this->tally->note(sprintf(
            '1 account: %.2f s, %d requests; %d accounts: %.2f s (%.2f of them on the processor), %d requests, %d sent, %d statements: ratio %.2f',
            $alone,
            $requests,
            count($meter->accounts),
            $meter->seconds,
            $meter->processor,
            $meter->requests,
            $sent,
            count($meter->statements),
            $meter->seconds / $alone
        ));
        $this->kinds($meter);
        $faults = [];
        if ($sent < $count - 1) {
            $faults[] = "only $sent of " . ($count - 1) . ' accounts sent their order';
        }
        if ($meter->seconds > 3 * $alone) {
            $faults[] = sprintf('%d accounts took %.2f times the time of one', $count, $meter->seconds / $alone);
        }
        return $faults;
    }

    /** @param array<string, mixed> $settings */
    private function scene(array $settings = []): Scene
    {
        $brake = ['brake' => ['shipments' => 1000000, 'cancels' => 1000, 'refused_percent' => 100]];
        $scene = new Scene(['database' => 'mariadb', 'settings' => $settings + $brake]);
        $scene->open();
        Database::durable($scene);
        return $scene;
    }

    /** What the statements of the last run were. */
    private function kinds(Meter $meter): void
    {
        if ((string) getenv('BENCH_KINDS') === '') {
            return;
        }
        $kinds = [];
        foreach ($meter->statements as $sql) {
            $kind = substr((string) preg_replace('/\b\d+\b|\'[^\']*\'/', '?', $sql), 0, 110);
            $kinds[$kind] = ($kinds[$kind] ?? 0) + 1;
        }
        arsort($kinds);
        foreach ($kinds as $kind => $times) {
            $this->tally->note(sprintf('%6d  %s', $times, $kind));
        }
    }

    private function becomeQuiet(Scene $scene, int $times): void
    {
        for ($i = 0; $i < $times; $i++) {
            $scene->advance(7200);
            $scene->run(['--wait', '3600']);
        }
    }

    /** Rows of ours for orders that were sent long ago. @param list<int> $ids */
    private function closed(Scene $scene, array $ids, int $pattern): void
    {
        $row = $scene->shop->sql('SELECT * FROM statussync_order WHERE shop_order = ?', [(string) $pattern])[0];
        $columns = array_diff(array_keys($row), ['id']);
        $list = '`' . implode('`, `', $columns) . '`';
        foreach (array_chunk($ids, 200) as $chunk) {
            $values = [];
            foreach ($chunk as $id) {
                $new = ['shop_order' => (string) $id, 'amazon_order' => Bulk::number($id), 'open' => 0, 'closed_why' => 'verified',
                    'nonce' => $id] + $row;
                foreach ($columns as $column) {
                    $values[] = $new[$column];
                }
            }
            $marks = '(' . implode(', ', array_fill(0, count($columns), '?')) . ')';
            $scene->shop->sql("INSERT INTO statussync_order ($list) VALUES " . implode(', ', array_fill(0, count($chunk), $marks)), $values);
        }
    }
}
