<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/** What new settings would set going by the next run, counted in our own tables as of the last one. */
final class Effect
{
    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * Only accounts that send by themselves count: everywhere else a release stands between.
     *
     * @param list<string> $accounts ids of active accounts for which the document will hold
     * @param array<string, mixed> $old the document that holds now, complete
     * @param array<string, mixed> $new the checked document
     * @param list<array{id: int, name: string}> $statuses the shop's
     * @return array{ship: int, cancel: int, lines: list<string>} orders; a line a status that sets some going
     */
    public function of(array $accounts, array $old, array $new, array $statuses): array
    {
        $out = ['ship' => 0, 'cancel' => 0, 'lines' => []];
        $names = array_column($statuses, 'name', 'id');
        $renamed = [];
        foreach ((array) $old['status_names'] as $status => $name) {
            if (isset($names[$status]) && $names[$status] !== (string) $name) {
                $renamed[] = (int) $status;
            }
        }
        foreach (['ship' => 'would be confirmed as shipped', 'cancel' => 'would be cancelled'] as $kind => $what) {
            $now = array_map('intval', array_column($new[$kind], 'status'));
            $before = array_map('intval', array_column($old[$kind], 'status'));
            foreach (array_unique(array_merge(array_diff($now, $before), array_intersect($now, $renamed))) as $status) {
                $n = $this->waiting($accounts, $status, false);
                $this->add($out, $kind, $n, "status $status" . (isset($names[$status]) ? " \"{$names[$status]}\"" : '')
                    . ": $n open Amazon orders have it and $what");
            }
        }
        foreach (array_diff(array_map('intval', $old['open']), array_map('intval', $new['open'])) as $status) {
            $n = $this->waiting($accounts, $status, true);
            $this->add($out, 'ship', $n, "status $status no longer counts as open: $n orders held by it would be confirmed as shipped");
        }
        return $out;
    }

    /** @param array{ship: int, cancel: int, lines: list<string>} $out */
    private function add(array &$out, string $kind, int $n, string $line): void
    {
        if ($n > 0) {
            $out[$kind] += $n;
            $out['lines'][] = $line;
        }
    }

    /**
     * Open orders in a status for which nothing was sent yet.
     *
     * @param list<string> $accounts
     */
    private function waiting(array $accounts, int $status, bool $takenBack): int
    {
        if ($accounts === []) {
            return 0;
        }
        $sql = 'SELECT COUNT(*) AS n FROM ' . Tables::table('order') . ' o WHERE o.`account` IN ' . Db::marks(count($accounts))
            . " AND o.`open` = 1 AND o.`shop_status` = ? AND o.`verdict` IN ('', 'hold')"
            . ($takenBack ? " AND o.`reason` = 'taken_back'" : '')
            . ' AND NOT EXISTS (SELECT 1 FROM ' . Tables::table('message') . ' m WHERE m.`order_id` = o.`id` AND m.`sent_at` > 0)';
        return (int) ($this->db->one($sql, array_merge($accounts, [$status]))['n'] ?? 0);
    }
}
