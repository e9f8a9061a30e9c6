<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Cli\MatchedIndexes;
use StatusSync\Php\Failure;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\ModifiedShop;
use StatusSync\Php\Shop\ShopConfig;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/** xt:Commerce 3: MyISAM, latin1, no tracking tables, no index on the history's orders or on a status. */
final class ShopXtCommerce3Test extends TestCase
{
    private const ORDERS = 20000;
    private const OLD = ' ENGINE=MyISAM DEFAULT CHARSET=latin1 COLLATE=latin1_german1_ci';

    /** @var Db */
    private $db;

    /** @var ShopConfig */
    private $config;

    protected function setUp(): void
    {
        if (Databases::socket() === null) {
            self::markTestSkipped('no MariaDB');
        }
        $this->db = Databases::open(Databases::fresh('mysql'));
        (new Schema($this->db))->migrate();
        $tables = [
            'orders' => 'orders_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_status INT(5), date_purchased DATETIME,'
                . ' last_modified DATETIME, payment_class VARCHAR(32), shipping_class VARCHAR(32), comments VARCHAR(255),'
                . ' parcel_note VARCHAR(64)',
            'orders_status' => 'orders_status_id INT NOT NULL, language_id INT NOT NULL,'
                . ' orders_status_name VARCHAR(32), PRIMARY KEY (orders_status_id, language_id)',
            'orders_status_history' => 'orders_status_history_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,'
                . ' orders_id INT NOT NULL, orders_status_id INT(5) NOT NULL, date_added DATETIME NOT NULL,'
                . ' customer_notified INT(1), comments TEXT',
            'orders_total' => 'orders_total_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL,'
                . ' value DECIMAL(15,4) NOT NULL, class VARCHAR(32), KEY (orders_id)',
        ];
        foreach ($tables as $table => $columns) {
            $this->db->run("CREATE TABLE $table ($columns)" . self::OLD);
        }
        foreach ([1 => 'Offen', 2 => 'Zur Prüfung', 3 => 'Versendet'] as $id => $name) {
            $this->db->run('INSERT INTO orders_status VALUES (?, 2, ?)', [$id, $name]);
        }
        $this->config = new ShopConfig();
        $this->config->host = 'h';
        $this->config->database = 'd';
        $this->config->shipped = [3];
    }

    private function order(int $id, int $status = 3, string $note = ''): void
    {
        $this->db->run('INSERT INTO orders (orders_id, orders_status, date_purchased, payment_class, shipping_class,'
            . " comments, parcel_note) VALUES (?, ?, '2025-11-10 12:00:00', 'amazon', 'dhl_dhl', '', ?)", [$id, $status, $note]);
        $this->db->run('INSERT INTO orders_total (orders_id, value, class) VALUES (?, 12.5, ?)', [$id, 'ot_total']);
    }

    private function comment(int $order, int $status, string $comment, string $at = '2025-11-11 08:00:00'): void
    {
        $this->db->run('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments)'
            . ' VALUES (?, ?, ?, ?)', [$order, $status, $at, $comment]);
    }

    private function shop(): ModifiedShop
    {
        return new ModifiedShop($this->db, $this->config, static function (): int {
            return 1764000000;
        });
    }

    private function matchComments(): void
    {
        $history = ['source' => 'match', 'table' => 'orders_status_history', 'column' => 'comments', 'key' => 'orders_id'];
        $this->config->matches = [
            'tracking' => $history + ['pattern' => '(?i)sendungsnummer:? *([0-9A-Z]{8,30})'],
            'carrier' => $history + ['pattern' => '(?i)\b(DHL|DPD|Böte)(?!\pL)'],
        ];
    }

    public function testNumberAndCarrierComeFromTheCommentOfTheShippedRow(): void
    {
        $this->order(1);
        $this->comment(1, 1, 'Sendungsnummer 99999999999 stand in einer Frage');
        $this->comment(1, 3, "Mit DPD verschickt.\nSendungsnummer: 01234567890\nSendungsnummer: 01234567891");
        $this->order(2);
        $this->comment(2, 3, 'Mit Böte, ohne Nummer');
        $this->matchComments();
        [$first, $second] = $this->shop()->orders(['1', '2']);
        self::assertSame(['01234567890', '01234567891'], $first['matched_tracking']);
        self::assertSame('DPD', $first['matched_carrier']);
        self::assertSame([[], 'Böte'], [$second['matched_tracking'], $second['matched_carrier']]);
        self::assertSame([], $first['tracking']);
        self::assertFalse($first['match_broken']);
    }

    public function testEachNumberHasTheCarrierOfItsOwnComment(): void
    {
        $this->order(1);
        $this->comment(1, 3, 'Mit DHL: Sendungsnummer 01234567890 und Sendungsnummer: 01234567891');
        $this->comment(1, 1, 'GLS? Nein.');
        $this->comment(1, 3, 'Rest mit DPD, Sendungsnummer 01234567892');
        $this->comment(1, 3, 'und noch eines, Sendungsnummer 01234567893');
        $this->comment(1, 3, 'noch einmal DPD Sendungsnummer 01234567891');
        $this->order(2);
        $this->comment(2, 3, 'ohne Dienst: Sendungsnummer 01234567894');
        $this->comment(2, 3, 'mit DPD: Sendungsnummer 01234567894');
        $this->matchComments();
        [$one, $two] = $this->shop()->orders(['1', '2']);
        self::assertSame(['01234567890', '01234567891', '01234567892', '01234567893'], $one['matched_tracking']);
        self::assertSame(['DHL', 'DHL', 'DPD', ''], $one['matched_carriers']);
        self::assertSame('DHL', $one['matched_carrier'], 'of the order, for a number whose comment names none');
        self::assertSame(['DPD'], $two['matched_carriers']);
        // a carrier from elsewhere is the order's
        $this->config->matches['carrier'] = ['source' => 'match', 'table' => 'orders', 'column' => 'parcel_note', 'key' => 'orders_id'];
        $one = $this->shop()->orders(['1'])[0];
        self::assertSame([4, []], [count($one['matched_tracking']), $one['matched_carriers']]);
    }

    public function testNumberComesFromAFieldOfAContribution(): void
    {
        $this->order(1, 3, ' 00340434161234567890 ');
        $this->config->matches['tracking'] = ['source' => 'match', 'table' => 'orders', 'column' => 'parcel_note',
            'key' => 'orders_id'];
        self::assertSame(['00340434161234567890'], $this->shop()->orders(['1'])[0]['matched_tracking']);
    }

    public function testAMatchedTableThatWouldBeReadWholeIsNamedWithItsMend(): void
    {
        $this->db->run('CREATE TABLE erp (id INT, orders_id INT, ref INT, no TEXT, PRIMARY KEY (id, orders_id), KEY (ref))' . self::OLD);
        $this->db->run('CREATE VIEW erp_view AS SELECT * FROM erp');
        $match = ['source' => 'match', 'table' => 'erp', 'column' => 'no', 'key' => 'orders_id'];
        $missing = function (array ...$sources): array {
            return MatchedIndexes::missing($this->db, [['tracking' => $sources[0], 'carrier' => $sources[1] ?? ['source' => 'auto']]]);
        };
        $found = $missing($match, $match);
        self::assertCount(1, $found);
        self::assertSame([], $missing(['key' => 'ref'] + $match, ['table' => 'erp_view'] + $match));
        self::assertSame([], $missing(['table' => 'gone'] + $match, ['table' => 'orders_status_history', 'column' => 'comments'] + $match));
        self::assertSame(1, preg_match('/^erp has no index on orders_id .*; (ALTER TABLE .*)$/', $found[0], $m));
        $this->db->run($m[1]);
        self::assertSame([], $missing($match));
    }

    public function testTextOfLatin1ColumnsIsReadRightHoweverItWasStored(): void
    {
        // the shop of another language file wrote UTF-8 bytes over a latin1 connection; hex: "Prüfung – 5 €", then "Größe"
        $this->db->run("INSERT INTO orders_status VALUES (4, 2, X'5072C3BC66756E6720E28093203520E282AC')");
        $this->db->run("INSERT INTO orders_status VALUES (5, 2, X'4772F6DF65')");
        $this->db->run("INSERT INTO orders_status VALUES (6, 2, X'C38474C3A9')");
        $names = array_column($this->shop()->statuses(), 'name', 'id');
        self::assertSame(
            ['Zur Prüfung', 'Prüfung – 5 €', 'Größe', 'Äté'],
            [$names[2], $names[4], $names[5], $names[6]]
        );
    }

    public function testTextOfUtf8ColumnsIsNeverConvertedTwice(): void
    {
        $this->db->run('ALTER TABLE orders_status CONVERT TO CHARACTER SET utf8mb4');
        $this->db->run("UPDATE orders_status SET orders_status_name = 'Ã¼' WHERE orders_status_id = 1");
        self::assertSame('Ã¼', $this->shop()->statuses()[0]['name']);
    }

    public function testWithTenTimesTheOrdersTheShopIsAskedTheSameAndNoTableIsReadWhole(): void
    {
        [$few, $small] = $this->cost(self::ORDERS);
        [$many, $large] = $this->cost(10 * self::ORDERS);
        self::assertLessThanOrEqual($few + 8, $many, 'two ranges are halved, ten times as long takes four steps more');
        self::assertLessThan(1.2 * $small, $large, 'rows touched by all statements together');
        self::assertLessThan(self::ORDERS, $small, 'one walk over the orders alone is more');
    }

    /**
     * What a change of one order and the reading of 21 cost in a shop of this size.
     *
     * @return array{0: int, 1: int} statements, rows touched by all of them
     */
    private function cost(int $n): array
    {
        foreach (['orders', 'orders_total', 'orders_status_history', 'statussync_link'] as $table) {
            $this->db->run("TRUNCATE TABLE $table");
        }
        $digits = '(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6'
            . ' UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
        $this->db->run('INSERT INTO orders (orders_id, orders_status, date_purchased, comments, shipping_class, payment_class)'
            . " SELECT t.i, 3, DATE_ADD('2023-01-01', INTERVAL 6 * t.i MINUTE), '', 'dhl_dhl', 'cod' FROM (SELECT 1 + a.d + 10 * b.d"
            . " + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS i FROM $digits a, $digits b, $digits c, $digits e, $digits f,"
            . " (SELECT 0 AS d UNION SELECT 1) g) t WHERE t.i <= $n ORDER BY t.i");
        $this->db->run("INSERT INTO orders_total (orders_id, value, class) SELECT orders_id, 9, 'ot_total' FROM orders");
        $this->db->run('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments) SELECT o.orders_id, s.i,'
            . " o.date_purchased, 'Sendungsnummer 12345678' FROM orders o, (SELECT 1 AS i UNION SELECT 3) s WHERE s.i = 1 OR o.orders_id <= "
            . ($n - 50) . ' ORDER BY o.orders_id, s.i');
        $this->db->run('ANALYZE TABLE orders, orders_status_history, orders_total');
        $bought = (new \DateTimeImmutable('2023-01-01 UTC'))->getTimestamp();
        for ($id = $n - 20; $id <= $n; $id++) {
            $zone = new \StatusSync\Php\Shop\Zone('Europe/Berlin');
            $purchased = $zone->utc(gmdate('Y-m-d H:i:s', $bought + $id * 360));
            (new Actions($this->db))->link((string) $id, sprintf('303-1234567-%07d', $id), $purchased);
        }
        $this->matchComments();
        $this->config->text = true;
        $this->config->matches['amazon_number'] = ['source' => 'match', 'table' => 'orders_status_history', 'column' => 'comments',
            'key' => 'orders_id', 'pattern' => '(\d{3}-\d{7}-\d{7})'];
        $shop = $this->shop();
        $since = $bought + ($n - 100) * 360;
        $marks = $shop->changes(null, $since, 500);
        self::assertCount(21, $marks['orders']);
        for ($i = 0; $marks['more'] && $i < 5; $i++) {
            $marks = $shop->changes($marks['watermarks'], $since, 500);
        }
        $sent = [];
        $this->db->run('FLUSH STATUS');
        $this->comment($n, 3, 'DHL Sendungsnummer 87654321', '2025-04-14 12:00:00');
        $this->db->watch(static function (string $sql) use (&$sent): void {
            $sent[] = $sql;
        });
        self::assertSame([(string) $n], $shop->changes($marks['watermarks'], $since, 500)['orders']);
        $facts = $shop->orders(array_map('strval', range($n - 20, $n)));
        $this->db->watch(null);
        self::assertSame(['87654321'], $facts[20]['matched_tracking']);
        self::assertSame('DHL', $facts[20]['matched_carrier']);
        $read = 0;
        foreach ($this->db->all("SHOW SESSION STATUS LIKE 'Handler_read_%'") as $row) {
            $read += (int) $row['Value'];
        }
        $this->assertRanges($sent, $n);
        return [count($sent), $read];
    }

    /** @param list<string> $sent */
    private function assertRanges(array $sent, int $n): void
    {
        foreach ($sent as $sql) {
            if (preg_match('/FROM `(orders|orders_status_history|orders_total)`/', $sql) !== 1) {
                continue;
            }
            // every place holder at the end of its range, where a scan would be worth least
            $plan = $this->db->all('EXPLAIN ' . preg_replace('/\?/', (string) ($n * 2 - 50), preg_replace(
                '/LIMIT \?/',
                'LIMIT 10',
                $sql
            )));
            self::assertNotContains($plan[0]['type'], ['ALL', 'index'], $sql);
        }
    }

    /** @return array<string, array{0: list<string>, 1: string}> files, and the system or what is said */
    public static function trees(): array
    {
        $configure = 'includes/configure.php';
        return [
            'xt:Commerce 3' => [[$configure, 'inc/xtc_db_query.inc.php'], Detector::XTC3],
            'its local file' => [['includes/local/configure.php', 'inc/xtc_db_query.inc.php'], Detector::XTC3],
            'modified' => [[$configure, 'inc/auto_include.inc.php'], Detector::MODIFIED],
            'modified with old files' => [[$configure, 'inc/auto_include.inc.php', 'inc/xtc_db_query.inc.php'], Detector::MODIFIED],
            'Gambio GX4' => [[$configure, 'release_info.php', 'inc/xtc_db_query.inc.php', 'GXModules/x'], Detector::GAMBIO],
            'Gambio GX 2' => [[$configure, 'gm/inc/gm_get_conf.inc.php', 'inc/xtc_db_query.inc.php'], Detector::GAMBIO3],
            'Gambio GX 3.2' => [[$configure, 'release_info.php' => '$gx_version = \'v3.2.0.1\';', 'GXMainComponents/x'], Detector::GAMBIO3],
            'Gambio GX 3.15' => [[$configure, 'release_info.php' => '$gx_version = "v3.15.1.0";', 'GXModules/x'], Detector::GAMBIO3],
            'Gambio GX 4' => [[$configure, 'release_info.php' => '$gx_version = \'v4.8.0.3\';', 'GXMainComponents/x'], Detector::GAMBIO],
            'Gambio of a cloud' => [[$configure, 'release_info.php' => '$gx_version = \'26.08\';', 'GXModules/x'], Detector::GAMBIO],
            'osCommerce' => [[$configure, 'includes/functions/database.php'], 'looks like osCommerce'],
            'whatever' => [[$configure, 'index.php'], 'Looked for: release_info.php or GXModules'],
            'whatever, the last mark' => [[$configure, 'index.php'], 'inc/xtc_db_query.inc.php (xtcommerce3)'],
            'xt:Commerce 6' => [['xtFramework/x', 'conf/config.php'], 'xt:Commerce 4 or newer'],
            'no shop' => [['index.php'], "name the shop's root folder"],
        ];
    }

    /**
     * @dataProvider trees
     * @param array<int|string, string> $files names, or name => text
     */
    #[DataProvider('trees')]
    public function testTheSystemIsFoundByFilesThatOnlyItHas(array $files, string $expected): void
    {
        $folder = sys_get_temp_dir() . '/xtc3_' . getmypid() . '_' . random_int(1, 99999);
        $configure = "<?php define('DB_SERVER','localhost');define('DB_SERVER_USERNAME','u');"
            . "define('DB_SERVER_PASSWORD','p');define('DB_DATABASE','shop');define('HTTP_SERVER','http://s.example');"
            . "define('DIR_WS_CATALOG','/');";
        foreach ($files as $name => $file) {
            [$file, $text] = is_int($name) ? [$file, $configure] : [$name, "<?php\n$file\n"];
            @mkdir(dirname("$folder/$file"), 0777, true);
            file_put_contents("$folder/$file", $text);
        }
        try {
            $place = Detector::folder($folder);
            self::assertSame([$expected, 'http://s.example/'], [$place['system'], $place['config']->url]);
        } catch (Failure $e) {
            self::assertStringContainsString($expected, $e->getMessage());
        } finally {
            exec('rm -rf ' . escapeshellarg($folder));
        }
    }
}
