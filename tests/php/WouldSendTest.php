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
        $seen = array_column($this->engine()->preview('de'), null, 'shop_order');
        foreach (self::ORDERS as $i => [, $expected]) {
            $order = $seen[(string) (100 + $i)];
            $parcels = array_map(static function (array $parcel): string {
                return trim("{$parcel['carrier']} {$parcel['tracking']}");
            }, $order['parcels']);
            self::assertSame($expected, is_string($expected) ? $order['reason'] : $parcels, (string) (100 + $i));
        }
    }

    private function engine(): \StatusSync\Synchronizer
    {
        $counter = new RunCounter(sys_get_temp_dir() . '/ss-would-' . bin2hex(random_bytes(6)));
        $clock = static function (): int {
            return self::NOW;
        };
        return new \StatusSync\Synchronizer(new PdoStore($this->db, $clock, $counter, true), $this->services->shop($this->services->settings()
            ->document('')), ['owner' => 'test', 'clock' => $clock, 'sleep' => static function (): void {
            }]);
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

    /** Order => its status in the shop, its rows, what the page says, the engine's reason. */
    private const BECOMES = [
        201 => [4, [], 'match_cancel', 'reading'],
        202 => [4, [[1, '00340434161094042557']], 'match_cancel', 'reading'],
        203 => [1, [], 'match_open', 'not_shipped'],
        204 => [2, [], 'taken_back', 'taken_back'],
        205 => [149, [], 'storno_no_status', 'storno_no_status'],
        206 => [3, [], 'match_waits', 'no_tracking'],
        207 => [1, [[1, '00340434161094042557']], 'match_good', 'not_shipped'],
        208 => [149, [], 'match_open', 'not_shipped'],
    ];

    public function testThePreviewSaysWhatBecomesOfAnOrderThatIsNotShipped(): void
    {
        $rule = ['status' => 4, 'reason' => 'NoInventory', 'after_minutes' => 30];
        $document = ['ship' => [['status' => 3]], 'cancel' => [$rule], 'open' => [1, 2], 'carrier' => ['source' => 'tracking', 'fallback' => 'DHL']];
        $this->settings($document);
        foreach (self::BECOMES as $id => [$status, $rows]) {
            $this->sell($id, $rows);
            $this->db->run('UPDATE orders SET orders_status = ? WHERE orders_id = ?', [$status, $id]);
            $this->services->actions()->link((string) $id, sprintf('303-1111111-%07d', $id), self::NOW - 7200, 'manual', 'de');
        }
        $at = gmdate('Y-m-d H:i:s', self::NOW - 3600);
        $this->db->run('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added) VALUES (204, 3, ?)', [$at]);
        $this->db->run("INSERT INTO orders_total (orders_id, class, value) VALUES (205, 'ot_total', 0)");
        self::assertSame(array_column(self::BECOMES, 2), array_values($this->becomes()));
        if (extension_loaded('statussync')) {
            $seen = array_column($this->engine()->preview('de'), null, 'shop_order');
            foreach (self::BECOMES as $id => [, , , $reason]) {
                self::assertSame($reason, (string) ($seen[(string) $id]['reason'] ?? ''), (string) $id);
            }
        }
        foreach (array_keys(self::BECOMES) as $id) { // as a run leaves them
            $this->db->run("INSERT INTO statussync_order (account, shop_order, amazon_order, link_source, role, open, verdict, known, notes)"
                . " VALUES ('de', ?, ?, 'manual', '', 1, '', '', '[]')", [(string) $id, sprintf('303-1111111-%07d', $id)]);
        }
        $this->settings(['cancel' => [['reason' => 'ask'] + $rule]] + $document);
        self::assertSame('cancel_reason', $this->becomes()['201']);
        $this->db->run("UPDATE statussync_order SET cancel_reason = 'PricingError', verdict = 'hold' WHERE shop_order = '201'");
        self::assertSame('match_cancel', $this->becomes()['201']);
        $this->db->run("INSERT INTO statussync_message (account, order_id, shop_order, kind, parcel, revision, state, payload, sent_at, lane)"
            . " SELECT account, id, shop_order, 'ship', 1, 1, 'verified', '{}', 1764000000, 'feed' FROM statussync_order WHERE shop_order = '201'");
        self::assertSame('cancel_after_ship', $this->becomes()['201']);
        $this->db->run("UPDATE statussync_message SET kind = 'cancel'");
        self::assertSame('match_nothing', $this->becomes()['201'], 'it was cancelled already');
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Wieder da' WHERE orders_status_id = 4");
        self::assertSame('status_changed_meaning', $this->becomes()['202'], 'its rule rests');
        $this->settings(['cancel' => []] + $document);
        $seen = $this->becomes();
        self::assertSame(['match_nothing', 'match_good', 'cancel_off'], [$seen['201'], $seen['202'], $seen['205']]);
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Storniert' WHERE orders_status_id = 4");
        self::assertSame('cancel_off', $this->becomes()['202'], 'the shop calls it a storno');
        $this->settings(['cancel' => [], 'open' => [1, 2, 4]] + $document);
        self::assertSame('match_good', $this->becomes()['202'], 'but the settings say that it is open');
    }

    /** @param array<string, mixed> $document */
    private function settings(array $document): void
    {
        $this->services->settings()->save('', $document, $this->services->shop()->statuses());
    }

    /** What the preview says of each order. @return array<int|string, string> */
    private function becomes(): array
    {
        $preview = MatchPreview::of($this->services, new Facts($this->db, self::NOW), $this->services->settings()->document(''));
        $out = [];
        foreach ($preview['rows'] as $row) {
            $out[$row['shop_order']] = $row['held']['reason'] ?? $row['verdict'];
        }
        ksort($out);
        return $out;
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
