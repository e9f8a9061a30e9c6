<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Store\Retention;

/** retention_days: what it deletes, and what stays whatever its age. */
abstract class RetentionCase extends StoreFixture
{
    private const OLD = 1700000000;

    /** @return list<int> ids of three orders with evidence: closed and old, open and old, closed and young */
    private function evidence(): array
    {
        $ids = array_column($this->insert(3), 'id');
        $messages = [];
        $events = [];
        foreach ($ids as $i => $id) {
            $at = $i === 2 ? $this->now - 86400 : self::OLD;
            $messages[] = self::message($id, ['state' => 'superseded', 'revision' => 1, 'changed_at' => $at, 'feed' => $i + 1]);
            $messages[] = self::message($id, ['state' => 'verified', 'revision' => 2, 'changed_at' => $at, 'feed' => $i + 1,
                'request_id' => "newest-$i"]);
            $events[] = self::event($at, $id, 0, 'wanted');
            $events[] = self::event($at, $id, $i + 1, 'verified');
            $events[] = self::event($at, 0, $i + 1, 'createFeed');
        }
        $events[] = self::event(self::OLD, 0, 0, 'searchOrders');
        $events[] = self::event(self::OLD, 0, 9, 'createFeed');
        $this->store->save('a', 1, ['messages' => $messages, 'events' => $events]);
        $this->feeds();
        $this->db->run('UPDATE statussync_order SET `open` = 0 WHERE id <> ?', [$ids[1]]);
        return $ids;
    }

    /** Feeds 1 to 3 of the orders, 4 to 9 of nobody, all of them ended but 8. */
    private function feeds(): void
    {
        for ($n = 1; $n <= 9; $n++) {
            $this->db->run('INSERT INTO statussync_feed (`id`, `account`, `type`, `state`, `requested_at`, `submitted_at`) VALUES'
                . " (?, 'a', 'ship', ?, ?, ?)", [$n, $n === 8 ? 'queued' : 'settled', self::OLD, self::OLD]);
        }
    }

    /** @return array<string, mixed> */
    private static function event(int $at, int $order, int $feed, string $what): array
    {
        return ['at' => $at, 'account' => 'a', 'order_id' => $order, 'message' => 0, 'feed' => $feed, 'what' => $what,
            'http' => 0, 'request_id' => null, 'code' => null, 'text' => null];
    }

    /** @return list<string> */
    private function column(string $sql): array
    {
        return array_map(static function (array $row): string {
            return implode(' ', $row);
        }, $this->db->all($sql));
    }

    public function testOldEvidenceOfClosedOrdersGoesAndTheNewestStateStays(): void
    {
        [$old, $open, $young] = $this->evidence();
        $out = (new Retention($this->db))->prune('a', 400, $this->now);
        self::assertTrue($out['done']);
        self::assertSame(
            ["$old 2 verified newest-0", "$open 1 superseded ", "$open 2 verified newest-1", "$young 1 superseded ",
                "$young 2 verified newest-2"],
            $this->column('SELECT order_id, revision, state, request_id FROM statussync_message ORDER BY order_id, revision')
        );
        self::assertSame(
            ["0 2 createFeed", "0 3 createFeed", "$open 0 wanted", "$open 2 verified", "$young 0 wanted", "$young 3 verified"],
            $this->column('SELECT order_id, feed, what FROM statussync_event ORDER BY order_id, feed, id')
        );
        self::assertSame(
            ['1', '2', '3', '8'],
            $this->column('SELECT id FROM statussync_feed ORDER BY id'),
            'feeds that a message names, and one that has not ended'
        );
        self::assertSame(['3'], $this->column('SELECT COUNT(*) FROM statussync_order'));
    }

    public function testItHappensAtMostOnceADay(): void
    {
        $this->evidence();
        $retention = new Retention($this->db);
        self::assertTrue($retention->prune('a', 400, $this->now)['done']);
        $this->store->save('a', 1, ['events' => [self::event(self::OLD, 0, 0, 'getFeeds')]]);
        $before = $this->db->statements();
        self::assertSame(0, $retention->prune('a', 400, $this->now + 86399)['events']);
        self::assertSame(1, $this->db->statements() - $before);
        self::assertSame(1, $retention->prune('a', 400, $this->now + 86400)['events']);
    }

    public function testManyRowsGoInSteps(): void
    {
        $events = [];
        for ($i = 0; $i < 1203; $i++) {
            $events[] = self::event(self::OLD, 0, 0, 'searchOrders');
        }
        $this->store->save('a', 1, ['events' => $events]);
        $longest = 0;
        $this->db->watch(static function (string $sql) use (&$longest): void {
            $longest = max($longest, substr_count($sql, '?'));
        });
        self::assertSame(1203, (new Retention($this->db))->prune('a', 400, $this->now)['events']);
        self::assertLessThanOrEqual(500, $longest);
    }

    public function testAnotherAccountKeepsItsOwn(): void
    {
        $this->evidence();
        $this->account('b');
        self::assertSame(
            ['events' => 0, 'messages' => 0, 'feeds' => 0, 'done' => true],
            (new Retention($this->db))->prune('b', 400, $this->now)
        );
    }

    /** Twenty accounts must not hold up a run twenty times as long as one. */
    public function testAllAccountsOfARunShareItsTime(): void
    {
        foreach (['a', 'b', 'c'] as $account) {
            if ($account !== 'a') {
                $this->account($account);
            }
            $this->store->save($account, 1, ['events' => array_map(static function () use ($account): array {
                return ['account' => $account] + self::event(self::OLD, 0, 0, 'searchOrders');
            }, range(1, 1203))]);
        }
        $gone = [];
        for ($run = 1; $run <= 9; $run++) {
            $t = 0.0;
            $retention = new Retention($this->db, static function () use (&$t): float {
                return $t += 1.0; // each look at the clock is a second later
            });
            $sum = 0;
            foreach (['a', 'b', 'c'] as $account) {
                $sum += $retention->prune($account, 400, $this->now)['events'];
            }
            self::assertLessThanOrEqual(8.0, $t, "run $run");
            $before = $this->db->statements();
            $gone[] = $sum;
            if ($sum > 0 && $run === 1) {
                self::assertSame(['events' => 0, 'messages' => 0, 'feeds' => 0, 'done' => false], $retention->prune('c', 400, $this->now));
                self::assertSame(0, $this->db->statements() - $before, 'what has no time left asks nothing');
            }
        }
        self::assertSame(3 * 1203, array_sum($gone), 'later runs go on: ' . json_encode($gone));
        self::assertLessThan(3 * 1203, $gone[0]);
    }
}
