<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Amazon does not answer: the owner is told since when, and is called only if an order will be late. */
final class OutageTest extends SceneCase
{
    public function testAnOutageIsSaidWithItsBeginningAndCallsNobody(): void
    {
        $scene = $this->scene();
        $code = $scene->ship($order = $scene->sell());
        $scene->advance(3600);
        $scene->faults(['op' => '*', 'call' => 'every', 'what' => 'status', 'status' => 503]);
        $since = $scene->now();
        $first = $scene->cli(['run']);
        self::assertSame(0, $first->code, (string) $first);
        $scene->advance(7200);
        $run = $scene->cli(['run']);
        self::assertSame(0, $run->code, (string) $run);
        $clock = (new \DateTime("@$since"))->setTimezone(new \DateTimeZone('Europe/Berlin'))->format('Y-m-d H:i T');
        $said = "Amazon has not answered since $clock.";
        self::assertStringContainsString($said, $first->out, 'the first run says it');
        self::assertStringContainsString($said, $run->out, 'the beginning stays the beginning');
        self::assertStringContainsString($said, $scene->must(['status'])->out);
        $account = $scene->account();
        self::assertSame($since, $account['down_since']);
        self::assertSame('amazon_down', $account['hints'][0]['code']);
        self::assertStringContainsString($said, $scene->cli(['run', '--json'])->err, 'beside the document');

        $scene->faults();
        $scene->settle(3);
        self::assertSame(0, $scene->account()['down_since'], 'Amazon answers again');
        self::assertStringNotContainsString('not answered since', $scene->must(['status'])->out);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    public function testNobodyListensAtAll(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->advance(3600);
        $scene->env['STATUSSYNC_LWA_URL'] = 'http://127.0.0.1:9';
        $scene->env['STATUSSYNC_API_URL'] = 'http://127.0.0.1:9';
        $run = $scene->cli(['run']);
        self::assertSame(0, $run->code, (string) $run);
        self::assertStringContainsString('Amazon has not answered since', $run->out);
    }

    public function testAPersonIsCalledOnceAnOrderWillBeLate(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 12 * 3600]]);
        $scene->advance(3600);
        $scene->run();
        $scene->ship($order);
        $scene->advance(3600);
        $scene->faults(['op' => '*', 'call' => 'every', 'what' => 'drop_before']);
        self::assertSame(0, $scene->cli(['run'])->code, 'ten hours are left');
        $scene->advance(5 * 3600);
        $run = $scene->cli(['run']);
        self::assertSame(1, $run->code, (string) $run);
        self::assertStringContainsString("$order (" . $scene->amazonNumber($order) . ')', $run->out);
        self::assertStringContainsString('confirm it in Seller Central', $run->out);
        $status = $scene->cli(['status']);
        self::assertSame(1, $status->code, (string) $status);
        self::assertSame('amazon_down', $scene->account()['deadlines'][0]['risk']);
    }

    /** Amazon answers, but not in numbers: that is this order's matter, and a person's, no outage. */
    public function testAnOrderThatCannotBeReadIsNoOutageAndCallsAPersonFromTheSecondTimeOn(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $code = $scene->ship($order = $scene->sell());
        $scene->faults(['op' => 'getOrder', 'call' => 'every', 'what' => 'wrong_type', 'field' => 'order.orderItems.0.quantityOrdered',
            'value' => -1]);
        $first = $scene->advance(1200)->cli(['run']);
        self::assertSame(1, $scene->requests('getOrder'));
        self::assertSame([0, 'reading'], [$first->code, $scene->order($order)['reason']], 'once may be chance');
        self::assertSame(0, $scene->account()['down_since']);
        $second = $scene->advance(1200)->cli(['run']);
        self::assertSame([1, 'hold', 'unreadable'], [$second->code, $scene->order($order)['verdict'], $scene->order($order)['reason']]);
        self::assertSame(0, $scene->account()['down_since']);
        self::assertStringNotContainsString('has not answered', $second->out . $second->err);
        self::assertStringContainsString('confirm it in Seller Central', $scene->must(['order', $order])->out);
        self::assertStringContainsString('"code":"unreadable"', (string) json_encode($scene->order($order)['events']));
        for ($run = 0, $asked = $scene->requests('getOrder'); $run < 6; $run++) {
            $scene->advance(600)->run();
        }
        self::assertLessThanOrEqual(2, $scene->requests('getOrder') - $asked, 'every half hour at most');
        self::assertSame('unreadable', $scene->order($order)['reason']);
        $scene->faults();
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** The searches are read: what was known of the order stays known, and its shipment goes. */
    public function testAShipmentGoesThoughItsOrderCannotBeReadAnyMore(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->settle(1);
        $scene->faults(['op' => 'getOrder', 'call' => 'every', 'what' => 'wrong_type', 'field' => 'order.orderItems.0.quantityOrdered',
            'value' => -1]);
        $code = $scene->ship($order);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** Amazon fails for this order alone: after eight hours that is said although all else is well. */
    public function testAnOrderThatAmazonNeverGivesCallsAPersonThoughAllOthersGo(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $scene->ship($bad = $scene->sell());
        $scene->faults(['op' => 'getOrder', 'order' => $scene->amazonNumber($bad), 'call' => 'every', 'what' => 'status', 'status' => 500],
            ['op' => 'searchOrders', 'call' => 'every', 'what' => 'status', 'status' => 500]);
        $codes = [];
        for ($hour = 0; $hour < 12; $hour += 2) {
            $code = $scene->ship($good = $scene->sell());
            $scene->advance(7200);
            $run = $scene->cli(['run', '--wait', '900']);
            $codes[] = $run->code;
        }
        self::assertTold(["ship DHL $code"], $scene, $good);
        self::assertSame('reading', $scene->order($bad)['reason']);
        self::assertSame([0, 0, 0], array_slice($codes, 0, 3), 'an outage of a night mends itself');
        self::assertSame([1, 1], array_slice($codes, -2));
        self::assertStringContainsString('waiting for more than eight hours to be read at Amazon: 1', $run->out);
        self::assertStringNotContainsString('has not answered', $run->out);
        self::assertSame(1, $scene->cli(['status'])->code);
        $scene->faults();
        $scene->settle(2);
        self::assertNotSame([], $scene->told($bad));
        self::assertSame(0, $scene->cli(['status'])->code);
    }

    /** Orders are read one by one meanwhile, but what changes at Amazon is seen late. */
    public function testAListOfOrdersThatFailsForADayIsSaid(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $scene->faults(['op' => 'searchOrders', 'call' => 'every', 'what' => 'status', 'status' => 503]);
        $codes = [];
        for ($hour = 4; $hour <= 28; $hour += 4) {
            $code = $scene->ship($order = $scene->sell());
            $scene->advance(4 * 3600);
            $run = $scene->cli(['run', '--wait', '900']);
            $codes[$hour] = $run->code;
        }
        unset($codes[24]);
        self::assertSame([4 => 0, 8 => 0, 12 => 0, 16 => 0, 20 => 0, 28 => 1], $codes);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertStringContainsString("Amazon's list of orders could last be read", $run->out);
        self::assertSame(0, $scene->account()['down_since'], 'it answers');
    }

    /** Amazon reads, but takes nothing: tried ever more seldom, and a person can still be in time. */
    public function testWhatNeverGetsThroughCallsAPersonBeforeTheShipByTime(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $late = $scene->now() + 20 * 3600;
        $order = $scene->sell(['amazon' => ['ship_by' => $late]]);
        $scene->settle(1);
        $scene->ship($order);
        $scene->faults(['op' => 'confirmShipment', 'call' => 'every', 'what' => 'status', 'status' => 500]);
        $codes = ['time' => [], 'short' => []];
        while ($scene->now() < $late - 3600) {
            $scene->advance(1800);
            $code = $scene->cli(['run', '--if-due'])->code;
            $codes[$late - $scene->now() > 8 * 3600 ? 'time' : 'short'][] = $code;
        }
        self::assertGreaterThan(10, count($codes['time']));
        self::assertSame([0], array_unique($codes['time']), 'more than eight hours are left');
        self::assertContains(1, $codes['short']);
        self::assertLessThan(30, $scene->requests('confirmShipment'));
        self::assertSame('tries', $scene->account()['deadlines'][0]['risk']);
        self::assertStringContainsString('confirm it in Seller Central', $scene->cli(['status'])->out);
        $scene->faults();
        $scene->settle(3);
        self::assertSame('verified', $scene->order($order)['state'], 'once it does, it goes by itself');
    }

    /** Amazon answers, but not as it says it does: it is there all the same. */
    public function testAListThatCannotBeReadIsNoOutage(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $scene->faults(['op' => 'searchOrders', 'call' => 'every', 'what' => 'wrong_type', 'field' => 'orders', 'value' => 5]);
        $asked = $scene->requests('searchOrders');
        $scene->advance(7200);
        self::assertSame(0, $scene->cli(['run'])->code);
        self::assertSame(1, $scene->requests('searchOrders') - $asked, 'once in a pass');
        self::assertSame(0, $scene->account()['down_since']);
    }

    /** The machine's clock was days ahead for one run: the next right run goes on as if nothing had been. */
    public function testAClockThatWasAheadForOneRunStopsNothing(): void
    {
        $scene = $this->scene();
        [$told, $waits, $asked] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $scene->settle(1);
        $first = $scene->ship($told);
        $ahead = $scene->now() + 5 * 86400;
        $scene->options = ['--dsn', $scene->dsn, '--clock', (string) $ahead];
        $scene->cli(['run', '--if-due']);
        $scene->options = [];
        $code = $scene->ship($waits);
        $scene->status($asked, Scene::CANCELLED);
        $scene->advance(3600);
        $run = $scene->cli(['run', '--if-due']);
        self::assertStringContainsString('the clock was put back by', $run->err);
        self::assertStringNotContainsString('nothing to do', $run->out);
        $scene->settle(4);
        self::assertTold(["ship DHL $first"], $scene, $told);
        self::assertTold(["ship DHL $code"], $scene, $waits);
        self::assertTold(['cancel'], $scene, $asked, 'read anew before');
        self::assertStringNotContainsString('put back', $scene->cli(['run'])->err, 'once');
    }
}
