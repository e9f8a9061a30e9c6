<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use StatusSync\Php\Admin\ListSigns;
use StatusSync\Php\Store\OrderStates;

/** A shop's page waits 50 ms for our signs; whatever follows on the same connection has its own time. */
final class ListSignsTest extends StoreFixture
{
    protected function kind(): string
    {
        return 'mysql';
    }

    public function testTheHasteOfTheSignsEndsWithThem(): void
    {
        $this->db->run('SET SESSION lock_wait_timeout = 7');
        $before = $this->limits();
        $during = ListSigns::hurried($this->db, function (): array {
            return $this->limits();
        });
        self::assertSame(['1', '1', '0.05'], array_values($during));
        self::assertSame($before, $this->limits());
        try {
            ListSigns::hurried($this->db, function (): void {
                $this->db->all('SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq * b.seq % 7 = 1');
            });
            self::fail('a statement took its time');
        } catch (\PDOException $e) {
            self::assertSame($before, $this->limits(), 'nor does it stay behind a statement that was ended');
        }
    }

    public function testOfSeveralAccountsTheOneThatNeedsTheOwnerIsShown(): void
    {
        $this->account('b');
        foreach (['a' => ['hold', 'which_account'], 'b' => ['skip', 'other_account']] as $account => [$verdict, $reason]) {
            $lease = $this->store->lease($account, 'test', 60);
            $this->store->save($account, (int) $lease['fence'], ['orders' => [self::order(1, ['account' => $account,
                'verdict' => $verdict, 'reason' => $reason])]]);
        }
        $rows = (new OrderStates($this->db))->rows(['1001', '1002']);
        self::assertSame(['1001' => 'person'], array_column($rows, 'word', 'shop_order'));
    }

    /** @return array<string, string> */
    private function limits(): array
    {
        return array_map('strval', (array) $this->db->one('SELECT @@SESSION.lock_wait_timeout AS l, @@SESSION.innodb_lock_wait_timeout AS i,'
            . ' @@SESSION.max_statement_time + 0 AS m'));
    }
}
