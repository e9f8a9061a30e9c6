<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Install\MagnalisterSettings;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;

/** How far the first set-up is, and what the shop's own newest Amazon orders say about it: no run is needed. */
final class SetupState
{
    /** Newest Amazon orders that are looked at, and how many of the shipped ones of them. */
    private const ORDERS = 200;
    private const SHIPPED = 30;

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
     * @param array<string, mixed>|null $account
     * @param array<string, mixed> $document its settings
     * @return array<int, bool> step => done
     */
    public function done(?array $account, array $document): array
    {
        $preview = $this->services->jobs()->last('preview', null, true);
        $active = ($account['state']['mode'] ?? 'new') === 'active'; // nothing of it is left to be looked at
        return [
            1 => $this->amazonOrders() > 0 && ($this->seen() !== [] || extension_loaded('statussync')),
            2 => ($account['secrets'] ?? null) !== null,
            3 => $document['ship'] !== [],
            4 => $document['carrier']['map'] !== [] || $document['carrier']['fallback'] !== null
                || $document['carrier']['source'] === 'fixed' || $active || $this->nothingToMap($document),
            5 => $active || ($preview !== null && $preview['state'] === 'done'),
            6 => $active,
        ];
    }

    /** The first step that is open; the last one if none is. @param array<int, bool> $done */
    public static function next(array $done): int
    {
        return (int) (array_search(false, $done, true) ?: 6);
    }

    /** Who called last. @return array<string, mixed> none: nobody did */
    public function seen(): array
    {
        $seen = [];
        foreach (['cli', 'url', 'scheduler'] as $kind) {
            $one = json_decode((string) $this->services->accounts()->readMeta("seen_$kind"), true);
            if (is_array($one) && ($seen['at'] ?? 0) < ($one['at'] ?? 0)) {
                $seen = $one;
            }
        }
        return $seen;
    }

    /** Every run there ever was is known to be a person's: nothing has called by itself. */
    public function onlyByHand(): bool
    {
        $hand = json_decode((string) $this->services->accounts()->readMeta('seen_hand'), true);
        return is_array($hand) && ($hand['before'] ?? 1) === 0 && $this->seen() === [];
    }

    public function amazonOrders(): int
    {
        $db = $this->services->db();
        $n = (int) ($db->one('SELECT COUNT(*) AS n FROM `statussync_order` WHERE `amazon_order` IS NOT NULL')['n'] ?? 0);
        if ($n === 0 && (new LiveSchema($db))->hasTable('magnalister_orders')) {
            $n = (int) ($db->one("SELECT COUNT(*) AS n FROM `magnalister_orders` WHERE `platform` = 'amazon'")['n'] ?? 0);
        }
        return $n;
    }

    public function magnalisterSyncs(): bool
    {
        try {
            return Magnalister::syncing($this->services->db()) !== [];
        } catch (\PDOException $e) {
            return false; // cannot be read: the run refuses to start then, and says why
        }
    }

    /** Accounts of magnalister whose settings could be taken over. @return array<string, string> its id => name */
    public function magnalister(): array
    {
        $names = [];
        foreach (MagnalisterSettings::ofShop($this->services->db()) as $id => $found) {
            $names[(string) $id] = $found->document === [] ? '' : ($found->account['name'] ?? (string) $id);
        }
        return array_filter($names, 'strlen');
    }

    /**
     * The Amazon orders that wait by their status in the shop, counted as the settings count them; and what the newest shipped
     * ones say.
     *
     * @param array<string, mixed> $document
     * @param ?string $whose account that has settings of its own, null = of all
     * @param int $start of the account, 0 if it has none yet
     * @return array{statuses: list<array{id: int, name: string, n: int, guess: string}>, shipped: int, with: int, names: list<string>, unmapped: list<string>}
     *   guess: ship (suggested), bad (an invoice or a payment is no shipment), or ""
     */
    public function orders(array $document, string $language, ?string $whose = null, int $start = 0): array
    {
        $counts = (new OpenCount($this->services, $this->facts))->of($whose, $document, $start)['counts'];
        $list = self::guessed($this->services->shop($document)->statusesIn($language));
        foreach ($list as $i => $status) {
            $list[$i]['n'] = $counts[$status['id']] ?? 0;
        }
        return ['statuses' => $list] + $this->shipped($document);
    }

    /**
     * The newest shipped Amazon orders: how many have a number, how the shop calls their carriers, and which of these names
     * nobody mapped.
     *
     * @param array<string, mixed> $document
     * @return array{shipped: int, with: int, names: list<string>, unmapped: list<string>}
     */
    private function shipped(array $document): array
    {
        $shop = $this->services->shop($document);
        $ids = array_map('strval', array_column($this->facts->newest(self::ORDERS), 'shop_order'));
        $db = $this->services->db();
        if ($ids === [] && (new LiveSchema($db))->hasTable('magnalister_orders')) {
            $sql = "SELECT `orders_id` AS i FROM `magnalister_orders` WHERE `platform` = 'amazon' ORDER BY `orders_id` DESC LIMIT "
                . self::ORDERS;
            $ids = array_map('strval', array_column($db->all($sql), 'i'));
        }
        $means = array_column($document['ship'], 'status') ?: array_keys(array_filter(array_column(
            self::guessed($shop->statusesIn('de')),
            'guess',
            'id'
        ), static function (string $guess): bool {
            return $guess === 'ship';
        }));
        $out = ['shipped' => 0, 'with' => 0, 'names' => [], 'unmapped' => []];
        foreach ($ids === [] ? [] : $shop->orders($ids) as $fact) {
            if (!$fact['gone'] && in_array($fact['status'], $means, true) && $out['shipped'] < self::SHIPPED) {
                $out['shipped']++;
                $out['with'] += self::hasNumber($fact) ? 1 : 0;
                $out['names'] = array_merge($out['names'], self::carriers($fact));
            }
        }
        $out['names'] = array_values(array_unique(array_filter($out['names'], 'strlen')));
        foreach (in_array($document['carrier']['source'], ['auto', 'tracking'], true) ? $out['names'] : [] as $name) {
            if (!isset($document['carrier']['map'][$name]) && Carriers::own($name) === null) {
                $out['unmapped'][] = $name;
            }
        }
        return $out;
    }

    /** Every shipped order has its number, with a carrier that needs no mapping. @param array<string, mixed> $document */
    private function nothingToMap(array $document): bool
    {
        try {
            $shipped = $this->shipped($document);
        } catch (\PDOException $e) {
            return false;
        }
        return $shipped['names'] !== [] && $shipped['unmapped'] === [] && $shipped['with'] === $shipped['shipped'];
    }

    /** @param array<string, mixed> $fact @return list<string> */
    private static function carriers(array $fact): array
    {
        $names = array_merge([(string) $fact['matched_carrier']], array_map('strval', $fact['matched_carriers']));
        foreach ($fact['tracking'] as $row) {
            $names[] = $row['is_return'] ? '' : (string) $row['carrier'];
        }
        return $names;
    }

    /** @param array<string, mixed> $fact */
    private static function hasNumber(array $fact): bool
    {
        foreach ($fact['tracking'] as $row) {
            if (!$row['is_return'] && trim((string) $row['code']) !== '') {
                return true;
            }
        }
        return array_filter($fact['matched_tracking'], 'strlen') !== [];
    }

    /**
     * @param list<array{id: int, name: string}> $statuses
     * @return list<array{id: int, name: string, n: int, guess: string}>
     */
    private static function guessed(array $statuses): array
    {
        $out = [];
        foreach ($statuses as $status) {
            $name = (string) $status['name'];
            $bad = $status['id'] === 149 || preg_match('/rechnung|invoice|zahl|paid|payment/iu', $name) === 1;
            $ship = !$bad && preg_match('/versendet|verschickt|versandt|shipped|dispatched/iu', $name) === 1
                && preg_match('/nicht|teil|not |part/iu', $name) !== 1;
            $out[] = ['id' => (int) $status['id'], 'name' => $name, 'n' => 0, 'guess' => $bad ? 'bad' : ($ship ? 'ship' : '')];
        }
        return $out;
    }
}
