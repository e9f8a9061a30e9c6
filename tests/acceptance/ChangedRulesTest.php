<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Settings by the command line: what a change would set going is counted and said before it takes effect. */
final class ChangedRulesTest extends SceneCase
{
    private const PACKED = 2;

    public function testAStatusThatIsNewlyShippedIsCountedFirst(): void
    {
        $scene = $this->scene();
        $told = $scene->sell();
        $code = $scene->ship($told);
        [$packed, $other] = [$scene->sell(), $scene->sell()];
        $scene->track($packed);
        foreach ([$told, $packed] as $order) {
            $scene->status($order, self::PACKED);
        }
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $told);
        self::assertTold([], $scene, $packed);
        $before = $scene->must(['settings', 'export', '--account', 'de'])->out;
        $document = ['ship' => [['status' => Scene::SHIPPED], ['status' => self::PACKED]], 'open' => [1]] + json_decode($before, true);
        unset($document['status_names']);
        $input = json_encode(['carrier' => ['map' => (object) []] + $document['carrier']] + $document);

        $answer = $scene->cli(['settings', 'import', '--account', 'de'], $input);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertMatchesRegularExpression('/status 2 ".+": 1 open Amazon order has it and would be confirmed as shipped/', $answer->err);
        self::assertStringContainsString('settings: 1 shipment would go to Amazon', $answer->err);
        self::assertStringContainsString('--yes', $answer->err);
        self::assertSame($before, $scene->must(['settings', 'export', '--account', 'de'])->out, 'nothing is changed');
        $scene->settle(2);
        self::assertTold([], $scene, $packed);

        $scene->must(['settings', 'import', '--account', 'de', '--yes'], $input);
        $scene->settle(3);
        self::assertCount(1, $scene->told($packed));
        self::assertTold([], $scene, $other);
        self::assertTold(["ship DHL $code"], $scene, $told);
    }

    public function testSettingsThatWouldTellOfNoShipmentAnyMoreAskFirst(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $before = $scene->must(['settings', 'export', '--account', 'de'])->out;
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], '{}');
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('account de would tell Amazon of no shipment', $answer->err);
        self::assertStringContainsString('--yes', $answer->err);
        self::assertSame($before, $scene->must(['settings', 'export', '--account', 'de'])->out, 'nothing is changed');
        $scene->must(['settings', 'import', '--account', 'de', '--yes'], '{}');
        self::assertSame([], $scene->must(['settings', 'export', '--account', 'de'])->json()['ship']);
    }

    public function testAnotherSourceOrMeaningOfACarrierIsCountedFirstAndAFurtherCarrierIsNot(): void
    {
        $scene = $this->scene();
        $scene->status($scene->sell(), Scene::SHIPPED);
        $scene->settle(1);
        $before = json_decode($scene->must(['settings', 'export', '--account', 'de'])->out, true);
        $before['carrier'] = ['map' => ['Bote' => 'DHL'], 'fallback' => null] + $before['carrier'];
        $before['status_names'] = (object) $before['status_names'];
        $scene->must(['settings', 'import', '--account', 'de', '--yes'], json_encode($before));
        $carrier = static function (array $changed) use ($before): array {
            return ['carrier' => $changed + $before['carrier']] + $before;
        };
        $history = ['source' => 'match', 'table' => 'orders_status_history', 'column' => 'comments', 'key' => 'orders_id', 'pattern' => '(\d{12})'];
        foreach (['numbers come from elsewhere' => ['tracking' => $history] + $before, 'another carrier for "Bote"' => $carrier(['map' => ['Bote' => 'DPD']]),
            'carriers come from elsewhere' => $carrier(['source' => 'fixed', 'value' => 'DHL'])] as $what => $document) {
            $answer = $scene->cli(['settings', 'import', '--account', 'de'], json_encode($document));
            self::assertSame(2, $answer->code, (string) $answer);
            self::assertStringContainsString("$what: 1 open Amazon order is decided afresh", $answer->err);
            self::assertStringContainsString('settings: 1 open order is decided afresh (counted', $answer->err);
            self::assertStringContainsString('--yes', $answer->err);
        }
        $more = ['map' => ['Bote' => 'DHL', 'Kurier' => 'DPD']];
        foreach ([['source' => 'auto'], $more, ['fallback' => 'DPD'] + $more] as $harmless) {
            $scene->must(['settings', 'import', '--account', 'de'], json_encode($carrier($harmless)));
        }
        // a fallback that held is one that meant something
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], json_encode($carrier(['fallback' => 'GLS'] + $more)));
        self::assertStringContainsString('another carrier where none is found', $answer->err);
        $scene->must(['settings', 'import', '--account', 'de', '--yes'], json_encode($carrier(['fallback' => 'GLS'] + $more)));
    }

    public function testAReasonForCancelsThatWereToBeAskedAboutIsCountedFirst(): void
    {
        $scene = $this->scene(['settings' => ['cancel' => [['status' => Scene::CANCELLED, 'reason' => 'ask', 'after_minutes' => 30]]]]);
        $scene->status($scene->sell(), Scene::CANCELLED);
        $scene->settle(2);
        $document = json_decode($scene->must(['settings', 'export', '--account', 'de'])->out, true);
        $document['cancel'][0]['reason'] = 'NoInventory';
        $document['carrier']['map'] = (object) $document['carrier']['map'];
        $document['status_names'] = (object) $document['status_names'];
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], json_encode($document));
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('settings: 1 cancel would go to Amazon', $answer->err);
    }

    public function testAChangeThatSendsNothingNeedsNoYes(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->settle(2);
        $document = json_decode($scene->must(['settings', 'export', '--account', 'de'])->out, true);
        $document['interval'] = 3600;
        $document['carrier']['map'] = (object) $document['carrier']['map'];
        $document['status_names'] = (object) $document['status_names'];
        $scene->must(['settings', 'import', '--account', 'de'], json_encode($document));
    }

    public function testAMarketplaceThatAmazonDoesNotHaveIsRefused(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(['account', 'set', 'de', 'marketplaces=A1PA6795UKMFR8']);
        self::assertSame(2, $answer->code);
        self::assertStringContainsString('no marketplace "A1PA6795UKMFR8"', $answer->err);
        self::assertStringContainsString('A1PA6795UKMFR9', $answer->err);
        self::assertSame(['A1PA6795UKMFR9'], $scene->account()['marketplaces'] ?? ['A1PA6795UKMFR9']);
    }
}
