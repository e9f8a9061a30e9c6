<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\PdoStore;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Store\Tables;

/** A database with our tables, one account, and rows to put in. */
abstract class StoreFixture extends TestCase
{
    /** @var string */
    protected $dsn;

    /** @var Db */
    protected $db;

    /** @var PdoStore */
    protected $store;

    /** @var int */
    protected $now = 1764000000;

    abstract protected function kind(): string;

    protected function setUp(): void
    {
        if ($this->kind() === 'mysql' && Databases::socket() === null) {
            self::markTestSkipped('no MariaDB');
        }
        $this->dsn = Databases::fresh($this->kind());
        $this->db = Databases::open($this->dsn);
        (new Schema($this->db))->migrate();
        $this->store = $this->another();
        $this->account('a');
    }

    protected function another(?Db $db = null): PdoStore
    {
        return new PdoStore($db ?? $this->db, function (): int {
            return $this->now;
        });
    }

    protected function account(string $id): void
    {
        (new Accounts($this->db))->add($id, ['name' => 'Größe', 'region' => 'eu', 'seller' => 'A1B2C3',
            'client_id' => 'amzn1.application-oa2-client.x', 'marketplaces' => 'A1PA6795UKMFR9,A13V1IB3VIYZZH'], null, null);
    }

    /** @return array<string, mixed> */
    protected static function order(int $n, array $more = []): array
    {
        return $more + [
            'id' => 0, 'account' => 'a', 'shop_order' => (string) (1000 + $n),
            'amazon_order' => sprintf('303-1234567-%07d', $n), 'link_source' => 'magnalister', 'role' => 'none',
            'purchased' => 1763000000, 'open' => true, 'closed_why' => null, 'verdict' => '', 'reason' => null,
            'detail' => null, 'shop_digest' => null, 'shop_status' => -1, 'shipped_at' => 0, 'cancel_since' => 0,
            'known' => 'unread', 'amazon' => ['id' => null, 'items' => []], 'read_at' => 0, 'look_at' => 0,
            'read_due' => Tables::NEVER, 'deadline' => Tables::NEVER, 'seen_at' => 0, 'express' => false,
            'ignored' => false, 'carrier_confirmed' => false, 'replace_theirs' => false, 'released' => false,
            'cancel_revoked' => false, 'cancel_reason' => null, 'version' => 0, 'fence' => 0,
        ];
    }

    /** @return array<string, mixed> */
    protected static function message(int $order, array $more = []): array
    {
        return $more + [
            'id' => 0, 'account' => 'a', 'order_id' => $order, 'shop_order' => (string) (1000 + $order),
            'amazon_order' => sprintf('303-1234567-%07d', $order), 'kind' => 'ship', 'parcel' => 1, 'revision' => 1,
            'state' => 'pending', 'reason' => null, 'marketplace' => 'A1PA6795UKMFR9', 'carrier' => 'DHL',
            'carrier_name' => null, 'method' => 'Standard', 'tracking' => '00340434' . $order, 'shipped_at' => 1763900000,
            'items' => [['id' => '12345678901234', 'quantity' => 2, 'reason' => null]], 'has_ship_from' => false,
            'ship_from' => ['name' => null], 'edit' => false, 'digest' => str_repeat('ab', 32), 'amazon_ref' => null,
            'lane' => 'feed', 'attempts' => 0, 'splits' => 0, 'part' => 0, 'not_before' => 0, 'deadline' => 1764100000, 'feed' => 0,
            'code' => null, 'text' => null, 'request_id' => null, 'created_at' => 1763950000, 'sent_at' => 0,
            'changed_at' => 1763950000, 'version' => 0, 'fence' => 0,
        ];
    }

    /** @return list<array<string, mixed>> the rows as stored */
    protected function insert(int $count, int $fence = 1, string $account = 'a'): array
    {
        $rows = [];
        for ($n = 1; $n <= $count; $n++) {
            $rows[] = self::order($n, ['account' => $account]);
        }
        $this->store->save($account, $fence, ['orders' => $rows]);
        return $this->store->load($account, ['what' => 'open', 'after' => 0, 'limit' => 5000])['orders'];
    }
}
