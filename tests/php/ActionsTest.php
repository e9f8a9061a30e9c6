<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Reports;

/** What is done by hand, and the documents that show it. */
final class ActionsTest extends StoreFixture
{
    /** @var Actions */
    private $actions;

    protected function kind(): string
    {
        return 'sqlite';
    }

    protected function setUp(): void
    {
        parent::setUp();
        $this->actions = new Actions($this->db, function (): int {
            return $this->now;
        });
    }

    /** @return array<string, mixed> */
    private function one(): array
    {
        return $this->store->load('a', ['what' => 'orders', 'shop_orders' => ['1001']])['orders'][0];
    }

    private function lastEvent(): string
    {
        return (string) $this->db->one('SELECT what FROM statussync_event ORDER BY id DESC LIMIT 1')['what'];
    }

    public function testMarksOpenTheOrderAndHaveItLookedAt(): void
    {
        [$order] = $this->insert(1);
        $closed = ['open' => false, 'closed_why' => 'verified', 'look_at' => 9, 'shop_digest' => 'd'] + $order;
        $this->store->save('a', 1, ['orders' => [$closed]]);
        $this->actions->ignore('1001');
        $row = $this->one();
        self::assertSame([true, null, 0, null, true, 3, 1], [$row['open'], $row['closed_why'], $row['look_at'],
            $row['shop_digest'], $row['ignored'], $row['version'], $row['fence']]);
        self::assertSame('ignore', $this->lastEvent());
        $this->actions->send('303-1234567-0000001');
        $row = $this->one();
        self::assertSame([true, true, false], [$row['express'], $row['released'], $row['ignored']]);
        $this->actions->look('1001');
        self::assertSame(0, $this->one()['read_due']);
        $this->actions->cancelRevoke('1001');
        self::assertTrue($this->one()['cancel_revoked']);
        $this->actions->cancelReason('1001', 'NoInventory');
        self::assertSame(['NoInventory', false], [$this->one()['cancel_reason'], $this->one()['cancel_revoked']]);
        $this->actions->role('1001', 'main');
        self::assertSame('main', $this->one()['role']);
        $before = $this->db->statements();
        $this->actions->touched('1001');
        self::assertSame(1, $this->db->statements() - $before);
        $this->expectException(Failure::class);
        $this->actions->cancelReason('1001', 'Because');
    }

    public function testUnknownOrdersAreSaid(): void
    {
        foreach (['ignore', 'send', 'look', 'cancelRevoke'] as $method) {
            try {
                $this->actions->$method('4711');
                self::fail($method);
            } catch (Failure $e) {
                self::assertStringContainsString('4711', $e->getMessage());
            }
        }
    }

    public function testRetry(): void
    {
        $ids = array_column($this->insert(4), 'id');
        $marks = $this->store->save('a', 1, ['messages' => [
            self::message($ids[0], ['state' => 'rejected', 'code' => '18028', 'reason' => 'rejected', 'feed' => 4, 'attempts' => 3]),
            self::message($ids[1], ['state' => 'parked', 'reason' => 'parked']),
            self::message($ids[2], ['state' => 'verified']), self::message($ids[3], ['state' => 'rejected', 'code' => '5000']),
        ]])['messages'];
        self::assertSame(1, $this->actions->retry(['cause' => '18028']));
        $row = $this->store->load('a', ['what' => 'message_ids', 'ids' => [$marks[0]['id']]])['messages'][0];
        self::assertSame(['unknown', null, 0, 0, 2], [$row['state'], $row['reason'], $row['attempts'], $row['feed'], $row['version']]);
        self::assertSame(1, $this->actions->retry(['ids' => [(string) $marks[1]['id']]]));
        self::assertSame(1, $this->actions->retry(['all' => true]));
        self::assertSame(0, $this->actions->retry(['all' => true]));
        $this->expectException(Failure::class);
        $this->actions->retry(['ids' => [(string) $marks[2]['id']]]);
    }

    /** The same cause at two accounts: what is sent again is that of the one that was meant. */
    public function testRetryOfACauseMayBeOfOneAccountAlone(): void
    {
        $ids = array_column($this->insert(2), 'id');
        $this->store->save('a', 1, ['messages' => [
            self::message($ids[0], ['state' => 'rejected', 'code' => '18028', 'reason' => 'rejected']),
            self::message($ids[1], ['state' => 'rejected', 'code' => '18028', 'reason' => 'rejected']),
        ]]);
        $this->db->run("UPDATE statussync_message SET account = 'b' WHERE order_id = ?", [$ids[1]]);
        self::assertSame(0, $this->actions->retry(['cause' => '18028', 'account' => 'c']));
        self::assertSame(1, $this->actions->retry(['cause' => '18028', 'account' => 'b']));
        self::assertSame([['a', 'rejected'], ['b', 'unknown']], array_map('array_values', $this->db->all(
            'SELECT account, state FROM statussync_message ORDER BY account'
        )));
        self::assertSame(1, $this->actions->retry(['cause' => '18028', 'account' => null]));
    }

    /** Ids, --cause and --all mean the same messages: refused, parked and mismatched. */
    public function testEachWayOfRetryTakesTheSameMessages(): void
    {
        foreach (['ids' => ['1001', '1002', '1003'], 'cause' => 'x', 'all' => true] as $way => $value) {
            $this->setUp();
            $ids = array_column($this->insert(5), 'id');
            $states = ['rejected', 'parked', 'mismatch', 'verified', 'in_flight'];
            foreach ($states as $i => $state) {
                $this->store->save('a', 1, ['messages' => [self::message($ids[$i], ['state' => $state, 'code' => 'x'])]]);
            }
            $this->db->run('UPDATE statussync_order SET read_due = 4102444800');
            $actions = new Actions($this->db);
            self::assertSame(3, $actions->retry([$way => $value]), $way);
            self::assertEquals(
                [[$ids[0], 0, 0], [$ids[1], 0, 0], [$ids[2], 0, 1]],
                array_map('array_values', $this->db->all("SELECT o.id, o.read_due, m.attempts FROM statussync_order o JOIN statussync_message m"
                    . " ON m.order_id = o.id WHERE m.state = 'unknown' ORDER BY o.id")),
                'read at Amazon before anything is sent again; what Amazon took once stays one that was sent'
            );
        }
    }

    public function testALinkNamesItsAccount(): void
    {
        $this->account('b');
        $this->actions->link('7', '303-1234567-0000007', 5, 'manual', 'b');
        self::assertSame('b', $this->db->one('SELECT account FROM statussync_link')['account']);
        $this->expectException(Failure::class);
        $this->expectExceptionMessage('there is no such account');
        $this->actions->link('8', '303-1234567-0000008', 5, 'manual', 'c');
    }

    public function testTheFlagsOfAnOrderCanBeTakenBack(): void
    {
        $this->insert(1);
        foreach (['carrier_confirmed', 'replace_theirs'] as $mark) {
            $this->actions->flag('1001', $mark, true);
            self::assertTrue($this->one()[$mark]);
            $this->actions->flag('1001', $mark, false);
            self::assertFalse($this->one()[$mark]);
        }
    }

    public function testANewAccountTakesOverNothingOfOneWhoseRemovalWasCutShortAndASecondOfItsNameChangesNothing(): void
    {
        $accounts = new Accounts($this->db);
        $values = ['name' => 'b', 'region' => 'eu', 'seller' => 'A1', 'client_id' => 'c', 'marketplaces' => 'A1PA6795UKMFR9'];
        $this->db->run("INSERT INTO statussync_meta (name, value) VALUES ('token.b', 'of another'), ('authorised.b', '5')");
        $accounts->add('b', $values, null, 'sealed');
        $meta = function (string $name): ?string {
            return $this->db->one('SELECT value AS v FROM statussync_meta WHERE name = ?', [$name])['v'] ?? null;
        };
        self::assertNull($meta('token.b'));
        $since = $meta('authorised.b');
        self::assertGreaterThan(5, (int) $since);
        $this->db->run("UPDATE statussync_meta SET value = '7' WHERE name = 'authorised.b'");
        try {
            $accounts->add('b', $values, null, 'sealed');
            self::fail('it exists');
        } catch (Failure $e) {
            self::assertStringContainsString('exists already', $e->getMessage());
        }
        self::assertSame('7', $meta('authorised.b'), 'how long the authorisation holds is not set back');
    }

    /** A program that stood still for hours says late that its token was good: a refusal known since then stays. */
    public function testAnOldTokenHidesNoRefusalAndOneOfAWrongClockDoesNotCount(): void
    {
        $now = 1000;
        $accounts = new Accounts($this->db, static function () use (&$now): int {
            return $now;
        });
        $known = static function () use ($accounts): array {
            $dates = $accounts->credentialDates()['a'];
            return [$dates['token_at'], ($dates['refused'] ?? '') !== ''];
        };
        $accounts->tokenGiven('a');
        $accounts->tokenRefused('a', 'invalid_client');
        $now = 5000;
        $accounts->tokenGiven('a', 900);
        self::assertSame([1000, true], $known());
        $accounts->tokenGiven('a', 1000);
        self::assertSame([1000, false], $known());
        $accounts->tokenGiven('a');
        $now = 2000; // the clock was ahead
        $accounts->tokenGiven('a', 1900);
        self::assertSame([1900, false], $known());
    }

    public function testActivateReleaseAndMove(): void
    {
        $accounts = new Accounts($this->db);
        try {
            $this->actions->release('a');
            self::fail('never activated');
        } catch (Failure $e) {
            self::assertStringContainsString('activate', $e->getMessage());
        }
        $accounts->changeState('a', static function (array $state): array {
            return ['watermarks' => 'w'] + $state;
        });
        $this->actions->activate('a', 1763000000, 'here', true);
        $account = $accounts->get('a');
        self::assertSame([1763000000, 'here', 'preview', null, false], [$account['start_at'], $account['bound'],
            $account['state']['mode'], $account['state']['watermarks'], $account['state']['pilot_feed']]);
        $this->actions->activate('a', 1763000000, 'here', false);
        self::assertTrue($accounts->get('a')['state']['pilot_express']);
        $this->insert(3);
        $this->db->run("UPDATE statussync_order SET verdict = 'ship'");
        $this->actions->release('a');
        $state = $accounts->get('a')['state'];
        self::assertSame(['active', 3], [$state['mode'], $state['preview_count']]);
        $day = intdiv($this->now, 86400);
        $accounts->changeState('a', static function (array $state) use ($day): array {
            return ['stopped' => 'brake', 'stopped_text' => 'shipments', 'days' => [['day' => $day, 'ships' => 40, 'cancels' => 0, 'accepted' => 0,
                'rejected' => 0]]] + $state;
        });
        $this->actions->release('a');
        $state = $accounts->get('a')['state'];
        self::assertSame([null, $day, 68, 0], [$state['stopped'], $state['released_until'], $state['released_ships'],
            $state['released_cancels']]);
        $accounts->changeState('a', static function (array $state): array {
            return ['stopped' => 'copy'] + $state;
        });
        $this->actions->move('a', 'there');
        self::assertSame(['there', null], [$accounts->get('a')['bound'], $accounts->get('a')['state']['stopped']]);
    }

    public function testDocuments(): void
    {
        [$order] = $this->insert(1);
        $this->store->save('a', 1, [
            'parcels' => [['id' => 0, 'order_id' => $order['id'], 'number' => 1, 'row' => '7', 'tracking' => 'T', 'state' => 'sent']],
            'messages' => [self::message($order['id'], ['state' => 'in_flight'])],
            'orders' => [['verdict' => 'ship', 'deadline' => 1764100000] + $order],
            'events' => [['at' => 5, 'account' => 'a', 'order_id' => $order['id'], 'message' => 1, 'feed' => 2,
                'what' => 'createFeed', 'http' => 202, 'request_id' => 'r1', 'code' => null, 'text' => null]],
        ]);
        $reports = new Reports($this->db);
        $document = $reports->orders(null, '1001', true)['orders'][0];
        self::assertSame(['shop_order', 'amazon_order', 'account', 'verdict', 'reason', 'state', 'deadline', 'parcels', 'events', 'detail', 'notes', 'messages', 'feeds', 'purchased', 'shipped_at', 'cancel_since',
            'read_at', 'seen_at', 'status'], array_keys($document));
        self::assertSame(['ship', null, 'in_flight', 1764100000], [$document['verdict'], $document['reason'], $document['state'],
            $document['deadline']]);
        self::assertSame([['id' => '12345678901234', 'quantity' => 2]], $document['parcels'][0]['items']);
        self::assertSame('createFeed', $document['events'][0]['what']);
        self::assertCount(1, $reports->orders('in_flight')['orders']);
        self::assertCount(0, $reports->orders('rejected')['orders']);
        self::assertCount(1, $reports->orders('ship')['orders']);
        $status = $reports->status()['accounts'][0];
        self::assertEquals((object) ['in_flight' => 1], $status['states']);
        self::assertSame('1001', $status['deadlines'][0]['shop_order']);
    }

    public function testAPressThatARunWasQuickerThanIsNotSaidToHaveWorked(): void
    {
        [$order] = $this->insert(1);
        $this->store->save('a', 1, ['messages' => [self::message($order['id'], ['state' => 'rejected', 'code' => '18028'])]]);
        $this->db->watch(function (string $sql): void {
            if (strpos($sql, 'UPDATE') === 0) {
                $this->db->watch(null);
                $this->db->change('UPDATE statussync_message SET version = version + 1');
            }
        });
        try {
            $this->actions->retry(['ids' => [$order['shop_order']]]);
            self::fail('nothing was marked');
        } catch (Failure $e) {
            self::assertSame('a run is changing this order; try again in a minute', $e->getMessage());
        }
        self::assertSame(1, $this->actions->retry(['ids' => [$order['shop_order']]]));
    }

    public function testANumberThatIsAMessageOfOneOrderAndAnotherOrderIsAskedBack(): void
    {
        $orders = $this->insert(2);
        $marks = $this->store->save('a', 1, ['messages' => [self::message($orders[0]['id'], ['state' => 'rejected', 'code' => '18028']),
            self::message($orders[1]['id'], ['state' => 'rejected', 'code' => '18028'])]])['messages'];
        $both = (string) $marks[0]['id'];
        $this->db->run('UPDATE statussync_order SET shop_order = ? WHERE id = ?', [$both, $orders[1]['id']]);
        $this->db->run('UPDATE statussync_message SET shop_order = ? WHERE order_id = ?', [$both, $orders[1]['id']]);
        try {
            $this->actions->retry(['ids' => [$both]]);
            self::fail('one of them was taken');
        } catch (Failure $e) {
            self::assertStringContainsString('were both refused; write the Amazon number', $e->getMessage());
        }
        self::assertSame(1, $this->actions->retry(['order' => $both]));
    }
}
