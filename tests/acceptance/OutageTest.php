<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

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
}
