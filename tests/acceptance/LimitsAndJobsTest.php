<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** What was not done is not counted; what was not answered is asked again; what cannot be done stops nothing else. */
final class LimitsAndJobsTest extends SceneCase
{
    /** The brake counts what Amazon took, not what it did not take. */
    public function testWhatAmazonDidNotTakeDoesNotCountForTheBrake(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed',
            'brake' => ['shipments' => 3, 'cancels' => 3, 'refused_percent' => 20]]]);
        $orders = [$scene->sell(), $scene->sell(), $scene->sell()];
        array_map([$scene, 'ship'], $orders);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'what' => 'refuse', 'status' => 400, 'code' => 'InvalidInput']);
        $scene->settle(2);
        self::assertNull($scene->account()['stopped']);
        self::assertCount(3, $scene->effects());
    }

    /** A document that is not taken costs no call of createFeed, of which there is one in two minutes. */
    public function testAFailedDocumentTakesNoTokenOfCreateFeed(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed', 'limits_share' => 0.2]]); // three tokens, one in ten minutes
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults(['op' => 'createFeedDocument', 'call' => 1, 'what' => 'status', 'status' => 503]);
        $scene->advance(7200);
        $scene->run();
        self::assertSame(0, $scene->requests('createFeed'));
        $tokens = array_column($scene->account()['buckets'], 'tokens', 'op');
        self::assertSame(3000, $tokens['createFeed'], 'thousandths of a token');
        $scene->advance(400);
        $scene->run();
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->settle(1);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** Where a feed lacks its token of createFeed, it leaves when there is one, not an interval later. */
    public function testAMarketplaceWithoutATokenWaitsForTheTokenNotForTheNextSend(): void
    {
        // three tokens, one in ten minutes; the last one is kept for the urgent
        $scene = $this->scene(['settings' => ['transport' => 'feed', 'limits_share' => 0.2, 'interval' => 86400]]);
        $markets = [Scene::DE, Scene::FR, 'APJ6JRA9NG5V4'];
        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'], 'marketplaces' => $markets]]]);
        $scene->must(['account', 'set', 'de', 'marketplaces=' . implode(',', $markets)]);
        foreach ($markets as $market) {
            $scene->ship($scene->sell(['amazon' => ['marketplace' => $market]]));
        }
        $scene->advance(86400);
        $scene->run();
        self::assertSame(2, $scene->requests('createFeed'));
        for ($minutes = 0; $minutes < 30; $minutes += 5) {
            $scene->advance(300);
            $scene->must(['run', '--if-due']);
        }
        self::assertSame(3, $scene->requests('createFeed'));
    }

    /** A cancelFeed that did not get through is asked for again until Amazon says CANCELLED. */
    public function testTheCancelOfAHangingFeedIsRepeatedUntilItIsAnswered(): void
    {
        $scene = $this->scene();
        $due = $scene->now() + 50000;
        $order = $scene->sell(['amazon' => ['ship_by' => $due]]);
        $code = $scene->ship($order);
        $scene->faults(
            ['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_QUEUE'],
            ['op' => 'cancelFeed', 'call' => [1, 2], 'what' => 'drop_before']
        );
        $scene->settle(5);
        self::assertGreaterThanOrEqual(3, $scene->requests('cancelFeed'));
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertLessThan($due, $scene->effects($order)[0]['at'], 'in time');
    }

    /** Only 404 says that Amazon does not know an order; any other refusal of the read is asked again. */
    public function testOnly404MeansThatAmazonDoesNotKnowTheOrder(): void
    {
        $scene = $this->scene();
        $scene->faults(
            ['op' => 'searchOrders', 'call' => 'every', 'what' => 'status', 'status' => 503],
            ['op' => 'getOrder', 'call' => 'every', 'what' => 'refuse', 'status' => 400, 'code' => 'InvalidInput']
        );
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(1);
        self::assertNotSame('not_at_amazon', $scene->order($order)['reason']);
        self::assertNotContains(1, $scene->codes('run'), 'nobody is called for what only has to be read again');
        $scene->faults()->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** A job of the pages that ends in an error nobody foresaw is answered, and the jobs behind it are done. */
    public function testAPoisonJobDoesNotStopTheOthers(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->shop->sql('ALTER TABLE orders_status_history RENAME TO elsewhere');
        foreach (['preview', 'key'] as $kind) {
            $scene->shop->sql('INSERT INTO statussync_job (account, kind, argument, state, created_at, done_at, version, fence)'
                . " VALUES ('de', ?, '{}', 'waiting', ?, 0, 1, 0)", [$kind, $scene->now()]);
        }
        $scene->cli(['run', '--json']);
        self::assertSame(
            ['preview' => 'failed', 'key' => 'done'],
            array_column($scene->shop->sql('SELECT kind, state FROM statussync_job ORDER BY id'), 'state', 'kind')
        );
    }
}
