<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Shop\SqlShop;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/**
 * How many Amazon orders stand at each status of the shop and wait to be told: one count for set-up, settings and the step before
 * saving. Before the first run our tables hold nothing: then the shop itself is asked.
 */
final class OpenCount
{
    /** Orders that are counted in the shop; beyond, pages say "over". */
    public const MOST = 1001;

    /** The first day that the set-up proposes, in days before today. */
    private const DAYS = 14;

    /** @var Services */
    private $services;

    /** @var Facts */
    private $facts;

    public function __construct(Services $services, Facts $facts)
    {
        $this->services = $services;
        $this->facts = $facts;
    }

    /**
     * @param ?string $whose account whose orders alone count, null = those of all
     * @param array<string, mixed> $document whose sources say which order is Amazon's
     * @param int $start of the account, 0 if it has none yet
     * @return array{counts: array<int, int>, from: int} status => orders; from: counted in the shop, those bought since then;
     *   0: in our tables, as of the last run
     */
    public function of(?string $whose, array $document, int $start): array
    {
        $known = $this->facts->newest(1, $whose) !== [];
        if ($known && !$this->unread($whose)) {
            return ['counts' => $this->facts->openByStatus($whose), 'from' => 0];
        }
        $from = $start > 0 ? $start : $this->services->now() - self::DAYS * 86400;
        $counts = $known ? $this->facts->openByStatus($whose) : [];
        try {
            $shop = $this->services->shop($document);
            foreach (array_chunk($this->unknown(self::linked($shop, $from)), 200) as $chunk) {
                foreach ($shop->orders($chunk) as $fact) {
                    if (!$fact['gone'] && $fact['purchased'] >= $from && !self::isAmazons($fact)) {
                        $counts[(int) $fact['status']] = ($counts[(int) $fact['status']] ?? 0) + 1;
                    }
                }
            }
        } catch (\PDOException $e) {
            return ['counts' => $counts, 'from' => $from]; // a shop that cannot be read now has nothing to count
        }
        return ['counts' => $counts, 'from' => $from];
    }

    /** One of several accounts has not been read yet: its orders are in the shop alone. */
    private function unread(?string $whose): bool
    {
        foreach ($whose === null ? $this->services->accounts()->all() : [] as $account) {
            if ((int) $account['state']['last_full'] === 0 && (int) $account['state']['last_run'] === 0 && $this->facts->newest(1, (string) $account['id']) === []) {
                return true;
            }
        }
        return false;
    }

    /** Amazon orders of the shop bought since then, by keys, without Amazon. @return list<string> up to MOST or a few more */
    public static function linked(SqlShop $shop, int $from): array
    {
        $ids = [];
        $watermarks = null;
        do {
            $found = $shop->changes($watermarks, $from, 500);
            $ids += array_fill_keys($found['orders'], true);
            $watermarks = $found['watermarks'];
        } while ($found['more'] && $found['orders'] !== [] && count($ids) < self::MOST);
        return array_map('strval', array_keys($ids));
    }

    /** Amazon ships it itself: it is never told. @param array<string, mixed> $fact */
    public static function isAmazons(array $fact): bool
    {
        return $fact['links'] !== [] && array_diff(array_column($fact['links'], 'fulfilled_by'), ['AMAZON']) === [];
    }

    /** Those of them that no account has yet. @param list<string> $orders @return list<string> */
    private function unknown(array $orders): array
    {
        $known = [];
        foreach (array_chunk($orders, 500) as $chunk) {
            $sql = 'SELECT `shop_order` AS s FROM ' . Tables::table('order') . ' WHERE `shop_order` IN ' . Db::marks(count($chunk));
            $known = array_merge($known, array_map('strval', array_column($this->services->db()->all($sql, $chunk), 's')));
        }
        return array_values(array_diff($orders, $known));
    }
}
