<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/**
 * What becomes of an order whatever number and carrier are found for it: it is cancelled, it has been told already, nobody
 * shipped it yet. The engine's rules once more, for a page whose PHP may lack the extension; a test compares the two.
 */
final class WouldHappen
{
    /** Amazon says that something left. */
    private const SHIPPED = ['SHIPPED', 'PARTIALLY_SHIPPED'];

    /** @var array<string, mixed> */
    private $document;

    /** @var list<int> */
    private $ship;

    /** @var array<int, array<string, mixed>> rules by their status */
    private $cancel;

    /** @var array<int, string> the shop's statuses by the names that rules are kept with */
    private $live;

    /** @var array<int, array<string, true>> order => of what Amazon was told: ship, cancel */
    private $told = [];

    /**
     * @param array<string, mixed> $document not yet saved
     * @param list<array<string, mixed>> $orders our rows of those that are asked for
     */
    public function __construct(Services $services, array $document, array $orders)
    {
        $this->document = $document;
        $this->ship = array_map('intval', array_column($document['ship'], 'status'));
        $this->cancel = array_column($document['cancel'], null, 'status');
        $this->live = array_column($services->shop()->statuses(), 'name', 'id');
        $ids = array_map('intval', array_column($orders, 'id'));
        $sql = 'SELECT DISTINCT `order_id` AS o, `kind` AS k FROM ' . Tables::table('message') . " WHERE `sent_at` > 0 AND `state` NOT IN ('rejected', 'parked') AND `order_id` IN " . Db::marks(count($ids));
        foreach ($ids === [] ? [] : $services->db()->all($sql, $ids) as $row) {
            $this->told[(int) $row['o']][(string) $row['k']] = true;
        }
    }

    /**
     * @param array<string, mixed> $fact of a shop
     * @param array<string, mixed> $order our row, [] if there is none
     * @param bool $found whether a parcel would be told of
     * @return array{verdict?: string, held?: array{reason: string, detail: ?string, values: array<string, string>}|null} what takes
     *   the place of what is said of its number, [] if that is all
     */
    public function of(array $fact, array $order, bool $found): array
    {
        $status = (int) $fact['status'];
        $told = $this->told[(int) ($order['id'] ?? 0)] ?? [];
        $amazon = (string) ($order['amazon']['status'] ?? '');
        if (($order['verdict'] ?? '') === 'skip' || $amazon === 'CANCELLED' || isset($told['cancel'])) {
            return ['verdict' => 'match_nothing', 'held' => null];
        }
        if (isset($this->cancel[$status])) {
            return $this->cancelled($fact, $order, isset($told['ship']) || in_array($amazon, self::SHIPPED, true));
        }
        $storno = ($order['released'] ?? false) ? null : self::storno($fact, $this->document);
        if ($storno !== null) {
            return self::held($storno, null, ['status' => (string) ($this->live[$status] ?? $status)]);
        }
        if (!$found && (isset($told['ship']) || ($order['verdict'] ?? '') === 'done')) {
            return ['verdict' => 'match_nothing', 'held' => null];
        }
        if ($this->ship === [] || in_array($status, $this->ship, true)) {
            return [];
        }
        $passed = array_intersect(array_map('intval', array_column($fact['history'], 'status')), $this->ship) !== [];
        if ($passed && $fact['tracking'] === [] && in_array($status, array_map('intval', $this->document['open']), true)) {
            return self::held('taken_back');
        }
        return $passed || $found ? [] : ['verdict' => 'match_open', 'held' => null];
    }

    /**
     * Cancelled in the shop, by its totals or by what it calls the status, and no rule tells Amazon.
     *
     * @param array<string, mixed> $fact of a shop
     * @param array<string, mixed> $document of settings
     * @return ?string the reason that the engine holds it with, null if it is not so
     */
    public static function storno(array $fact, array $document): ?string
    {
        if ($document['cancel'] !== []) {
            return $fact['total_zero'] ? 'storno_no_status' : null;
        }
        $named = array_map('intval', array_merge(array_column($document['ship'], 'status'), $document['open']));
        return $fact['total_zero'] || ($fact['storno'] && !in_array($fact['status'], $named, true)) ? 'cancel_off' : null;
    }

    /**
     * @param array<string, mixed> $fact
     * @param array<string, mixed> $order
     * @param bool $shipped here or at Amazon
     * @return array{verdict?: string, held: array{reason: string, detail: ?string, values: array<string, string>}|null}
     */
    private function cancelled(array $fact, array $order, bool $shipped): array
    {
        $status = (int) $fact['status'];
        $name = $this->live[$status] ?? null;
        $chosen = $this->document['status_names'][$status] ?? $name;
        if ($name === null || $chosen !== $name) {
            return self::held('status_changed_meaning', (string) $status, ['new' => (string) ($name ?? $status), 'old' => (string) $chosen]);
        }
        if (in_array($status, $this->ship, true)) {
            return self::held('status_ambiguous', "\"$name\"");
        }
        if ($shipped) {
            return self::held('cancel_after_ship');
        }
        if ($order['cancel_revoked'] ?? false) {
            return self::held('cancel_revoked');
        }
        if (($order['link_source'] ?? '') === 'text') {
            return self::held('cancel_text_link');
        }
        return $this->cancel[$status]['reason'] === 'ask' && (string) ($order['cancel_reason'] ?? '') === '' ? self::held('cancel_reason')
            : ['verdict' => 'match_cancel', 'held' => null];
    }

    /**
     * @param array<string, string> $values
     * @return array{held: array{reason: string, detail: ?string, values: array<string, string>}}
     */
    private static function held(string $reason, ?string $detail = null, array $values = []): array
    {
        return ['held' => ['reason' => $reason, 'detail' => $detail, 'values' => $values]];
    }
}
