<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** What was told, but is not yet seen, refused or settled: nothing else that happens meanwhile may double it. */
final class UnderWayTest extends SceneCase
{
    private const NEW_CODE = '00340434161094049999';

    /** Amazon keeps the package under an id of its own, and the number is mended before anybody read that. */
    public function testANumberMendedAtOnceChangesThePackageThatAmazonHas(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $order = $scene->sell(['units' => [2], 'amazon' => ['stored_ref' => '77']]);
        $scene->ship($order);
        $scene->advance(1800)->run();
        self::assertSame(1, $scene->requests('confirmShipment'));
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '" . self::NEW_CODE . "' WHERE orders_id = $order");
        $scene->run();
        $scene->settle(3);
        $packages = $scene->amazonOrder($order)['packages'];
        self::assertCount(1, $packages);
        self::assertSame(self::NEW_CODE, $packages[0]['tracking']);
        self::assertSame(2, $scene->requests('confirmShipment'), 'no correction goes to a package that Amazon does not know');
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** Two parcels leave a feed that hangs; the third comes meanwhile. No unit may be free when the feed wakes up. */
    public function testAParcelThatComesWhileAFeedHangsDoublesNothing(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['units' => [3], 'amazon' => ['ship_by' => $scene->now() + 20 * 3600]]);
        $codes = [$scene->track($order), $scene->ship($order)];
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_PROGRESS', 'seconds' => 30 * 3600]);
        $scene->settle(3);
        self::assertTold([], $scene, $order, 'the feed hangs');
        $codes[] = $scene->track($order, 'DHL', self::NEW_CODE);
        $scene->settle(12);
        self::assertNotSame([], $scene->effects($order), 'what is due left by confirmShipment');
        foreach ($scene->effects($order) as $effect) {
            self::assertSame('express', $effect['via']);
        }
        $scene->settle(12);
        $there = array_column($scene->amazonOrder($order)['packages'], 'tracking');
        sort($there);
        sort($codes);
        self::assertSame($codes, $there, 'each number once');
    }

    /** A cancel is in a feed that hangs, the shop ships after all, and our rows are deleted: Amazon is asked first. */
    public function testACancelUnderWayIsMissedWhenItsRowsAreDeleted(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->status($order, Scene::CANCELLED);
        $scene->settle(1);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_PROGRESS', 'seconds' => 12 * 3600]);
        $scene->settle(1);
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->ship($order);
        $scene->settle(1);
        self::assertSame('cancel_in_flight', $scene->order($order)['reason']);
        foreach (['message', 'feed', 'parcel'] as $table) {
            $scene->shop->pdo()->exec("DELETE FROM statussync_$table");
        }
        $scene->track($order); // the order is decided afresh
        $scene->settle(1);
        self::assertSame('rebuild', $scene->account()['mode']);
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->settle(10);
        self::assertTold(['cancel'], $scene, $order, 'the shipment waited for the end of the cancel');
        self::assertSame('cancelled_at_amazon', $scene->order($order)['reason']);
    }

    /** Amazon refuses what it has already, and cannot be read at once: nobody is told that it was rejected. */
    public function testARefusalIsARejectionOnlyAfterAReadThatFollowsIt(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 3000, 'process' => 600]);
        $scene->advance(7200)->run();
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->atAmazon($order, ['packages' => [['ref' => '5', 'shipped_at' => $scene->now() - 300, 'carrier' => 'DHL',
            'tracking' => $code]]]);
        $scene->faults(
            ['op' => 'getOrder', 'call' => 'every', 'what' => 'status'],
            ['op' => 'searchOrders', 'call' => 'every', 'what' => 'status']
        );
        $scene->settle(1);
        $scene->status($order, Scene::SHIPPED)->settle(1); // the order is decided afresh
        self::assertSame('unknown', $scene->order($order)['state'], 'refused, but perhaps because it is there');
        $scene->faults();
        $scene->settle(2);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertStringNotContainsString('rejected', json_encode($scene->order($order)['events']));
    }

    /**
     * The answer of createFeed is lost and two feeds could be ours; the run dies while it gives the messages up to
     * reading. What then leaves the feed is not taken for rows that somebody deleted.
     */
    public function testARunThatDiesOverAnAmbiguousFeedStopsNothing(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'what' => 'drop_before', 'call' => 1]);
        $scene->advance(7200)->run();
        $pdo = $scene->shop->pdo();
        $at = gmdate('Y-m-d\TH:i:s\Z', $scene->now() + 5);
        $one = ['feedType' => 'POST_ORDER_FULFILLMENT_DATA', 'marketplaceIds' => ['A1PA6795UKMFR9'], 'createdTime' => $at,
            'processingStatus' => 'DONE'];
        $scene->faults(['op' => 'getFeeds', 'call' => 1, 'what' => 'status', 'status' => 200, 'headers' => ['Content-Type' =>
            'application/json'], 'body' => json_encode(['feeds' => [['feedId' => '901'] + $one, ['feedId' => '902'] + $one]])]);
        $pdo->exec("CREATE TRIGGER dies BEFORE UPDATE ON statussync_feed WHEN NEW.state = 'fatal' BEGIN SELECT RAISE(ABORT, 'dies'); END");
        $scene->advance(600);
        $scene->cli(['run']);
        self::assertSame('unknown', $scene->order($order)['state']);
        $pdo->exec('DROP TRIGGER dies');
        $scene->faults(['op' => 'getFeeds', 'call' => 'every', 'what' => 'status']);
        for ($i = 0; $i < 3; $i++) {
            $scene->advance(1800);
            $scene->cli(['run']);
            self::assertSame('active', $scene->account()['mode']);
        }
        $scene->faults();
        $scene->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** The listing is searched around the moment of createFeed, which comes long after the first answer then. */
    public function testASlowUploadAndALostAnswerDoubleNothing(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed'], 'world' => ['feed_timing' => ['queue' => 3600, 'process' => 60],
            'feed_reship' => 'add']]);
        $order = $scene->sell(['units' => [2], 'amazon' => ['ship_by' => $scene->now() + 12 * 3600]]);
        $scene->settle(1);
        $code = $scene->ship($order);
        $scene->faults(['op' => 'storagePut', 'call' => 1, 'what' => 'slow', 'seconds' => 0, 'clock_seconds' => 95],
            ['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after', 'clock_seconds' => 28]);
        $scene->advance(7200)->run();
        for ($i = 0; $i < 30; $i++) {
            $scene->advance(400);
            $scene->cli(['run', '--if-due']);
        }
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame(1, $scene->requests('createFeed'));
    }

    /** Two shop orders with one number: what became of the one is not known, and the other must not ask every minute. */
    public function testTheOtherOrderOfANumberWaitsWithoutAskingAllTheTime(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $first = $scene->sell();
        $second = $scene->twin($first);
        $scene->settle(1);
        $scene->ship($first);
        $scene->faults(['op' => 'confirmShipment', 'call' => 'every', 'what' => 'status', 'status' => 503],
            ['op' => 'getOrder', 'call' => 'every', 'what' => 'wrong_type', 'field' => 'order.orderItems.0.quantityOrdered', 'value' => -1]);
        $scene->advance(7200)->run();
        $scene->ship($second);
        $scene->must(['role', (string) $second, 'main']);
        $scene->advance(3600);
        $asked = $scene->requests('getOrder');
        for ($minute = 0; $minute < 30; $minute++) {
            $scene->advance(60);
            $scene->cli(['run', '--if-due']);
        }
        self::assertLessThanOrEqual(4, $scene->requests('getOrder') - $asked);
        self::assertSame('hold', $scene->order($second)['verdict']);
    }
}
