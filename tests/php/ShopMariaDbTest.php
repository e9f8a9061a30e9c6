<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Shop\GambioShop;

/** An old shop on MariaDB: MyISAM, latin1, zero dates; and Gambio's tracking table. */
final class ShopMariaDbTest extends ShopCase
{
    protected function kind(): string
    {
        return 'mysql';
    }

    protected function engine(): string
    {
        return ' ENGINE=MyISAM DEFAULT CHARSET=latin1 COLLATE=latin1_german1_ci';
    }

    public function testZeroDatesAreNotKnown(): void
    {
        $this->order(1);
        $this->db->run("SET SESSION sql_mode = ''");
        $this->db->run("UPDATE orders SET date_purchased = '0000-00-00 00:00:00'");
        $this->db->run("UPDATE orders_status_history SET date_added = '2025-02-31 10:00:00'");
        $fact = $this->shop()->orders(['1'])[0];
        self::assertSame(0, $fact['purchased']);
        self::assertSame(0, $fact['history'][0]['at']);
    }

    public function testGambio(): void
    {
        $this->db->run('DROP TABLE orders_tracking');
        $this->db->run('CREATE TABLE orders_parcel_tracking_codes (orders_parcel_tracking_code_id INT NOT NULL AUTO_INCREMENT'
            . ' PRIMARY KEY, order_id INT NOT NULL, tracking_code VARCHAR(255), is_return_delivery TINYINT NOT NULL DEFAULT 0,'
            . ' parcel_service_id INT, parcel_service_name VARCHAR(45), url VARCHAR(1023), creation_date DATETIME, KEY (order_id))');
        $this->db->run('CREATE TABLE parcel_services (parcel_service_id INT PRIMARY KEY, name VARCHAR(45))');
        $this->db->run("INSERT INTO parcel_services VALUES (3, 'GLS')");
        $this->order(1, 3);
        $this->magnalister(1, self::number(1));
        $rows = [
            ['order_id' => 1, 'tracking_code' => '0034', 'parcel_service_id' => 1, 'parcel_service_name' => 'DHL',
                'is_return_delivery' => 0, 'creation_date' => '2025-07-01 10:00:00'],
            ['order_id' => 1, 'tracking_code' => '9999', 'parcel_service_id' => 1, 'parcel_service_name' => 'DHL',
                'is_return_delivery' => 1, 'creation_date' => null],
            ['order_id' => 1, 'tracking_code' => '', 'parcel_service_id' => 0, 'parcel_service_name' => 'Bote',
                'is_return_delivery' => 0, 'creation_date' => null],
            ['order_id' => 1, 'tracking_code' => 'https://x.example/1', 'parcel_service_id' => 3, 'parcel_service_name' => '',
                'is_return_delivery' => 0, 'creation_date' => null],
        ];
        foreach ($rows as $row) {
            $this->row('orders_parcel_tracking_codes', $row);
        }
        $shop = new GambioShop($this->db, $this->config);
        $tracking = $shop->orders(['1'])[0]['tracking'];
        self::assertSame(['DHL', 'DHL', 'Bote', 'GLS'], array_column($tracking, 'carrier'));
        self::assertSame([false, true, false, false], array_column($tracking, 'is_return'));
        self::assertSame(['1', '1', null, '3'], array_column($tracking, 'carrier_key'));
        self::assertSame(['0034', '9999', '', 'https://x.example/1'], array_column($tracking, 'code'));
        // written by the server's NOW(), not by the shop's PHP
        self::assertSame(1751364000, $tracking[0]['at']);
        $marks = $shop->changes(null, 0, 10)['watermarks'];
        $this->row('orders_parcel_tracking_codes', ['order_id' => 1, 'tracking_code' => 'Z']);
        self::assertSame(['1'], $shop->changes($marks, 0, 10)['orders']);
        $this->db->run('ALTER TABLE orders_parcel_tracking_codes DROP COLUMN is_return_delivery');
        $shop = new GambioShop($this->db, $this->config);
        self::assertFalse($shop->orders(['1'])[0]['tracking'][1]['is_return']);
    }

    /** The shop's connections set no zone: the server's NOW() is in the server's, whatever PHP's is. */
    public function testGambiosTrackingRowsAreInTheClockOfTheDatabase(): void
    {
        $this->db->run('CREATE TABLE orders_parcel_tracking_codes (orders_parcel_tracking_code_id INT NOT NULL AUTO_INCREMENT'
            . ' PRIMARY KEY, order_id INT NOT NULL, tracking_code VARCHAR(255), creation_date DATETIME, KEY (order_id))');
        $this->order(1, 3);
        $this->magnalister(1, self::number(1));
        $this->row('orders_parcel_tracking_codes', ['order_id' => 1, 'tracking_code' => 'A', 'creation_date' => '2025-07-01 15:00:00']);
        $this->db->run("SET GLOBAL time_zone = '+05:00'");
        try {
            self::assertSame(1751364000, (new GambioShop($this->db, $this->config))->orders(['1'])[0]['tracking'][0]['at']);
            $this->db->run('ALTER TABLE orders_parcel_tracking_codes MODIFY creation_date TIMESTAMP NULL');
            $this->db->run("SET SESSION time_zone = '+05:00'"); // as the shop writes it
            $this->db->run("UPDATE orders_parcel_tracking_codes SET creation_date = '2025-07-01 15:00:00'");
            $this->db->run("SET SESSION time_zone = '+00:00'");
            self::assertSame(1751364000, (new GambioShop($this->db, $this->config))->orders(['1'])[0]['tracking'][0]['at']);
        } finally {
            $this->db->run("SET GLOBAL time_zone = 'SYSTEM'");
        }
    }

    public function testGambiosOwnZoneIsAskedUnlessAPersonToldIt(): void
    {
        $this->order(1);
        $this->db->run("UPDATE orders SET date_purchased = '2025-07-01 10:00:00'");
        $before = (new GambioShop($this->db, clone $this->config))->orders(['1'])[0]['purchased'];
        self::assertSame(1751356800, $before, 'Berlin, where nothing is known');
        $this->db->run('CREATE TABLE gx_configurations (`key` VARCHAR(255) PRIMARY KEY, `value` MEDIUMTEXT)');
        $this->db->run("INSERT INTO gx_configurations VALUES ('configuration/DATE_TIMEZONE', 'Europe/Lisbon')");
        $asked = (new GambioShop($this->db, clone $this->config))->orders(['1'])[0]['purchased'];
        self::assertSame($before + 3600, $asked);
        $told = clone $this->config;
        $told->zone = 'UTC';
        $told->zoneTold = true;
        self::assertSame($before + 7200, (new GambioShop($this->db, $told))->orders(['1'])[0]['purchased']);
    }
}
