<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** The safety stop with the limits that a shop has: it is for a mistake in the shop, not for a bad hour of Amazon. */
final class BrakeTest extends SceneCase
{
    private const LIMITS = ['shipments' => 25, 'cancels' => 3, 'refused_percent' => 20];

    /** @return array<string, array{string, list<array<string, mixed>>, string}> transport, faults, poison of one order */
    public static function disturbances(): array
    {
        return [
            'createFeed breaks off once' => ['feed', [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_before']], ''],
            'createFeed answers, and nobody hears it' => ['feed', [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after']], ''],
            'createFeed is refused once' => ['feed', [['op' => 'createFeed', 'call' => 1, 'what' => 'refuse', 'status' => 429,
                'code' => 'QuotaExceeded']], ''],
            'one order spoils the feed' => ['auto', [], 'feed_invalid'],
            'confirmShipment fails for an hour' => ['express', [['op' => 'confirmShipment', 'call' => range(1, 40), 'what' => 'status',
                'status' => 500]], ''],
        ];
    }

    /**
     * @dataProvider disturbances
     * @param list<array<string, mixed>> $faults
     */
    #[DataProvider('disturbances')]
    public function testADisturbanceIsNoReasonForTheSafetyStop(string $transport, array $faults, string $poison): void
    {
        $scene = $this->scene(['settings' => ['transport' => $transport, 'brake' => self::LIMITS]]);
        $orders = [];
        for ($i = 0; $i < 20; $i++) {
            $orders[] = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 20 * 86400] + ($i === 7 && $poison !== ''
                ? ['poison' => $poison] : [])]);
        }
        $scene->settle(1);
        array_map([$scene, 'ship'], $orders);
        $scene->faults(...$faults);
        $scene->advance(7200);
        for ($run = 0; $run < 30; $run++) {
            $scene->cli(['run', '--if-due']);
            $scene->advance(400);
        }
        $scene->settle(3);
        self::assertNull($scene->account()['stopped']);
        foreach ($orders as $order) {
            self::assertCount(1, $scene->told($order), "order $order");
        }
    }

    public function testALostCancelFeedIsNoReasonForTheSafetyStop(): void
    {
        $scene = $this->scene(['settings' => ['brake' => self::LIMITS]]);
        $orders = [$scene->sell(), $scene->sell()];
        $scene->settle(1);
        foreach ($orders as $order) {
            $scene->status($order, Scene::CANCELLED);
        }
        $scene->advance(7200);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'what' => 'drop_before']);
        for ($run = 0; $run < 30; $run++) {
            $scene->cli(['run', '--if-due']);
            $scene->advance(400);
        }
        $scene->settle(3);
        self::assertNull($scene->account()['stopped']);
        self::assertSame([['cancel'], ['cancel']], array_map([$scene, 'told'], $orders));
    }

    /** What was sent stays counted: a day's limit is one of messages, whatever became of them. */
    public function testWhatAmazonAnsweredStaysCounted(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'feed', 'brake' => ['shipments' => 4] + self::LIMITS]]);
        $refuse = ['refuse_codes' => [['code' => '18028', 'text' => 'no', 'severity' => 'Error', 'op' => 'ship', 'via' => 'feed', 'times' => 9]]];
        $first = [$scene->sell(['amazon' => $refuse]), $scene->sell(), $scene->sell()];
        $scene->settle(1);
        array_map([$scene, 'ship'], $first);
        $scene->settle(1);
        $scene->ship($scene->sell());
        $scene->ship($scene->sell());
        $scene->settle(1);
        self::assertSame('brake', $scene->account()['stopped']);
    }
}
