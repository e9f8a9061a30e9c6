<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\RunCounter;
use StatusSync\Php\Store\PdoStore;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Store\Schema;

/** The store's tests; the same for every database. */
abstract class StoreCase extends StoreFixture
{
    public function testLeaseGrantsAccountSettingsAndState(): void
    {
        $lease = $this->store->lease('a', 'one', 60);
        self::assertTrue($lease['granted']);
        self::assertSame(1, $lease['fence']);
        self::assertFalse($lease['takeover']);
        self::assertSame($this->now, $lease['now']);
        self::assertSame('Größe', $lease['account']['name']);
        self::assertSame(['A1PA6795UKMFR9', 'A13V1IB3VIYZZH'], $lease['account']['marketplaces']);
        self::assertTrue($lease['account']['only_account']);
        self::assertNull($lease['account']['bound']);
        self::assertSame('new', $lease['state']['mode']);
        self::assertSame(0, $lease['state_version']);
        self::assertSame(-1, $lease['counter']);
        self::assertSame(7200, $lease['settings']['interval']);
        $this->account('b');
        self::assertFalse($this->store->load('a', ['what' => 'account'])['account']['only_account']);
    }

    public function testLeaseIsExclusiveUntilItEnds(): void
    {
        self::assertTrue($this->store->lease('a', 'one', 60)['granted']);
        $other = $this->another(Databases::open($this->dsn));
        self::assertSame(['granted' => false, 'fence' => 1, 'takeover' => false, 'now' => $this->now], $other->lease('a', 'two', 60));
        $this->now += 59;
        self::assertFalse($other->lease('a', 'two', 60)['granted']);
        self::assertTrue($this->store->renew('a', 'one', 1, 60));
        $this->now += 59;
        self::assertFalse($other->lease('a', 'two', 60)['granted']);
        $this->now += 1;
        $taken = $other->lease('a', 'two', 60);
        self::assertTrue($taken['granted']);
        self::assertTrue($taken['takeover']);
        self::assertSame(2, $taken['fence']);
        self::assertFalse($this->store->renew('a', 'one', 1, 60));
        self::assertFalse($this->store->free('a', 'one', 1));
        self::assertTrue($other->free('a', 'two', 2));
    }

    public function testFenceStaysAfterACleanFree(): void
    {
        for ($i = 0; $i < 3; $i++) {
            $lease = $this->store->lease('a', "run$i", 60);
            self::assertSame([1, false], [$lease['fence'], $lease['takeover']]);
            self::assertTrue($this->store->free('a', "run$i", 1));
        }
    }

    public function testDatabaseClockCountsWithoutASimulatedOne(): void
    {
        $store = new PdoStore($this->db);
        self::assertEqualsWithDelta(time(), $store->lease('a', 'one', 60)['now'], 2);
        self::assertFalse($store->lease('a', 'two', 60)['granted']);
        $this->db->run('UPDATE statussync_lease SET expires_at = expires_at - 61');
        self::assertTrue($store->lease('a', 'two', 60)['takeover']);
    }

    public function testTakeoverStampsOpenRowsSoThatAZombieChangesNothing(): void
    {
        $this->store->lease('a', 'zombie', 60);
        $orders = $this->insert(3);
        $this->store->save('a', 1, [
            'feeds' => [['id' => 0, 'account' => 'a', 'type' => 'ship', 'state' => 'building', 'messages' => 1]],
            'parcels' => [['id' => 0, 'order_id' => $orders[0]['id'], 'number' => 1, 'row' => '7', 'state' => 'new']],
            'messages' => [self::message($orders[0]['id'])],
        ]);
        $closed = ['open' => false, 'closed_why' => 'verified'] + $orders[2];
        $this->store->save('a', 1, ['orders' => [$closed]]);
        $zombie = $this->store->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10]);
        $feeds = $this->store->load('a', ['what' => 'feeds'])['feeds'];
        $this->now += 61;
        $other = $this->another(Databases::open($this->dsn));
        $lease = $other->lease('a', 'heir', 60);
        self::assertSame(2, $lease['fence']);
        foreach (['orders', 'parcels', 'messages'] as $kind) {
            foreach ($other->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10])[$kind] as $row) {
                self::assertSame(2, $row['fence'], $kind);
            }
        }
        $result = $this->store->save('a', 1, [
            'feeds' => [['state' => 'submitting'] + $feeds[0]],
            'parcels' => [['state' => 'sent'] + $zombie['parcels'][0]],
            'messages' => [['state' => 'in_flight'] + $zombie['messages'][0]],
            'orders' => [['look_at' => 5] + $zombie['orders'][0]],
            'state' => ['runs' => 9] + $lease['state'], 'state_version' => 0,
        ]);
        foreach (['feeds', 'parcels', 'messages', 'orders'] as $kind) {
            self::assertFalse($result[$kind][0]['ok'], $kind);
        }
        self::assertFalse($result['state']);
        $rows = $other->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10]);
        self::assertSame('pending', $rows['messages'][0]['state']);
        self::assertSame(0, $rows['orders'][0]['look_at']);
        self::assertTrue($other->save('a', 2, ['orders' => [['look_at' => 6] + $rows['orders'][0]]])['orders'][0]['ok']);
    }

    /** @return array<string, array{0: string, 1: bool}> what happened to the table of leases, are they asked for together */
    public static function lostLeases(): array
    {
        return ['emptied' => ['DELETE FROM statussync_lease', false], 'emptied, all at once' => ['DELETE FROM statussync_lease', true],
            'put back' => ["UPDATE statussync_lease SET fence = 1, owner = NULL, takeover = 0 WHERE account = 'a'", false],
            'put back, all at once' => ["UPDATE statussync_lease SET fence = 1, owner = NULL, takeover = 0 WHERE account = 'a'", true]];
    }

    /** @dataProvider lostLeases */
    #[DataProvider('lostLeases')]
    public function testALeaseRowThatWasLostBeginsAboveTheFencesOfTheRows(string $sql, bool $together): void
    {
        $this->store->lease('a', 'dead', 60);
        $this->insert(1);
        $this->now += 61;
        self::assertSame(2, $this->store->lease('a', 'heir', 60)['fence']);
        $orders = $this->insert(2, 2);
        $parcel = ['id' => 0, 'order_id' => $orders[1]['id'], 'number' => 1, 'row' => '7', 'state' => 'new'];
        $this->store->save('a', 2, ['parcels' => [$parcel], 'messages' => [self::message($orders[1]['id'])]]);
        $this->store->free('a', 'heir', 2);
        $this->db->run($sql);
        $lease = $together ? $this->store->leaseAll(['a'], 'next', 60)[0] : $this->store->lease('a', 'next', 60);
        self::assertSame([true, 3, true], [$lease['granted'], $lease['fence'], $lease['takeover']]);
        $open = $this->store->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10]);
        $saved = $this->store->save('a', 3, ['orders' => $open['orders'], 'parcels' => $open['parcels'],
            'messages' => $open['messages'], 'state' => $lease['state'], 'state_version' => $lease['state_version']]);
        foreach (['orders', 'parcels', 'messages'] as $kind) {
            self::assertNotContains(false, array_column($saved[$kind], 'ok'), $kind);
        }
        self::assertTrue($saved['state']);
        self::assertFalse($this->store->save('a', 2, ['orders' => [$orders[0]]])['orders'][0]['ok'], 'who was before comes too late');
    }

    public function testALeaseRowThatWasLostBeginsAboveTheFenceOfAParcel(): void
    {
        $this->store->lease('a', 'one', 60);
        $order = $this->insert(1)[0];
        $this->store->save('a', 1, ['parcels' => [['id' => 0, 'order_id' => $order['id'], 'number' => 1, 'row' => '7', 'state' => 'new']]]);
        $this->db->run('UPDATE statussync_parcel SET fence = 7');
        $this->db->run('DELETE FROM statussync_lease');
        self::assertSame(8, $this->store->lease('a', 'two', 60)['fence']);
    }

    public function testAStateThatNobodyElseChangedAndThatIsNotWrittenIsAFault(): void
    {
        $lease = $this->store->lease('a', 'one', 60);
        $this->db->run('UPDATE statussync_account SET fence = 5');
        $save = ['state' => $lease['state'], 'state_version' => 0];
        try {
            $this->store->save('a', 1, $save);
            self::fail('nothing was said');
        } catch (Failure $e) {
            self::assertStringContainsString('account a: its state cannot be written although nobody else changed it', $e->getMessage());
        }
        $this->db->run('UPDATE statussync_account SET state_version = 1');
        self::assertFalse($this->store->save('a', 1, $save)['state'], 'a page changed it meanwhile');
        $this->db->run('UPDATE statussync_account SET state_version = 0');
        $this->db->run("UPDATE statussync_lease SET fence = 5, owner = 'two'");
        self::assertFalse($this->store->save('a', 1, $save)['state'], 'another run has the lease');
    }

    public function testARunnerThatLostItsLeaseInsertsNothing(): void
    {
        $this->store->lease('a', 'zombie', 60);
        $orders = $this->insert(2);
        $this->now += 61;
        $heir = $this->another(Databases::open($this->dsn));
        self::assertSame(2, $heir->lease('a', 'heir', 60)['fence']);
        $late = [self::message($orders[0]['id']), self::message($orders[1]['id'])];
        $marks = $this->store->save('a', 1, ['messages' => $late])['messages'];
        self::assertSame([['id' => 0, 'ok' => false], ['id' => 0, 'ok' => false]], $marks);
        $there = $heir->load('a', ['what' => 'open', 'after' => 0, 'limit' => 10]);
        self::assertSame([], $there['messages']);
        self::assertSame([true, true], array_column($heir->save('a', 2, ['messages' => $late])['messages'], 'ok'));
    }

    public function testCompareAndSetLoses(): void
    {
        $orders = $this->insert(5);
        $fresh = $orders;
        $fresh[2]['detail'] = 'someone else';
        self::assertTrue($this->store->save('a', 1, ['orders' => [$fresh[2]]])['orders'][0]['ok']);
        foreach ($orders as $i => $order) {
            $orders[$i]['detail'] = "mine $i";
        }
        $marks = $this->store->save('a', 1, ['orders' => $orders])['orders'];
        self::assertSame([true, true, false, true, true], array_column($marks, 'ok'));
        self::assertSame(array_column($orders, 'id'), array_column($marks, 'id'));
        $rows = $this->store->load('a', ['what' => 'order_ids', 'ids' => array_column($orders, 'id')])['orders'];
        self::assertSame(['mine 0', 'mine 1', 'someone else', 'mine 3', 'mine 4'], array_column($rows, 'detail'));
        self::assertSame([2, 2, 2, 2, 2], array_column($rows, 'version'));
    }

    public function testAHandChangeOfTheSameFenceIsNotTakenForOurs(): void
    {
        [$order] = $this->insert(1);
        $this->store->save('a', 1, ['orders' => [$order]]);
        $order['version'] = 2;
        // as an action of the command line does: version + 1, fence as it was
        $this->db->run('UPDATE statussync_order SET version = 3, ignored = 1');
        $mark = $this->store->save('a', 1, ['orders' => [['detail' => 'x'] + $order]])['orders'][0];
        self::assertFalse($mark['ok']);
    }

    public function testTheSameRowTwiceInABatchLosesOnce(): void
    {
        [$order] = $this->insert(1);
        $marks = $this->store->save('a', 1, ['orders' => [['detail' => 'x'] + $order, ['detail' => 'y'] + $order]])['orders'];
        self::assertSame([true, false], array_column($marks, 'ok'));
    }

    public function testInsertConflictTellsTheRowThatIsThere(): void
    {
        $first = $this->store->save('a', 1, ['orders' => [self::order(1), self::order(2)]])['orders'];
        $marks = $this->store->save('a', 1, ['orders' => [self::order(3), self::order(2), self::order(3)]])['orders'];
        self::assertSame([true, false, false], array_column($marks, 'ok'));
        self::assertSame($first[1]['id'], $marks[1]['id']);
        self::assertSame($marks[0]['id'], $marks[2]['id']);
        $id = $first[0]['id'];
        $one = $this->store->save('a', 1, ['messages' => [self::message($id)]])['messages'][0];
        $two = $this->store->save('a', 1, ['messages' => [self::message($id), self::message($id, ['revision' => 2])]])['messages'];
        self::assertSame(['id' => $one['id'], 'ok' => false], $two[0]);
        self::assertTrue($two[1]['ok']);
    }

    public function testFiveHundredRowsAreOneStatementATable(): void
    {
        $rows = [];
        for ($n = 1; $n <= 500; $n++) {
            $rows[] = self::order($n);
        }
        $before = $this->db->statements();
        $marks = $this->store->save('a', 1, ['orders' => $rows])['orders'];
        self::assertSame(2, $this->db->statements() - $before, 'insert and read the ids');
        self::assertCount(500, array_filter(array_column($marks, 'ok')));
        $messages = [];
        foreach ($marks as $mark) {
            $messages[] = self::message($mark['id']);
        }
        $this->store->save('a', 1, ['messages' => $messages]);
        $before = $this->db->statements();
        $loaded = $this->store->load('a', ['what' => 'look', 'before' => 5, 'limit' => 500]);
        self::assertSame(4, $this->db->statements() - $before);
        foreach ($loaded['orders'] as $i => $row) {
            $loaded['orders'][$i] = ['look_at' => 100 + $i, 'detail' => "ä $i", 'deadline' => 7 * $i, 'shop_digest' => md5((string) $i)] + $row;
            $loaded['messages'][$i] = ['state' => $i % 3 === 0 ? 'held' : 'in_flight', 'tracking' => "T$i",
                'feed' => 9, 'text' => $i % 2 ? null : "text $i", 'attempts' => 1] + $loaded['messages'][$i];
        }
        $before = $this->db->statements();
        $result = $this->store->save('a', 1, ['messages' => $loaded['messages'], 'orders' => $loaded['orders'],
            'events' => array_fill(0, 500, ['at' => $this->now, 'account' => 'a', 'what' => 'wanted'])]);
        self::assertSame(3, $this->db->statements() - $before);
        self::assertCount(500, array_filter(array_column($result['orders'], 'ok')));
        self::assertCount(500, array_filter(array_column($result['messages'], 'ok')));
        $again = $this->store->load('a', ['what' => 'orders', 'shop_orders' => array_column($loaded['orders'], 'shop_order')]);
        foreach ($again['orders'] as $i => $row) {
            self::assertSame(array_merge($row, $loaded['orders'][$i], ['version' => 2, 'fence' => 1]), $row);
            self::assertSame("T$i", $again['messages'][$i]['tracking']);
            self::assertSame($i % 2 ? null : "text $i", $again['messages'][$i]['text']);
        }
    }

    public function testRowsComeBackWithTheTypesOfTheModel(): void
    {
        [$order] = $this->insert(1);
        $message = self::message($order['id'], ['has_ship_from' => true, 'ship_from' => ['name' => 'Müller & Söhne',
            'line1' => 'Weg 1'], 'carrier' => 'Other', 'carrier_name' => 'Bote', 'edit' => true, 'tracking' => null]);
        $id = $this->store->save('a', 1, ['messages' => [$message]])['messages'][0]['id'];
        $row = $this->store->load('a', ['what' => 'message_ids', 'ids' => [$id]])['messages'][0];
        $expected = ['id' => $id, 'version' => 1, 'fence' => 1] + $message;
        ksort($expected);
        ksort($row);
        self::assertSame($expected, $row);
        self::assertIsBool($order['open']);
        self::assertIsInt($order['look_at']);
        self::assertNull($order['reason']);
        self::assertSame('', $order['verdict']);
    }

    public function testQueries(): void
    {
        $this->insert(6);
        $load = function (array $query): array {
            return $this->store->load('a', $query);
        };
        $rows = $load(['what' => 'orders', 'shop_orders' => ['1002', '1005', '9']])['orders'];
        self::assertSame(['1002', '1005'], array_column($rows, 'shop_order'));
        self::assertSame([], $this->store->load('other', ['what' => 'orders', 'shop_orders' => ['1002']])['orders']);
        $rows[0] = ['amazon_order' => $rows[1]['amazon_order'], 'role' => 'main', 'read_due' => 10, 'deadline' => 70] + $rows[0];
        $rows[1] = ['look_at' => 500, 'read_due' => 50, 'deadline' => 60] + $rows[1];
        $this->store->save('a', 1, ['orders' => $rows]);
        $both = $load(['what' => 'amazon_orders', 'amazon_orders' => [$rows[1]['amazon_order']]])['orders'];
        self::assertSame(['1002', '1005'], array_column($both, 'shop_order'));
        $twins = $load(['what' => 'orders', 'shop_orders' => ['1002']])['twins'];
        self::assertSame([['1002', 'main'], ['1005', 'none']], array_map(static function (array $t): array {
            return [$t['shop_order'], $t['role']];
        }, $twins));
        self::assertCount(2, $load(['what' => 'orders', 'shop_orders' => ['1002']])['twins']);
        self::assertSame([0, 0], array_column($twins, 'told_at'), 'nothing was sent for them');
        $other = array_combine(array_column($twins, 'shop_order'), array_column($twins, 'order_id'))['1005'];
        foreach (['pending' => 0, 'accepted' => 70, 'in_flight' => Tables::NEVER, 'verified' => 70] as $state => $told) {
            $this->db->run('DELETE FROM statussync_message WHERE order_id = ?', [$other]);
            $this->store->save('a', 1, ['messages' => [self::message($other, ['state' => $state, 'changed_at' => 70])]]);
            self::assertSame([0, $told], array_column($load(['what' => 'orders', 'shop_orders' => ['1002']])['twins'], 'told_at'), $state);
        }
        $this->db->run('DELETE FROM statussync_message WHERE order_id = ?', [$other]);
        self::assertSame([], $load(['what' => 'orders', 'shop_orders' => ['1001']])['twins']);
        self::assertSame(['1005', '1002'], array_column($load(['what' => 'reads', 'before' => 50, 'limit' => 9])['orders'], 'shop_order'));
        self::assertCount(5, $load(['what' => 'look', 'before' => 499, 'limit' => 9])['orders']);
        self::assertSame(['1002', '1001'], array_column($load(['what' => 'look', 'before' => 0, 'limit' => 2])['orders'], 'shop_order'));
        $this->expectException(\InvalidArgumentException::class);
        $load(['what' => 'nonsense']);
    }

    public function testMessagesToSendAndDueTimes(): void
    {
        $orders = $this->insert(7);
        $ids = array_column($orders, 'id');
        $feed = $this->store->save('a', 1, ['feeds' => [['id' => 0, 'account' => 'a', 'type' => 'ship', 'state' => 'queued', 'messages' => 1]]])['feeds'][0]['id'];
        $this->store->save('a', 1, ['messages' => [
            self::message($ids[0], ['deadline' => 300]), self::message($ids[1], ['deadline' => 200, 'lane' => 'express']),
            self::message($ids[2], ['deadline' => 100, 'not_before' => 1000]),
            self::message($ids[3], ['kind' => 'cancel', 'parcel' => 0, 'deadline' => 50, 'marketplace' => 'X']),
            self::message($ids[4], ['state' => 'in_flight', 'lane' => 'express']),
            self::message($ids[5], ['state' => 'unknown', 'feed' => $feed]),
            self::message($ids[6], ['state' => 'in_flight', 'feed' => $feed + 9]),
        ]]);
        $sent = function (array $more): array {
            $rows = $this->store->load('a', $more + ['what' => 'send', 'before' => 500, 'limit' => 10])['messages'];
            return array_column($rows, 'order_id');
        };
        self::assertSame([$ids[3], $ids[1], $ids[0]], $sent([]));
        self::assertSame([$ids[3], $ids[0]], $sent(['lane' => 'feed', 'kind' => null]));
        self::assertSame([$ids[0]], $sent(['lane' => 'feed', 'kind' => 'ship']));
        self::assertSame([$ids[3]], $sent(['marketplace' => 'X']));
        $express = $this->store->load('a', ['what' => 'express'])['messages'];
        self::assertSame([$ids[4], $ids[6]], array_column($express, 'order_id'), 'a message whose feed is lost is asked about, too');
        $of = $this->store->load('a', ['what' => 'feed_messages', 'feed' => $feed, 'after' => 0, 'limit' => 5])['messages'];
        self::assertSame([$ids[5]], array_column($of, 'order_id'));
        $before = $this->db->statements();
        $due = $this->store->load('a', ['what' => 'due', 'before' => 500])['due'];
        self::assertSame(1, $this->db->statements() - $before);
        self::assertSame(['look' => 0, 'read' => null, 'send' => 0, 'express' => 0, 'ships' => 2, 'cancels' => 1, 'missing' => 1,
            'poll' => 0, 'next_due' => 0], $due);
        $this->db->run('DELETE FROM ' . \StatusSync\Php\Store\Tables::table('message') . ' WHERE `order_id` = ?', [$ids[5]]);
        self::assertSame(2, $this->store->load('a', ['what' => 'due', 'before' => 500])['due']['missing'], 'a feed without its message');
    }

    public function testTheNearestDeadlineIsSentFirstThenTheOldest(): void
    {
        $ids = array_column($this->insert(5), 'id');
        // neither by id nor against it: only the deadline gives this order
        $deadlines = [300, 100, 200, 100, 4102444800];
        $messages = [];
        foreach ($deadlines as $i => $deadline) {
            $messages[] = self::message($ids[$i], ['deadline' => $deadline]);
        }
        $this->store->save('a', 1, ['messages' => $messages]);
        $load = function (int $limit): array {
            $rows = $this->store->load('a', ['what' => 'send', 'before' => 500, 'limit' => $limit])['messages'];
            return array_column($rows, 'order_id');
        };
        self::assertSame([$ids[1], $ids[3], $ids[2], $ids[0], $ids[4]], $load(10));
        self::assertSame([$ids[1], $ids[3]], $load(2), 'the most urgent ones are taken if there is no room for all');
    }

    public function testOfTwoPendingRevisionsOnlyTheNewestIsSent(): void
    {
        [$order, $other] = $this->insert(2);
        $this->store->save('a', 1, ['messages' => [
            self::message($order['id'], ['tracking' => 'old', 'deadline' => 100]),
            self::message($order['id'], ['tracking' => 'new', 'revision' => 2, 'deadline' => 900]),
            self::message($order['id'], ['tracking' => 'second parcel', 'parcel' => 2, 'deadline' => 800]),
            self::message($other['id'], ['tracking' => 'waits', 'deadline' => 50]),
            self::message($other['id'], ['tracking' => 'later', 'revision' => 2, 'not_before' => 1000]),
        ]]);
        $sent = $this->store->load('a', ['what' => 'send', 'before' => 500, 'limit' => 10])['messages'];
        self::assertSame(['second parcel', 'new'], array_column($sent, 'tracking'));
    }

    /**
     * An order's digest says "nothing changed here since": it must not be there before the messages that follow
     * from the change. So whatever statement of a save the database dies at, the order's row is the last.
     */
    public function testACrashInTheMiddleOfASaveNeverLeavesADigestWithoutItsMessages(): void
    {
        [$order] = $this->insert(1);
        $batch = [
            'orders' => [['shop_digest' => 'seen'] + $order],
            'parcels' => [['id' => 0, 'order_id' => $order['id'], 'number' => 1, 'row' => '7', 'state' => 'new']],
            'messages' => [self::message($order['id'])],
        ];
        for ($n = 1; $n <= 20; $n++) {
            $left = $n;
            $this->db->watch(static function (string $sql) use (&$left): void {
                if (--$left < 0) {
                    throw new \RuntimeException('the server has gone away');
                }
            });
            try {
                $this->store->save('a', 1, $batch);
                $done = true;
            } catch (\RuntimeException $e) {
                $done = false;
            }
            $this->db->watch(null);
            $rows = $this->store->load('a', ['what' => 'orders', 'shop_orders' => [$order['shop_order']]]);
            if ($rows['orders'][0]['shop_digest'] === 'seen') {
                self::assertCount(1, $rows['messages'], "after statement $n");
                self::assertCount(1, $rows['parcels'], "after statement $n");
            }
            if ($done) {
                self::assertGreaterThan(3, $n, 'a crash after each of several statements was looked at');
                self::assertSame('seen', $rows['orders'][0]['shop_digest']);
                return;
            }
        }
        self::fail('the save never came to its end');
    }

    public function testAClosedOrderThatIsToBeReadIsDue(): void
    {
        [$order] = $this->insert(1);
        $this->store->save('a', 1, ['orders' => [['open' => false, 'read_due' => 70, 'look_at' => 60] + $order]]);
        $due = $this->store->load('a', ['what' => 'due', 'before' => 500])['due'];
        self::assertSame([null, 70], [$due['look'], $due['read']]);
    }

    public function testAccountsThatAskTogetherGetWhatEachWouldHaveGotAlone(): void
    {
        $this->account('b');
        $orders = [];
        foreach (['a', 'b'] as $account) {
            $fence = $this->store->lease($account, 'one', 60)['fence'];
            $rows = $this->insert(3, 1, $account);
            $this->store->save($account, $fence, [
                'messages' => [self::message($rows[0]['id'], ['account' => $account]),
                    self::message($rows[1]['id'], ['account' => $account, 'lane' => 'express', 'state' => 'in_flight'])],
                'parcels' => [['id' => 0, 'order_id' => $rows[2]['id'], 'number' => 1, 'state' => 'new']],
                'feeds' => [['id' => 0, 'account' => $account, 'type' => 'ship', 'state' => 'queued', 'next_poll' => 9]],
            ]);
            $orders[$account] = $rows;
        }
        $queries = [['what' => 'feeds'], ['what' => 'express'], ['what' => 'due', 'before' => 500],
            ['what' => 'look', 'before' => 500, 'limit' => 2], ['what' => 'look', 'before' => 500, 'limit' => 500],
            ['what' => 'reads', 'before' => 4102444800, 'limit' => 9], ['what' => 'open', 'after' => 0, 'limit' => 9],
            ['what' => 'send', 'before' => 500, 'limit' => 9, 'lane' => 'feed', 'kind' => null, 'marketplace' => null],
            ['what' => 'orders', 'shop_orders' => ['1001', '1003', 'none']]];
        foreach ($queries as $query) {
            $asks = [['account' => 'a', 'query' => $query], ['account' => 'b', 'query' => $query]];
            self::assertEquals([$this->store->load('a', $query), $this->store->load('b', $query)], $this->store->loadAll($asks), json_encode($query));
        }
        $query = static function (array $rows): array {
            return ['what' => 'order_ids', 'ids' => array_column($rows, 'id')];
        };
        $asks = [['account' => 'a', 'query' => $query([$orders['a'][2]])], ['account' => 'b', 'query' => $query($orders['a'])],
            ['account' => 'b', 'query' => ['what' => 'nonsense']]];
        $answers = $this->store->loadAll($asks);
        self::assertSame([$orders['a'][2]['id']], array_column($answers[0]['orders'], 'id'));
        self::assertCount(1, $answers[0]['parcels']);
        self::assertSame([], $answers[1]['orders'], 'nobody gets the rows of another account');
        self::assertInstanceOf(\InvalidArgumentException::class, $answers[2]);
    }

    public function testAccountsThatSaveTogetherShareStatementsButNeitherFencesNorFaults(): void
    {
        $this->account('b');
        foreach (['a', 'b'] as $account) {
            $lease = $this->store->lease($account, 'one', 60);
            $fences[$account] = $lease['fence'];
            $states[$account] = ['state' => ['runs' => 7] + $lease['state'], 'state_version' => $lease['state_version']];
            $orders[$account] = $this->insert(2, 1, $account);
        }
        $change = static function (array $order, array $new): array {
            return $new + $order;
        };
        $ask = static function (string $account, array $batch, int $fence) use ($states): array {
            return ['account' => $account, 'fence' => $fence, 'batch' => $batch + $states[$account]];
        };
        $event = ['at' => 5, 'order_id' => 1, 'message' => 2, 'feed' => 3, 'what' => 'wanted'];
        $bucket = ['op' => 'getOrder', 'tokens' => 5, 'at' => 9, 'halved_until' => 0];
        $batch = function (string $account, array $new) use ($orders, $change, $event, $bucket): array {
            return ['orders' => [$change($orders[$account][0], $new)], 'events' => [['account' => $account] + $event],
                'buckets' => [$bucket], 'messages' => [self::message($orders[$account][1]['id'], ['account' => $account])]];
        };
        $before = $this->db->statements();
        $answers = $this->store->saveAll([
            $ask('a', $batch('a', ['detail' => 'of a']), $fences['a']),
            $ask('b', $batch('b', ['detail' => 'of b', 'version' => 99]), $fences['b']),
        ]);
        // insert and read the ids, the changes and who won, evidence, buckets, states
        self::assertSame(7, $this->db->statements() - $before);
        self::assertSame([true, false], [$answers[0]['orders'][0]['ok'], $answers[1]['orders'][0]['ok']]);
        self::assertSame([true, true], [$answers[0]['messages'][0]['ok'], $answers[1]['messages'][0]['ok']]);
        self::assertSame([true, true], [$answers[0]['state'], $answers[1]['state']]);
        $detail = $this->store->load('a', ['what' => 'orders', 'shop_orders' => [$orders['a'][0]['shop_order']]])['orders'][0]['detail'];
        self::assertSame('of a', $detail);

        // somebody took over account a meanwhile: b's rows are written all the same
        $this->now += 61;
        $taken = $this->store->lease('a', 'two', 60)['fence'];
        self::assertSame($fences['a'] + 1, $taken);
        $third = ['shop_order' => '1777', 'id' => 0];
        $answers = $this->store->saveAll([
            $ask('a', ['orders' => [$change($orders['a'][1], ['detail' => 'late']), $third + $orders['a'][0]]], $fences['a']),
            $ask('b', ['orders' => [$change($orders['b'][1], ['detail' => 'in time']), $third + $orders['b'][0]]], $fences['b']),
        ]);
        self::assertSame([false, false], array_column($answers[0]['orders'], 'ok'));
        self::assertSame([true, true], array_column($answers[1]['orders'], 'ok'));
        self::assertSame([false, false], [$answers[0]['state'], $answers[1]['state']], 'a is fenced, b has another version');

        // what one account cannot write fails for that account alone
        $broken = ['orders' => [$change($orders['a'][1], ['shop_digest' => "\xff", 'notes' => ["\xff"], 'fence' => 0])]];
        $answers = $this->store->saveAll([
            $ask('a', $broken, $taken),
            $ask('b', ['orders' => [$change($orders['b'][0], ['detail' => 'written', 'version' => 1])]], $fences['b']),
        ]);
        self::assertInstanceOf(\Throwable::class, $answers[0]);
        self::assertTrue($answers[1]['orders'][0]['ok']);
    }

    public function testLeasesAreTakenAndGivenBackTogether(): void
    {
        $this->account('b');
        $this->store->lease('b', 'other', 60);
        $answers = $this->store->leaseAll(['a', 'b', 'nobody'], 'one', 60);
        self::assertSame([true, false], [$answers[0]['granted'], $answers[1]['granted']]);
        self::assertSame('a', $answers[0]['account']['id']);
        self::assertInstanceOf(\RuntimeException::class, $answers[2]);
        $this->now += 61;
        $answers = $this->store->leaseAll(['a', 'b'], 'two', 60);
        self::assertSame([[true, 2], [true, 2]], [[$answers[0]['takeover'], $answers[0]['fence']], [$answers[1]['takeover'], $answers[1]['fence']]]);
        $leases = [['account' => 'a', 'fence' => 2], ['account' => 'b', 'fence' => 2]];
        $before = $this->db->statements();
        self::assertSame([true, true], $this->store->freeAll($leases, 'two'));
        self::assertSame(1, $this->db->statements() - $before);
        self::assertSame([false, false], $this->store->freeAll($leases, 'two'));
        self::assertSame([true, true], array_column($this->store->leaseAll(['a', 'b'], 'three', 60), 'granted'));
    }

    public function testFeedsEventsBucketsAndState(): void
    {
        $lease = $this->store->lease('a', 'one', 60);
        $feed = ['id' => 0, 'account' => 'a', 'type' => 'ship', 'marketplace' => 'A1PA6795UKMFR9', 'digest' => 'd',
            'messages' => 3, 'state' => 'submitting', 'requested_at' => 5, 'next_poll' => 77];
        $result = $this->store->save('a', 1, [
            'feeds' => [$feed, ['state' => 'settled', 'feed_id' => '99'] + $feed],
            'events' => [['at' => 5, 'account' => 'a', 'order_id' => 1, 'message' => 2, 'feed' => 3, 'what' => 'createFeed',
                'http' => 202, 'request_id' => 'r', 'code' => null, 'text' => 'ok ✓']],
            'buckets' => [['op' => 'createFeed', 'tokens' => 14000, 'at' => 5, 'halved_until' => 0]],
            'state' => ['runs' => 4, 'next_due' => 123, 'watermarks' => '{"v":1}', 'days' => [['day' => 1, 'ships' => 2,
                'cancels' => 0, 'accepted' => 0, 'rejected' => 0]]] + $lease['state'],
            'state_version' => 0,
        ]);
        self::assertSame([true, true], array_column($result['feeds'], 'ok'));
        self::assertTrue($result['state']);
        self::assertSame(['submitting'], array_column($this->store->load('a', ['what' => 'feeds'])['feeds'], 'state'));
        self::assertSame(['99'], array_column($this->store->load('a', ['what' => 'feeds_known', 'feed_ids' => ['99', '98']])['feeds'], 'feed_id'));
        self::assertSame(77, $this->store->load('a', ['what' => 'due', 'before' => 0])['due']['poll']);
        $account = $this->store->load('a', ['what' => 'account']);
        self::assertSame([4, 123, 1], [$account['state']['runs'], $account['state']['next_due'], $account['state_version']]);
        self::assertSame([['op' => 'createFeed', 'tokens' => 14000, 'at' => 5, 'halved_until' => 0]], $account['buckets']);
        self::assertFalse($this->store->save('a', 1, ['state' => $lease['state'], 'state_version' => 0])['state']);
        // a bucket of a higher fence is not overwritten by a lower one
        $this->store->save('a', 3, ['buckets' => [['op' => 'createFeed', 'tokens' => 3, 'at' => 9, 'halved_until' => 7]]]);
        $this->store->save('a', 2, ['buckets' => [['op' => 'createFeed', 'tokens' => 9000, 'at' => 99, 'halved_until' => 0]]]);
        self::assertSame(3, $this->store->load('a', ['what' => 'account'])['buckets'][0]['tokens']);
        $event = $this->db->one('SELECT * FROM statussync_event');
        self::assertSame('ok ✓', $event['text']);
    }

    public function testCounterRisesOnlyAfterTheDatabaseTookTheState(): void
    {
        $key = sys_get_temp_dir() . '/ss-counter-' . bin2hex(random_bytes(4));
        mkdir($key);
        $counter = new RunCounter("$key/statussync.key", 'shop');
        $store = new PdoStore($this->db, null, $counter);
        $lease = $store->lease('a', 'one', 60);
        self::assertSame(-1, $lease['counter']);
        self::assertTrue($store->save('a', 1, ['state' => ['runs' => 7] + $lease['state'], 'state_version' => 0])['state']);
        self::assertSame(7, $counter->read('a'));
        self::assertFalse($store->save('a', 1, ['state' => ['runs' => 9] + $lease['state'], 'state_version' => 0])['state']);
        self::assertSame(7, $store->load('a', ['what' => 'account'])['counter']);
        $counter->raise('a', 3);
        self::assertSame(7, $counter->read('a'));
        self::assertSame(0600, fileperms($counter->path()) & 0777);
        array_map('unlink', glob("$key/*"));
        rmdir($key);
    }

    public function testACounterThatCannotBeWrittenIsLeftWholeAndTriedAgain(): void
    {
        $key = sys_get_temp_dir() . '/ss-counter-' . bin2hex(random_bytes(4));
        mkdir($key);
        $counter = new RunCounter("$key/statussync.key", 'shop');
        $counter->raise('a', 7);
        mkdir($counter->path() . '.new'); // nothing can be written there, as on a full disk
        $counter->raise('a', 8);
        self::assertSame(7, $counter->read('a'));
        rmdir($counter->path() . '.new');
        $counter->raise('a', 8);
        self::assertSame(8, $counter->read('a'));
        array_map('unlink', glob("$key/*"));
        rmdir($key);
    }

    public function testBrokenSettingsStopTheAccountButGiveTheLeaseBack(): void
    {
        $this->db->run("INSERT INTO statussync_setting (account, document, version, changed_at) VALUES ('a', '{broken', 1, 0)");
        try {
            $this->store->lease('a', 'one', 60);
            self::fail('must throw');
        } catch (\StatusSync\Php\Failure $e) {
            $lease = $this->db->one("SELECT owner, expires_at FROM statussync_lease WHERE account = 'a'");
            self::assertNotNull($lease, 'the lease was taken before the settings were read');
            self::assertNull($lease['owner']);
        }
        $this->account('b');
        self::assertTrue($this->store->lease('b', 'one', 60)['granted']);
    }

    public function testLongTextsOfAmazonAreKeptWithinTheirColumns(): void
    {
        [$order] = $this->insert(1);
        $long = str_repeat('ü', 400);
        $id = $this->store->save('a', 1, ['messages' => [self::message($order['id'], ['code' => $long, 'text' => $long])]])['messages'][0]['id'];
        $row = $this->store->load('a', ['what' => 'message_ids', 'ids' => [$id]])['messages'][0];
        self::assertSame(str_repeat('ü', 255), $row['code']);
        self::assertSame($long, $row['text']);
    }

    /** With several accounts nearly every order is left to another one by all but one: only the newest are asked about. */
    public function testTheCountOfOrdersThatNoAccountKnowsReadsTheNewestAlongIndexes(): void
    {
        $this->account('b');
        $this->db->run("UPDATE statussync_account SET start_at = 1, secrets = 'x'");
        $orders = [];
        for ($i = 1; $i <= 3000; $i++) {
            $orders[] = self::order($i, $i % 3 === 0 ? [] : ['verdict' => 'skip', 'reason' => 'other_account', 'known' => 'missing']);
        }
        $last = array_column($this->store->save('a', 1, ['orders' => $orders])['orders'], 'id')[2899];
        $this->store->save('b', 1, ['orders' => [['account' => 'b', 'known' => 'found'] + self::order(2902),
            ['account' => 'b', 'verdict' => 'skip', 'reason' => 'other_account', 'known' => 'missing'] + self::order(2903)]]);
        $reports = new Reports($this->db);
        self::assertSame([1999, 1], [$reports->unknown('a'), $reports->unknown('b')], 'b has 2902, left 2903 too, and never saw the rest');
        $text = '';
        $this->db->watch(static function (string $sql) use (&$text): void {
            $text = $sql;
        });
        if ($this->kind() === 'mysql') {
            $this->db->run('ANALYZE TABLE statussync_order, statussync_account')->fetchAll();
            $this->db->run('FLUSH STATUS');
        }
        self::assertSame(65, $reports->unknownAfter('a', $last));
        $this->db->watch(null);
        if ($this->kind() === 'mysql') {
            $reads = array_sum(array_column($this->db->all("SHOW SESSION STATUS LIKE 'Handler_read%'"), 'Value'));
            self::assertLessThan(1200, $reads, 'of the last hundred orders and their like');
            return;
        }
        $plan = implode("\n", array_column($this->db->all("EXPLAIN QUERY PLAN $text", ['a', $last]), 'detail'));
        self::assertMatchesRegularExpression('/SEARCH (TABLE statussync_order AS )?o USING .*rowid>\?/', $plan);
        self::assertSame(2, preg_match_all('/SEARCH (TABLE statussync_order AS )?k USING .*account=\? AND (shop|amazon)_order=\?/', $plan), $plan);
    }

    public function testADatabaseThatFailsIsNotTakenForOneWithoutOurTables(): void
    {
        $db = Databases::open(Databases::fresh($this->kind()));
        (new Schema($db))->migrate();
        $db->watch(static function (): void {
            $gone = new \PDOException('server has gone away');
            $gone->errorInfo = ['HY000', 2006, 'server has gone away'];
            throw $gone;
        });
        try {
            self::fail('taken for ' . (new Schema($db))->current());
        } catch (\PDOException $e) {
            self::assertStringContainsString('gone away', $e->getMessage());
        }
    }

    public function testReadOnlyStoreWritesNothing(): void
    {
        $this->insert(1);
        $store = new PdoStore($this->db, null, null, true);
        $before = $this->db->one('SELECT COUNT(*) AS n FROM statussync_lease')['n'];
        self::assertTrue($store->lease('a', 'x', 60)['granted']);
        self::assertTrue($store->free('a', 'x', 0));
        self::assertEquals($before, $this->db->one('SELECT COUNT(*) AS n FROM statussync_lease')['n']);
        $this->expectException(\LogicException::class);
        $store->save('a', 1, ['orders' => [self::order(9)]]);
    }
}
