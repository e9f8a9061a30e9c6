<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Admin\Host\DemoHost;
use StatusSync\Php\Admin\PanelTexts;
use StatusSync\Php\Admin\Texts;
use StatusSync\Php\Words\Mask;
use StatusSync\Php\Words\One;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Story;
use StatusSync\Php\Words\Time;

/** Sentences for owners: those of the page, whole, in both languages. */
final class WordsTest extends TestCase
{
    private static function page(): string
    {
        return (string) file_get_contents(__DIR__ . '/../../docs/reasons.md');
    }

    public function testEveryTextIsThatOfThePage(): void
    {
        $page = self::page();
        foreach (Reasons::all() as $code => [$severity, $german, $english]) {
            self::assertSame(1, preg_match_all("/^\\| `$code` \\|.*$/m", $page, $m) > 0 ? 1 : 0, $code);
            $rows = str_replace('**', '', implode("\n", $m[0]));
            self::assertStringContainsString("| $german |", $rows);
            self::assertStringContainsString("| $english |", $rows);
        }
        $orders = substr($page, (int) strpos($page, '## Reasons of an order'));
        $orders = substr($orders, 0, (int) strpos($orders, '## Reasons of a message'));
        preg_match_all('/^\| `(\w+)` \| (info|wait|person) \|/m', $orders, $m);
        foreach ($m[1] as $i => $code) {
            self::assertArrayHasKey($code, Reasons::all());
            self::assertSame($m[2][$i], Reasons::severity($code), $code);
        }
    }

    public function testEveryWordOfTheEvidenceHasASentence(): void
    {
        $page = self::page();
        $section = substr($page, (int) strpos($page, '## Words of the evidence'));
        preg_match_all('/^\| ((?:`\w+` ?)+)\|/m', $section, $rows);
        preg_match_all('/`(\w+)`/', implode(' ', $rows[1]), $words);
        self::assertGreaterThan(40, count($words[1]));
        $ofAccounts = ['activate', 'release', 'move', 'brake', 'gap', 'long_gap', 'rebuild', 'clock_back'];
        foreach (array_diff($words[1], $ofAccounts) as $word) {
            self::assertTrue(Story::knows($word), $word);
        }
    }

    /** Mails, command line, panel and pages share these sentences. */
    public function testOneOrderIsSaidInTheSingular(): void
    {
        foreach (['', '1'] as $n) {
            self::assertSame('"Zett" kennt Amazon nicht. Einmal zuordnen, dann geht die Bestellung von selbst.', Reasons::text('carrier_unmapped', 'de', 'Zett', [
                'n' => $n]));
            self::assertSame('Amazon does not know "Zett". Map it once and the order leaves by itself.', Reasons::text('carrier_unmapped', 'en', 'Zett', ['n' => $n]));
        }
        self::assertStringEndsWith('dann gehen alle 11 Bestellungen von selbst.', Reasons::text('carrier_unmapped', 'de', 'Zett', ['n' => '11']));
        self::assertStringStartsWith('Client-Secret läuft in 1 Tag ab.', Reasons::text('secret_expiring', 'de', null, ['n' => '1']));
        self::assertStringStartsWith('The server clock is 1 minute off.', Reasons::text('clock', 'en', null, ['n' => '1']));
        self::assertSame('1 order, 21 orders, 1 open Amazon order, 2.1 days, 1 Tag', One::of('1 orders, 21 orders, 1 open Amazon orders, 2.1 days, 1 Tagen'));
        $many = ['n_orders', 'start_sum', 'resend_sum', 'resend_n', 'late_many']; // said of several only
        foreach (['de', 'en'] as $language) {
            $host = new DemoHost($language, 'x');
            foreach (array_diff(array_keys(require dirname(__DIR__, 2) . "/admin_ui/lang/$language.php"), $many) as $key) {
                self::assertDoesNotMatchRegularExpression('/(?<!\d)1 (\S+ ){0,3}(\S+ungen|Tagen?|Minuten|Ursachen|würden|werden|stehen|orders|days|messages|causes|have)\b/u', (new Texts($host))
                    ->say($key, ['n' => 1, 'all' => 7]), $key);
            }
            $panel = new PanelTexts($host);
            foreach (['older', 'left_out', 'minutes', 'fresh_cancel'] as $key) {
                self::assertDoesNotMatchRegularExpression('/Minuten|Zeilen|Pakete|minutes|lines|parcels/', $panel->say($key, ['n' => '1']));
                self::assertMatchesRegularExpression('/Minuten|Zeilen|Pakete|minutes|lines|parcels/', $panel->say($key, ['n' => '11']));
            }
        }
    }

    public function testPlacesAreFilledAndWhatNobodyKnowsIsLeftOut(): void
    {
        self::assertSame(
            '"4711 " ist keine gültige Sendungsnummer für DHL. Nummer berichtigen, sie geht dann von selbst.',
            Reasons::text('bad_tracking', 'de', '4711 ', ['name' => 'DHL'])
        );
        self::assertSame(
            'Cancelled at Amazon (buyer) but shipped here. Stop the parcel or contact the buyer; nothing is sent.',
            Reasons::text('cancelled_at_amazon', 'en', 'BUYER')
        );
        self::assertStringStartsWith('Bei Amazon storniert (Händler), ', Reasons::text('cancelled_at_amazon', 'de', 'MERCHANT'));
        self::assertStringStartsWith('Bei Amazon storniert (Neues), ', Reasons::text('cancelled_at_amazon', 'de', 'Neues'));
        self::assertSame(
            'Sendungsnummer sieht nach UPS aus. Transportunternehmen berichtigen oder "Stimmt so" wählen.',
            Reasons::text('carrier_doubtful', 'de', 'UPS')
        );
        self::assertSame(
            '"ABC!!" is no valid tracking number. Correct it; it then leaves by itself.',
            Reasons::text('bad_tracking', 'en', 'ABC!!')
        );
        self::assertStringStartsWith('1 steht in den Bestellungen 7 und einer anderen. ', Reasons::text('double_link', 'de', null, [
            'order' => '1', 'a' => '7']));
        foreach (['storno_no_status', 'taken_back'] as $code) { // as a story has them: what the shop's page shows beside them is not kept
            foreach (['de', 'en'] as $language) {
                self::assertStringNotContainsString('…', Reasons::text($code, $language), $code);
            }
        }
        self::assertSame('Im Shop storniert (Summe 0). Stornostatus setzen, sonst erfährt Amazon nichts.', Reasons::text('storno_no_status', 'de'));
        self::assertSame(
            'The shipped status was taken back before it was sent. Nothing is sent until it is set again.',
            Reasons::text('taken_back', 'en')
        );
        $theirs = 'Already confirmed at Amazon, with 123%s. Choose "Replace at Amazon" or "Keep".';
        foreach (['456' => ' instead of 456', '123' => ''] as $ours => $told) {
            self::assertSame(sprintf($theirs, $told), Reasons::text('already_shipped', 'en', '123', ['ours' => (string) $ours]), 'never X instead of X');
        }
        self::assertSame('new_code (x)', Reasons::text('new_code', 'en', 'x'));
        foreach (array_keys(Reasons::all()) as $code) {
            foreach (['de', 'en'] as $language) {
                self::assertStringNotContainsString('{', Reasons::text($code, $language), $code);
            }
        }
    }

    public function testAStoryIsToldInTheOrderOfHappeningAndNothingTwice(): void
    {
        $event = ['http' => 0, 'request_id' => null, 'code' => null, 'text' => null, 'message' => null, 'feed' => null];
        $order = ['shop_order' => '1', 'amazon_order' => '303-1234567-1234567', 'verdict' => 'done', 'reason' => 'cancelled', 'detail' => null,
            'purchased' => 1762520400, 'shipped_at' => 1762520520, 'seen_at' => 1762520700, 'parcels' => [], 'messages' => [], 'feeds' => [],
            'events' => [
                ['at' => 1762520600, 'what' => 'wanted', 'message' => '1'] + $event,
                ['at' => 1762520600, 'what' => 'wanted', 'message' => '2'] + $event,
                ['at' => 1762520600, 'what' => 'ship'] + $event,
                ['at' => 1762520600, 'what' => 'createFeed', 'feed' => '7', 'http' => 202, 'request_id' => 'r-1'] + $event,
                ['at' => 1762520700, 'what' => 'done', 'code' => 'cancelled'] + $event,
            ]];
        $told = (new Story('de', new Time('Europe/Berlin', 'de')))->lines($order);
        self::assertSame(['07.11.2025 14:00:00  Im Shop bestellt.', '07.11.2025 14:02:00  Im Shop versendet (dieses Versanddatum wird gemeldet).',
            '07.11.2025 14:03:20  Entschieden: als versendet melden.', '07.11.2025 14:03:20  Meldung vorgemerkt.',
            '07.11.2025 14:03:20  Meldung vorgemerkt.', '07.11.2025 14:03:20  Feed 7 an Amazon übergeben: in Ordnung (HTTP 202). [Request-ID r-1]',
            '07.11.2025 14:05:00  Bei Amazon storniert. Erledigt.'], $told);
        $first = ['verdict' => 'ship', 'reason' => null, 'messages' => [['id' => '1', 'kind' => 'ship', 'parcel' => 1, 'created_at' => 1762520600,
            'sent_at' => 0, 'feed' => null, 'carrier' => 'DHL', 'tracking' => '1']], 'events' => array_slice($order['events'], 0, 1)] + $order;
        $told = (new Story('en', new Time('UTC', 'en')))->lines($first); // the first decision has no event, and its row was written again since
        self::assertSame(['2025-11-07 13:03:20  Decided: confirm the shipment.', '2025-11-07 13:03:20  Message queued.'], array_slice($told, 2));
    }

    public function testTimesAreThoseOfTheShop(): void
    {
        self::assertSame('07.11.2025 14:02', (new Time('Europe/Berlin', 'de'))->minute(1762520520));
        self::assertSame('2025-11-07 13:02:00', (new Time('UTC', 'en'))->second(1762520520));
    }

    public function testWhatSomebodyTypedIsMasked(): void
    {
        self::assertSame('...2557', Mask::tracking('00340434161094042557'));
        self::assertSame('[19 signs]', Mask::tracking('Abholung Frau Meier'));
        self::assertSame('303-1234567-1234567', Mask::value('303-1234567-1234567'));
        self::assertSame('order 303-1234567-1234567: ...2557 of [e-mail] [...]', Mask::foreign(
            'order 303-1234567-1234567: 00340434161094042557 of a.b@example.org "Erika Meier"'
        ));
        self::assertSame('for [11 signs] only', Mask::words('for Erika Meier only', ['Erika Meier']));
    }
}
