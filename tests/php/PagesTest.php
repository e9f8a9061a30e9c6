<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CronPage;
use StatusSync\Php\Admin\Host\DemoHost;
use StatusSync\Php\Admin\Limits;
use StatusSync\Php\Admin\Pages;
use StatusSync\Php\Admin\Panel;
use StatusSync\Php\Admin\SellerCentral;
use StatusSync\Php\Failure;
use StatusSync\Php\Install\Version;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Marketplaces;

/** The shared pages without a browser: what they answer to a request, in the shop of the browser tests. */
final class PagesTest extends BrowserShopCase
{
    private const TOKEN = ['token' => '0123456789abcdef0123456789abcdef'];

    public function testTheMarketplacesOfTheAccessPageAreThoseOfTheDocument(): void
    {
        $page = (string) file_get_contents(dirname(__DIR__, 2) . '/docs/amazon-access.md');
        foreach (Pages\Access::MARKETS as $region => $markets) {
            self::assertSame(1, preg_match("/^\\| $region \\| (.*) \\|$/m", $page, $m), $region);
            preg_match_all('/[A-Z]{2} ([A-Z0-9]{10,})/', $m[1], $ids);
            self::assertEqualsCanonicalizing($ids[1], array_keys($markets));
            Marketplaces::check($region, array_keys($markets));
        }
        self::assertSame('https://sellercentral.amazon.ie/orders-v3/order/1', SellerCentral::address('1', 'A28R8C7NBKEWEA'));
        self::assertSame('https://sellercentral.amazon.de/orders-v3/order/1', SellerCentral::address('1', null));
    }

    public function testMarketplacesOfAnotherRegionAreNotStoredWithTheAccount(): void
    {
        $answer = $this->page('POST', 'access', [], ['do' => 'save', 'name' => 'Amazon.com', 'region' => 'na', 'seller' => 'A1TEST',
            'client_id' => 'amzn1.application-oa2-client.test', 'marketplaces' => ['A1PA6795UKMFR9', 'ATVPDKIKX0DER']]);
        self::assertSame(200, $answer->status);
        self::assertSame(['ATVPDKIKX0DER'], (new Accounts($this->db))->get('de')['marketplaces']);
    }

    public function testBytesThatAreNoTextAreRefusedWithAClearLine(): void
    {
        foreach (['access' => ['do' => 'save', 'name' => "K\xf6ln"], 'settings' => ['do' => 'save', 'map' => [['from' => "M\xfcller", 'to' => 'DPD']]],
            'log' => ['do' => 'map', "n\xe4me" => 'x']] as $page => $post) {
            $answer = $this->page('POST', $page, [], $post);
            self::assertSame(400, $answer->status, $page);
            self::assertStringContainsString('die Eingabe enthält unlesbare Zeichen', self::words($answer->html));
        }
        $answer = $this->page('GET', 'log', ['search' => "M\xfcller"]);
        self::assertSame(400, $answer->status);
        self::assertStringContainsString('Zuordnen', self::words($answer->html), 'the page itself is whole');
        $panel = (new Panel(new DemoHost('en', self::TOKEN['token']), $this->services))->handle(self::TOKEN + ['order' => '1001', 'statussync_do' => 'link',
            'statussync_value' => "\xfc"]);
        self::assertFalse($panel->good);
        self::assertStringContainsString('unreadable characters', (string) $panel->message);
    }

    public function testADayThatIsNoneIsRefused(): void
    {
        foreach (['2025-02-31', '2025-13-01', '31.10.2025', ''] as $day) {
            $answer = $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => $day]);
            self::assertSame(422, $answer->status, $day);
            self::assertStringContainsString('Das Datum ist nicht lesbar', self::words($answer->html));
        }
        self::assertNotSame(422, $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => '2025-10-31'])->status);
    }

    public function testAFirstDayToComeIsRefusedAndAnotherOneIsReadByTheNextCall(): void
    {
        $state = function (): array {
            return (new Accounts($this->db))->get('de')['state'];
        };
        foreach (['new', 'preview', 'active'] as $mode) {
            (new Accounts($this->db))->changeState('de', static function (array $state) use ($mode): array {
                return ['mode' => $mode, 'last_full' => self::NOW - 600, 'last_send' => self::NOW - 600, 'watermarks' => '{}'] + $state;
            });
            $form = $this->page('GET', 'setup', ['step' => '6'])->html;
            self::assertStringContainsString('name="from"', $form, $mode);
            self::assertStringContainsString('value="2025-11-12" max="2025-11-26"', $form, $mode);
            self::assertSame($mode === 'preview', strpos(self::words($form), 'Amazon gelesen (10:30)') !== false, $mode);
            foreach ([[], ['sure' => '1']] as $more) {
                $answer = $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => '2025-11-27'] + $more);
                self::assertSame(422, $answer->status, $mode);
                self::assertStringContainsString('Dieser Tag hat noch nicht begonnen', self::words($answer->html));
            }
            self::assertSame([$mode, self::NOW - 600], [$state()['mode'], $state()['last_full']]);
            $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => '2025-11-10', 'sure' => '1']);
            self::assertSame([$mode === 'active' ? 'active' : 'preview', null, 0, 0], [$state()['mode'], $state()['watermarks'], $state()['last_full'],
                $state()['last_send']], 'the next call collects');
            self::assertEquals(0, $this->db->one('SELECT next_due AS n FROM statussync_account')['n']);
            (new Accounts($this->db))->change('de', ['start_at' => self::NOW - 14 * 86400]);
        }
        $words = self::words($this->page('GET', 'setup', ['step' => '6'], [], 'en')->html);
        self::assertStringContainsString('Transmit from', $words);
    }

    public function testSendingAgainTakesTheMessagesOfItsRowAndNoOthers(): void
    {
        // in the tests' shop four messages were refused with 18028; two of them now with another code, one more is parked
        $this->db->run("UPDATE statussync_message SET code = '99033' WHERE shop_order IN ('1007', '1014')");
        $this->db->run("UPDATE statussync_message SET state = 'parked' WHERE shop_order = '1021'");
        $html = $this->page('GET', 'log')->html;
        $form = (string) strstr(substr($html, (int) strpos($html, '99033', (int) strpos($html, '<summary>'))), '<form');
        preg_match_all('/<input type="hidden" name="(\w+)" value="([^"]*)"/', (string) strstr($form, '</form>', true), $m);
        $group = array_diff_key(array_combine($m[1], $m[2]), self::TOKEN);
        self::assertSame(['do' => 'retry', 'cause' => 'amazon_rejected', 'account' => 'de', 'code' => '99033', 'state' => 'rejected'], $group);
        $asked = $this->page('POST', 'log', [], $group);
        self::assertStringContainsString('2 Meldungen erneut senden?', self::words($asked->html));
        self::assertStringContainsString('name="code" value="99033"', $asked->html);
        $this->page('POST', 'log', [], $group + ['sure' => '1']);
        $states = array_column($this->db->all("SELECT shop_order, state FROM statussync_message WHERE state IN ('rejected', 'parked', 'unknown') AND shop_order IN"
            . " ('1007', '1014', '1021', '1028')"), 'state', 'shop_order');
        self::assertEquals([1007 => 'unknown', 1014 => 'unknown', 1021 => 'parked', 1028 => 'rejected'], $states);
    }

    public function testSendingAgainFromTheBoxIsOfThatOrderWhateverIdsMessagesHave(): void
    {
        // in the tests' shop both were refused; the message of the one now has the number of the other as its id
        $this->db->run("UPDATE statussync_message SET id = 1007 WHERE shop_order = '1014' AND state = 'rejected'");
        $answer = (new Panel(new DemoHost('de', self::TOKEN['token']), $this->services))->handle(self::TOKEN + ['order' => '1007', 'statussync_do' => 'retry']);
        self::assertTrue($answer->good);
        $states = array_column($this->db->all("SELECT shop_order, state FROM statussync_message WHERE shop_order IN ('1007', '1014')"), 'state', 'shop_order');
        self::assertEquals([1007 => 'unknown', 1014 => 'rejected'], $states);
    }

    public function testWhatWasRefusedOfAnOrderInConflictIsEvidenceAndNotSentAgain(): void
    {
        foreach (['1007' => 'cancel_after_ship', '1014' => 'already_shipped', '1021' => 'cancelled_at_amazon'] as $order => $reason) {
            $this->db->run("UPDATE statussync_order SET verdict = 'conflict', reason = ?, open = 1 WHERE shop_order = ?", [$reason, $order]);
        }
        $log = $this->page('GET', 'log')->html;
        self::assertSame(1, substr_count($log, 'value="retry"'), 'that of 1028');
        self::assertSame(1, preg_match('/value="retry".*?<tbody>(.*?)<\/tbody>/s', $log, $m));
        self::assertStringNotContainsString('1007', $m[1]);
        self::assertStringContainsString('Zu klären (10)', self::words($this->page('GET', 'overview')->html), 'each of them once');
        self::assertStringNotContainsString('Erneut senden', $this->panel('1007'));
        self::assertStringContainsString('Erneut senden', $this->panel('1028'));
        $answer = (new Panel(new DemoHost('de', self::TOKEN['token']), $this->services))->handle(self::TOKEN + ['order' => '1007', 'statussync_do' => 'retry']);
        self::assertFalse($answer->good);
        self::assertStringContainsString('Bestellung 1007 steht bei Amazon anders als im Shop', (string) $answer->message);
        self::assertSame(1, $this->services->actions()->retry(['all' => true]));
        foreach ([['all' => true], ['cause' => '18028'], ['ids' => ['1014']]] as $which) {
            try {
                $this->services->actions()->retry($which);
                self::fail('evidence');
            } catch (Failure $e) {
                self::assertMatchesRegularExpression('/is in conflict \((cancel_after_ship|already_shipped)\)/', $e->getMessage());
            }
        }
        self::assertEquals(3, $this->db->one("SELECT COUNT(*) AS n FROM statussync_message WHERE state = 'rejected'")['n']);
    }

    public function testWhatIsSettledSaysWhatItWas(): void
    {
        foreach (['mismatch' => [null, null], 'parked' => ['99033', null], 'rejected' => ['18028', 'Not found.']] as $what => [$code, $text]) {
            $this->db->run('INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, nonce, code, text) SELECT ?, account, id, 0, 0, ?, 0, 0, ?, ?'
                . " FROM statussync_order WHERE shop_order = '1001'", [self::NOW - 60, $what, $code, $text]);
        }
        $words = self::words($this->page('GET', 'log', ['settled' => '1'])->html);
        self::assertStringNotContainsString('()', $words);
        self::assertStringContainsString('Amazon hatte es angenommen, zeigte aber etwas anderes als gemeldet.', $words);
        self::assertStringContainsString('Nach mehreren Versuchen war es abgestellt worden.', $words);
        self::assertStringContainsString('Amazon hatte abgelehnt (18028). Not found.', $words);
        self::assertStringContainsString('showed something else', self::words($this->page('GET', 'log', ['settled' => '1'], [], 'en')->html));
    }

    public function testWhatIsWrongInTheSettingsIsNamedByItsFieldAndNothingIsDropped(): void
    {
        $fields = $this->fields($this->page('GET', 'expert')->html);
        $fields['interval'] = '0';
        $fields['ship'][0] = ['status' => '3', 'name' => 'Lager', 'city' => 'Köln'] + $fields['ship'][0];
        $fields['ship'][1] = ['status' => '', 'name' => 'Lager Süd'] + $fields['ship'][1];
        $fields['cancel'][0] = ['status' => '3', 'reason' => 'ask'];
        $fields['tracking_source'] = 'match';
        $fields['tracking_table'] = $fields['tracking_column'] = '';
        [$fields['mail'], $fields['email']] = ['1', ' '];
        $wanted = ['de' => ['Intervall (Minuten): eine ganze Zahl von 1 bis 10080 eintragen', 'Versand ab, Straße: fehlt', 'Versand ab, PLZ: fehlt',
            'Versand ab, Land: fehlt', 'Versand bestätigen mit: zu dieser Adresse fehlt der Status',
            'Bestellung stornieren mit: "Versendet" ist schon bei "Versand bestätigen mit" gewählt', 'Trackingcode Matching, Tabelle: fehlt',
            'Trackingcode Matching, Spalte: fehlt', 'E-Mail: eine gültige E-Mail-Adresse eintragen oder das Häkchen wegnehmen'],
            'en' => ['Interval (minutes): a whole number from 1 to 10080 is expected', 'Ship from, street: is missing',
            'Confirm shipment with: an address was entered without a status', '"Versendet" is chosen at "Confirm shipment with" already',
            'E-mail: enter a valid e-mail address or remove the tick']];
        foreach ($wanted as $language => $lines) {
            $answer = $this->page('POST', 'settings', [], $fields + ['do' => 'save'], $language);
            self::assertSame(422, $answer->status);
            foreach ($lines as $line) {
                self::assertStringContainsString($line, self::words($answer->html));
            }
            self::assertStringContainsString('value="Lager S&#252;d"', $answer->html, 'what was typed stays');
        }
        self::assertSame(200, $this->page('POST', 'settings', [], $fields + ['do' => 'match'])->status);
    }

    public function testAMatchThatSaysNotWhereIsAskedForNotLookedUp(): void
    {
        $answer = $this->page('POST', 'expert', [], ['do' => 'confirmed', 'document' => '{"tracking":{"source":"match"}}']);
        self::assertSame(422, $answer->status);
        self::assertStringContainsString('Tabelle und Spalten wählen', self::words($answer->html));
    }

    public function testWhatNeedsTheOwnerIsOneNumberEverywhere(): void
    {
        // a refused message holds its order: that is one thing to mend, with Amazon's words
        $this->db->run("UPDATE statussync_order SET verdict = 'hold', reason = 'rejected', detail = '18028', open = 1"
            . " WHERE shop_order = '1007'");
        $this->db->run("UPDATE statussync_order SET verdict = 'hold', reason = 'reading', detail = NULL WHERE shop_order = '1001'");
        $overview = self::words($this->page('GET', 'overview')->html);
        self::assertStringContainsString('Fehlerlog (10)', $overview);
        self::assertStringContainsString('Zu klären (10)', $overview);
        self::assertStringContainsString('10 zu klären', $overview);
        $log = $this->page('GET', 'log')->html;
        self::assertSame(2, substr_count($log, '<details class="ss-cause ss-person"'), 'carriers, and what Amazon refused');
        self::assertSame(1, substr_count($log, '>1007<'), 'one box tells of it');
        $list = self::words($this->page('GET', 'list', ['state' => 'needs'])->html);
        self::assertStringContainsString('auch Angehaltenes, steht im Fehlerlog (10)', $list);
    }

    public function testOfSeveralAccountsEachIsSaidToBeAsItIs(): void
    {
        $columns = '`' . implode('`, `', array_diff(array_column($this->db->all("PRAGMA table_info('statussync_account')"), 'name'), ['id', 'name'])) . '`';
        $this->db->run("INSERT INTO statussync_account (id, name, $columns) SELECT 'fr', 'Amazon.fr', $columns FROM statussync_account");
        $words = self::words($this->page('GET', 'overview')->html);
        self::assertMatchesRegularExpression('/Amazon\.deLäuft\.10:30/', $words);
        self::assertMatchesRegularExpression('/Amazon\.frLäuft\. Nichts zu klären\.10:30/', $words);
        $html = $this->page('GET', 'overview')->html;
        self::assertMatchesRegularExpression('/data-head="Konto">Amazon\.de<\/td>\s*<td class="ss-words" data-head="Was fehlt">/', $html, 'whose it is');
        $this->services->settings()->save('fr', ['ship' => [['status' => 3], ['status' => 2]]], $this->services->shop()->statuses(), []);
        $this->db->run("UPDATE statussync_order SET account = 'fr' WHERE shop_order = '1030'");
        $own = self::words($this->page('GET', 'expert', ['account' => 'fr'])->html);
        self::assertStringContainsString('1 von 1 mit Sendungsnummer', $own, 'its own orders by its own settings');
        self::assertSame(1, substr_count($own, 'Versand bestätigen mit'), 'further rows are further statuses');
    }

    public function testThatNoCronJobRanIsSaidOnlyWhereEveryRunIsKnown(): void
    {
        $this->db->run("INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, nonce) VALUES (?, 'de', 0, 0, 0, 'release', 0, 0)", [
            self::NOW - 3600]);
        $none = ['von Hand gestartet; ein Cronjob lief noch nie', 'Cronjob lief seit dem Einschalten noch nicht', 'Noch kein Aufruf durch einen Cronjob'];
        foreach ([['cli', [], false], ['', [], false], ['hand', ['before' => 7], false], ['hand', ['before' => 0], true]] as [$kind, $more, $said]) {
            $this->db->run("DELETE FROM statussync_meta WHERE name LIKE 'seen_%'");
            if ($kind !== '') {
                $this->services->accounts()->meta("seen_$kind", (string) json_encode(['at' => self::NOW - 600, 'php' => '8.2.1', 'extension' => '1'] + $more));
            }
            $words = self::words($this->page('GET', 'overview')->html);
            foreach (array_slice($none, 0, 2) as $text) {
                self::assertSame($said, strpos($words, $text) !== false, "$kind: $words");
            }
            self::assertSame($kind !== 'cli', strpos(self::words($this->page('GET', 'setup', ['step' => '1'])->html), $none[2]) !== false, 'true in each case');
        }
    }

    public function testOpenAtAStatusIsWhatWaitsToBeTold(): void
    {
        $this->db->run('UPDATE statussync_order SET open = 1');
        // of 30 orders six are held for their carrier and four were refused: the others are verified
        self::assertStringContainsString('Versendet (10 offen)', self::words($this->page('GET', 'settings')->html));
        $this->db->run("UPDATE statussync_message SET state = 'pending' WHERE shop_order = '1001'");
        self::assertStringContainsString('Versendet (11 offen)', self::words($this->page('GET', 'settings')->html));
    }

    public function testBeforeTheFirstRunSetUpAndTheStepBeforeSavingCountTheSameOrdersInTheShop(): void
    {
        foreach (['setting', 'order', 'parcel', 'message', 'event'] as $table) {
            $this->db->run("DELETE FROM statussync_$table");
        }
        $this->db->run("UPDATE statussync_account SET start_at = 0, state = json_set(state, '$.mode', 'new')");
        $this->db->run('UPDATE orders SET orders_status = 2 WHERE orders_id > 1001');
        $this->db->run("UPDATE orders SET date_purchased = '2025-11-01 12:00:00' WHERE orders_id = 1004"); // before the day that is proposed
        foreach ([1001 => 'MFN', 1002 => 'MFN', 1003 => 'MFN', 1004 => 'MFN', 1005 => 'AFN'] as $id => $channel) {
            $this->db->run("INSERT INTO magnalister_orders (orders_id, mpID, platform, special, internaldata) VALUES (?, 10001, 'amazon', ?, ?)", [
                $id, sprintf('303-1111111-%07d', $id), serialize(['FulfillmentChannel' => $channel])]);
        }
        $setup = self::words($this->page('GET', 'setup', ['step' => '3'])->html);
        self::assertStringContainsString('Versendet: 1 offene Bestellung ', $setup);
        self::assertStringContainsString('In Bearbeitung: 2 offene Bestellungen', $setup);
        $form = $this->page('GET', 'settings')->html;
        self::assertStringContainsString('Versendet (1 offen)', self::words($form));
        $fields = $this->fields($form);
        $fields['ship'][0]['status'] = '3';
        $step = self::words($this->page('POST', 'settings', [], $fields + ['do' => 'save'])->html);
        self::assertStringContainsString('Betrifft 1 Bestellung: sie würde nach dem Einschalten als versendet gemeldet.', $step);
        self::assertStringContainsString('Gezählt im Shop, Amazon-Bestellungen ab 12.11.2025', $step);
        $fields['ship'][0]['status'] = '2';
        $step = self::words($this->page('POST', 'settings', [], $fields + ['do' => 'save'], 'en')->html);
        self::assertStringContainsString('This affects 2 orders: 2 would be confirmed as shipped once the account is switched on.', $step);
        $this->db->run('DELETE FROM magnalister_orders WHERE orders_id > 1001');
        $fields['ship'][0]['status'] = '3';
        $step = self::words($this->page('POST', 'settings', [], $fields + ['do' => 'save'])->html);
        self::assertStringContainsString('Betrifft 1 Bestellung: sie würde nach dem Einschalten als versendet gemeldet.', $step);
    }

    public function testTheStepBeforeSavingCountsTheOrdersThatTheChangeTouches(): void
    {
        foreach (['149' => ['1001', '1002', '1003'], '4' => ['1004', '1006']] as $status => $orders) {
            foreach ($orders as $order) {
                $this->db->run('UPDATE orders SET orders_status = ? WHERE orders_id = ?', [$status, $order]);
                $this->db->run("UPDATE statussync_order SET open = 1, shop_status = ?, verdict = 'hold', reason = 'not_shipped' WHERE shop_order = ?", [$status, $order]);
                $this->db->run('DELETE FROM statussync_message WHERE shop_order = ?', [$order]);
            }
        }
        $fields = $this->fields($this->page('GET', 'settings')->html);
        $step = function (array $changed) use ($fields): string {
            return self::words($this->page('POST', 'settings', [], array_replace_recursive($fields, $changed) + ['do' => 'save'])->html);
        };
        self::assertStringContainsString('Betrifft 3 Bestellungen: 3 würden sofort als versendet gemeldet', $step(['ship' => [1 => ['status' => '149']]]));
        $ask = $step(['cancel' => [['status' => '4', 'reason' => 'ask']]]);
        self::assertStringContainsString('Betrifft 2 Bestellungen: jetzt wird nichts gemeldet', $ask);
        self::assertStringContainsString('sobald auf der Bestellung ein Grund gewählt ist: 2 offene', $ask);
        self::assertStringContainsString('Betrifft 2 Bestellungen: 2 würden bei Amazon storniert', $step(['cancel' => [['status' => '4', 'reason' => 'NoInventory']]]));
        preg_match('/map\[(\d+)\]\[from\]" value="Sperrgut/', $this->page('GET', 'settings')->html, $m);
        self::assertStringContainsString('Betrifft 6 Bestellungen', $step(['map' => [(int) $m[1] => ['to' => 'DPD']]]), 'those held for it');
        // another account that nobody has read yet: its orders are counted in the shop
        $columns = '`' . implode('`, `', array_diff(array_column($this->db->all("PRAGMA table_info('statussync_account')"), 'name'), ['id', 'name'])) . '`';
        $this->db->run("INSERT INTO statussync_account (id, name, $columns) SELECT 'fr', 'Amazon.fr', $columns FROM statussync_account");
        $this->db->run("UPDATE statussync_account SET start_at = 0, state = NULL WHERE id = 'fr'");
        $this->db->run("INSERT INTO orders (orders_id, date_purchased, orders_status, comments) VALUES (1900, '2025-11-25 12:00:00', 149, ''), (1901, '2025-11-25 12:00:00', 149, '')");
        $this->db->run("INSERT INTO magnalister_orders (orders_id, mpID, platform, special) VALUES (1900, 2, 'amazon', '303-1111111-0001900'), (1901, 2, 'amazon', '303-1111111-0001901')");
        self::assertStringContainsString('Betrifft 5 Bestellungen: 5 würden', $step(['ship' => [1 => ['status' => '149']]]));
    }

    public function testPreparingSavesTheAddressForTroublesToo(): void
    {
        $email = function (): ?string {
            return $this->services->settings()->document('de')['notify']['email'];
        };
        (new Accounts($this->db))->changeState('de', static function (array $state): array {
            return ['mode' => 'new'] + $state;
        });
        $form = $this->page('GET', 'setup', ['step' => '6'])->html;
        self::assertMatchesRegularExpression('/value="activate".*name="mail" value="1" checked.*name="email" value="shop@example.org".*Vorbereiten/s', $form);
        $post = ['do' => 'activate', 'from' => '2025-11-12'];
        $answer = $this->page('POST', 'setup', [], $post + ['mail' => '1', 'email' => ' ']);
        self::assertSame(422, $answer->status);
        self::assertStringContainsString('E-Mail: eine gültige E-Mail-Adresse eintragen', self::words($answer->html));
        $this->page('POST', 'setup', [], $post + ['email' => 'shop@example.org']);
        self::assertNull($email(), 'not ticked');
        self::assertMatchesRegularExpression('/name="mail" value="1">/', $this->page('GET', 'setup', ['step' => '6'])->html, 'he said so: it stays');
        (new Accounts($this->db))->changeState('de', static function (array $state): array {
            return ['mode' => 'new'] + $state;
        });
        $this->page('POST', 'setup', [], $post + ['mail' => '1', 'email' => 'shop@example.org']);
        self::assertSame('shop@example.org', $email());
        self::assertStringContainsString('E-Mail bei Problemen an shop@example.org', self::words($this->page('GET', 'setup', ['step' => '6'])->html));
    }

    public function testSetUpTellsAFirstOwnerWhereToApplyAndWhatToMap(): void
    {
        foreach (['de' => 'Bestands- und Bestellverfolgung', 'en' => 'choose only the role "Inventory and Order Tracking"'] as $language => $text) {
            $words = self::words($this->page('GET', 'setup', ['step' => '2'], [], $language)->html);
            self::assertStringContainsString($text, $words);
            self::assertStringContainsString('docs/amazon-access.md', $words);
        }
        self::assertStringContainsString('Noch zuzuordnen: "Sperrgut Süd".', self::words($this->page('GET', 'setup', ['step' => '4'])->html));
        (new Accounts($this->db))->changeState('de', static function (array $state): array {
            return ['mode' => 'new'] + $state;
        });
        self::assertStringContainsString('○ 4 Versand', self::words($this->page('GET', 'setup')->html));
        $this->db->run('UPDATE orders_tracking SET carrier_id = 1');
        $setup = self::words($this->page('GET', 'setup')->html);
        self::assertStringContainsString('Nichts zuzuordnen: "DHL".', $setup);
        self::assertStringContainsString('✓ 4 Versand', $setup, 'nothing is left to do there');
    }

    public function testTheCronPageSaysWhichWayNeedsTheExtensionWhere(): void
    {
        foreach (['de' => 'dem fehlt die Erweiterung statussync', 'en' => 'which lacks the extension statussync'] as $language => $text) {
            $host = new DemoHost($language, self::TOKEN['token']);
            foreach ([[false, 2], ['9.9.9', 0]] as [$extension, $n]) {
                $words = self::words((new CronPage($host, $this->services, $extension))->handle('GET', [], 'https://shop.example.org/cron')->html);
                self::assertSame($n, substr_count($words, $text), $language);
                self::assertStringContainsString('/usr/bin/php8.2', $words);
                self::assertStringContainsString(Version::NUMBER . ', ' . ($language === 'de' ? 'Erweiterung' : 'extension') . ' statussync: '
                    . ($extension ?: ($language === 'de' ? 'fehlt in diesem PHP' : 'not in this PHP')), $words);
            }
        }
    }

    public function testThePanelPromisesNoRunWhereNoAccountTakesPart(): void
    {
        $this->db->run('DELETE FROM statussync_order');
        $this->db->run("INSERT INTO magnalister_orders (orders_id, mpID, platform, special) VALUES (1001, 1, 'amazon', '303-1111111-0001001')");
        self::assertStringContainsString('Der nächste Lauf liest die Bestellung bei Amazon', $this->panel('1001'));
        $this->db->run('DELETE FROM statussync_account');
        $panel = $this->panel('1001');
        self::assertStringNotContainsString('nächste Lauf', $panel);
        self::assertStringContainsString('Noch ist kein Amazon-Konto eingeschaltet', $panel);
        self::assertStringContainsString('No Amazon account is switched on yet', $this->panel('1001', 'en'));
    }

    public function testTheLogIsFilteredByTheRowsItShows(): void
    {
        $this->db->run("UPDATE statussync_message SET code = '99033' WHERE shop_order IN ('1007', '1014')");
        $html = $this->page('GET', 'log')->html;
        self::assertSame(1, preg_match('/<option value="(\w+)">[^<]*99033/', $html, $m));
        self::assertStringContainsString('18028', (string) strstr($html, '</select>', true), 'an entry each code');
        $one = $this->page('GET', 'log', ['cause' => $m[1]])->html;
        self::assertSame(1, substr_count($one, '<details class="ss-cause'));
        self::assertStringContainsString('99033', (string) strstr($one, '<details class="ss-cause'));
        self::assertStringContainsString("<option value=\"$m[1]\" selected>", $one);
        $reason = $this->page('GET', 'log', ['cause' => 'amazon_rejected'])->html;
        self::assertSame(2, substr_count($reason, '<details class="ss-cause'));
        self::assertStringContainsString('selected>2 Ursachen<', $reason);
    }

    public function testWhatIsLeftOfALimitIsOfThatLimitAndNow(): void
    {
        $source = (string) file_get_contents(dirname(__DIR__, 2) . '/ext/core/ss_policy.c');
        preg_match_all('/\{"(\w+)", (\d+), (\d+), (\d+)\}/', $source, $m, PREG_SET_ORDER);
        $limits = [];
        foreach ($m as [, $op, $gained, $seconds, $burst]) {
            $limits[$op] = [(int) $gained, (int) $seconds, (int) $burst];
        }
        self::assertSame($limits, Limits::OF, 'the table of the core');
        $bucket = ['op' => 'searchOrders', 'tokens' => 1000, 'at' => self::NOW - 1790, 'halved_until' => 0];
        self::assertSame(['left' => 11, 'max' => 20], Limits::now($bucket, 1.0, self::NOW));
        self::assertSame(['left' => 6, 'max' => 10], Limits::now($bucket, 0.5, self::NOW));
        self::assertSame(['left' => 6, 'max' => 20], Limits::now(['halved_until' => self::NOW + 60] + $bucket, 1.0, self::NOW));
        self::assertSame(['left' => 20, 'max' => 20], Limits::now(['at' => 0] + $bucket, 1.0, self::NOW));
        $this->db->run("DELETE FROM statussync_bucket");
        $this->db->run("INSERT INTO statussync_bucket (account, op, tokens, at, halved_until, fence) VALUES ('de', 'searchOrders', 1000, ?, 0, 0)", [self::NOW - 1790]);
        $html = $this->page('GET', 'health')->html;
        self::assertStringContainsString('max="20" low="2" value="11"', $html);
        self::assertStringContainsString('11 von 20', self::words($html));
    }

    public function testABlankThatIsPastedWithANumberDoesNotCutIt(): void
    {
        $host = new DemoHost('de', self::TOKEN['token']);
        $html = (new Panel($host, $this->services))->render('1001');
        self::assertSame(1, preg_match('/name="statussync_value"[^>]*maxlength="(\d+)" pattern="([^"]+)" title="Sieht so aus: 303-1234567-1234567"/', $html, $m));
        self::assertSame(1, preg_match("/^(?:$m[2])$/", ' 303-1111111-0001001 '));
        self::assertGreaterThan(21, (int) $m[1]);
        $answer = (new Panel($host, $this->services))->handle(self::TOKEN + ['order' => '1001', 'statussync_do' => 'link', 'statussync_value' => ' 303-1111111-0001001 ']);
        self::assertTrue($answer->good, (string) $answer->message);
        self::assertSame('303-1111111-0001001', $this->db->one("SELECT amazon_order AS a FROM statussync_link WHERE shop_order = '1001'")['a']);
    }

    public function testSmallWordsAreRight(): void
    {
        $this->db->run("UPDATE statussync_message SET state = 'pending' WHERE shop_order = '1001'");
        self::assertStringContainsString('1 wartet', self::words($this->page('GET', 'overview')->html));
        $this->db->run("UPDATE statussync_message SET state = 'pending' WHERE shop_order = '1002'");
        self::assertStringContainsString('2 warten', self::words($this->page('GET', 'overview')->html));
        $this->db->run('DELETE FROM statussync_job');
        self::assertStringContainsString('✓ verbunden: Amazon.de', self::words($this->page('GET', 'settings')->html), 'Amazon verified orders of it');
        $this->db->run("UPDATE statussync_message SET state = 'accepted' WHERE state = 'verified'");
        self::assertStringContainsString('Noch nicht geprüft', self::words($this->page('GET', 'settings')->html));
        $this->db->run("INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, nonce, code, text) SELECT ?, account, id, 0, 0, 'hold', 0, 0, 'taken_back',"
            . " '2025-10-25T10:00:00Z' FROM statussync_order WHERE shop_order = '1003'", [self::NOW - 60]);
        self::assertStringNotContainsString('CEST', self::words($this->page('GET', 'log', ['settled' => '1'])->html));
    }

    public function testSavingWhatNobodyChangedAsksNothing(): void
    {
        foreach (['tracking', 'auto'] as $source) {
            $document = ['ship' => [['status' => 3]], 'cancel' => [['status' => 4, 'reason' => 'ask', 'after_minutes' => 30]],
                'carrier' => ['source' => $source, 'map' => ['Zett' => 'DPD', 'DHL' => 'DHL', 'Rad' => ['other' => 'Radkurier']],
                    'untracked' => ['Zett', 'Brief'], 'fallback' => 'Deutsche Post', 'detect' => 'warn']];
            $this->services->settings()->save('', $document, $this->services->shop()->statuses(), []);
            $answer = $this->page('POST', 'settings', [], $this->fields($this->page('GET', 'settings')->html) + ['do' => 'save']);
            self::assertNotNull($answer->redirect, self::words($answer->html));
        }
        $fields = $this->fields($this->page('GET', 'settings')->html);
        $fields['ship'][1]['status'] = '2';
        $words = self::words($this->page('POST', 'settings', [], $fields + ['do' => 'save'])->html);
        self::assertStringContainsString('"In Bearbeitung" meldet künftig den Versand', $words);
        self::assertStringNotContainsString('Transportunternehmen werden anders bestimmt', $words);
    }

    /** Two people, or two windows: the second to save is told so, also where a step with counts lies between. */
    public function testWhoSavesOverAnotherIsToldFirst(): void
    {
        $settings = $this->services->settings();
        $fields = $this->fields($this->page('GET', 'settings')->html);
        $hourly = ['interval' => '60', 'do' => 'save'] + $fields;
        $stepped = $fields;
        $stepped['ship'][1]['status'] = '5';
        $step = $this->page('POST', 'settings', [], $stepped + ['do' => 'save'])->html;
        self::assertSame(1, preg_match('/name="document" value="([^"]+)"/', $step, $m), self::words($step));
        self::assertSame(1, preg_match('/name="seen" value="([^"]+)"/', $step, $seen));
        $theirs = ['retention_days' => 500] + $settings->document('');
        unset($theirs['status_names']);
        $settings->save('', $theirs, $this->services->shop()->statuses(), []);

        $answer = $this->page('POST', 'settings', [], $hourly);
        self::assertSame([422, null], [$answer->status, $answer->redirect]);
        self::assertStringContainsString('Jemand anderes hat inzwischen gespeichert.', self::words($answer->html));
        $confirmed = ['do' => 'confirmed', 'document' => html_entity_decode($m[1], ENT_QUOTES), 'seen' => $seen[1]];
        self::assertSame(422, $this->page('POST', 'settings', [], $confirmed)->status);
        self::assertSame([500, 7200], [$settings->document('')['retention_days'], $settings->document('')['interval']], 'theirs stays');

        $again = ['seen' => $this->fields($answer->html)['seen']] + $hourly;
        self::assertNotNull($this->page('POST', 'settings', [], $again)->redirect, 'said once; now it is meant');
        self::assertSame(3600, $settings->document('')['interval']);
        self::assertNotNull($this->page('POST', 'settings', [], $again)->redirect, 'the same twice is no conflict');
    }

    public function testEverythingWrongWithTheAccessIsSaidAtOnceInTheLanguageOfThePage(): void
    {
        $post = ['do' => 'save', 'name' => 'Amazon.de', 'region' => 'eu', 'seller' => 'abc def', 'client_id' => 'abc def',
            'marketplaces' => [], 'client_secret' => 'abc def', 'refresh_token' => 'amzn1.oa2-cs.v1.0123456789'];
        $answer = $this->page('POST', 'access', ['account' => '+'], $post);
        $words = self::words($answer->html);
        self::assertSame(422, $answer->status);
        foreach (['Händler-ID (Händlertoken): bitte prüfen', 'Client-ID der App: bitte prüfen', 'Marktplätze: bitte prüfen',
            'Client-Secret enthält Leerzeichen', 'Refresh-Token (Aktualisierungstoken): hier steht etwas anderes'] as $said) {
            self::assertStringContainsString($said, $words);
        }
        self::assertStringNotContainsString('credentials:', $words);
        $words = self::words($this->page('POST', 'access', ['account' => '+'], $post, 'en')->html);
        self::assertStringContainsString('Client secret contains spaces', $words);
    }

    public function testAReasonIsNeverSaidWithGaps(): void
    {
        foreach (['bad_tracking' => 'keine gültige Sendungsnummer für DHL', 'carrier_doubtful' => 'Sendungsnummer 003404341610940425'] as $code => $said) {
            $this->db->run("UPDATE statussync_order SET verdict = 'hold', reason = ?, detail = 'UPS' WHERE shop_order = '1001'", [$code]);
            $this->db->run("DELETE FROM statussync_parcel WHERE order_id = (SELECT id FROM statussync_order WHERE shop_order = '1001')");
            foreach ([$this->panel('1001'), self::words($this->page('GET', 'log')->html)] as $words) {
                self::assertStringContainsString($said, $words);
            }
        }
        self::assertStringContainsString('eingetragen ist DHL', $this->panel('1001'));
    }

    public function testAnExportAsksTheDatabaseByPagesNotByRows(): void
    {
        $all = implode(', ', array_diff(array_column($this->db->all("PRAGMA table_info('statussync_order')"), 'name'), ['id', 'shop_order']));
        $all = (string) preg_replace('/\w+/', '"$0"', $all);
        foreach (['bad_tracking', 'carrier_doubtful', 'no_tracking', 'status_changed_meaning', 'storno_no_status', 'no_carrier'] as $reason) {
            $counts = $texts = [];
            foreach ([3, 300] as $n) {
                $this->db->run("DELETE FROM statussync_order WHERE shop_order <> '1001'");
                $this->db->run("UPDATE statussync_order SET verdict = 'hold', reason = ?, detail = '3', open = 1, shop_status = 3", [$reason]);
                $this->db->run("INSERT INTO statussync_order (shop_order, $all) WITH RECURSIVE c(i) AS (SELECT 1002 UNION ALL SELECT i + 1 FROM c WHERE i < ?)"
                    . " SELECT CAST(i AS TEXT), $all FROM statussync_order, c WHERE shop_order = '1001'", [1000 + $n]);
                $answer = $this->page('GET', 'log', ['format' => 'csv', 'cause' => $reason]);
                $before = $this->db->statements();
                ob_start();
                ($answer->stream)();
                $texts[] = explode("\r\n", trim((string) ob_get_clean()));
                $counts[] = $this->db->statements() - $before;
            }
            self::assertSame([4, 301], array_map('count', $texts), $reason);
            self::assertSame($counts[0], $counts[1], "$reason: statements of 3 and of 300 rows");
            self::assertLessThan(20, $counts[1], $reason);
            self::assertSame($texts[0][1], $texts[1][1], 'the same words');
        }
    }

    public function testWhereATextSaysChooseThereIsTheField(): void
    {
        $this->db->run("UPDATE statussync_order SET amazon_order = '303-1000001-2000001', notes = '[\"double_link\"]'"
            . " WHERE shop_order IN ('1001', '1002')");
        self::assertStringContainsString('steht in den Bestellungen 1001 und 1002', $this->panel('1001'));
        self::assertStringContainsString('Hauptbestellung', $this->panel('1001'));
        $this->db->run("UPDATE statussync_order SET verdict = 'conflict', reason = 'already_shipped', detail = '1Z999' WHERE shop_order = '1005'");
        $log = self::words($this->page('GET', 'log', ['cause' => 'already_shipped'])->html);
        self::assertStringContainsString('"Bei Amazon ersetzen" oder "So lassen" wählen', $log);
        self::assertStringContainsString('Bei Amazon ersetzen So lassen', $log);
        $this->page('POST', 'log', [], ['do' => 'replace', 'order' => '1005']);
        self::assertEquals(1, $this->db->one("SELECT replace_theirs AS r FROM statussync_order WHERE shop_order = '1005'")['r']);
    }

    /** What a browser would send of the page's largest form. @return array<string, mixed> */
    private function fields(string $html): array
    {
        $dom = new \DOMDocument();
        @$dom->loadHTML('<meta charset="utf-8">' . $html);
        $find = new \DOMXPath($dom);
        $pairs = [];
        foreach ($find->query('//form[contains(@class, "ss-settings")]//*[self::input or self::select]') ?: [] as $field) {
            /** @var \DOMElement $field */
            $name = $field->getAttribute('name');
            $value = $field->getAttribute('value');
            if ($field->nodeName === 'select') {
                $chosen = $find->query('.//option[@selected]', $field)->item(0) ?? $find->query('.//option', $field)->item(0);
                $value = $chosen instanceof \DOMElement ? $chosen->getAttribute('value') : '';
            } elseif (in_array($field->getAttribute('type'), ['checkbox', 'radio'], true) && !$field->hasAttribute('checked')) {
                continue;
            }
            $pairs[] = rawurlencode($name) . '=' . rawurlencode($value);
        }
        parse_str(implode('&', $pairs), $out);
        return $out;
    }

    /** @param array<string, mixed> $get @param array<string, mixed> $post */
    private function page(string $method, string $page, array $get = [], array $post = [], string $language = 'de'): Answer
    {
        $host = new DemoHost($language, self::TOKEN['token']);
        return (new Pages($host, $this->services))->handle($method, ['page' => $page] + $get, $post === [] ? [] : self::TOKEN + $post);
    }

    private function panel(string $order, string $language = 'de'): string
    {
        return self::words((new Panel(new DemoHost($language, self::TOKEN['token']), $this->services))->render($order));
    }

    /** What a reader sees of it. */
    private static function words(string $html): string
    {
        return trim((string) preg_replace('/\s+/u', ' ', html_entity_decode(strip_tags($html), ENT_QUOTES, 'UTF-8')));
    }
}
