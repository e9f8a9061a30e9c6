<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Loader;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Time;

/** What stands in the braces of a reason's text, as far as an order's row and the shop know it. */
final class Places
{
    /** Reasons whose text names number or carrier. */
    private const OF_THE_PARCEL = ['bad_tracking', 'carrier_doubtful', 'already_shipped'];

    /** @var Host */
    private $host;

    /** @var Services */
    private $services;

    /** Orders that are read together. */
    private const PAGE = 500;

    /** @var array<int, string>|null */
    private $statuses;

    /** @var array<int|string, string>|null names of the shop's statuses as rules are kept with them */
    private $kept;

    /** @var array<int, array<string, mixed>|null> order => its first parcel, as far as prepared */
    private $parcels = [];

    /** @var array<int|string, array<string, mixed>> order of the shop => what the shop says, as far as prepared */
    private $facts = [];

    /** @var array<string, array<string, string>> account => what of its matching is gone */
    private $broken = [];

    /** @var array<string, array<string, mixed>> settings by account */
    private $documents = [];

    public function __construct(Host $host, Services $services)
    {
        $this->host = $host;
        $this->services = $services;
    }

    /** Reads at once what of() needs of these orders, in place of those before. @param list<array<string, mixed>> $orders */
    public function prepare(array $orders): void
    {
        $this->parcels = $this->facts = [];
        $loader = new Loader($this->services->db());
        foreach (array_chunk(array_map('intval', array_column($orders, 'id')), self::PAGE) as $ids) {
            $this->parcels += array_fill_keys($ids, null);
            foreach ($loader->rows('parcel', '`order_id` IN ' . Db::marks(count($ids)) . ' ORDER BY `number` DESC', $ids) as $row) {
                $this->parcels[(int) $row['order_id']] = $row; // the first one stays
            }
        }
        $named = [];
        foreach ($orders as $order) {
            if (in_array((string) $order['reason'], self::OF_THE_PARCEL, true)) {
                $named[] = (string) $order['shop_order'];
            }
        }
        foreach (array_chunk($named, self::PAGE) as $ids) {
            $this->facts += array_column($this->ofShop($ids), null, 'id') + array_fill_keys($ids, []);
        }
    }

    /**
     * @param array<string, mixed> $order row of the table order
     * @return array{0: array<string, string>, 1: ?string} places, and the detail as an owner reads it
     */
    public function of(array $order): array
    {
        $detail = $order['detail'] === null ? null : (string) $order['detail'];
        $places = ['order' => (string) $order['amazon_order'], 'a' => (string) $order['shop_order'], 'n' => ''];
        $time = new Time($this->host->zone(), $this->host->language());
        if ($order['deadline'] > 0 && $order['deadline'] < Tables::NEVER) {
            $places['time'] = $time->minute((int) $order['deadline']);
        }
        switch ((string) $order['reason']) {
            case 'no_tracking':
                $at = $detail === null ? false : strtotime($detail);
                $detail = $at === false ? null : $time->minute($at);
                break;
            case 'storno_no_status':
                $places['status'] = $this->status((int) $order['shop_status']);
                break;
            case 'status_ambiguous':
                $detail = ctype_digit((string) $detail) ? '"' . $this->status((int) $detail) . '"' : $detail;
                break;
            case 'status_changed_meaning':
                $id = ctype_digit((string) $detail) ? (int) $detail : (int) $order['shop_status'];
                $known = (array) $this->document((string) $order['account'])['status_names'];
                $this->kept = $this->kept ?? array_column($this->services->shop()->statuses(), 'name', 'id');
                $places += ['new' => (string) ($this->kept[$id] ?? $id), 'old' => (string) ($known[$id] ?? '?')];
                $detail = (string) $id;
                break;
            case 'cancelled_at_amazon':
                unset($places['time']); // the moment of Amazon's cancel is not the order's ship-by
                break;
            case 'wrong_marketplace':
                foreach (Pages\Access::MARKETS as $region => $markets) {
                    if (isset($markets[(string) $detail])) {
                        $places['region'] = (new PanelTexts($this->host))->say("region_$region");
                        $detail = $markets[$detail];
                        break;
                    }
                }
                break;
            case 'match_broken':
                $account = (string) $order['account'];
                $places += $this->broken[$account] = $this->broken[$account] ?? $this->broken($account);
                break;
            case 'bad_tracking':
                $places['why'] = $this->host->language() === 'de' ? 'Form oder Prüfziffer ist falsch'
                    : 'form or check digit is wrong';
        }
        $places = array_filter($places + $this->parcel((int) $order['id']), 'strlen');
        if (in_array((string) $order['reason'], self::OF_THE_PARCEL, true)) { // held, so no parcel was made of it yet
            $places += $this->row((string) $order['shop_order']);
        }
        return [$places + ['n' => ''], $detail];
    }

    /** Another shop order of the same Amazon order. @param array<string, mixed> $order @return array<string, string> */
    public function twin(array $order): array
    {
        $sql = 'SELECT MIN(`shop_order`) AS b FROM ' . Tables::table('order') . ' WHERE `account` = ? AND `amazon_order` = ? AND `id` <> ?';
        $row = $this->services->db()->one($sql, [$order['account'], $order['amazon_order'], $order['id']]);
        return array_filter(['b' => (string) ($row['b'] ?? '')], 'strlen');
    }

    /** Number and carrier of the shop's own tracking row. @return array<string, string> */
    private function row(string $shopOrder): array
    {
        $fact = $this->facts[$shopOrder] ?? $this->ofShop([$shopOrder])[0] ?? [];
        foreach (array_reverse($fact['tracking'] ?? []) as $row) {
            if (!$row['is_return'] && trim((string) $row['code']) !== '') {
                return array_filter(['ours' => (string) $row['code'], 'code' => (string) $row['code'],
                    'name' => (string) $row['carrier']], 'strlen');
            }
        }
        return [];
    }

    /** @param list<string> $orders @return list<array<string, mixed>> */
    private function ofShop(array $orders): array
    {
        try {
            return $this->services->shop($this->document(''))->orders($orders);
        } catch (\PDOException $e) {
            return []; // the sentence does without
        }
    }

    /** @return array<string, mixed> */
    private function document(string $account): array
    {
        return $this->documents[$account] = $this->documents[$account] ?? $this->services->settings()->document($account);
    }

    /** The shop's name of a status, the number where it has none. */
    public function status(int $id): string
    {
        if ($this->statuses === null) {
            try {
                $this->statuses = array_column($this->services->shop()->statusesIn($this->host->language()), 'name', 'id');
            } catch (\PDOException $e) {
                $this->statuses = []; // the number has to do
            }
        }
        return (string) ($this->statuses[$id] ?? $id);
    }

    /** The matched table and column that is gone, and the setting that names it. @return array<string, string> */
    private function broken(string $account): array
    {
        $schema = new LiveSchema($this->services->db());
        $document = $this->document($account);
        foreach (['tracking', 'carrier', 'amazon_number', 'method'] as $section) {
            $source = $document[$section];
            if (($source['source'] ?? '') !== 'match') {
                continue;
            }
            $names = array_merge([$source['column'], $source['key']], array_keys($source['where'] ?? []));
            foreach ($schema->hasTable($source['table']) ? $names : [$source['column']] as $column) {
                if (!$schema->hasTable($source['table']) || !$schema->hasColumn($source['table'], (string) $column)) {
                    return ['table' => (string) $source['table'], 'column' => (string) $column,
                        'matching' => (new PanelTexts($this->host))->say("match_$section")];
                }
            }
        }
        return [];
    }

    /** @return array<string, string> */
    private function parcel(int $order): array
    {
        if (!array_key_exists($order, $this->parcels)) {
            $rows = (new Loader($this->services->db()))->rows('parcel', '`order_id` = ? ORDER BY `number` LIMIT 1', [$order]);
            $this->parcels[$order] = $rows[0] ?? null;
        }
        $row = $this->parcels[$order];
        return $row === null ? [] : ['ours' => (string) $row['tracking'], 'code' => (string) $row['tracking'],
            'name' => (string) $row['carrier']];
    }
}
