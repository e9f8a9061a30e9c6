<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\MatchPreview;
use StatusSync\Php\Admin\WouldSend;
use StatusSync\Php\Secrets\RunCounter;
use StatusSync\Php\Store\PdoStore;

/** What the page says a run would send: beside the engine, where it is loaded, and by itself. */
final class WouldSendTest extends BrowserShopCase
{
    /** Rows of the shop (carrier's id, number) => what is told of them: carrier, number; or the reason why nothing is. */
    private const ORDERS = [
        [[[1, '0034 0434 1610 9404 2557']], ['DHL 00340434161094042557']],
        [[[1, '00340434161094042557'], [1, "00340434161094042557\u{200b} "]], ['DHL 00340434161094042557']],
        [[[0, '00340434161094042564'], [1, '0034-0434161094042564']], ['DHL 00340434161094042564']],
        [[[1, '00340434161094042571'], [4, '01234567890123']], ['DHL 00340434161094042571', 'DPD 01234567890123']],
        [[[3, '726887575431']], 'carrier_unmapped'],
        [[[2, '726887575431']], ['Hermes 726887575431']],
        [[[5, '726887575431']], 'carrier_is_service'],
        [[[0, '726887575431']], 'no_carrier'],
        [[[1, '1Z999AA10123456784']], 'carrier_doubtful'],
        [[[1, '1Z999AA10123456785']], 'bad_tracking'],
        [[[1, 'folgt morgen']], 'bad_tracking'],
        [[[1, 'a@example.org']], 'bad_tracking'],
        [[[1, 'https://nolp.dhl.de/1']], 'no_tracking'],
        [[[1, '-']], 'no_tracking'],
        [[[1, '303-7654321-7654321']], 'no_tracking'],
        [[[6, '']], ['Deutsche Post']],
    ];

    protected function setUp(): void
    {
        parent::setUp();
        foreach (['orders', 'orders_tracking', 'carriers', 'statussync_order', 'statussync_parcel', 'statussync_message'] as $table) {
            $this->db->run("DELETE FROM $table");
        }
        foreach ([1 => 'DHL', 2 => 'HERMES', 3 => 'FEDEX', 4 => 'dpd', 5 => 'Shipcloud', 6 => 'Brief'] as $id => $name) {
            $this->db->run('INSERT INTO carriers VALUES (?, ?, NULL, 0)', [$id, $name]);
        }
        $settings = ['ship' => [['status' => 3]], 'carrier' => ['source' => 'tracking', 'map' => ['Hermes' => 'Hermes', 'Brief' => 'Deutsche Post'],
            'untracked' => ['Brief']]];
        $this->services->settings()->save('', $settings, $this->services->shop()->statuses(), []);
    }

    /** @param list<array{0: int, 1: string}> $rows */
    private function sell(int $order, array $rows): void
    {
        $at = gmdate('Y-m-d H:i:s', self::NOW - 3600);
        $this->db->run('INSERT INTO orders (orders_id, date_purchased, orders_status) VALUES (?, ?, 3)', [$order, $at]);
        foreach ($rows as [$carrier, $code]) {
            $this->db->run('INSERT INTO orders_tracking (orders_id, carrier_id, parcel_id, date_added) VALUES (?, ?, ?, ?)', [$order, $carrier,
                $code, $at]);
        }
    }

    public function testAPageTellsWhatIsSent(): void
    {
        $document = $this->services->settings()->document('');
        foreach (self::ORDERS as $i => [$rows, $expected]) {
            $this->sell(100 + $i, $rows);
            $told = WouldSend::of($this->services->shop($document)->orders([(string) (100 + $i)])[0], $document, "303-0000000-0000$i");
            self::assertSame($expected, self::short($told), $rows[0][1]);
        }
        $two = $this->services->shop($document)->orders(['103'])[0];
        self::assertSame(['DHL 00340434161094042571'], self::short(WouldSend::of($two, $document, '', false, 1)), 'one unit goes in one parcel');
        self::assertCount(2, self::short(WouldSend::of($two, $document, '', false, 2)));
        self::assertSame(['UPS', 'DHL', 'Hermes', null], array_map([WouldSend::class, 'certain'], ['1Z999AA10123456784', 'JJD000123456789012',
            'H1234567890123456789', '00340434161094042557']));
    }

    public function testAPageTellsWhatTheEngineDecides(): void
    {
        if (!extension_loaded('statussync')) {
            self::markTestSkipped('the extension is not loaded');
        }
        foreach (self::ORDERS as $i => [$rows]) {
            $this->sell(100 + $i, $rows);
            $this->services->actions()->link((string) (100 + $i), sprintf('303-1111111-%07d', $i), self::NOW - 7200, 'manual', 'de');
            foreach ($rows as [, $code]) {
                [$clean, $fault] = WouldSend::clean($code);
                $seen = \StatusSync\Carriers::inspect($code);
                self::assertSame($seen['fault'] ?? '', $fault, $code);
                self::assertSame($seen['tracking'] ?? $code, $clean);
                self::assertSame($seen['certainty'] === 'certain' ? $seen['code'] : null, WouldSend::certain($clean), $code);
            }
        }
        $counter = new RunCounter(sys_get_temp_dir() . '/ss-would-' . bin2hex(random_bytes(6)));
        $clock = static function (): int {
            return self::NOW;
        };
        $sync = new \StatusSync\Synchronizer(new PdoStore($this->db, $clock, $counter, true), $this->services->shop($this->services->settings()
            ->document('')), ['owner' => 'test', 'clock' => $clock, 'sleep' => static function (): void {
            }]);
        $seen = array_column($sync->preview('de'), null, 'shop_order');
        foreach (self::ORDERS as $i => [, $expected]) {
            $order = $seen[(string) (100 + $i)];
            $parcels = array_map(static function (array $parcel): string {
                return trim("{$parcel['carrier']} {$parcel['tracking']}");
            }, $order['parcels']);
            self::assertSame($expected, is_string($expected) ? $order['reason'] : $parcels, (string) (100 + $i));
        }
    }

    public function testThePreviewOfTheSettingsShowsCodesCleanNumbersAndWhyNothingGoes(): void
    {
        foreach (array_slice(self::ORDERS, 0, 5) as $i => [$rows]) {
            $this->sell(100 + $i, $rows);
        }
        $preview = MatchPreview::of($this->services, new Facts($this->db, self::NOW), $this->services->settings()->document(''));
        $rows = array_column($preview['rows'], null, 'shop_order');
        self::assertSame(['DHL', ['00340434161094042557'], 'match_good'], [$rows['101']['carrier'], $rows['101']['tracking'], $rows['101']['verdict']]);
        self::assertSame(['DHL, DPD', 'match_several'], [$rows['103']['carrier'], $rows['103']['verdict']]);
        self::assertSame(['carrier_unmapped', 'FEDEX'], [$rows['104']['held']['reason'], $rows['104']['held']['detail']]);
        self::assertSame(5, $preview['with']);
    }

    /** @param array<string, mixed> $told @return list<string>|string */
    private static function short(array $told)
    {
        foreach ($told['parcels'] as $parcel) {
            if ($parcel['hold'] !== null) {
                return $parcel['hold'];
            }
        }
        return $told['parcels'] === [] ? 'no_tracking' : array_map(static function (array $parcel): string {
            return trim("{$parcel['carrier']} {$parcel['tracking']}");
        }, $told['parcels']);
    }
}
