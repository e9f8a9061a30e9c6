<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Settings\Document;
use StatusSync\Php\Store\Db;

/**
 * What magnalister was set to, in the words of our settings document.
 *
 * Reads its table magnalister_config only. Every value is either taken or named with the reason why
 * not; nothing is guessed. Credentials are not in that table. Links of orders are not copied:
 * magnalister_orders is read live.
 */
final class MagnalisterSettings
{
    /** Accounts (mpID) with Amazon settings. */
    private const SQL = 'SELECT `mpID`, `mkey`, `value` FROM `magnalister_config` WHERE `mkey` LIKE ?'
        . " OR `mkey` IN ('amazon.site', 'amazon.merchantid', 'amazon.marketplaceid', 'general.tabident') ORDER BY `mpID`";

    /** What belongs together and is told once. */
    private const ADDRESS = ['name' => 'name', 'line1' => 'line1', 'line2' => 'line2', 'line3' => 'line3', 'city' => 'city',
        'county' => 'county', 'state' => 'region', 'postalcode' => 'postal_code', 'country' => 'country'];

    /** @var array<string, mixed> settings, only what was found */
    public $document = [];

    /** @var array{name: ?string, seller: ?string, marketplaces: list<string>} */
    public $account = ['name' => null, 'seller' => null, 'marketplaces' => []];

    /** @var list<array{0: string, 1: string}> [magnalister's setting, what it becomes] */
    public $taken = [];

    /** @var list<array{0: string, 1: string}> [magnalister's setting, why not, and the mend] */
    public $left = [];

    /** @var array<string, string> */
    private $values;

    /** @param array<string, string> $values keys without "amazon.orderstatus." or whole, of one mpID */
    public function __construct(array $values, ?string $name = null)
    {
        $this->values = $values;
        $this->account['name'] = $name;
        $this->identity();
        $this->shipped();
        $this->cancelled();
        $this->carrier();
        $this->method();
        $this->tracking();
        $this->rest();
    }

    /**
     * @return array<string, self> mpID => settings; none if magnalister was never here
     */
    public static function ofShop(Db $db): array
    {
        try {
            $rows = $db->all(self::SQL, ['amazon.orderstatus.%']);
        } catch (\PDOException $e) {
            return [];
        }
        $values = [];
        $names = [];
        foreach ($rows as $row) {
            if ($row['mkey'] === 'general.tabident') {
                $names = json_decode((string) $row['value'], true) ?: [];
            } elseif ((string) $row['mpID'] !== '0') {
                $values[(string) $row['mpID']][(string) $row['mkey']] = trim((string) $row['value']);
            }
        }
        $found = [];
        foreach ($values as $id => $keys) {
            $name = is_array($names) ? ($names[$id] ?? null) : null;
            $found[(string) $id] = new self($keys, is_string($name) && $name !== '' ? $name : null);
        }
        return $found;
    }

    private function identity(): void
    {
        $seller = $this->take('amazon.merchantid');
        if ($seller !== null && preg_match('/^[A-Za-z0-9]{5,50}$/', $seller) === 1) {
            $this->account['seller'] = $seller;
            $this->taken[] = ['amazon.merchantid', "seller $seller"];
        }
        $market = $this->take('amazon.marketplaceid');
        if ($market !== null && preg_match('/^[A-Z0-9]{5,20}$/', $market) === 1) {
            $this->account['marketplaces'] = [$market];
            $this->taken[] = ['amazon.marketplaceid', "marketplace $market"];
        }
        $site = $this->take('amazon.site');
        if ($site !== null && $this->account['marketplaces'] === []) {
            $this->left[] = ['amazon.site', "\"$site\" is no marketplace id; choose the marketplace with the account"];
        }
    }

    private function shipped(): void
    {
        $statuses = $this->list($this->take('shipped.shipped') ?? $this->take('shipped'));
        $parts = [];
        foreach (array_keys(self::ADDRESS) as $key) {
            $parts[$key] = $this->list($this->take("shipped.$key"));
        }
        foreach ($statuses as $i => $status) {
            if (!ctype_digit($status) || (int) $status < 1) {
                $this->left[] = ['shipped', "\"$status\" is no status of the shop; choose the status in the settings"];
                continue;
            }
            if (in_array((int) $status, array_column($this->document['ship'] ?? [], 'status'), true)) {
                $this->left[] = ['shipped', "status $status is there twice; the first one counts"];
                continue;
            }
            $address = [];
            foreach (self::ADDRESS as $theirs => $ours) {
                $value = $parts[$theirs][$i] ?? '';
                $address[$ours] = $value === '' ? null : $value;
            }
            $filled = array_filter($address);
            $whole = isset($address['name'], $address['line1'], $address['city'], $address['postal_code'], $address['country']);
            if (!$whole && count($filled) > 1) {
                $this->left[] = ['shipped.name ...', "ship-from address of status $status is not complete; an address is"
                    . ' complete or not sent'];
            }
            $this->document['ship'][] = ['status' => (int) $status, 'ship_from' => $whole ? $address : null];
            $this->taken[] = ['shipped', "shipped: status $status" . ($whole ? ', with its ship-from address' : '')];
        }
    }

    private function cancelled(): void
    {
        $status = $this->take('cancelled');
        if ($status === null) {
            return;
        }
        if (!ctype_digit($status) || (int) $status < 1) {
            $this->left[] = ['cancelled', "\"$status\" is no status of the shop; choose the status in the settings"];
        } elseif (in_array((int) $status, array_column($this->document['ship'] ?? [], 'status'), true)) {
            $this->left[] = ['cancelled', "status $status is a shipped status too; choose one that means cancelled only"];
        } else {
            $this->document['cancel'] = [['status' => (int) $status, 'reason' => 'ask']];
            $this->taken[] = ['cancelled', "cancelled: status $status; magnalister knows no reason, it is asked for with"
                . ' each order'];
        }
    }

    private function carrier(): void
    {
        $kind = $this->take('carrier.default');
        $text = $this->take('carrier.textfield');
        $match = $this->source('carrier.carrierDBMatching');
        $pairs = $this->pairs('carrier.carrierAmazonToShopMatching');
        if ($kind === null || $kind === '0') {
            return;
        }
        if ($kind === 'dbmatch') {
            $this->match('carrier', 'carrier.default', $match);
        } elseif ($kind === 'shipmodulematch') {
            $this->document['carrier'] = ['source' => 'shipping_module', 'map' => $pairs];
            $this->taken[] = ['carrier.default', 'carrier: by shipping module, ' . count($pairs) . ' mapped'];
        } else {
            $value = $kind === 'textfield' ? (string) $text : $kind;
            if ($value === '') {
                $this->left[] = ['carrier.textfield', 'is empty; choose a carrier in the settings'];
                return;
            }
            $this->document['carrier'] = ['source' => 'tracking', 'fallback' => $kind === 'textfield'
                ? ['other' => mb_substr($value, 0, 50)] : $value];
            $this->taken[] = ['carrier.default', "carrier: \"$value\" where the shop's tracking row names none; a carrier"
                . ' that is entered there goes first'];
        }
    }

    private function method(): void
    {
        $kind = $this->take('shipmethod.default');
        $text = $this->take('shipmethod.textfield');
        $match = $this->source('shipmethod.shipmethodDBMatching');
        $pairs = $this->pairs('shipmethod.shipmethodAmazonToShopMatching');
        if ($kind === 'textfield' && (string) $text !== '') {
            $this->document['method'] = ['source' => 'fixed', 'value' => mb_substr((string) $text, 0, 100)];
            $this->taken[] = ['shipmethod.default', "method: \"$text\""];
        } elseif ($kind === 'dbmatch') {
            $this->match('method', 'shipmethod.default', $match);
        } elseif ($kind === 'shipmodulematch') {
            $this->document['method'] = ['source' => 'shipping_module', 'map' => $pairs];
            $this->taken[] = ['shipmethod.default', 'method: by shipping module, ' . count($pairs) . ' mapped'];
        }
    }

    private function tracking(): void
    {
        $source = $this->source('carrier.trackingcode');
        if ($source !== null) {
            $this->match('tracking', 'carrier.trackingcode', $source);
        }
    }

    /** @param array{table: string, column: string, key: string}|null $source */
    private function match(string $section, string $key, ?array $source): void
    {
        if ($source === null) {
            $this->left[] = [$key, 'says "database field", but no field was chosen; choose it in the expert settings'];
            return;
        }
        if (in_array($source['table'], ['orders_tracking', 'orders_parcel_tracking_codes'], true)) {
            $this->taken[] = [$key, "$section: the shop's own tracking rows, read by us without matching"];
            return;
        }
        $this->document[$section] = ['source' => 'match'] + $source;
        $this->taken[] = [$key, "$section: {$source['table']}.{$source['column']}"];
    }

    /** Everything that is left is named: nothing disappears silently. */
    private function rest(): void
    {
        $sync = $this->take('sync');
        if ($sync === 'auto') {
            $this->left[] = ['sync', 'magnalister still transmits; choose "Keine Synchronisierung" there before switching on here'];
        }
        foreach ($this->values as $key => $value) {
            if ($value === '' || $value === 'null' || $value === '[]') {
                continue;
            }
            $this->left[] = [$key, 'has no counterpart here'];
        }
    }

    private function take(string $key): ?string
    {
        foreach (["amazon.orderstatus.$key", $key] as $name) {
            if (isset($this->values[$name])) {
                $value = $this->values[$name];
                unset($this->values[$name]);
                return $value === '' || $value === 'null' ? null : $value;
            }
        }
        return null;
    }

    /** A JSON list, or one plain value. @return list<string> */
    private function list(?string $value): array
    {
        if ($value === null) {
            return [];
        }
        $list = json_decode($value, true);
        if (!is_array($list)) {
            return [$value];
        }
        return array_values(array_map(static function ($one): string {
            return is_scalar($one) ? trim((string) $one) : '';
        }, $list));
    }

    /** @return array{table: string, column: string, key: string}|null */
    private function source(string $key): ?array
    {
        $field = json_decode((string) $this->take("$key.table"), true);
        $alias = $this->take("$key.alias");
        $table = is_array($field) && is_string($field['table'] ?? null) ? $field['table'] : '';
        $column = is_array($field) && is_string($field['column'] ?? null) ? $field['column'] : '';
        return $table === '' || $column === '' ? null
            : ['table' => $table, 'column' => $column, 'key' => $alias ?? 'orders_id'];
    }

    /** @return array<string, string> shop module => Amazon's */
    private function pairs(string $key): array
    {
        $amazon = $this->list($this->take("$key.amazon"));
        $shop = $this->list($this->take("$key.shop"));
        $this->take($key);
        $pairs = [];
        foreach ($shop as $i => $module) {
            if ($module !== '' && ($amazon[$i] ?? '') !== '') {
                $pairs[$module] = $amazon[$i];
            }
        }
        return $pairs;
    }

    /** The settings over those that are there already. @param array<string, mixed> $present @return array<string, mixed> */
    public function over(array $present): array
    {
        $merged = $this->document + $present;
        foreach (['carrier', 'method'] as $section) {
            if (isset($this->document[$section])) {
                $merged[$section] = $this->document[$section] + ($section === 'carrier'
                    ? array_intersect_key($present['carrier'] ?? [], ['map' => 1, 'untracked' => 1, 'detect' => 1]) : []);
            }
        }
        return Document::complete($merged);
    }
}
