<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Failure;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Settings\Flat;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Store\Schema;

/** The settings document: what is refused and where, what it becomes. */
final class SettingsTest extends TestCase
{
    private const STATUSES = [['id' => 1, 'name' => 'Offen'], ['id' => 3, 'name' => 'Versendet'], ['id' => 4, 'name' => 'Storniert']];

    /** @return array<string, array{0: array<string, mixed>, 1: string}> document and path of its fault */
    public static function faulty(): array
    {
        $match = ['source' => 'match', 'table' => 'erp', 'column' => 'code', 'key' => 'orders_id'];
        return [
            'unknown key' => [['bogus' => 1], 'settings.bogus'],
            'sync' => [['sync' => 'yes'], 'settings.sync'],
            'interval as text' => [['interval' => '7200'], 'settings.interval'],
            'interval too short' => [['interval' => 5], 'settings.interval'],
            'ship is no list' => [['ship' => ['status' => 3]], 'settings.ship'],
            'status 0' => [['ship' => [['status' => 0]]], 'settings.ship[0].status'],
            'status as text' => [['ship' => [['status' => '3']]], 'settings.ship[0].status'],
            'status missing' => [['ship' => [[]]], 'settings.ship[0].status'],
            'status used twice' => [['ship' => [['status' => 3]], 'cancel' => [['status' => 3, 'reason' => 'ask']]], 'settings.cancel[0].status'],
            'ship and open' => [['ship' => [['status' => 3]], 'open' => [3]], 'settings.open[0]'],
            'country only' => [['ship' => [['status' => 3, 'ship_from' => ['country' => 'DE']]]], 'settings.ship[0].ship_from.name'],
            'country form' => [['ship' => [['status' => 3, 'ship_from' => ['name' => 'n', 'line1' => 'l', 'city' => 'c',
                'postal_code' => '1', 'country' => 'Germany']]]], 'settings.ship[0].ship_from.country'],
            'reason' => [['cancel' => [['status' => 4, 'reason' => 'Why']]], 'settings.cancel[0].reason'],
            'reason missing' => [['cancel' => [['status' => 4]]], 'settings.cancel[0].reason'],
            'minutes' => [['cancel' => [['status' => 4, 'reason' => 'ask', 'after_minutes' => -1]]], 'settings.cancel[0].after_minutes'],
            'carrier source' => [['carrier' => ['source' => 'guess']], 'settings.carrier.source'],
            'fixed without value' => [['carrier' => ['source' => 'fixed']], 'settings.carrier.value'],
            'map entry' => [['carrier' => ['map' => ['Bote' => 7]]], 'settings.carrier.map.Bote'],
            'map entry false' => [['carrier' => ['map' => ['Bote' => false]]], 'settings.carrier.map.Bote'],
            'Other without name' => [['carrier' => ['map' => ['Bote' => 'Other']]], 'settings.carrier.map.Bote'],
            'empty other' => [['carrier' => ['map' => ['Bote' => ['other' => '']]]], 'settings.carrier.map.Bote.other'],
            'fallback' => [['carrier' => ['fallback' => 5]], 'settings.carrier.fallback'],
            'untracked' => [['carrier' => ['untracked' => 'POST']], 'settings.carrier.untracked'],
            'detect' => [['carrier' => ['detect' => 'maybe']], 'settings.carrier.detect'],
            'method value' => [['method' => ['source' => 'fixed', 'value' => '']], 'settings.method.value'],
            'match without table' => [['tracking' => ['source' => 'match']], 'settings.tracking.table'],
            'match keys with another source' => [['tracking' => ['source' => 'auto', 'table' => 'x']], 'settings.tracking.table'],
            'identifier' => [['tracking' => ['table' => 'a`b'] + $match], 'settings.tracking.table'],
            'pattern without group' => [['tracking' => $match + ['pattern' => '\d+']], 'settings.tracking.pattern'],
            'pattern with two groups' => [['tracking' => $match + ['pattern' => '(a)(b)']], 'settings.tracking.pattern'],
            'broken pattern' => [['tracking' => $match + ['pattern' => '(a']], 'settings.tracking.pattern'],
            'pattern in two lines' => [['tracking' => $match + ['pattern' => "(a)\n"]], 'settings.tracking.pattern'],
            'where value' => [['tracking' => $match + ['where' => ['kind' => [1]]]], 'settings.tracking.where.kind'],
            'text flag' => [['amazon_number' => ['source' => 'auto', 'text' => 1]], 'settings.amazon_number.text'],
            'wait' => [['without_tracking' => ['wait_hours' => 1.5]], 'settings.without_tracking.wait_hours'],
            'then' => [['without_tracking' => ['then' => 'drop']], 'settings.without_tracking.then'],
            'several' => [['parcels' => ['several' => 'all']], 'settings.parcels.several'],
            'transport' => [['transport' => 'fax'], 'settings.transport'],
            'share' => [['limits_share' => 1.5], 'settings.limits_share'],
            'brake' => [['brake' => ['refused_percent' => 0]], 'settings.brake.refused_percent'],
            'brake key' => [['brake' => ['speed' => 1]], 'settings.brake.speed'],
            'retention' => [['retention_days' => 1], 'settings.retention_days'],
            'email' => [['notify' => ['email' => 'nobody']], 'settings.notify.email'],
            'language' => [['notify' => ['language' => 'fr']], 'settings.notify.language'],
        ];
    }

    /**
     * @dataProvider faulty
     * @param array<string, mixed> $document
     */
    #[DataProvider('faulty')]
    public function testFaultsNameTheirPlace(array $document, string $path): void
    {
        $faults = Document::faults($document);
        self::assertNotSame([], $faults);
        $places = array_map(static function (string $fault): string {
            return explode(': ', $fault)[0];
        }, $faults);
        self::assertContains($path, $places, implode("\n", $faults));
    }

    public function testTheDocumentOfTheContractIsGood(): void
    {
        $text = '{"sync":"auto","interval":7200,"ship":[{"status":3,"ship_from":null}],"cancel":[{"status":4,"reason":'
            . '"NoInventory","after_minutes":30}],"open":[1,2],"carrier":{"source":"tracking","map":{"HERMES":"Hermes",'
            . '"5":"Hermes","Bote":{"other":"Radkurier"}},"fallback":null,"untracked":["POST"],"detect":"warn"},"method":'
            . '{"source":"fixed","value":"Standard"},"tracking":{"source":"auto"},"amazon_number":{"source":"auto"},'
            . '"without_tracking":{"wait_hours":24,"then":"send"},"parcels":{"settle_minutes":15,"several":"split"},'
            . '"transport":"auto","limits_share":0.33,"brake":{"shipments":25,"cancels":3,"refused_percent":20},'
            . '"retention_days":400,"notify":{"email":null,"language":"de"}}';
        $document = json_decode($text, true);
        self::assertSame([], Document::faults($document));
        $flat = Flat::settings(Document::complete($document), 1700000000);
        self::assertSame([
            ['from' => 'HERMES', 'code' => 'Hermes', 'other' => null], ['from' => '5', 'code' => 'Hermes', 'other' => null],
            ['from' => 'Bote', 'code' => null, 'other' => 'Radkurier'],
        ], $flat['carrier_map']);
        self::assertSame([330, true, 1700000000, 'warn', 'tracking', 'fixed'], [$flat['limits_share'], $flat['send_untracked'],
            $flat['start_at'], $flat['detect'], $flat['carrier_source'], $flat['method_source']]);
        self::assertSame(['status' => 4, 'name' => null, 'reason' => 'NoInventory', 'after_minutes' => 30], $flat['cancel'][0]);
        self::assertFalse($flat['ship'][0]['has_ship_from']);
        self::assertSame(9, count($flat['ship'][0]['ship_from']));
    }

    public function testNothingSaidIsTheDefault(): void
    {
        self::assertSame([], Document::faults([]));
        self::assertSame(Document::DEFAULTS, Document::complete([]));
        $flat = Flat::settings([], 0);
        self::assertSame([[], [], [], 'Standard', false], [$flat['ship'], $flat['cancel'], $flat['open'], $flat['method_value'],
            $flat['text_links']]);
        $other = Flat::settings(['carrier' => ['fallback' => ['other' => 'Bote']], 'method' => ['source' => 'shipping_module',
            'map' => ['dhl' => 'Paket']]], 0);
        self::assertSame(['Other', 'Bote', 'tracking'], [$other['carrier_fallback'], $other['carrier_fallback_other'],
            $other['carrier_source']]);
        self::assertSame([['from' => 'dhl', 'code' => null, 'other' => 'Paket']], $other['method_map']);
        self::assertNull($other['method_value']);
    }

    public function testSavingKeepsTheNamesOfStatuses(): void
    {
        $db = Databases::open(Databases::fresh('sqlite'));
        (new Schema($db))->migrate();
        $settings = new Repository($db);
        $settings->save('', ['ship' => [['status' => 3]], 'cancel' => [['status' => 4, 'reason' => 'ask']], 'open' => [1]], self::STATUSES);
        $document = $settings->document('anyone');
        self::assertSame([3 => 'Versendet', 4 => 'Storniert', 1 => 'Offen'], $document['status_names']);
        self::assertSame('Versendet', Flat::settings($document, 0)['ship'][0]['name']);
        $settings->save('own', ['interval' => 600], self::STATUSES);
        self::assertSame([600, 7200], [$settings->document('own')['interval'], $settings->document('other')['interval']]);
        // what was exported can be imported
        self::assertSame([], Document::faults($document));
        $renamed = ['status_names' => [3 => 'Raus']] + $document;
        self::assertStringContainsString('Raus', $settings->save('', $renamed, self::STATUSES)[0]);
        // a page confirms single statuses: every other one keeps the name it was chosen with, gone or not
        $shop = [['id' => 1, 'name' => 'Neu'], ['id' => 3, 'name' => 'Raus']];
        $settings->save('', $document, $shop, []);
        self::assertSame([3 => 'Versendet', 4 => 'Storniert', 1 => 'Offen'], $settings->document('')['status_names']);
        $settings->save('', $document, $shop, [3]);
        self::assertSame([3 => 'Raus', 4 => 'Storniert', 1 => 'Offen'], $settings->document('')['status_names']);
        $settings->save('', $document, self::STATUSES);
        try {
            $settings->save('', ['ship' => [['status' => 77]], 'interval' => 900], self::STATUSES);
            self::fail('a status that the shop does not have');
        } catch (Failure $e) {
            self::assertStringContainsString('no status 77', $e->getMessage());
        }
        self::assertSame(7200, $settings->document('')['interval'], 'nothing was written');
    }

    public function testWhatSomebodyElseSavedSinceIsNotReplaced(): void
    {
        $db = Databases::open(Databases::fresh('sqlite'));
        (new Schema($db))->migrate();
        $settings = new Repository($db);
        $none = $settings->shown('de');
        $settings->save('', ['interval' => 600], null, null, $none);
        self::assertNotSame($none, $settings->shown('de'));
        $first = $settings->shown('de');
        foreach ([$none, 'de:1', ''] as $shown) {
            try {
                $settings->save('', ['interval' => 900], null, null, $shown);
                self::fail("replaced what was shown as \"$shown\"");
            } catch (Failure $e) {
                self::assertSame(Repository::OTHERS, $e->getMessage());
            }
        }
        self::assertSame(600, $settings->document('de')['interval']);
        $settings->save('', ['interval' => 900], null, null, $first);
        $settings->save('de', ['interval' => 1200], null);
        self::assertSame('de:1', $settings->shown('de'), 'its own now');
        self::assertSame(':2', $settings->shown('other'));
    }
}
