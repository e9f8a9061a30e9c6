<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Secrets\RunCounter;
use StatusSync\Php\Settings\Flat;
use StatusSync\Store;

/**
 * Our tables as the extension sees them: leases, reading, compare-and-set.
 *
 * Decides nothing. Each statement is autocommitted; no transaction is ever left open. In read-only
 * mode (preview) lease() grants without writing and save() refuses.
 */
final class PdoStore implements Store
{
    /** @var Db */
    private $db;

    /** @var Leases */
    private $leases;

    /** @var Writer */
    private $writer;

    /** @var Loader */
    private $loader;

    /** @var ?RunCounter */
    private $counter;

    /** @var bool */
    private $readOnly;

    /**
     * @param ?callable $clock fn(): int, simulated clock that stands for the database's clock
     * @param ?RunCounter $counter the run counter beside the key file
     */
    public function __construct(Db $db, ?callable $clock = null, ?RunCounter $counter = null, bool $readOnly = false)
    {
        $this->db = $db;
        $this->leases = new Leases($db, $clock);
        $this->writer = new Writer($db);
        $this->loader = new Loader($db);
        $this->counter = $counter;
        $this->readOnly = $readOnly;
    }

    public function lease(string $account, string $owner, int $ttl): array
    {
        if ($this->readOnly) {
            return $this->granted($account, $this->grantRow($account));
        }
        if (!$this->leases->take($account, $owner, $ttl)) {
            $row = $this->db->one('SELECT `fence`, ' . $this->leases->nowSql() . ' AS `now_` FROM '
                . Tables::table('lease') . ' WHERE `account` = ?', array_merge($this->leases->nowParams(), [$account]));
            return ['granted' => false, 'fence' => (int) ($row['fence'] ?? 0), 'takeover' => false,
                'now' => (int) ($row['now_'] ?? time())];
        }
        $rows = $this->grantRow($account);
        if ((int) $rows[0]['takeover'] === 1) {
            $this->stamp($account, (int) $rows[0]['lease_fence']);
            $rows = $this->grantRow($account);
        }
        if ((string) $rows[0]['lease_owner'] !== $owner) {
            // We stood still between taking and reading, and somebody else holds it now: its fence is not ours.
            return ['granted' => false, 'fence' => (int) $rows[0]['lease_fence'], 'takeover' => false,
                'now' => (int) $rows[0]['now_']];
        }
        try {
            return $this->granted($account, $rows);
        } catch (\Throwable $e) {
            // a broken settings document stops this account; it must not keep the lease as well
            $this->leases->giveBack($account, $owner);
            throw $e;
        }
    }

    public function renew(string $account, string $owner, int $fence, int $ttl): bool
    {
        return $this->readOnly || $this->leases->extend($account, $owner, $fence, $ttl);
    }

    public function free(string $account, string $owner, int $fence): bool
    {
        return $this->readOnly || $this->leases->giveBack($account, $owner, $fence);
    }

    public function load(string $account, array $query): array
    {
        if (($query['what'] ?? '') === 'account') {
            return ['fence' => 0, 'takeover' => false] + $this->granted($account, $this->grantRow($account));
        }
        return $this->loader->load($account, $query);
    }

    public function save(string $account, int $fence, array $batch): array
    {
        if ($this->readOnly) {
            throw new \LogicException('this store was opened for reading only');
        }
        $result = [];
        $tables = ['feeds' => 'feed', 'parcels' => 'parcel', 'messages' => 'message', 'orders' => 'order'];
        foreach ($tables as $key => $table) {
            $rows = array_values($batch[$key] ?? []);
            $result[$key] = $rows === [] ? [] : $this->writer->rows($table, $account, $fence, $rows);
        }
        $this->writer->events(array_values($batch['events'] ?? []));
        $this->writer->buckets($account, $fence, array_values($batch['buckets'] ?? []));
        $result['state'] = true;
        if (isset($batch['state'])) {
            $version = (int) ($batch['state_version'] ?? 0);
            $result['state'] = $this->saveState($account, $fence, $batch['state'], $version);
        }
        return $result;
    }

    /**
     * @param array<string, mixed> $state ss_account_state
     */
    private function saveState(string $account, int $fence, array $state, int $version): bool
    {
        $table = Tables::table('account');
        $text = Tables::encode('account', ['state' => $state])['state'];
        $sql = "UPDATE $table SET `state` = ?, `next_due` = ?, `state_version` = `state_version` + 1, `fence` = ?"
            . ' WHERE `id` = ? AND `state_version` = ? AND `fence` <= ?';
        $params = [$text, (int) ($state['next_due'] ?? 0), $fence, $account, $version, $fence];
        $ok = false;
        $this->writer->collide(function () use ($sql, $params, &$ok): void {
            $ok = $this->db->change($sql, $params) === 1;
        }, function () use ($table, $account, $version, $text, &$ok): bool {
            $row = $this->db->one("SELECT `state_version`, `state` FROM $table WHERE `id` = ?", [$account]);
            $ok = $row !== null && (int) $row['state_version'] === $version + 1 && $row['state'] === $text;
            return $ok || $row === null || (int) $row['state_version'] !== $version;
        });
        if ($ok && $this->counter !== null) {
            $this->counter->raise($account, (int) ($state['runs'] ?? 0));
        }
        return $ok;
    }

    /** Marks everything open with the new fence: what the former holder still writes is too late. */
    private function stamp(string $account, int $fence): void
    {
        [$order, $parcel] = [Tables::table('order'), Tables::table('parcel')];
        $message = Tables::MESSAGES_OPEN;
        $feed = Tables::FEEDS_OPEN;
        $statements = [
            ["UPDATE $order SET `fence` = ? WHERE `account` = ? AND `open` = 1 AND `fence` < ?",
                [$fence, $account, $fence]],
            ['UPDATE ' . Tables::table('message') . ' SET `fence` = ? WHERE `account` = ? AND `state` IN '
                . Db::marks(count($message)) . ' AND `fence` < ?', array_merge([$fence, $account], $message, [$fence])],
            ['UPDATE ' . Tables::table('feed') . ' SET `fence` = ? WHERE `account` = ? AND `state` IN '
                . Db::marks(count($feed)) . ' AND `fence` < ?', array_merge([$fence, $account], $feed, [$fence])],
            ["UPDATE $parcel SET `fence` = ? WHERE `fence` < ? AND `order_id` IN"
                . " (SELECT `id` FROM $order WHERE `account` = ? AND `open` = 1)", [$fence, $fence, $account]],
            ['UPDATE ' . Tables::table('account') . ' SET `fence` = ? WHERE `id` = ? AND `fence` < ?',
                [$fence, $account, $fence]],
            ['UPDATE ' . Tables::table('bucket') . ' SET `fence` = ? WHERE `account` = ? AND `fence` < ?',
                [$fence, $account, $fence]],
        ];
        foreach ($statements as [$sql, $params]) {
            // stamping twice stamps the same: a collision is answered by doing it again
            $this->writer->collide(function () use ($sql, $params): void {
                $this->db->change($sql, $params);
            }, static function (): bool {
                return false;
            });
        }
    }

    /**
     * Account, settings, buckets and lease in one statement; one row a bucket.
     *
     * @return non-empty-list<array<string, mixed>>
     * @throws \RuntimeException if there is no such account
     */
    private function grantRow(string $account): array
    {
        $accounts = Tables::table('account');
        $setting = Tables::table('setting');
        $sql = 'SELECT ' . Tables::columns('account', 'a.') . ', l.`fence` AS `lease_fence`, l.`owner` AS `lease_owner`, l.`takeover`, '
            . $this->leases->nowSql() . ' AS `now_`, o.`document` AS `own_document`, s.`document` AS `shared_document`,'
            . " (SELECT COUNT(*) FROM $accounts) AS `accounts`, b.`op`, b.`tokens`, b.`at`, b.`halved_until`"
            . " FROM $accounts a LEFT JOIN " . Tables::table('lease') . ' l ON l.`account` = a.`id`'
            . " LEFT JOIN $setting o ON o.`account` = a.`id` LEFT JOIN $setting s ON s.`account` = ''"
            . ' LEFT JOIN ' . Tables::table('bucket') . ' b ON b.`account` = a.`id` WHERE a.`id` = ?';
        $rows = $this->db->all($sql, array_merge($this->leases->nowParams(), [$account]));
        if ($rows === []) {
            throw new \RuntimeException("account $account: there is no such account; see \"account list\"");
        }
        return $rows;
    }

    /**
     * @param non-empty-list<array<string, mixed>> $rows
     * @return array<string, mixed>
     */
    private function granted(string $account, array $rows): array
    {
        $first = $rows[0];
        $row = Tables::decode('account', $first);
        $buckets = [];
        foreach ($rows as $bucket) {
            if ($bucket['op'] !== null) {
                $buckets[] = array_diff_key(Tables::decode('bucket', $bucket), ['fence' => 1]);
            }
        }
        try {
            $document = \StatusSync\Php\Json::stored($first['own_document'] ?? $first['shared_document']);
        } catch (\JsonException $e) {
            throw new \StatusSync\Php\Failure("settings of account $account: not readable; import them again"
                . ' ("settings import")');
        }
        return [
            'granted' => true,
            'fence' => (int) $first['lease_fence'],
            'takeover' => (int) $first['takeover'] === 1,
            'now' => (int) $first['now_'],
            'account' => [
                'id' => $row['id'], 'name' => $row['name'], 'region' => $row['region'], 'seller' => $row['seller'],
                'marketplaces' => $row['marketplaces'], 'on' => $row['on'],
                'only_account' => (int) $first['accounts'] === 1, 'bound' => $row['bound'],
            ],
            'settings' => Flat::settings($document ?? [], $row['start_at']),
            'state' => AccountState::complete($row['state'] ?? []),
            'state_version' => $row['state_version'],
            'counter' => $this->counter === null ? -1 : $this->counter->read($account),
            'buckets' => $buckets,
        ];
    }
}
