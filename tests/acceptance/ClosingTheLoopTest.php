<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Amazon's yes is not the end: what it really has is read back, corrected once, and named. */
final class ClosingTheLoopTest extends SceneCase
{
    private const EXPRESS = ['settings' => ['transport' => 'express']];

    public function testA204ThatStoredNothingIsToldAgain(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell(['amazon' => ['not_stored' => 1]]);
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold([], $scene, $order);
        self::assertSame('accepted', $scene->order($order)['state'], 'a yes of Amazon is no proof');
        $scene->settle(8, 4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertStringContainsString('mismatch', json_encode($scene->order($order)['events']), 'the history tells of it');
    }

    /** Near ship-by a day is too long: what the express lane stored nothing of is told again within hours. */
    public function testA204ThatStoredNothingIsToldAgainBeforeTheDeadline(): void
    {
        $scene = $this->scene();
        $by = $scene->now() + 9 * 3600;
        $order = $scene->sell(['amazon' => ['not_stored' => 1, 'ship_by' => $by]]);
        $code = $scene->ship($order);
        $scene->settle(4, 2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertLessThan($by, $scene->effects($order)[0]['at']);
        $scene->settle(2);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    public function testAReportedSuccessWhosePackageIsMissingIsToldAgain(): void
    {
        $scene = $this->scene();
        [$first, $second] = [$scene->sell(), $scene->sell(['units' => [2, 1]])];
        $codes = [$scene->ship($first), $scene->ship($second)];
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'lie' => 'report_success_but_not_stored']);
        $scene->settle(10, 4);
        foreach ([$first, $second] as $i => $order) {
            self::assertTold(["ship DHL {$codes[$i]}"], $scene, $order);
            self::assertSame('verified', $scene->order($order)['state']);
        }
    }

    public function testAWrongNumberAtAmazonIsCorrected(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell(['amazon' => ['stored_tracking' => '99999999999']]);
        $code = $scene->ship($order);
        $scene->settle(2);
        $scene->atAmazon($order, ['stored_tracking' => null]);
        $scene->settle(8, 4);
        self::assertSame($code, $scene->amazonOrder($order)['packages'][0]['tracking']);
        self::assertCount(1, $scene->amazonOrder($order)['packages']);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    public function testWhatStaysWrongAfterOneCorrectionIsAPersons(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell(['amazon' => ['stored_tracking' => '99999999999']]);
        $scene->ship($order);
        $scene->settle(20, 4);
        $shown = $scene->order($order);
        self::assertSame('mismatch', $shown['state']);
        self::assertSame('mismatch', $shown['reason']);
        self::assertSame(2, $scene->requests('confirmShipment'), 'told, corrected once, and no more');
        self::assertContains(1, $scene->codes('run'));
    }

    public function testAPackageUnderAnotherIdIsFoundAndCorrectedThere(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell(['amazon' => ['stored_ref' => '77']]);
        $scene->ship($order);
        $scene->settle(3);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertSame('77', $scene->order($order)['parcels'][0]['amazon_ref']);
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '00340434161094049999' WHERE orders_id = $order");
        $scene->settle(3);
        self::assertSame('00340434161094049999', $scene->amazonOrder($order)['packages'][0]['tracking']);
        self::assertCount(1, $scene->amazonOrder($order)['packages']);
    }

    /** Somebody ships at Amazon while our cancel is on its way. */
    public function testAShipmentByOthersUnderOurCancelIsAVisibleConflict(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->status($order, Scene::CANCELLED);
        $scene->settle(1);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 3000, 'process' => 600]);
        $scene->advance(7200)->run();
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->atAmazon($order, ['refuse_codes' => [['code' => '18028', 'text' => 'The order was shipped.', 'op' => 'cancel']],
            'packages' => [['ref' => '1', 'shipped_at' => $scene->now() - 300, 'carrier' => 'DHL', 'tracking' => '00340434161094041234']]]);
        $scene->settle(6);
        self::assertTold([], $scene, $order);
        $shown = $scene->order($order);
        self::assertSame('conflict', $shown['verdict']);
        self::assertSame('cancel_after_ship', $shown['reason']);
        self::assertSame(1, $scene->requests('createFeed'), 'nothing is cancelled twice');
    }

    /** The same, but Amazon takes the cancel all the same and pays everything back. */
    public function testACancelThatAmazonTookAfterAShipmentByOthersIsAVisibleConflict(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->status($order, Scene::CANCELLED);
        $scene->settle(1);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 3000, 'process' => 600]);
        $scene->advance(7200)->run();
        $scene->advance(600)->atAmazon($order, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => '00340434161094041234']]]);
        $scene->settle(2);
        self::assertTrue($scene->effects($order)[0]['refunded'], 'Amazon took it');
        $shown = $scene->order($order);
        self::assertSame(['conflict', 'cancel_crossed'], [$shown['verdict'], $shown['reason']], 'within hours, not after a day');
        self::assertSame(1, $scene->account()['held']['cancel_crossed'], 'counted');
        self::assertContains(1, $scene->codes('run'), 'and somebody is called');
        $scene->settle(16);
        $scene->cli(['retry', '--all']);
        $scene->settle(2);
        self::assertSame('conflict', $scene->order($order)['verdict']);
        self::assertSame(1, $scene->requests('createFeed'), 'nothing is cancelled twice');
        self::assertTold(['cancel'], $scene, $order);
    }

    /** Somebody ships at Amazon, with another number, while our shipment is on its way. */
    public function testAShipmentByOthersUnderOurShipmentIsAVisibleConflict(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 3000, 'process' => 600]);
        $scene->advance(7200)->run();
        $theirs = '00340434161094041234';
        $scene->atAmazon($order, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => $theirs]]]);
        $scene->advance(7200);
        self::assertSame(1, $scene->run(['--wait', '1800'])[0]['conflicts'], 'counted');
        $scene->settle(4);
        self::assertTold([], $scene, $order);
        $shown = $scene->order($order);
        self::assertSame(['conflict', 'already_shipped', $theirs], [$shown['verdict'], $shown['reason'], $shown['detail']]);
        self::assertSame([1, 0], [$scene->requests('createFeed'), $scene->requests('confirmShipment')]);
    }

    /** What the owner asks for is what he gets: near ship-by the express lane, or the feed he insists on. */
    public function testTheWayIsTheOneThatIsSet(): void
    {
        foreach (['auto' => ['express', 'feed'], 'feed' => ['feed', 'feed'], 'express' => ['express', 'express']] as $set => $ways) {
            $scene = $this->scene(['settings' => ['transport' => $set]]);
            $near = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 3600 + 36000 - 60]]);
            $far = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 3600 + 36000 + 12 * 3600]]);
            $codes = [$scene->ship($near), $scene->ship($far)];
            $scene->advance(3600)->run();
            $scene->run(['--wait', '1800']);
            self::assertTold(["ship DHL {$codes[0]}"], $scene, $near, $set);
            self::assertTold(["ship DHL {$codes[1]}"], $scene, $far, $set);
            self::assertSame($ways, [$scene->effects($near)[0]['via'], $scene->effects($far)[0]['via']], $set);
        }
    }

    /** Between two normal sends a cancel waits for the next one; what is due behind it does not. */
    public function testAWaitingCancelHoldsNoDueShipment(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed', 'interval' => 86400]]);
        $cancelled = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 15 * 3600]]);
        $due = $scene->sell(['amazon' => ['ship_by' => $by = $scene->now() + 16 * 3600]]);
        $scene->run();
        $scene->status($cancelled, Scene::CANCELLED);
        $code = $scene->ship($due);
        for ($hours = 0; $hours < 16; $hours++) {
            $scene->advance(3600)->must(['run', '--if-due']);
        }
        self::assertTold(["ship DHL $code"], $scene, $due);
        self::assertLessThan($by, $scene->effects($due)[0]['at']);
        self::assertTold([], $scene, $cancelled, 'it waits for the normal send');
        $scene->settle(2, 10);
        self::assertTold(['cancel'], $scene, $cancelled);
    }

    /** Attempts without an answer, a correction: the parcel has one id at Amazon. */
    public function testEveryAttemptAndCorrectionNamesTheSamePackage(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults(
            ['op' => 'confirmShipment', 'call' => 1, 'what' => 'drop_before'],
            ['op' => 'confirmShipment', 'call' => 2, 'what' => 'drop_after'],
            ['op' => 'confirmShipment', 'call' => 3, 'what' => 'status', 'status' => 503]
        );
        $scene->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '00340434161094049999' WHERE orders_id = $order");
        $scene->settle(3);
        self::assertTold(["ship DHL $code", 'edit_package DHL 00340434161094049999'], $scene, $order);
        self::assertSame(['1'], array_values(array_unique(array_column($scene->effects($order), 'ref'))));
        self::assertCount(1, array_unique(array_column($scene->effects($order), 'shipped_at')), 'with the first ship date');
        self::assertGreaterThanOrEqual(4, $scene->requests('confirmShipment'));
    }

    /** A letter has no number: what Amazon calls fulfilled is what is compared, whether it lists the package or not. */
    public function testALetterIsVerifiedByWhatIsFulfilled(): void
    {
        $letters = ['carrier' => ['untracked' => ['POST']] + Scene::SETTINGS['carrier']];
        $scene = $this->scene(['settings' => $letters]);
        [$shown, $hidden] = [$scene->sell(), $scene->sell(['units' => [2, 1], 'amazon' => ['hide_untracked_package' => true]])];
        foreach ([$shown, $hidden] as $order) {
            $scene->track($order, 'POST', '');
            $scene->status($order, Scene::SHIPPED);
        }
        $scene->settle(1);
        $lost = $scene->sell();
        $scene->track($lost, 'POST', '');
        $scene->status($lost, Scene::SHIPPED);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'lie' => 'report_success_but_not_stored']);
        $scene->settle(3);
        foreach ([$shown, $hidden] as $order) {
            self::assertTold(['ship Deutsche Post'], $scene, $order);
            self::assertSame('verified', $scene->order($order)['state']);
        }
        self::assertSame('accepted', $scene->order($lost)['state'], 'nothing is fulfilled');
        $scene->settle(6, 5);
        self::assertSame(['mismatch', 'mismatch'], [$scene->order($lost)['state'], $scene->order($lost)['reason']], 'a person looks');
        self::assertTold([], $scene, $lost, 'without a number nothing would show that a second one is the same');
    }

    /** Verified and thirty days old an order is closed; a new row in the shop opens it again. */
    public function testAnOrderThatIsClosedIsOpenedAgainByWhatTheShopWrites(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell();
        $code = $scene->ship($order);
        for ($i = 0; $i < 40; $i++) {
            $scene->advance(20 * 3600)->run();
        }
        self::assertSame(0, (int) $scene->shop->sql('SELECT open FROM statussync_order')[0]['open']);
        $scene->shop->sql('DELETE FROM orders_tracking WHERE orders_id = ?', [$order]);
        $mended = $scene->track($order);
        $scene->settle(3);
        self::assertTold(["ship DHL $code", "edit_package DHL $mended"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** Amazon refuses the mended number: it stays as it was there, and the owner reads Amazon's words. */
    public function testACorrectionThatAmazonRefusesIsSaid(): void
    {
        $scene = $this->scene(self::EXPRESS);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        $scene->atAmazon($order, ['refuse_codes' => [['code' => '18181', 'text' => 'This number is not known.', 'op' => 'ship']]]);
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '00340434161094049999' WHERE orders_id = $order");
        $scene->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        $shown = $scene->order($order);
        self::assertSame(['hold', 'rejected'], [$shown['verdict'], $shown['reason']]);
        self::assertStringContainsString('This number is not known.', $scene->must(['order', (string) $order])->out);
        self::assertSame(2, $scene->requests('confirmShipment'), 'once, not again and again');
    }

    /** A later parcel: package 1 is made smaller, then package 2 is added. */
    public function testALaterParcelTakesItsUnitsFromTheFirst(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['units' => [3]]);
        $first = $scene->ship($order);
        $scene->settle(3);
        $second = $scene->track($order);
        $scene->settle(4);
        self::assertTold(["ship DHL $first", "edit_package DHL $first", "ship DHL $second"], $scene, $order);
        $units = [];
        foreach ($scene->amazonOrder($order)['packages'] as $package) {
            $units[$package['tracking']] = array_sum(array_column($package['items'], 'quantity'));
        }
        self::assertSame([$first => 2, $second => 1], $units);
        $effects = $scene->effects($order);
        self::assertSame($effects[0]['ref'], $effects[1]['ref'], 'the package that the feed made');
        self::assertSame($effects[0]['shipped_at'], $effects[1]['shipped_at']);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** Amazon does not let package 1 be made smaller: nothing changes there, and the order says so. */
    public function testALaterParcelThatAmazonDoesNotTakeCannotBeAdded(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['units' => [2]]);
        $first = $scene->ship($order);
        $scene->settle(3);
        $scene->atAmazon($order, ['refuse_codes' => [['code' => '18028', 'text' => 'No change.', 'op' => 'ship']]]);
        $scene->track($order);
        $scene->settle(4);
        self::assertTold(["ship DHL $first"], $scene, $order);
        self::assertContains('cannot_be_added', $scene->order($order)['notes']);
        self::assertStringContainsString('A later parcel cannot be added', $scene->must(['order', (string) $order])->out);
        self::assertStringContainsString('cannot_be_added', $scene->must(['list'])->out);
        self::assertSame(1, $scene->requests('confirmShipment'), 'once, not again and again');
    }

    /** The buyer asks for a cancel: it is shown, it chooses the reason, and the decision is the owner's. */
    public function testABuyersRequestIsShownAndPresetsTheReason(): void
    {
        $scene = $this->scene(['settings' => ['cancel' => [['status' => Scene::CANCELLED, 'reason' => 'ask', 'after_minutes' => 30]]]]);
        $order = $scene->sell(['amazon' => ['cancel_requested' => true]]);
        $scene->settle(1);
        self::assertContains('buyer_request', $scene->order($order)['notes']);
        self::assertTold([], $scene, $order, 'it is no cancel yet');
        $scene->status($order, Scene::CANCELLED)->settle(2);
        $shown = $scene->order($order);
        self::assertSame(['hold', 'cancel_reason', 'BuyerCanceled'], [$shown['verdict'], $shown['reason'], $shown['detail']]);
        self::assertStringContainsString('The buyer asks for a cancel', $scene->must(['order', (string) $order])->out);
        $scene->must(['cancel-reason', (string) $order, 'BuyerCanceled']);
        $scene->settle(2);
        self::assertTold(['cancel'], $scene, $order);
        self::assertSame('BuyerCanceled', $scene->effects($order)[0]['items'][0]['reason']);
    }

    /** @dataProvider stuck */
    #[DataProvider('stuck')]
    public function testAStuckFeedHoldsNoDueOrder(string $status): void
    {
        $scene = $this->scene();
        $late = $scene->sell();
        $due = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 22 * 3600]]);
        $codes = [$scene->ship($late), $scene->ship($due)];
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'feed_stuck' => $status, 'seconds' => 30 * 3600]);
        $scene->settle(11);
        self::assertTold(["ship DHL {$codes[1]}"], $scene, $due, 'it left in time by confirmShipment');
        self::assertSame('express', $scene->effects($due)[0]['via']);
        self::assertLessThan(Scene::START + 22 * 3600, $scene->effects($due)[0]['at']);
        $scene->settle(20);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $late);
        self::assertTold(["ship DHL {$codes[1]}"], $scene, $due, 'nothing doubles when the feed wakes up');
        self::assertSame('verified', $scene->order($late)['state']);
        self::assertSame('verified', $scene->order($due)['state']);
    }

    /** @return array<string, array{string}> */
    public static function stuck(): array
    {
        return ['in the queue' => ['IN_QUEUE'], 'in progress' => ['IN_PROGRESS']];
    }

    /**
     * Rows of ours are deleted while a feed is under way: nothing is told twice.
     *
     * @dataProvider tables
     * @param list<string> $tables
     */
    #[DataProvider('tables')]
    public function testDeletedRowsSendNothingTwice(array $tables): void
    {
        $scene = $this->scene();
        [$shipped, $cancelled] = [$scene->sell(), $scene->sell()];
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->settle(1);
        $code = $scene->ship($shipped);
        $scene->faults(['op' => 'createFeed', 'call' => 'every', 'queue' => 1800, 'process' => 600]);
        $scene->advance(7200)->run();
        self::assertSame(2, $scene->requests('createFeed'));
        self::assertSame([], $scene->effects(), 'the feeds are still in the queue');
        foreach ($tables as $table) {
            $scene->shop->pdo()->exec("DELETE FROM statussync_$table");
        }
        $scene->settle(1);
        self::assertSame('rebuild', $scene->account()['mode']);
        $scene->faults();
        $scene->settle(8);
        self::assertTold(["ship DHL $code"], $scene, $shipped);
        self::assertTold(['cancel'], $scene, $cancelled);
        self::assertSame('active', $scene->account()['mode']);
        self::assertSame(2, $scene->requests('createFeed'));
    }

    /** @return array<string, array{list<string>}> */
    public static function tables(): array
    {
        return ['messages' => [['message']], 'feeds' => [['feed']], 'both' => [['message', 'feed', 'parcel']]];
    }

    public function testAfterThreeWeeksAwayTheOwnerIsAsked(): void
    {
        $scene = $this->scene(['days' => 40]);
        [$shipped, $cancelled, $there] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $scene->settle(1);
        $codes = [$scene->ship($shipped), $scene->ship($there)];
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->atAmazon($there, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => $codes[1]]]]);
        $scene->advance(21 * 86400)->settle(3);
        self::assertSame([], $scene->effects());
        self::assertSame('preview', $scene->account()['mode']);
        $scene->must(['release', 'de']);
        $scene->settle(3);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $shipped);
        self::assertTold([], $scene, $there, 'what Amazon has already is settled unsent');
        self::assertTold([], $scene, $cancelled, 'cancels are released one by one');
        $scene->must(['send', (string) $cancelled]);
        $scene->settle(2);
        self::assertTold(['cancel'], $scene, $cancelled);
    }

    /**
     * 3,000 orders at once: as fast as Amazon's limits allow, nearest deadline first.
     *
     * The arithmetic: a searchOrders page brings 100 orders, 20 pages at once and one every 179 s; getOrder brings one, 30 at
     * once and one every 2 s. The oldest orders have the nearest deadlines and come last in the pages, so nothing is read
     * twice: 2000 + 30 + t (100 / 179 + 1 / 2) = 3000: all are read after 917 s. In whole pages: 20 + 5 of them until then
     * (the 26th comes at 1074 s), the other 500 by getOrder: 30 + t / 2 = 500, 940 s. 300 urgent ones go by
     * confirmShipment, 10 at once and 2 a second: 145 s. The others are one feed.
     */
    public function testAColdStartTakesWhatTheLimitsAllow(): void
    {
        $scene = $this->bare()->setUp();
        $ids = [];
        $scene->bulk(static function () use ($scene, &$ids): void {
            $now = $scene->now();
            for ($i = 0; $i < 3000; $i++) {
                $ids[$i] = $scene->sell(['bought' => $now - 2 * 86400, 'amazon' => ['ship_by' => $now + ($i % 10 === 0
                    ? 20000 + $i : 3 * 86400 + $i * 60)]]);
                $scene->ship($ids[$i]);
            }
        });
        $scene->advance(3600);
        $first = $begin = $scene->now();
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $begin - 5 * 86400), '--no-pilot']);
        $scene->run(['--wait', '1009']);
        $read = $scene->now() - $begin;
        self::assertSame([], $scene->effects());
        $orders = $scene->must(['preview', '--json'])->json()['orders'];
        $verdicts = array_count_values(array_column($orders, 'verdict'));
        self::assertSame(['ship' => 3000], $verdicts, 'all of them are read and shown');
        self::assertNotContains('reading', array_column($orders, 'reason'), 'in the time of the limits and a tenth');
        self::assertLessThan(917 * 1.1, $read);
        self::assertSame(['token' => 1, 'searchOrders' => 20 + 5, 'getOrder' => 3000 - 100 * (20 + 5)], self::counts($scene));
        self::assertEqualsWithDelta(940, $read, 2);

        $scene->must(['release', 'de']);
        $begin = $scene->now();
        $scene->run(['--wait', '1800']);
        $effects = $scene->effects();
        self::assertCount(3000, array_unique(array_column($effects, 'order')));
        self::assertCount(3000, $effects);
        $express = array_values(array_filter($effects, static function (array $effect): bool {
            return $effect['via'] === 'express';
        }));
        self::assertCount(300, $express, 'the urgent ones by confirmShipment');
        // two runs, each with a token of its own; the search goes on to its last page; one feed, asked for after 2 and 5 minutes
        self::assertSame(['token' => 2, 'createFeedDocument' => 1, 'getFeedDocument' => 1, 'createFeed' => 1, 'getFeed' => 2,
            'searchOrders' => 20 + intdiv($scene->now() - $first, 179), 'getOrder' => 500, 'confirmShipment' => 300,
            'storagePut' => 1, 'storageGet' => 1], self::counts($scene));
        self::assertLessThan(145 * 1.1 + 10, end($express)['at'] - $begin, 'in the time of the bucket');
        // groups of ten leave side by side; group after group by ship-by time
        foreach (array_chunk(array_column($express, 'order'), 10) as $turn => $group) {
            foreach ($group as $number) {
                $i = array_search($number, array_map([$scene, 'amazonNumber'], $ids), true);
                self::assertEqualsWithDelta($turn * 10, intdiv((int) $i, 10), 20, 'nearest deadline first');
            }
        }
    }

    /** @return array<string, int> operation => how often it was asked for so far */
    private static function counts(Scene $scene): array
    {
        return array_filter(array_map(static function (array $count): int {
            return $count['total'];
        }, $scene->amazon->get('requests')['counts']));
    }
}
