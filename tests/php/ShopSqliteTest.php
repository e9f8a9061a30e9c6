<?php

declare(strict_types=1);

namespace StatusSync\Tests;

/** modified's tables in SQLite; bytes of a latin1 shop are there as they are. */
final class ShopSqliteTest extends ShopCase
{
    protected function kind(): string
    {
        return 'sqlite';
    }

    public function testLatin1BytesBecomeUtf8(): void
    {
        $this->db->run("UPDATE carriers SET carrier_name = CAST(X'42F67465' AS TEXT) WHERE carrier_id = 2");
        $this->order(1);
        $this->row('orders_tracking', ['orders_id' => 1, 'carrier_id' => 2, 'parcel_id' => 'X']);
        self::assertSame('Böte', $this->shop()->orders(['1'])[0]['tracking'][0]['carrier']);
    }
}
