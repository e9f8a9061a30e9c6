<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Numbers that come late, return labels, carriers by id, by module, or not at all. */
final class CarrierAndTrackingTest extends SceneCase
{
    /** W5: a number that comes after the status is never transmitted. */
    public function testALateNumberWithinTheWaitIsTransmitted(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold([], $scene, $order, 'it waits for its number.');
        $code = $scene->track($order, 'GLS');
        $scene->settle(2);
        self::assertTold(["ship GLS $code"], $scene, $order);
    }

    /** W5: sent without a number, the number comes a day later. */
    public function testALateNumberAfterSendingWithoutIsTransmitted(): void
    {
        $carrier = ['fallback' => 'DHL'] + Scene::SETTINGS['carrier'];
        $scene = $this->scene(['settings' => ['carrier' => $carrier, 'without_tracking' => ['wait_hours' => 1, 'then' => 'send']]]);
        $order = $scene->sell();
        $scene->status($order, Scene::SHIPPED)->settle(3);
        self::assertTold(['ship DHL'], $scene, $order);
        $scene->advance(86400);
        $code = $scene->track($order);
        $scene->settle(3);
        self::assertTold(['ship DHL', "edit_package DHL $code"], $scene, $order);
        self::assertSame($code, $scene->amazonOrder($order)['packages'][0]['tracking']);
    }

    /** A number is waited for as set, but not into Amazon's ship-by time, unless the owner wants none without. */
    public function testANumberIsNotWaitedForPastTheShipByTime(): void
    {
        foreach (['send', 'hold'] as $then) {
            $scene = $this->scene(['settings' => ['without_tracking' => ['wait_hours' => 24, 'then' => $then],
                'carrier' => ['fallback' => 'DHL'] + Scene::SETTINGS['carrier']]]);
            $by = $scene->now() + 18 * 3600;
            [$due, $far] = [$scene->sell(['amazon' => ['ship_by' => $by]]), $scene->sell()];
            $scene->status($due, Scene::SHIPPED)->status($far, Scene::SHIPPED);
            $scene->settle(3);
            self::assertSame([], $scene->effects(), 'ten hours before it at the latest');
            $scene->settle(3);
            self::assertTold($then === 'send' ? ['ship DHL'] : [], $scene, $due);
            self::assertTold([], $scene, $far);
            self::assertSame($then === 'hold' ? 1 : 0, substr_count($scene->cli(['status'])->out, $scene->amazonNumber($due)));
            $scene->settle(8);
            self::assertTold($then === 'send' ? ['ship DHL'] : [], $scene, $far, 'as long as set');
            foreach ($scene->effects($due) as $effect) {
                self::assertLessThan($by, $effect['at']);
            }
        }
    }

    /** W5: the number is corrected after it was sent. */
    public function testACorrectedNumberIsTransmitted(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $old = $scene->ship($order);
        $scene->settle(2);
        $new = $scene->numbers->tracking('DHL');
        $scene->shop->sql('UPDATE orders_tracking SET parcel_id = ? WHERE orders_id = ?', [$new, $order]);
        $scene->settle(3);
        self::assertTold(["ship DHL $old", "edit_package DHL $new"], $scene, $order);
    }

    public function testATextWithoutADigitIsHeldAndNamed(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order, 'DHL', 'folgt morgen');
        $scene->advance(7200);
        self::assertSame(1, $scene->cli(['run', '--wait', '1800'])->code, 'a person is needed');
        self::assertTold([], $scene, $order);
        self::assertSame(['hold', 'bad_tracking', 'folgt morgen'], [$scene->order($order)['verdict'],
            $scene->order($order)['reason'], $scene->order($order)['detail']]);
        self::assertStringContainsString('"folgt morgen" is no valid', $scene->must(['order', (string) $order])->out);
        $scene->shop->sql('UPDATE orders_tracking SET parcel_id = ? WHERE orders_id = ?', ['00340434161094000001', $order]);
        $scene->settle(2);
        self::assertTold(['ship DHL 00340434161094000001'], $scene, $order, 'corrected, it leaves by itself');
    }

    /** W9: the return label's carrier is sent with the parcel's number. */
    public function testTheReturnLabelIsNeverUsed(): void
    {
        $scene = $this->scene();
        [$before, $after] = [$scene->sell(), $scene->sell()];
        $scene->track($before, 'DHL', null, true);
        $first = $scene->ship($before, 'GLS');
        $second = $scene->ship($after, 'GLS');
        $scene->track($after, 'DHL', null, true);
        $scene->settle(2);
        self::assertTold(["ship GLS $first"], $scene, $before);
        self::assertTold(["ship GLS $second"], $scene, $after);
    }

    /** W9: a return label alone is no shipment with that number. */
    public function testAReturnLabelAloneIsNoParcel(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->track($order, 'DHL', null, true);
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold([], $scene, $order);
    }

    /** W9: of two parcels an arbitrary one is sent. */
    public function testTwoParcelsAreSentEachWithItsOwnCarrier(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['units' => [1, 1]]);
        $scene->track($order, 'GLS', $first = $scene->numbers->tracking('GLS'));
        $second = $scene->ship($order, 'UPS');
        $scene->settle(3);
        $packages = $scene->amazonOrder($order)['packages'];
        $sent = [];
        $units = 0;
        foreach ($packages as $package) {
            $sent[] = "{$package['carrier']} {$package['tracking']}";
            $units += array_sum(array_column($package['items'], 'quantity'));
        }
        sort($sent);
        self::assertSame(["GLS $first", "UPS $second"], $sent, self::evidence($scene, $order));
        self::assertSame(2, $units, 'no unit is claimed twice');
        self::assertSame('SHIPPED', $scene->amazonOrder($order)['status']);
    }

    /** W9: a second parcel that comes after the first was sent. */
    public function testALaterSecondParcelIsAdded(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['units' => [2]]);
        $first = $scene->ship($order);
        $scene->settle(3);
        $second = $scene->track($order);
        $scene->settle(4);
        $numbers = array_column($scene->amazonOrder($order)['packages'], 'tracking');
        sort($numbers);
        self::assertSame([$first, $second], $numbers, self::evidence($scene, $order));
    }

    /** W10: matching orders_tracking.carrier_id sends "5" as the carrier. */
    public function testACarrierIdIsNeverSentAsAName(): void
    {
        $match = ['source' => 'match', 'table' => 'orders_tracking', 'column' => 'carrier_id', 'key' => 'orders_id'];
        $rest = ['fallback' => null, 'untracked' => [], 'detect' => 'warn'];
        $scene = $this->scene(['settings' => ['carrier' => $match + ['map' => []] + $rest]]);
        $order = $scene->sell();
        $code = $scene->ship($order, 'HERMES');
        $scene->settle(2);
        self::assertTold([], $scene, $order);
        self::assertSame('carrier_unmapped', $scene->order($order)['reason']);

        $scene->settings(['carrier' => $match + ['map' => ['5' => 'Hermes']] + $rest]);
        $scene->settle(2);
        self::assertTold(["ship Hermes $code"], $scene, $order, 'mapped, it goes by itself.');
    }

    /** W10: the shop's own carrier table gives the name. */
    public function testTheShopsCarrierIsSentByItsMappedName(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order, 'HERMES');
        $scene->settle(2);
        self::assertTold(["ship Hermes $code"], $scene, $order);
    }

    /** @return array<string, array{mixed}> */
    public static function unsetMethods(): array
    {
        return ['not in the settings' => [null], 'a module that is not mapped' => [['source' => 'shipping_module',
            'map' => ['other' => 'Express']]]];
    }

    /**
     * W11: a ship method that was never saved is sent as "false".
     *
     * @dataProvider unsetMethods
     * @param mixed $method
     */
    #[DataProvider('unsetMethods')]
    public function testAnUnsetMethodIsNeverSentAsText($method): void
    {
        $scene = $this->scene(['settings' => $method === null ? [] : ['method' => $method]]);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertContains($scene->effects($order)[0]['method'], ['Standard', null, '']);
    }

    /** W11: such a value never gets into the settings. */
    public function testFalseIsNoMethod(): void
    {
        $scene = $this->bare()->setUp();
        foreach (['false', '0', '""', '[]'] as $value) {
            $answer = $scene->cli(
                ['settings', 'import', '--account', 'de'],
                '{"ship": [{"status": 3}], "method": {"source": "fixed", "value": ' . $value . '}}'
            );
            self::assertSame(2, $answer->code, (string) $answer);
            self::assertCount(1, $answer->errors(), (string) $answer);
            self::assertStringContainsString('method.value', $answer->err);
        }
    }

    /** W12: no carrier is chosen, and the message goes without one. */
    public function testWithoutACarrierNothingIsSentUntilThereIsOne(): void
    {
        $scene = $this->scene(['settings' => ['without_tracking' => ['wait_hours' => 0, 'then' => 'send']]]);
        $order = $scene->sell();
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold([], $scene, $order);
        self::assertSame('no_carrier', $scene->order($order)['reason']);

        $scene->settings(['without_tracking' => ['wait_hours' => 0, 'then' => 'send'],
            'carrier' => ['fallback' => 'Deutsche Post'] + Scene::SETTINGS['carrier']]);
        $scene->settle(2);
        self::assertTold(['ship Deutsche Post'], $scene, $order);
    }

    /** @return array<string, array{string, ?string, string}> */
    public static function refusedByAmazon(): array
    {
        return [
            'a carrier that is not mapped' => ['carrier_unmapped', 'Spedition Huber', 'SH1234567'],
            'a mail address as number' => ['bad_tracking', 'DHL', 'lager@example.org'],
            'a number that is too long' => ['bad_tracking', 'DHL', str_repeat('0034', 18)],
            'an umlaut in the number' => ['bad_tracking', 'DHL', 'Übergabe 123456'],
            'a tracking page as number' => ['no_tracking', 'DHL', 'https://tracking.example.org/?id=123456789012'],
            'a dash as number' => ['no_tracking', 'DHL', '-'],
        ];
    }

    /**
     * W12: nothing is checked before it is sent.
     *
     * @dataProvider refusedByAmazon
     */
    #[DataProvider('refusedByAmazon')]
    public function testWhatAmazonWouldRefuseIsHeldAndGoesWhenMended(string $reason, ?string $carrier, string $code): void
    {
        $scene = $this->scene();
        [$order, $other] = [$scene->sell(), $scene->sell()];
        $scene->ship($order, $carrier, $code);
        $good = $scene->ship($other);
        $scene->settle(2);
        self::assertTold([], $scene, $order);
        self::assertTold(["ship DHL $good"], $scene, $other, 'one bad order must not stop the others.');
        self::assertSame($reason, $scene->order($order)['reason']);

        $mended = $scene->numbers->tracking('DHL');
        $scene->shop->sql('UPDATE orders_tracking SET parcel_id = ?, carrier_id = 1 WHERE orders_id = ?', [$mended, $order]);
        $scene->settle(2);
        self::assertTold(["ship DHL $mended"], $scene, $order);
    }

    /** W14: the carrier is matched by the module's title, the method by its code. */
    public function testCarrierAndMethodAreMatchedByTheSameKey(): void
    {
        $scene = $this->scene(['settings' => [
            'carrier' => ['source' => 'shipping_module', 'map' => ['dhl' => 'DHL', 'selfdelivery' => 'GLS'], 'fallback' => null,
                'untracked' => [], 'detect' => 'off'],
            'method' => ['source' => 'shipping_module', 'map' => ['dhl' => 'Express', 'selfdelivery' => 'Standard']],
        ]]);
        $columns = ['shipping_class' => 'dhl_dhl', 'shipping_method' => 'DHL Paket (Lieferung in 1-2 Tagen)'];
        $order = $scene->sell(['columns' => $columns]);
        $code = $scene->ship($order, null, $scene->numbers->tracking('DHL'));
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('Express', $scene->effects($order)[0]['method']);
    }
}
