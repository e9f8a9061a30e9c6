<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Shop\GambioShop;
use StatusSync\Php\Shop\ModifiedShop;
use StatusSync\Php\Shop\ShopConfig;
use StatusSync\Php\Shop\Watermarks;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/** modified's tables; the same tests on every database. */
abstract class ShopCase extends TestCase
{
    private const TABLES = [
        'orders' => 'orders_id %ID%, orders_status INT NOT NULL, date_purchased DATETIME, last_modified DATETIME,'
            . ' payment_class VARCHAR(32), shipping_class VARCHAR(32), comments TEXT, orders_ident_key VARCHAR(128)',
        'orders_status' => 'orders_status_id INT NOT NULL, language_id INT NOT NULL, orders_status_name VARCHAR(64),'
            . ' PRIMARY KEY (orders_status_id, language_id)',
        'orders_status_history' => 'orders_status_history_id %ID%, orders_id INT NOT NULL, orders_status_id INT NOT NULL,'
            . ' date_added DATETIME, comments TEXT',
        'orders_total' => 'orders_total_id %ID%, orders_id INT NOT NULL, value DECIMAL(15,4) NOT NULL, class VARCHAR(32)',
        'orders_tracking' => 'tracking_id %ID%, orders_id INT NOT NULL, carrier_id INT NOT NULL, parcel_id VARCHAR(80),'
            . ' date_added DATETIME',
        'carriers' => 'carrier_id %ID%, carrier_name VARCHAR(80)',
        'magnalister_orders' => 'orders_id INT NOT NULL PRIMARY KEY, mpID INT, platform VARCHAR(20), special TEXT, data TEXT,'
            . ' internaldata TEXT',
        'erp' => 'id %ID%, ref INT NOT NULL, note VARCHAR(200), kind VARCHAR(10)',
    ];

    /** @var Db */
    protected $db;

    /** @var ShopConfig */
    protected $config;

    /** @var int */
    protected $now = 1764000000;

    abstract protected function kind(): string;

    /** What follows CREATE TABLE (...) */
    protected function engine(): string
    {
        return '';
    }

    protected function setUp(): void
    {
        if ($this->kind() === 'mysql' && Databases::socket() === null) {
            self::markTestSkipped('no MariaDB');
        }
        $this->db = Databases::open(Databases::fresh($this->kind()));
        (new Schema($this->db))->migrate();
        $id = $this->kind() === 'mysql' ? 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT';
        foreach (self::TABLES as $table => $columns) {
            $this->db->run("CREATE TABLE $table (" . str_replace('%ID%', $id, $columns) . ')' . $this->engine());
        }
        foreach (['orders_status_history', 'orders_tracking', 'orders_total'] as $table) {
            $this->db->run("CREATE INDEX idx_$table ON $table (orders_id)");
        }
        foreach ([1 => 'Offen', 2 => 'In Bearbeitung', 3 => 'Versendet', 4 => 'Storniert', 5 => 'Für später'] as $status => $name) {
            $this->row('orders_status', ['orders_status_id' => $status, 'language_id' => 2, 'orders_status_name' => $name]);
            $this->row('orders_status', ['orders_status_id' => $status, 'language_id' => 5, 'orders_status_name' => 'x']);
        }
        $this->row('carriers', ['carrier_id' => 1, 'carrier_name' => 'DHL']);
        $this->row('carriers', ['carrier_id' => 2, 'carrier_name' => 'Böte & Söhne']);
        $this->config = new ShopConfig();
        $this->config->host = 'h';
        $this->config->database = 'd';
        $this->config->url = 'https://shop.example/';
    }

    protected function row(string $table, array $row): int
    {
        $this->db->run("INSERT INTO $table (" . implode(', ', array_keys($row)) . ') VALUES '
            . Db::marks(count($row)), array_values($row));
        return $this->db->lastId();
    }

    protected function order(int $id, int $status = 1, string $purchased = '2025-11-10 12:00:00', array $more = []): void
    {
        $this->row('orders', $more + ['orders_id' => $id, 'orders_status' => $status, 'date_purchased' => $purchased,
            'payment_class' => 'amazon', 'shipping_class' => 'dhl_dhl', 'comments' => '', 'orders_ident_key' => '']);
        $this->row('orders_total', ['orders_id' => $id, 'value' => 12.5, 'class' => 'ot_total']);
        $this->history($id, 1, $purchased);
    }

    protected function history(int $order, int $status, string $at): int
    {
        return $this->row('orders_status_history', ['orders_id' => $order, 'orders_status_id' => $status, 'date_added' => $at]);
    }

    protected function magnalister(int $order, string $special, string $internal = '', string $platform = 'amazon'): void
    {
        $this->row('magnalister_orders', ['orders_id' => $order, 'mpID' => 77, 'platform' => $platform,
            'special' => $special, 'data' => '', 'internaldata' => $internal]);
    }

    protected function shop(): ModifiedShop
    {
        return new ModifiedShop($this->db, $this->config, function (): int {
            return $this->now;
        });
    }

    protected static function number(int $n): string
    {
        return sprintf('303-1234567-%07d', $n);
    }

    public function testStatusesInOneLanguage(): void
    {
        $statuses = $this->shop()->statuses();
        self::assertCount(5, $statuses);
        self::assertSame(['id' => 5, 'name' => 'Für später'], $statuses[4]);
        self::assertSame('url=https://shop.example folder= database=h/d', $this->shop()->identity());
    }

    public function testFactsHaveExactlyTheKeysOfTheModel(): void
    {
        $this->order(7, 3, '2025-11-10 12:00:00');
        $this->history(7, 3, '2025-11-11 08:00:00');
        $this->row('orders_tracking', ['orders_id' => 7, 'carrier_id' => 2, 'parcel_id' => ' JJD 1 ', 'date_added' => '2025-11-11 08:01:00']);
        $this->row('orders_tracking', ['orders_id' => 7, 'carrier_id' => 99, 'parcel_id' => '', 'date_added' => null]);
        $this->magnalister(7, self::number(7), serialize(['FulfillmentChannel' => 'AFN']));
        $this->config->magnalister = ['77' => 'acc'];
        [$fact, $gone] = $this->shop()->orders(['7', '8']);
        self::assertSame([
            'id' => '7', 'gone' => false, 'purchased' => 1762772400, 'status' => 3, 'total_zero' => false, 'storno' => false,
            'shipping_module' => 'dhl', 'payment_module' => 'amazon',
            'history' => [['id' => '1', 'status' => 1, 'at' => 1762772400], ['id' => '2', 'status' => 3, 'at' => 1762844400]],
            'tracking' => [
                ['id' => '1', 'carrier_key' => '2', 'carrier' => 'Böte & Söhne', 'code' => ' JJD 1 ', 'is_return' => false,
                    'at' => 1762844460],
                ['id' => '2', 'carrier_key' => '99', 'carrier' => null, 'code' => '', 'is_return' => false, 'at' => 0],
            ],
            'links' => [['source' => 'magnalister', 'amazon_order' => self::number(7), 'account' => 'acc',
                'fulfilled_by' => 'AMAZON', 'second_sign' => false]],
            'matched_carrier' => null, 'matched_method' => null, 'matched_tracking' => [], 'matched_carriers' => [],
            'match_broken' => false,
        ], $fact);
        self::assertTrue($gone['gone']);
        self::assertSame(array_keys($fact), array_keys($gone));
        self::assertTrue($this->shop()->orders(['7; DROP TABLE orders'])[0]['gone']);
    }

    public function testTheNumberOfStatementsDoesNotGrow(): void
    {
        $counts = [];
        foreach ([3, 60] as $most) {
            for ($id = $most; $id > 0; $id--) {
                if ($this->db->one('SELECT 1 AS x FROM orders WHERE orders_id = ?', [$id]) === null) {
                    $this->order($id);
                    $this->magnalister($id, self::number($id));
                }
            }
            $shop = $this->shop();
            $shop->orders(['1']);
            $before = $this->db->statements();
            $shop->orders(array_map('strval', range(1, $most)));
            $orders = $this->db->statements();
            $shop->changes($shop->changes(null, 0, 500)['watermarks'], 0, 500);
            $counts[] = [$orders - $before, $this->db->statements() - $orders];
        }
        self::assertSame($counts[0], $counts[1]);
    }

    public function testOnlyLinkedOrdersAreReportedOnce(): void
    {
        for ($id = 1; $id <= 10; $id++) {
            $this->order($id);
        }
        $this->magnalister(2, self::number(2));
        $this->magnalister(3, self::number(3), '', 'ebay');
        $this->magnalister(4, 'not a number');
        (new Actions($this->db))->link('5', self::number(5), 1762772400);
        $first = $this->shop()->changes(null, 0, 500);
        sort($first['orders']);
        self::assertSame(['2', '5'], $first['orders']);
        self::assertFalse($first['more']);
        $again = $this->shop()->changes($first['watermarks'], 0, 500);
        self::assertSame([], $again['orders']);
        $this->history(2, 3, '2025-11-12 10:00:00');
        $this->history(6, 3, '2025-11-12 10:00:00');
        $this->row('orders_tracking', ['orders_id' => 5, 'carrier_id' => 1, 'parcel_id' => 'X']);
        $third = $this->shop()->changes($again['watermarks'], 0, 500);
        self::assertSame(['2', '5'], $third['orders']);
        self::assertSame([], $this->shop()->changes($third['watermarks'], 0, 500)['orders']);
    }

    public function testSinceAndLimit(): void
    {
        for ($id = 1; $id <= 30; $id++) {
            $this->order($id, 1, sprintf('2025-11-%02d 12:00:00', $id));
            $this->magnalister($id, self::number($id));
        }
        $shop = $this->shop();
        $since = 1762772400; // the tenth
        $found = [];
        $marks = null;
        for ($calls = 0; $calls < 20; $calls++) {
            $part = $shop->changes($marks, $since, 4);
            self::assertLessThanOrEqual(4, count($part['orders']));
            $found = array_merge($found, $part['orders']);
            $marks = $part['watermarks'];
            if (!$part['more']) {
                break;
            }
        }
        sort($found, SORT_NUMERIC);
        self::assertSame(array_map('strval', range(10, 30)), $found);
    }

    public function testLateCommitsAndInterleavedIdsAreSeen(): void
    {
        $this->order(1);
        $this->order(2);
        $this->magnalister(1, self::number(1));
        $this->magnalister(2, self::number(2));
        $marks = $this->shop()->changes(null, 0, 500)['watermarks'];
        $this->db->run("INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id) VALUES (2000, 1, 3)");
        $next = $this->shop()->changes($marks, 0, 500);
        self::assertSame(['1'], $next['orders']);
        // ids that were given before 2000 but committed later, by another node
        $this->db->run("INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id) VALUES (1500, 2, 3)");
        $late = $this->shop()->changes($next['watermarks'], 0, 500);
        self::assertSame(['2'], $late['orders']);
        self::assertSame([], $this->shop()->changes($late['watermarks'], 0, 500)['orders']);
        self::assertLessThan(2000, strlen($late['watermarks']));
    }

    public function testLateCommitsAreSeenAmongHundredsOfGaps(): void
    {
        $this->order(1);
        $this->order(2);
        $this->magnalister(1, self::number(1));
        $this->magnalister(2, self::number(2));
        $marks = $this->shop()->changes(null, 0, 500)['watermarks'];
        $insert = 'INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id) VALUES ';
        // every third id, as one node of three gives them: the others have not committed yet
        $rows = [];
        for ($id = 3000; $id < 4500; $id += 3) {
            $rows[] = "($id, 1, 3)";
        }
        $this->db->run($insert . implode(', ', $rows));
        $marks = $this->shop()->changes($marks, 0, 500)['watermarks'];
        foreach ([4498, 3001, 3002, 3700] as $late) {
            $this->db->run($insert . "($late, 2, 3)");
            $changes = $this->shop()->changes($marks, 0, 500);
            self::assertSame(['2'], $changes['orders'], "id $late");
            $marks = $changes['watermarks'];
        }
        self::assertSame([], $this->shop()->changes($marks, 0, 500)['orders']);
    }

    public function testRowsThatWereSeenAreNotReadAgain(): void
    {
        for ($id = 1; $id <= 40; $id++) {
            $this->order($id);
            $this->magnalister($id, self::number($id));
        }
        $marks = $this->shop()->changes(null, 0, 500)['watermarks'];
        $unread = (new Watermarks($marks, time()))->unread('h');
        self::assertSame(0, $unread->room());
        self::assertSame(['(`x` > ?)', [40]], $unread->where('`x`'));
        $this->db->run('INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id)'
            . ' VALUES (44, 1, 1), (46, 2, 1)');
        $marks = $this->shop()->changes($marks, 0, 500)['watermarks'];
        self::assertSame(
            ['(`x` > ? OR `x` BETWEEN ? AND ? OR `x` = ?)', [46, 41, 43, 45]],
            (new Watermarks($marks, time()))->unread('h')->where('`x`')
        );
    }

    public function testUnreadableWatermarksStartAnew(): void
    {
        $this->order(1);
        $this->magnalister(1, self::number(1));
        self::assertSame(['1'], $this->shop()->changes('{broken', 0, 500)['orders']);
    }

    /** Nothing is sent because of it: it is what an owner without a cancel status is told of. */
    public function testTheShopCallsAStatusAStornoByNameInAnyLanguage(): void
    {
        $this->row('orders_status', ['orders_status_id' => 6, 'language_id' => 2, 'orders_status_name' => 'Zurückgegeben']);
        $this->row('orders_status', ['orders_status_id' => 6, 'language_id' => 5, 'orders_status_name' => 'Order cancelled']);
        foreach ([1 => 3, 2 => 4, 3 => 6, 4 => 99] as $order => $status) {
            $this->order($order, $status);
        }
        $facts = $this->shop()->orders(['1', '2', '3', '4']);
        self::assertSame([false, true, true, false], array_column($facts, 'storno'));
        $facts = (new GambioShop($this->db, $this->config))->orders(['1', '2', '3', '4']);
        self::assertSame([false, true, true, true], array_column($facts, 'storno'), "99 is Gambio's, whatever it is called");
    }

    public function testALinkOfAReusedIdIsVoid(): void
    {
        $this->order(5);
        $actions = new Actions($this->db);
        $actions->link('5', self::number(5), 1762772400);
        self::assertSame(self::number(5), $this->shop()->orders(['5'])[0]['links'][0]['amazon_order']);
        $this->db->run("UPDATE orders SET date_purchased = '2025-11-20 12:00:00'");
        self::assertSame([], $this->shop()->orders(['5'])[0]['links']);
    }

    public function testTotalsOfAStorno(): void
    {
        $this->order(1);
        $this->order(2);
        $this->db->run('UPDATE orders_total SET value = 0 WHERE orders_id = 2');
        $this->row('orders_total', ['orders_id' => 1, 'value' => 0, 'class' => 'ot_tax']);
        $facts = $this->shop()->orders(['1', '2']);
        self::assertSame([false, true], array_column($facts, 'total_zero'));
    }

    /** Web nodes may reach a cluster through any of its servers: that is no copy of the shop. */
    public function testTheNodesOfAClusterAreOneDatabase(): void
    {
        $this->config->host = 'db1';
        $one = $this->config->identity('9f1c');
        $alone = $this->config->identity();
        $this->config->host = 'db2';
        self::assertSame($one, $this->config->identity('9f1c'));
        self::assertNotSame($one, $this->config->identity('77aa'));
        self::assertNotSame($alone, $this->config->identity());
        self::assertSame($this->config->identity(), $this->shop()->identity(), 'no cluster here');
    }

    /** @dataProvider tildes */
    #[DataProvider('tildes')]
    public function testAPatternMayHoldAnyDelimiter(string $pattern): void
    {
        $this->order(1);
        $this->row('erp', ['ref' => 1, 'note' => 'DHL~4711', 'kind' => 'out']);
        $this->config->matches = ['tracking' => ['source' => 'match', 'table' => 'erp', 'column' => 'note', 'key' => 'ref',
            'where' => [], 'pattern' => $pattern]];
        self::assertSame(['4711'], $this->shop()->orders(['1'])[0]['matched_tracking']);
    }

    /** @return list<array{string}> */
    public static function tildes(): array
    {
        return [['DHL~(\d+)'], ['DHL\~(\d+)'], ['[~](\d+)'], ['(\d+)(?:#|/)?$']];
    }

    public function testMatchSources(): void
    {
        $this->order(1, 1, '2025-11-10 12:00:00', ['orders_ident_key' => self::number(1)]);
        $this->order(2);
        $this->row('erp', ['ref' => 1, 'note' => 'Paket ABC-1 raus', 'kind' => 'out']);
        $this->row('erp', ['ref' => 1, 'note' => 'Paket DEF-2 raus', 'kind' => 'out']);
        $this->row('erp', ['ref' => 1, 'note' => 'Paket RET-3 raus', 'kind' => 'back']);
        $this->row('erp', ['ref' => 2, 'note' => 'nichts', 'kind' => 'out']);
        $match = ['source' => 'match', 'table' => 'erp', 'column' => 'note', 'key' => 'ref', 'where' => ['kind' => 'out'],
            'pattern' => 'Paket (\S+) raus'];
        $this->config->matches = ['tracking' => $match, 'carrier' => ['column' => 'kind', 'pattern' => null] + $match,
            'amazon_number' => ['source' => 'match', 'table' => 'orders', 'column' => 'orders_ident_key', 'key' => 'orders_id']];
        [$one, $two] = $this->shop()->orders(['1', '2']);
        self::assertSame(['ABC-1', 'DEF-2'], $one['matched_tracking']);
        self::assertSame(['out', ['out', 'out']], [$one['matched_carrier'], $one['matched_carriers']]);
        self::assertSame([], $two['matched_tracking']);
        self::assertSame([['field', self::number(1)]], array_map(static function (array $l): array {
            return [$l['source'], $l['amazon_order']];
        }, $one['links']));
        self::assertSame([], $two['links']);
        self::assertFalse($one['match_broken']);
        self::assertSame(['1'], $this->shop()->changes(null, 0, 500)['orders']);
        $this->config->matches['tracking']['column'] = 'gone` FROM erp -- ';
        [$one] = $this->shop()->orders(['1']);
        self::assertTrue($one['match_broken']);
        self::assertSame([], $one['matched_tracking']);
        $this->config->matches['tracking'] = ['table' => 'nowhere'] + $match;
        self::assertTrue($this->shop()->orders(['1'])[0]['match_broken']);
    }

    public function testTextLinksNeedToBeAllowedAndTellTheSecondSign(): void
    {
        $this->order(1, 1, '2025-11-10 12:00:00', ['comments' => 'AmazonOrderID: ' . self::number(1)]);
        $this->order(2, 1, '2025-11-10 12:00:00', ['payment_class' => 'cod']);
        $this->db->run("UPDATE orders_status_history SET comments = ? WHERE orders_id = 2", ['AmazonOrderID: ' . self::number(2)]);
        self::assertSame([], $this->shop()->orders(['1'])[0]['links']);
        self::assertSame([], $this->shop()->changes(null, 0, 500)['orders']);
        $this->config->text = true;
        [$one, $two] = $this->shop()->orders(['1', '2']);
        self::assertSame(['text', self::number(1), true], [$one['links'][0]['source'], $one['links'][0]['amazon_order'],
            $one['links'][0]['second_sign']]);
        self::assertFalse($two['links'][0]['second_sign']);
        self::assertSame(['1', '2'], $this->shop()->changes(null, 0, 500)['orders']);
    }

    public function testDamagedMagnalisterDataAreNotKnown(): void
    {
        $damaged = ['', 'a:1:{s:18:"Fulfil', '{"FulfillmentChannel":7}', 'O:8:"stdClass":0:{}', 'a:99999999:{', "\xff\xfe",
            serialize(['FulfillmentChannel' => ['AFN']])];
        foreach ($damaged as $i => $data) {
            $this->order($i + 1);
            if ($data !== "\xff\xfe" || $this->kind() === 'sqlite') {
                $this->magnalister($i + 1, self::number($i + 1), $data);
            }
        }
        foreach ($this->shop()->orders(array_map('strval', range(1, count($damaged)))) as $fact) {
            foreach ($fact['links'] as $link) {
                self::assertNull($link['fulfilled_by']);
            }
        }
    }

    public function testShopWithoutTrackingTables(): void
    {
        $this->order(1);
        $this->magnalister(1, self::number(1));
        $this->db->run('DROP TABLE orders_tracking');
        $this->db->run('DROP TABLE carriers');
        self::assertSame([], $this->shop()->orders(['1'])[0]['tracking']);
        self::assertSame(['1'], $this->shop()->changes(null, 0, 500)['orders']);
    }

    public function testHistoryWithoutIndexIsReadByARangeOfThePrimaryKey(): void
    {
        $this->db->run('DROP INDEX idx_orders_status_history' . ($this->kind() === 'mysql' ? ' ON orders_status_history' : ''));
        for ($id = 1; $id <= 5; $id++) {
            $this->order($id, 3, "2025-11-0$id 12:00:00");
            $this->history($id, 3, "2025-11-0$id 13:00:00");
        }
        $texts = [];
        $this->db->watch(static function (string $sql) use (&$texts): void {
            $texts[] = $sql;
        });
        $facts = $this->shop()->orders(['5', '4']);
        self::assertCount(2, $facts[0]['history']);
        $history = array_filter($texts, static function (string $sql): bool {
            return strpos($sql, 'orders_status_history_id` AS id, `orders_id`') !== false;
        });
        self::assertStringContainsString('`orders_status_history_id` > ?', implode($history));
    }
}
