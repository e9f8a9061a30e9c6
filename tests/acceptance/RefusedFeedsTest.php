<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Feeds that Amazon does not take, ends without a report, or does not get on with: told, parted, never endless. */
final class RefusedFeedsTest extends SceneCase
{
    /** W23: what Amazon says to a whole feed is kept with its messages, a person is told, the others go. */
    public function testAFeedThatAmazonDoesNotTakeIsPartedAndItsGuiltyMessageParked(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed']]);
        [$orders, $codes] = self::some($scene, 9);
        $bad = $orders[4];
        $scene->faults($this->notTaken($scene, $bad));
        $scene->settle(1);
        self::assertContains(1, $scene->codes('run'), 'the run that learns it must say so to cron');
        self::assertStringContainsString('The listing of this order is broken.', json_encode($scene->order($bad)));
        self::assertStringContainsString('The listing of this order is broken.', json_encode($scene->order($orders[0])));
        self::assertStringContainsString('The listing of this order is broken.', $scene->cli(['list', '--json'])->out);

        $scene->settle(4);
        foreach ($orders as $i => $order) {
            self::assertTold($order === $bad ? [] : ["ship DHL {$codes[$i]}"], $scene, $order, 'one bad order must not stop the others.');
        }
        $shown = $scene->order($bad);
        self::assertSame('parked', $shown['state'], 'after some attempts it is set aside');
        self::assertSame('feed_refused', end($shown['messages'])['reason']);
        self::assertSame('The listing of this order is broken.', end($shown['messages'])['text']);
        self::assertSame([(string) $bad], array_column($scene->cli(['list', '--state', 'parked', '--json'])->json()['orders'], 'shop_order'));
        $asked = $scene->requests('createFeed');
        $scene->settle(3);
        self::assertSame($asked, $scene->requests('createFeed'), 'what is parked is not tried again by itself');

        $scene->faults();
        $scene->must(['retry', (string) $bad]);
        $scene->settle(2);
        self::assertTold(["ship DHL {$codes[4]}"], $scene, $bad);
        self::assertSame('verified', $scene->order($bad)['state']);
    }

    /** Where confirmShipment is allowed a shipment with a number needs no feed. */
    public function testAShipmentWithANumberLeavesByConfirmShipmentWhenItsFeedIsNotTaken(): void
    {
        $scene = $this->scene();
        [$orders, $codes] = self::some($scene, 3);
        $scene->faults($this->notTaken($scene, $orders[1]));
        $scene->settle(2);
        foreach ($orders as $i => $order) {
            self::assertTold(["ship DHL {$codes[$i]}"], $scene, $order);
            self::assertSame('verified', $scene->order($order)['state']);
        }
        self::assertContains(1, $scene->codes('run'));
    }

    /** @return array<string, array{string, list<array<string, mixed>>}> */
    public static function uncounted(): array
    {
        return ['without a report' => ['feed_fatal', []], 'with a report that counts nothing' => ['feed_invalid',
            [['op' => 'createFeed', 'call' => 'every', 'lie' => 'no_summary']]]];
    }

    /**
     * An order that makes Amazon end its feed without saying what was taken is found by parting the feed; the others go.
     *
     * @dataProvider uncounted
     * @param list<array<string, mixed>> $faults
     */
    #[DataProvider('uncounted')]
    public function testAFeedThatEndsWithoutAReportIsParted(string $poison, array $faults): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed']]);
        [$orders, $codes] = self::some($scene, 9);
        $bad = $orders[2];
        $scene->atAmazon($bad, ['poison' => $poison])->faults(...$faults);
        $scene->settle(5);
        foreach ($orders as $i => $order) {
            self::assertTold($order === $bad ? [] : ["ship DHL {$codes[$i]}"], $scene, $order, 'one bad order must not stop the others.');
        }
        self::assertSame('parked', $scene->order($bad)['state']);
        self::assertContains(1, $scene->codes('run'));
        $asked = $scene->requests('createFeed');
        $scene->settle(3);
        self::assertSame($asked, $scene->requests('createFeed'));
    }

    /** @return array<string, array{string, string}> */
    public static function stuck(): array
    {
        return ['in the queue, by feed only' => ['IN_QUEUE', 'feed'], 'in progress, by feed only' => ['IN_PROGRESS', 'feed'],
            'in the queue' => ['IN_QUEUE', 'auto'], 'in progress' => ['IN_PROGRESS', 'auto']];
    }

    /**
     * A feed that Amazon does not get on with is shown before the ship-by time is over, whatever way is set.
     *
     * @dataProvider stuck
     */
    #[DataProvider('stuck')]
    public function testAFeedThatHangsIsShownBeforeTheShipByTime(string $where, string $transport): void
    {
        $scene = $this->scene(['settings' => ['transport' => $transport]]);
        $order = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 50000]]);
        $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'call' => 'every', 'feed_stuck' => $where], ['op' => 'cancelFeed',
            'call' => 'every', 'what' => 'refuse', 'status' => 400, 'code' => 'InvalidInput', 'message' => 'Not now.']);
        $scene->settle(1);
        self::assertNotContains(1, $scene->codes('run'), 'a feed may take an hour');
        $scene->settle(3);
        self::assertSame('in_flight', $scene->order($order)['state']);
        self::assertLessThan($scene->order($order)['deadline'], $scene->now(), 'there is time left to do something');
        self::assertSame('feed_stuck', $scene->order($order)['reason']);
        self::assertContains(1, $scene->codes('run'));
        $due = $scene->account()['deadlines'][0];
        self::assertSame([(string) $order, 'stuck'], [$due['shop_order'], $due['risk']]);
        self::assertStringContainsString('Seller Central', $due['why']);
    }

    /** @return array<string, mixed> Amazon does not take a feed with this order */
    private function notTaken(Scene $scene, int $order): array
    {
        return ['op' => 'createFeed', 'call' => 'every', 'order' => $scene->amazonNumber($order), 'what' => 'refuse',
            'status' => 400, 'code' => 'InvalidInput', 'message' => 'The listing of this order is broken.'];
    }

    /** @return array{list<int>, list<string>} shipped orders, their codes */
    private static function some(Scene $scene, int $count): array
    {
        $orders = $codes = [];
        for ($i = 0; $i < $count; $i++) {
            $orders[] = $order = $scene->sell();
            $codes[] = $scene->ship($order);
        }
        return [$orders, $codes];
    }
}
