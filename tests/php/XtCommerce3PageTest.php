<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Words\Reasons;

require_once __DIR__ . '/xtcommerce3-shim.php';

/** The export module of xt:Commerce 3, run with a small stand-in for the shop's database functions. */
final class XtCommerce3PageTest extends TestCase
{
    private const FOLDER = __DIR__ . '/../../php_src/integration/xtcommerce3';
    private const EVIL = '"><script>alert(\'x\')</script>&';

    /** @var Db */
    private $db;

    /** @var \statussync */
    private $page;

    protected function setUp(): void
    {
        if (Databases::socket() === null) {
            self::markTestSkipped('no MariaDB');
        }
        $dsn = Databases::fresh('mysql');
        $this->db = Databases::open($dsn);
        (new Schema($this->db))->migrate();
        $this->db->run('CREATE TABLE orders_status (orders_status_id INT, language_id INT, orders_status_name VARCHAR(32),'
            . ' PRIMARY KEY (orders_status_id, language_id)) ENGINE=MyISAM DEFAULT CHARSET=latin1');
        $this->db->run('CREATE TABLE configuration (configuration_id INT AUTO_INCREMENT PRIMARY KEY, configuration_key VARCHAR(64),'
            . ' configuration_value VARCHAR(255), configuration_group_id INT, sort_order INT, set_function VARCHAR(255),'
            . ' date_added DATETIME) ENGINE=MyISAM DEFAULT CHARSET=latin1');
        $this->db->run('CREATE TABLE orders_status_history (orders_status_history_id INT AUTO_INCREMENT PRIMARY KEY, orders_id INT,'
            . ' orders_status_id INT, comments TEXT) ENGINE=MyISAM DEFAULT CHARSET=latin1');
        $this->db->run('CREATE TABLE orders (orders_id INT PRIMARY KEY, parcel VARCHAR(40)) ENGINE=MyISAM DEFAULT CHARSET=latin1');
        foreach ([1 => 'Offen', 3 => 'Größe & "Versand"', 4 => self::EVIL] as $id => $name) {
            $this->db->run('INSERT INTO orders_status VALUES (?, 2, ?)', [$id, substr($name, 0, 32)]);
        }
        // the shop's link: latin1, no strict mode, as its old functions open it
        XtCommerce3Link::open($dsn);
        require_once self::FOLDER . '/admin/includes/modules/export/statussync.php';
        $_SESSION = ['language' => 'german'];
        $_POST = [];
        $this->page = new \statussync();
    }

    private function token(): string
    {
        $this->page->display();
        return $_SESSION['statussync_token'];
    }

    /** @param array<string, mixed> $fields */
    private function post(array $fields): string
    {
        $_POST['statussync'] = $fields;
        $this->page->process('somewhere.php');
        $said = $_SESSION['statussync_said'];
        unset($_SESSION['statussync_said']);
        return $said;
    }

    /** @return array<string, mixed> */
    private function good(): array
    {
        return ['token' => $this->token(), 'status' => [1 => 'nothing', 3 => 'ship', 4 => 'cancel_ask'], 'carrier' => ['source' => 'shop'],
            'tracking' => ['source' => 'comment', 'pattern' => '(?i)nummer:? *([0-9A-Z]{8,30})'], 'map' => "Böte & Söhne = Other: Böte\nHermes = Hermes\n"];
    }

    public function testWhatThePageSavesIsAGoodDocumentForTheWorker(): void
    {
        self::assertSame('saved', $this->post($this->good()));
        $row = $this->db->one("SELECT document FROM statussync_setting WHERE account = ''");
        self::assertSame([], Document::faults(json_decode($row['document'], true)));
        $document = (new Repository($this->db))->document('any');
        self::assertSame([3], array_column($document['ship'], 'status'));
        self::assertSame('ask', $document['cancel'][0]['reason']);
        self::assertSame('orders_status_history', $document['tracking']['table']);
        self::assertSame(['other' => 'Böte'], $document['carrier']['map']['Böte & Söhne']);
        self::assertSame('Größe & "Versand"', $document['status_names'][3]);
        // saved again from what it shows, nothing is lost and the version goes on
        self::assertSame('saved', $this->post($this->good()));
        self::assertSame(2, (int) $this->db->one('SELECT version FROM statussync_setting')['version']);
    }

    public function testWhatThePageDoesNotShowIsKept(): void
    {
        $names = [['id' => 1, 'name' => 'Offen'], ['id' => 3, 'name' => 'x']];
        (new Repository($this->db))->save('', ['ship' => [['status' => 3, 'ship_from' => ['name' => 'Lager', 'line1' => 'Weg 1',
            'city' => 'Ulm', 'postal_code' => '89073', 'country' => 'DE']]], 'open' => [1], 'limits_share' => 0.5,
            'notify' => ['email' => 'a@b.example']], $names);
        self::assertSame('saved', $this->post($this->good()));
        $document = (new Repository($this->db))->document('');
        self::assertSame('Lager', $document['ship'][0]['ship_from']['name']);
        self::assertSame([0.5, [1], 'a@b.example'], [$document['limits_share'], $document['open'], $document['notify']['email']]);
        $row = $this->db->one("SELECT document FROM statussync_setting WHERE account = ''");
        self::assertSame([], Document::faults(json_decode($row['document'], true)));
    }

    public function testARenamedStatusRestsUntilTheOwnerConfirmsThatVeryStatusUnderThatVeryName(): void
    {
        self::assertSame('saved', $this->post($this->good()));
        $names = function (): array {
            return (array) (new Repository($this->db))->document('')['status_names'];
        };
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Reklamation' WHERE orders_status_id = 3");
        $this->db->run("UPDATE orders_status SET orders_status_name = '<b>weg</b>' WHERE orders_status_id = 4");
        $html = $this->page->display()['text'];
        self::assertStringContainsString('Der Status 3 hei&szlig;t jetzt &quot;Reklamation&quot; statt &quot;Gr&#246;&#223;e', $html);
        self::assertStringContainsString('&lt;b&gt;weg&lt;/b&gt;', $html);
        $good = $this->good();
        $seen = ['confirm' => [3 => sha1('Reklamation')]];
        foreach ([[], ['confirm' => 'x'], ['confirm' => [3 => 'Reklamation']], ['confirm' => [3 => ['x']]], ['map' => '']] as $other) {
            self::assertSame('saved', $this->post($other + $good));
            self::assertSame('Größe & "Versand"', $names()[3], 'saving something else confirms nothing');
        }
        // renamed once more between the page and its button: what the owner saw is not what there is
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Retoure' WHERE orders_status_id = 3");
        $this->post($seen + $good);
        self::assertSame('Größe & "Versand"', $names()[3]);
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Reklamation' WHERE orders_status_id = 3");
        $this->post($seen + $good);
        self::assertSame('Reklamation', $names()[3]);
        self::assertStringContainsString('alert', $names()[4], 'the other one still rests');
        self::assertStringNotContainsString('Der Status 3', $this->page->display()['text']);
    }

    public function testAStatusThatTheShopHasNoMoreIsNamedAndItsRuleStaysUntilItIsLetGo(): void
    {
        self::assertSame('saved', $this->post($this->good()));
        $this->db->run('DELETE FROM orders_status WHERE orders_status_id = 3');
        self::assertStringContainsString('Den Status 3 (&quot;Gr&#246;&#223;e', $this->page->display()['text']);
        $good = $this->good();
        unset($good['status'][3]);
        foreach ([$good, ['status' => $good['status'] + [3 => 'ship']] + $good] as $sent) {
            self::assertSame('saved', $this->post($sent));
            $document = (new Repository($this->db))->document('');
            self::assertSame([3, 'Größe & "Versand"'], [$document['ship'][0]['status'], ((array) $document['status_names'])[3]]);
        }
        self::assertSame('saved', $this->post(['status' => $good['status'] + [3 => 'nothing']] + $good));
        self::assertSame([], (new Repository($this->db))->document('')['ship']);
        // what is gone cannot be chosen by a posted form
        self::assertSame('saved', $this->post(['status' => $good['status'] + [3 => 'ship', 99 => 'ship']] + $good));
        self::assertSame([], (new Repository($this->db))->document('')['ship']);
    }

    public function testNothingIsSavedWithoutThePagesToken(): void
    {
        $good = $this->good();
        foreach (['', 'x', $good['token'] . '0', ['a']] as $token) {
            self::assertSame('bad_token', $this->post(['token' => $token] + $good));
        }
        unset($_SESSION['statussync_token']);
        self::assertSame('bad_token', $this->post(['token' => ''] + $good));
        self::assertNull($this->db->one('SELECT 1 AS x FROM statussync_setting'));
    }

    public function testBadInputIsRefusedAndNothingIsStored(): void
    {
        $good = $this->good();
        $comment = static function (string $pattern, string $section = 'tracking') use ($good): array {
            return [$section => ['source' => 'comment', 'pattern' => $pattern]] + $good;
        };
        $field = static function (array $changed, string $section = 'tracking') use ($good): array {
            return [$section => $changed + ['source' => 'field', 'table' => 'orders', 'column' => 'parcel', 'key' => 'orders_id',
                'pattern' => '']] + $good;
        };
        $cases = [['bad_map', ['map' => 'DHL'] + $good], ['bad_map', ['map' => 'Bote = Other'] + $good],
            ['bad_carrier', ['fallback' => 'Other'] + $good], ['bad_carrier', ['carrier' => ['source' => 'fixed', 'value' => '']] + $good],
            ['bad_carrier', ['carrier' => ['source' => 'fixed', 'value' => 'Other: Bote']] + $good]];
        foreach (['tracking', 'carrier'] as $section) {
            foreach (['no group', '(a)(b)', '([', ''] as $pattern) {
                $cases[] = ['bad_pattern', $comment($pattern, $section)];
            }
            foreach ([['table' => 'orders` WHERE 1; DROP TABLE orders; --'], ['column' => "x' OR '1"], ['table' => 'order%'],
                ['column' => 'p_rcel'], ['key' => '']] as $changed) {
                $cases[] = ['bad_field', $field($changed, $section)];
            }
        }
        foreach ($cases as [$expected, $fields]) {
            self::assertSame($expected, $this->post($fields), json_encode($fields));
        }
        self::assertNull($this->db->one('SELECT 1 AS x FROM statussync_setting'));
        self::assertSame('saved', $this->post($field([])));
    }

    public function testAPatternMayHoldAnyDelimiter(): void
    {
        $this->db->run("INSERT INTO orders_status_history (orders_id, orders_status_id, comments) VALUES (7, 3, 'DHL~12345678 DPD/87654321#')");
        foreach (['DHL\~(\d+)' => '12345678', 'DHL~(\d+)' => '12345678', '[~](\d+)' => '12345678', 'DPD\/(\d+)\#' => '87654321',
            'DPD/(\d+)#' => '87654321'] as $pattern => $number) {
            self::assertSame('saved', $this->post(['tracking' => ['source' => 'comment', 'pattern' => $pattern]] + $this->good()), $pattern);
            self::assertSame([], Document::faults((new Repository($this->db))->document('')));
            self::assertStringContainsString("</a>: $number</li>", $this->page->display()['text'], $pattern);
        }
        self::assertSame('bad_pattern', $this->post(['tracking' => ['source' => 'comment', 'pattern' => "(a)\x01u"]] + $this->good()));
    }

    public function testWhereDataOfPeopleAreNothingIsLookedFor(): void
    {
        $this->db->run('CREATE TABLE customers (customers_id INT, note TEXT)');
        $this->db->run('CREATE TABLE erp (orders_id INT PRIMARY KEY, delivery_name TEXT, delivery_tracking TEXT, email TEXT, note TEXT)');
        $schema = new \StatusSync\Php\Shop\LiveSchema($this->db);
        $tables = \StatusSync\Php\Admin\SettingsForm::tables($schema);
        foreach ($schema->names() as $table) {
            $columns = in_array($table, $tables, true) ? \StatusSync\Php\Admin\SettingsForm::columns($schema, $table, false) : [];
            foreach ($schema->columns($table) as $column) {
                self::assertSame(!in_array($column, $columns, true), \statussync_data::personal($table, $column), "$table.$column");
            }
        }
        $erp = ['source' => 'field', 'table' => 'erp', 'key' => 'orders_id', 'pattern' => ''];
        foreach (['delivery_name', 'email'] as $column) {
            self::assertSame('bad_person', $this->post(['tracking' => ['column' => $column] + $erp] + $this->good()));
        }
        self::assertSame('bad_person', $this->post(['carrier' => ['table' => 'customers', 'column' => 'note', 'key' => 'customers_id'] + $erp] + $this->good()));
        self::assertNull($this->db->one('SELECT 1 AS x FROM statussync_setting'));
        self::assertSame('saved', $this->post(['tracking' => ['column' => 'delivery_tracking'] + $erp] + $this->good()));
        // what was set by the command line does not keep the rest from being saved
        $document = (new Repository($this->db))->document('');
        $document['tracking']['column'] = 'email';
        (new Repository($this->db))->save('', $document, null);
        self::assertSame('saved', $this->post(['tracking' => ['column' => 'email'] + $erp] + $this->good()));
    }

    public function testATableWithoutAnIndexOnTheOrderIsNamedWithTheStatementThatMendsIt(): void
    {
        $this->db->run('CREATE TABLE erp (id INT, orders_id INT, parcel TEXT, PRIMARY KEY (id, orders_id))');
        $field = ['tracking' => ['source' => 'field', 'table' => 'erp', 'column' => 'parcel', 'key' => 'orders_id', 'pattern' => '']];
        self::assertSame('saved', $this->post($field + $this->good()));
        $html = $this->page->display()['text'];
        self::assertStringContainsString('Die Tabelle erp hat keinen Index auf orders_id', $html);
        self::assertSame(1, preg_match('#<tt>(ALTER TABLE [^<]+)</tt>#', $html, $m));
        $this->db->run($m[1]);
        self::assertStringNotContainsString('keinen Index', $this->page->display()['text']);
        // comments are read by a range of the primary key
        self::assertSame('saved', $this->post($this->good()));
        self::assertStringNotContainsString('keinen Index', $this->page->display()['text']);
    }

    public function testQuotesAndMarkupInSettingsNeitherBreakSqlNorThePage(): void
    {
        $map = "x'); DROP TABLE statussync_order; -- = DHL\n" . self::EVIL . ' = DHL';
        self::assertSame('saved', $this->post(['map' => $map] + $this->good()));
        $document = (new Repository($this->db))->document('');
        self::assertSame(["x'); DROP TABLE statussync_order; --", self::EVIL], array_keys($document['carrier']['map']));
        $html = $this->page->display()['text'];
        self::assertStringNotContainsString('<script', $html);
        self::assertSame(0, preg_match('/[\x80-\xff]/', $html), 'ASCII: right on every page charset');
        self::assertStringContainsString('Gr&#246;&#223;e &amp; &quot;Versand&quot;', $html);
    }

    /** @param array<string, mixed> $row */
    private function insert(string $table, array $row): void
    {
        $columns = [];
        foreach (array_keys($row) as $name) {
            $columns[] = "`$name`";
        }
        $this->db->run("SET SESSION sql_mode = ''");
        $this->db->run("INSERT INTO statussync_$table (" . implode(', ', $columns) . ') VALUES ' . Db::marks(count($row)), array_values($row));
    }

    /** An account that sends by itself, with open orders in these statuses. @param array<int, int> $orders status => how many */
    private function sending(array $orders): void
    {
        $this->insert('account', ['id' => 'de', 'name' => 'de', 'region' => 'eu', 'seller' => 'A1', 'on' => 1, 'state' => '{"mode":"active"}']);
        $id = 0;
        foreach ($orders as $status => $n) {
            for ($i = 0; $i < $n; $i++) {
                $this->insert('order', ['account' => 'de', 'shop_order' => (string) ++$id, 'open' => 1, 'verdict' => 'hold',
                    'reason' => 'not_shipped', 'shop_status' => $status]);
            }
        }
    }

    public function testWhatWouldGoAtOnceIsCountedAndNothingIsStoredWithoutTheBox(): void
    {
        $this->sending([1 => 7, 3 => 2, 4 => 3]);
        $this->insert('message', ['account' => 'de', 'order_id' => 8, 'shop_order' => '8', 'kind' => 'ship', 'state' => 'accepted', 'sent_at' => 5]);
        $good = ['tracking' => ['source' => 'shop'], 'map' => ''] + $this->good();
        self::assertSame('unsure', $this->post($good));
        self::assertNull($this->db->one('SELECT 1 AS x FROM statussync_setting'));
        $html = $this->page->display()['text'];
        self::assertStringContainsString('Ja, Bestellungen sofort als versendet melden: 1, stornieren: 3, neu beurteilen: 0.', $html);
        self::assertStringContainsString('<option value="ship" selected="selected">', $html, 'what was chosen is not lost');
        self::assertSame(1, preg_match('/name="statussync\[sure\]" value="([0-9a-f]{40})"/', $html, $m));
        // the box is of that very change
        foreach (['', 'x', sha1('x'), [$m[1]]] as $sure) {
            self::assertSame('unsure', $this->post(['sure' => $sure] + $good));
        }
        self::assertSame('unsure', $this->post(['sure' => $m[1], 'status' => [1 => 'ship', 3 => 'ship', 4 => 'cancel_ask']] + $good));
        self::assertNull($this->db->one('SELECT 1 AS x FROM statussync_setting'));
        self::assertSame('saved', $this->post(['sure' => $m[1]] + $good));
        self::assertSame('saved', $this->post(['version' => '1'] + $good), 'what is so already asks for nothing');
    }

    public function testAnotherSourceOrMeaningOfACarrierAsksAndAFurtherCarrierDoesNot(): void
    {
        self::assertSame('saved', $this->post($this->good()));
        $this->sending([1 => 4]);
        $good = $this->good();
        self::assertSame('saved', $this->post(['map' => $good['map'] . 'Bote = DHL'] + $good));
        foreach ([['map' => "Böte & Söhne = DPD\nHermes = Hermes\nBote = DHL"], ['tracking' => ['source' => 'shop']],
            ['carrier' => ['source' => 'fixed', 'value' => 'DHL']]] as $change) {
            self::assertSame('unsure', $this->post($change + ['map' => $good['map'] . 'Bote = DHL'] + $good));
            self::assertStringContainsString('neu beurteilen: 4.', $this->page->display()['text']);
        }
    }

    public function testWhatIsConfirmedOfARenamedStatusStaysTickedInTheStepAndIsCounted(): void
    {
        self::assertSame('saved', $this->post($this->good()));
        $this->sending([3 => 5]);
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Reklamation' WHERE orders_status_id = 3");
        $sent = ['confirm' => [3 => sha1('Reklamation')]] + $this->good();
        self::assertSame('unsure', $this->post($sent));
        $html = $this->page->display()['text'];
        self::assertStringContainsString('Ja, Bestellungen sofort als versendet melden: 5,', $html);
        self::assertStringContainsString('value="' . sha1('Reklamation') . '" checked="checked"', $html);
        preg_match('/statussync\[sure\]" value="(\w+)"/', $html, $m);
        self::assertSame('saved', $this->post(['sure' => $m[1]] + $sent));
    }

    public function testACancelHasItsReasonAndThePageSaysWhatThatDoesToTheStock(): void
    {
        $good = $this->good();
        self::assertSame('saved', $this->post(['status' => [4 => 'cancel_NoInventory']] + $good));
        self::assertSame('NoInventory', (new Repository($this->db))->document('')['cancel'][0]['reason']);
        $html = $this->page->display()['text'];
        self::assertStringContainsString('<option value="cancel_NoInventory" selected="selected">storniert: nicht lieferbar', $html);
        self::assertStringContainsString('den Bestand bei Amazon', $html);
        foreach (['cancel_', 'cancel_Evil', 'cancel'] as $none) {
            $this->post(['status' => [4 => $none]] + $good);
            self::assertNotContains(substr($none, 7), array_column((new Repository($this->db))->document('')['cancel'], 'reason'));
        }
        foreach (Document::REASONS as $reason) {
            self::assertContains("cancel_$reason", \statussync_statuses::uses());
        }
    }

    public function testWhatSomebodyElseStoredMeanwhileIsNotUndoneByAnOldForm(): void
    {
        $good = ['version' => '0'] + $this->good();
        (new Repository($this->db))->save('', ['ship' => [['status' => 1]]], [['id' => 1, 'name' => 'Offen']]);
        self::assertSame('bad_row', $this->post($good));
        self::assertSame([1], array_column((new Repository($this->db))->document('')['ship'], 'status'));
    }

    public function testANameWithAnyLetterIsOneLine(): void
    {
        self::assertSame('saved', $this->post(['map' => "Åland Post = DHL\rŃ = DPD\r\n…x = GLS"] + $this->good()));
        self::assertSame(['Åland Post', 'Ń', '…x'], array_keys((new Repository($this->db))->document('')['carrier']['map']));
    }

    public function testARefusedOrderIsShownHoweverManyNewerResultsThereAre(): void
    {
        $this->insert('message', ['account' => 'de', 'order_id' => 1, 'shop_order' => '4711', 'kind' => 'ship', 'state' => 'parked',
            'reason' => 'parked', 'code' => '18028', 'text' => self::EVIL]);
        for ($i = 0; $i < 60; $i++) {
            $this->insert('message', ['account' => 'de', 'order_id' => 100 + $i, 'shop_order' => (string) (100 + $i), 'kind' => 'ship',
                'state' => 'verified']);
            $this->insert('order', ['account' => 'de', 'shop_order' => (string) (100 + $i), 'verdict' => 'hold', 'reason' => 'no_carrier']);
        }
        $html = $this->page->display()['text'];
        self::assertStringContainsString('orders.php?oID=4711', $html);
        self::assertStringContainsString('abgestellt (18028)', $html);
        self::assertStringContainsString('<tt>statussync retry 1</tt>', $html);
        self::assertStringContainsString('... und 10 weitere', $html);
        self::assertStringNotContainsString('<script', $html);
    }

    public function testWhatIsAskedOfAPersonCanBeDoneAsThePageSaysIt(): void
    {
        $words = require self::FOLDER . '/admin/includes/statussync/words.php';
        $cli = (string) file_get_contents(__DIR__ . '/../../docs/cli.md');
        foreach ($words['mends'] as $reason => $line) {
            self::assertArrayHasKey($reason, Reasons::all());
            self::assertSame(1, preg_match('/(^    |\\| )' . explode(' ', $line)[0] . ' (ORDER|ID|set)/m', $cli), $line);
        }
        // sentences that point at the order itself, where this shop has nothing of ours, come with a line
        foreach (Reasons::all() as $reason => [$severity, $german]) {
            if ($severity === 'person' && preg_match('/[Aa]uf (der Bestellung|einer davon)|Stimmt so|Bei Amazon ersetzen|einzeln freigeben/', $german) === 1) {
                self::assertArrayHasKey($reason, $words['mends'], $german);
            }
        }
        $this->insert('order', ['account' => 'de', 'shop_order' => '17', 'open' => 1, 'verdict' => 'hold', 'reason' => 'cancel_reason']);
        $this->insert('order', ['account' => 'de', 'shop_order' => self::EVIL, 'open' => 1, 'verdict' => 'hold', 'reason' => 'cancel_reason']);
        $html = $this->page->display()['text'];
        self::assertSame(1, substr_count($html, '<tt>'));
        self::assertStringContainsString('<tt>statussync cancel-reason 17 NoInventory</tt>', $html);
    }

    public function testAnAccountThatStandsStillIsSaidInWordsWithItsLine(): void
    {
        $this->sending([]);
        $cases = ['{"mode":"active","stopped":"brake","stopped_text":"shipments"}' => ['Sicherheitsstopp', 'Versandmeldungen', 'release de'],
            '{"mode":"active","stopped":"copy","stopped_text":"<b>x"}' => ['Kopie', '&lt;b&gt;x', 'account move de'],
            '{"mode":"active","stopped":"credentials"}' => ['Zugangsdaten', 'account set de'], '{"mode":"preview"}' => ['Vorschau', 'release de'],
            '{"mode":"new"}' => ['Noch nicht eingeschaltet', 'activate de --from'], '{"mode":"active","stopped":"<i>"}' => ['&lt;i&gt;']];
        foreach ($cases as $state => $expected) {
            $this->db->run('UPDATE statussync_account SET state = ?', [$state]);
            foreach ($expected as $text) {
                self::assertStringContainsString($text, $this->page->display()['text']);
            }
        }
    }

    public function testHeldOrdersAreShownWithReasonAndLinkAndEverythingIsEscaped(): void
    {
        $this->insert('order', ['account' => 'de', 'shop_order' => '17', 'amazon_order' => '303-1234567-1234567', 'open' => 1,
            'verdict' => 'hold', 'reason' => 'carrier_unmapped', 'detail' => self::EVIL . 'ü']);
        $this->insert('order', ['account' => 'de', 'shop_order' => self::EVIL, 'open' => 1, 'verdict' => 'conflict',
            'reason' => self::EVIL]);
        $this->insert('message', ['account' => 'de', 'order_id' => 1, 'shop_order' => '17', 'kind' => 'ship', 'state' => 'rejected',
            'text' => self::EVIL . '日本']);
        $html = $this->page->display()['text'];
        self::assertStringContainsString('<a href="orders.php?oID=17&amp;action=edit">17</a>', $html);
        self::assertStringNotContainsString('<script', $html);
        self::assertStringNotContainsString("'x'", $html);
        self::assertStringContainsString('&#26085;&#26412;', $html);
        self::assertStringContainsString('303-1234567-1234567', $html);
        self::assertStringNotContainsString('carrier_unmapped', $html, 'the reason in words');
    }

    public function testWhatWasRefusedOfAnOrderInConflictIsShownWithThatOrderOnly(): void
    {
        foreach (['conflict' => '17', 'hold' => '18'] as $verdict => $order) {
            $this->insert('order', ['account' => 'de', 'shop_order' => $order, 'open' => 1, 'verdict' => $verdict, 'reason' => 'cancel_after_ship']);
            $id = (int) $this->db->one("SELECT id FROM statussync_order WHERE shop_order = '$order'")['id'];
            $this->insert('message', ['account' => 'de', 'order_id' => $id, 'shop_order' => $order, 'kind' => 'ship', 'state' => 'rejected', 'text' => "told $order"]);
        }
        $html = (string) strstr($this->page->display()['text'], '<h3>Letzte Ergebnisse', true);
        self::assertStringNotContainsString('told 17', $html);
        self::assertStringContainsString('told 18', $html);
        self::assertSame(1, substr_count($html, 'statussync retry'));
    }

    public function testInstallAndRemoveTwiceAndNoLongValueOfOursInTheShopsConfiguration(): void
    {
        $this->page->install();
        $this->page->install();
        self::assertSame(1, $this->page->check());
        $this->post($this->good());
        $longest = $this->db->one('SELECT COUNT(*) AS n, MAX(CHAR_LENGTH(configuration_value)) AS l FROM configuration');
        self::assertSame([1, 4], [(int) $longest['n'], (int) $longest['l']]);
        $this->page->remove();
        $this->page->remove();
        self::assertSame(0, $this->page->check());
    }

    public function testWithoutOurTablesThePageSaysWhatToDo(): void
    {
        (new Schema($this->db))->drop();
        self::assertStringContainsString('account add', $this->page->display()['text']);
        $_SESSION['statussync_token'] = 'abc';
        self::assertSame('no_tables', $this->post(['token' => 'abc']));
    }

    public function testTheReasonsOfThePageAreThoseOfTheLibrary(): void
    {
        $ours = json_decode((string) file_get_contents(self::FOLDER . '/admin/includes/statussync/reasons.json'), true);
        self::assertSame(require __DIR__ . '/../../php_src/Words/reasons.php', $ours);
    }

    public function testEveryReasonReadsAsInTheRestOfTheProgramWithItsTimesInWords(): void
    {
        $words = require self::FOLDER . '/admin/includes/statussync/words.php';
        foreach (['de', 'en'] as $language => $code) {
            $held = new \statussync_held($words, $language);
            foreach (array_keys(Reasons::all()) as $reason) {
                foreach (['', 'Böte $1 \\1', 'BUYER', 'MERCHANT', 'AMAZON'] as $detail) {
                    $expected = Reasons::text($reason, $code, $detail, ['order' => '303-1234567-1234567']);
                    self::assertSame($expected, $held->why($reason, $detail, '303-1234567-1234567'));
                }
            }
        }
        $said = (new \statussync_held($words, 0))->why('no_tracking', '2026-11-24T07:17:44Z', '');
        self::assertMatchesRegularExpression('/^Sendungsnummer fehlt\. Bis 24\.11\.2026 \d\d:17 /', $said);
    }

    public function testTheFilesAreReadableForPhp56(): void
    {
        $new = ['T_COALESCE', 'T_COALESCE_EQUAL', 'T_SPACESHIP', 'T_FN', 'T_MATCH', 'T_YIELD_FROM', 'T_ATTRIBUTE',
            'T_NULLSAFE_OBJECT_OPERATOR', 'T_READONLY', 'T_ENUM', 'T_NAME_FULLY_QUALIFIED_X'];
        $checked = 0;
        $files = new \AppendIterator();
        foreach ([self::FOLDER, dirname(self::FOLDER) . '/gambio3'] as $folder) {
            $files->append(new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS)));
        }
        foreach ($files as $file) {
            if ($file->getExtension() !== 'php') {
                continue;
            }
            $checked++;
            $code = (string) file_get_contents($file->getPathname());
            self::assertSame([], $this->newSyntax($code, $new), $file->getPathname());
        }
        self::assertSame(10, $checked);
        // and the check itself sees what it is for
        $bad = ['$a = $b ?? 1;', 'function f(string $a) {}', 'function f($a): int {}', 'function f(?array $a) {}',
            'declare(strict_types=1);', '[$a, $b] = f();', '$x = $a <=> $b;', '$f = fn($x) => 1;', 'class A { private int $x; }',
            'class A { private const X = 1; }', '$x = new class {};', 'foreach ($a as [$b, $c]) {}', 'f($a, ...$b, );',
            'try {} catch (A | B $e) {}', 'use A\{B, C};'];
        if (PHP_VERSION_ID >= 80000) {
            $bad[] = '$a?->b();'; // an older PHP has no such token, and no such syntax either
        }
        foreach ($bad as $code) {
            self::assertNotSame([], $this->newSyntax("<?php $code", $new), $code);
        }
    }

    /**
     * @param list<string> $new token names
     * @return list<string>
     */
    private function newSyntax(string $code, array $new): array
    {
        $found = [];
        $plain = '';
        foreach (token_get_all($code) as $token) {
            if (!is_array($token)) {
                $plain .= $token;
                continue;
            }
            if (in_array(token_name($token[0]), $new, true)) {
                $found[] = token_name($token[0]);
            }
            $plain .= in_array($token[0], [T_COMMENT, T_DOC_COMMENT, T_WHITESPACE], true) ? ' '
                : (in_array($token[0], [T_CONSTANT_ENCAPSED_STRING, T_ENCAPSED_AND_WHITESPACE], true) ? "''" : $token[1]);
        }
        $type = '(?:string|int|float|bool|iterable|object|mixed)';
        $rules = [
            'scalar type' => "/\bfunction\b[^(]*\([^)]*[(,]?\s*\b$type\s+&?\\$/", 'return type' => '/\)\s*:\s*(?!null\b)\??[\w\\\\]+\s*[{;=]/',
            'nullable' => '/[(,]\s*\?\s*\w+\s+\$/', 'strict types' => '/\bdeclare\s*\(/', 'short list' => '/(^|[;{}>]|\bphp)\s*\[[^\]]*\]\s*=[^=>]/',
            'list in foreach' => '/\bas\s*\[/', 'typed property' => '/\b(private|protected|public|var)\s+(static\s+)?\??[A-Za-z_\\\\]+\s+\$/',
            'constant with visibility' => '/\b(private|protected|public)\s+const\b/', 'anonymous class' => '/\bnew\s+class\b/',
            'comma at the end of a call' => '/\w\([^()]*,\s*\)/', 'two exceptions' => '/\bcatch\s*\([^)]*\|/', 'group use' => '/\buse\s+[\w\\\\]+\{/',
        ];
        foreach ($rules as $name => $rule) {
            if (preg_match($rule, $name === 'typed property' ? str_replace('public static function', '', $plain) : $plain) === 1
                && !($name === 'comma at the end of a call' && preg_match('/\barray\([^()]*,\s*\)/', $plain) === 1
                    && preg_match('/(?<!\barray)(?<=\w)\([^()]*,\s*\)/', $plain) !== 1)) {
                $found[] = $name;
            }
        }
        return $found;
    }
}
