<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\One;

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
     * @return array{ship: int, cancel: int, anew: int, lines: list<string>} orders; anew: open ones whose numbers or carriers are
     *   another matter now; a line each thing that sets some going
     */
    public function of(array $accounts, array $old, array $new, array $statuses): array
    {
        $out = ['ship' => 0, 'cancel' => 0, 'anew' => 0, 'lines' => []];
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
                    . ': ' . self::orders($n, 'has', 'have') . " it and $what");
            }
        }
        foreach (self::answered($old, $new) as $status) {
            $n = $this->waiting($accounts, $status, false);
            $this->add($out, 'cancel', $n, "status $status" . (isset($names[$status]) ? " \"{$names[$status]}\"" : '')
                . ': ' . self::orders($n, 'has', 'have') . ' it, waited for a reason and would be cancelled with the one given now');
        }
        $elsewhere = self::elsewhere($old, $new);
        $n = $elsewhere === [] ? 0 : $this->open($accounts);
        $this->add($out, 'anew', $n, implode(', ', $elsewhere) . ': ' . self::orders($n, 'is', 'are') . ' decided afresh');
        foreach (array_diff(array_map('intval', $old['open']), array_map('intval', $new['open'])) as $status) {
            $n = $this->waiting($accounts, $status, true);
            $this->add($out, 'ship', $n, One::of("status $status no longer counts as open: $n orders") . ' held by it would be confirmed as shipped');
        }
        return $out;
    }

    /**
     * Statuses of cancels that were to be asked about and have their reason now.
     *
     * @param array<string, mixed> $old
     * @param array<string, mixed> $new
     * @return list<int>
     */
    private static function answered(array $old, array $new): array
    {
        $before = array_column($old['cancel'], 'reason', 'status');
        $found = [];
        foreach ($new['cancel'] as $rule) {
            if (($before[$rule['status']] ?? '') === 'ask' && $rule['reason'] !== 'ask') {
                $found[] = (int) $rule['status'];
            }
        }
        return $found;
    }

    /**
     * What of an order's number or carrier is found otherwise now, in words. A further entry of the map only mends what is held.
     *
     * @param array<string, mixed> $old
     * @param array<string, mixed> $new
     * @return list<string>
     */
    private static function elsewhere(array $old, array $new): array
    {
        $found = [];
        foreach (['tracking' => 'numbers come from elsewhere', 'carrier' => 'carriers come from elsewhere'] as $section => $words) {
            if (self::source($old[$section]) !== self::source($new[$section])) {
                $found[] = $words;
            }
        }
        $after = (array) ($new['carrier']['map'] ?? []);
        foreach ((array) ($old['carrier']['map'] ?? []) + ($old['carrier']['fallback'] === null ? [] : ['' => 0]) as $name => $code) {
            [$was, $is] = $name === '' ? [$old['carrier']['fallback'], $new['carrier']['fallback']] : [$code, $after[$name] ?? null];
            if ($was !== $is) {
                $found[] = $name === '' ? 'another carrier where none is found' : "another carrier for \"$name\"";
            }
        }
        return $found;
    }

    /**
     * Where a value comes from, to be compared.
     *
     * @param array<string, mixed> $section
     * @return array<string, mixed>
     */
    private static function source(array $section): array
    {
        $parts = array_filter(array_intersect_key($section, array_flip(['table', 'column', 'key', 'where', 'pattern', 'value'])));
        ksort($parts);
        return ['source' => $section['source'] === 'auto' ? 'tracking' : $section['source']] + $parts;
    }

    /** @param list<string> $accounts */
    private function open(array $accounts): int
    {
        $sql = 'SELECT COUNT(*) AS n FROM ' . Tables::table('order') . ' WHERE `account` IN ' . Db::marks(count($accounts)) . ' AND `open` = 1';
        return $accounts === [] ? 0 : (int) ($this->db->one($sql, $accounts)['n'] ?? 0);
    }

    private static function orders(int $n, string $one, string $many): string
    {
        return One::of("$n open Amazon orders") . ' ' . ($n === 1 ? $one : $many);
    }

    /** @param array{ship: int, cancel: int, anew: int, lines: list<string>} $out */
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
