<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;
use StatusSync\Tests\Scene\Shop;

/** What is read from the shop: statuses, links, times, matched columns; nothing of it is changed. */
final class ShopFactsTest extends SceneCase
{
    /** W6: shipped, and on to the next status before the next run. */
    public function testAPassedThroughStatusIsTransmitted(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->advance(600)->status($order, Scene::REVIEW)->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** W6: an ERP that writes the status by plain SQL, without a history row. */
    public function testAStatusWrittenByPlainSqlIsTransmitted(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->settle(1);
        $code = $scene->track($order);
        $scene->status($order, Scene::SHIPPED, false)->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** "Bestellung stornieren mit: keine": the owner would believe that Amazon knows. */
    public function testAStornoWhileCancellingIsNotSetUpIsSaidAndEndsWithAmazonsCancel(): void
    {
        $scene = $this->scene(['settings' => ['cancel' => []]]);
        [$open, $shipped, $both] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $code = $scene->ship($shipped);
        $scene->ship($both);
        $scene->status($open, Scene::CANCELLED)->status($both, Scene::CANCELLED)->settle(2);
        $scene->status($shipped, Scene::CANCELLED)->settle(1);
        foreach ([$open, $both] as $order) {
            self::assertTold([], $scene, $order);
            self::assertSame(['hold', 'cancel_off'], [$scene->order($order)['verdict'], $scene->order($order)['reason']]);
        }
        self::assertSame(2, $scene->account()['held']['cancel_off'], 'counted');
        self::assertStringContainsString('Cancels are not transmitted. Cancel in Seller Central', $scene->must(['order', (string) $open])->out);
        self::assertTold(["ship DHL $code"], $scene, $shipped);
        self::assertStringContainsString('Refund in Seller Central', $scene->must(['order', (string) $shipped])->out);
        $scene->atAmazon($open, ['status' => 'CANCELLED'])->settle(2);
        self::assertSame(['done', 'cancelled'], [$scene->order($open)['verdict'], $scene->order($open)['reason']]);
    }

    /** @return array<string, array{array<string, mixed>}> */
    public static function fulfilledByAmazon(): array
    {
        return [
            'known from the import' => [['channel' => 'AFN', 'amazon' => ['fulfilled_by' => 'AMAZON']]],
            'told by Amazon only' => [['amazon' => ['fulfilled_by' => 'AMAZON']]],
            'Ship+' => [['amazon' => ['programs' => ['FBM_SHIP_PLUS']]]],
        ];
    }

    /**
     * W4: orders fulfilled by Amazon are confirmed by the shop.
     *
     * @dataProvider fulfilledByAmazon
     * @param array<string, mixed> $facts
     */
    #[DataProvider('fulfilledByAmazon')]
    public function testOrdersFulfilledByAmazonAreNeverTouched(array $facts): void
    {
        $scene = $this->scene();
        [$shipped, $cancelled, $mine] = [$scene->sell($facts), $scene->sell($facts), $scene->sell()];
        $scene->ship($shipped);
        $scene->status($cancelled, Scene::CANCELLED);
        $code = $scene->ship($mine);
        $scene->settle(3);
        self::assertTold([], $scene, $shipped);
        self::assertTold([], $scene, $cancelled);
        self::assertTold(["ship DHL $code"], $scene, $mine);
        self::assertSame('skip', $scene->order($shipped)['verdict']);
    }

    /** W15: a matched column is gone; the SQL error is swallowed. */
    public function testAMatchedColumnThatIsGoneIsSaidAndNothingIsGuessed(): void
    {
        $scene = $this->bare();
        $scene->shop->pdo()->exec('CREATE TABLE erp_parcels (id INTEGER PRIMARY KEY, order_no INT, code VARCHAR(64))');
        $scene->setUp()->settings(['tracking' => ['source' => 'match', 'table' => 'erp_parcels', 'column' => 'code',
            'key' => 'order_no'], 'carrier' => ['source' => 'fixed', 'value' => 'DHL']]);
        $scene->activate();
        $order = $scene->sell();
        $code = $scene->numbers->tracking();
        $scene->shop->sql('INSERT INTO erp_parcels (order_no, code) VALUES (?, ?)', [$order, $code]);
        $scene->shop->sql('ALTER TABLE erp_parcels RENAME COLUMN code TO parcel_code');
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold([], $scene, $order);
        self::assertSame('match_broken', $scene->order($order)['reason']);
        self::assertContains(1, $scene->codes('run'));

        $scene->shop->sql('ALTER TABLE erp_parcels RENAME COLUMN parcel_code TO code');
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** W15: a table or column that is not there is refused, with the place, and nothing is saved. */
    public function testAMatchedColumnThatWasNeverThereIsRefused(): void
    {
        $scene = $this->bare()->setUp();
        $before = $scene->must(['settings', 'export', '--account', 'de'])->out;
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], '{"ship": [{"status": 3}], "tracking": {"source":'
            . ' "match", "table": "orders_tracking", "column": "no_such_column", "key": "orders_id"}}');
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('no_such_column', $answer->err);
        self::assertSame($before, $scene->must(['settings', 'export', '--account', 'de'])->out);
    }

    /** W16: a ship-from address that is a country only. */
    public function testAShipFromAddressIsWholeOrRefused(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(
            ['settings', 'import', '--account', 'de'],
            '{"ship": [{"status": 3, "ship_from": {"country": "DE"}}]}'
        );
        self::assertSame(2, $answer->code, (string) $answer);
        foreach (['name', 'line1', 'city', 'postal_code'] as $key) {
            self::assertStringContainsString("ship[0].ship_from.$key", $answer->err);
        }

        $address = ['name' => 'Lager', 'line1' => 'Hafenweg 1', 'city' => 'Bremen', 'postal_code' => '28195', 'country' => 'DE'];
        $scene->settings(['ship' => [['status' => 3, 'ship_from' => $address]]]);
        $order = $scene->sell(['amazon' => ['ship_from_countries' => ['DE']]]);
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** @return array<string, array{string}> */
    public static function databases(): array
    {
        return ['SQLite' => ['sqlite'], 'MariaDB' => ['mariadb']];
    }

    /**
     * W17: foreign rows are written back, and unreadable ones replaced.
     *
     * @dataProvider databases
     */
    #[DataProvider('databases')]
    public function testNothingInTheShopIsWritten(string $database): void
    {
        $scene = $this->scene(['database' => $database]);
        $orders = [$scene->sell(), $scene->sell(), $scene->sell()];
        $damaged = 'a:3:{s:13:"AmazonOrderID";s:19:"303-broken';
        $scene->shop->sql('UPDATE magnalister_orders SET data = ?, internaldata = ?', [$damaged, $damaged]);
        $code = $scene->ship($orders[0]);
        $scene->status($orders[1], Scene::CANCELLED);
        $before = self::foreignRows($scene);
        $scene->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $orders[0], 'damaged data of magnalister are no obstacle.');
        self::assertTold(['cancel'], $scene, $orders[1]);
        self::assertSame($before, self::foreignRows($scene));
    }

    /** W20: two shop orders with one Amazon number are sent twice. */
    public function testTwoShopOrdersWithOneNumberAreSentOnce(): void
    {
        $scene = $this->scene();
        $main = $scene->sell();
        $twin = $scene->twin($main);
        $codes = [$scene->ship($main), $scene->ship($twin)];
        $scene->settle(3);
        $told = $scene->told($main);
        self::assertLessThanOrEqual(1, count($told), 'Amazon was told twice');
        self::assertSame('double_link', $scene->order($twin)['reason']);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $main);
    }

    /** What the reason double_link asks for ends it, whichever of the two orders it is done on. */
    public function testChoosingMainOrSplitReleasesTheOtherOrder(): void
    {
        $choices = ['the second is main' => [1, 'main'], 'the first is a part' => [0, 'split']];
        $scene = $this->scene();
        foreach ($choices as $name => [$which, $role]) {
            $first = $scene->sell();
            $pair = [$first, $scene->twin($first)];
            $code = $scene->ship($pair[1]);
            $scene->settle(3);
            self::assertSame('double_link', $scene->order($pair[1])['reason'], $name);
            $scene->must(['role', $pair[$which], $role]);
            $scene->settle(3);
            self::assertTold(["ship DHL $code"], $scene, $first, $name);
        }
    }

    /** The number was entered at the part: it is told with the main order, and only there. */
    public function testTheNumberOfAPartIsToldWithItsMainOrder(): void
    {
        $scene = $this->scene();
        $main = $scene->sell();
        $part = $scene->twin($main);
        $scene->run();
        $scene->must(['role', $part, 'split']);
        $code = $scene->track($part);
        $scene->status($main, Scene::SHIPPED);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $main);
    }

    /** The other order may have told Amazon all there is to tell: that is read before the new main order tells anything. */
    public function testANewMainOrderWaitsUntilWhatTheOtherOneSentIsRead(): void
    {
        $scene = $this->scene();
        $first = $scene->sell();
        $second = $scene->twin($first);
        $scene->settle(1);
        $code = $scene->ship($first);
        $scene->faults(
            ['op' => 'getOrder', 'call' => 'every', 'what' => 'status'],
            ['op' => 'searchOrders', 'call' => 'every', 'what' => 'status']
        );
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $first);
        $feeds = $scene->requests('createFeed');
        $scene->must(['role', $second, 'main']);
        $scene->ship($second);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $first);
        self::assertSame($feeds, $scene->requests('createFeed'), 'nothing was sent: Amazon was not read since');
    }

    /** The owner changes his mind: there is one main order, the one he named last. */
    public function testTheLastNamedMainOrderIsTheOne(): void
    {
        $scene = $this->scene();
        $first = $scene->sell();
        $second = $scene->twin($first);
        $scene->run();
        $scene->must(['role', $first, 'main']);
        $scene->must(['role', $second, 'main']);
        $code = $scene->ship($second);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $first);
        self::assertSame('double_link', $scene->order($first)['reason']);
    }

    /** @return array<string, array{string, int, int}> */
    public static function moments(): array
    {
        return [
            // run in winter time, shipped in summer time
            'the day before the change' => ['2026-10-24 18:00:00', 1792857600, 1793000000],
            'the hour that comes twice' => ['2026-10-25 02:30:00', 1792888200, 1793000000],
            'after the change' => ['2026-10-25 18:00:00', 1792947600, 1793000000],
        ];
    }

    /**
     * W21: the zone's offset of today is used for yesterday.
     *
     * @dataProvider moments
     */
    #[DataProvider('moments')]
    public function testTheShipDateIsRightAcrossTheChangeOfTheClocks(string $wall, int $utc, int $run): void
    {
        $scene = $this->scene(['at' => 1792800000]);
        $order = $scene->sell();
        $scene->shop->sql('UPDATE orders SET orders_status = 3 WHERE orders_id = ?', [$order]);
        $scene->shop->insert('orders_status_history', ['orders_id' => $order, 'orders_status_id' => 3,
            'date_added' => $wall]);
        $scene->shop->track($order, 'DHL', $scene->numbers->tracking(), $utc);
        $scene->amazon->post('clock', ['until' => $run]);
        $scene->run();
        $scene->settle(1);
        self::assertSame([$utc], array_column($scene->effects($order), 'shipped_at'), self::evidence($scene, $order));
    }

    /** @return array<string, array{array<string, mixed>}> */
    public static function unsetStatuses(): array
    {
        return ['no cancel status' => [['cancel' => []]], 'neither' => [['cancel' => [], 'ship' => []]],
            'both are set' => [[]]];
    }

    /**
     * W22: a status that is not set equals status 0.
     *
     * @dataProvider unsetStatuses
     * @param array<string, mixed> $settings
     */
    #[DataProvider('unsetStatuses')]
    public function testStatusZeroMeansNothing(array $settings): void
    {
        $scene = $this->scene()->settings($settings); // without a shipped status nothing could be released
        $order = $scene->sell();
        $scene->track($order);
        $scene->status($order, 0)->settle(3);
        self::assertTold([], $scene, $order);
        self::assertNotContains($scene->order($order)['verdict'], ['ship', 'cancel']);
    }

    /** W22: 0 cannot be chosen. */
    public function testStatusZeroCannotBeSet(): void
    {
        $scene = $this->bare()->setUp();
        foreach (['ship' => '{"status": 0}', 'cancel' => '{"status": 0, "reason": "NoInventory"}', 'open' => '0'] as $key => $rule) {
            $answer = $scene->cli(['settings', 'import', '--account', 'de'], "{\"$key\": [$rule]}");
            self::assertSame(2, $answer->code, (string) $answer);
            self::assertStringContainsString("{$key}[0]", $answer->err);
        }
    }

    /** @return array<string, list<array<string, mixed>>> every row of every table that is not ours */
    private static function foreignRows(Scene $scene): array
    {
        $tables = $scene->shop->sql($scene->shop->isLite() ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()');
        $rows = [];
        foreach (array_column($tables, 'name') as $table) {
            if (strncmp($table, 'statussync_', 11) !== 0 && strncmp($table, 'sqlite_', 7) !== 0) {
                $rows[$table] = $scene->shop->sql("SELECT * FROM $table");
            }
        }
        self::assertArrayHasKey('magnalister_orders', $rows);
        return $rows;
    }
}
