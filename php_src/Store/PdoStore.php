<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\RunCounter;
use StatusSync\Php\Settings\Flat;
use StatusSync\SharedStore;

/**
 * Our tables as the extension sees them: leases, reading, compare-and-set.
 *
 * Decides nothing. Each statement is autocommitted; no transaction is ever left open. In read-only
 * mode (preview) lease() grants without writing and save() refuses.
 */
final class PdoStore implements SharedStore
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
        return $this->takenOver($account, $owner, $this->grantRow($account));
    }

    /**
     * The answer for a lease that was taken; a takeover stamps the open rows first.
     *
     * @param non-empty-list<array<string, mixed>> $rows
     * @return array<string, mixed>
     */
    private function takenOver(string $account, string $owner, array $rows): array
    {
        if ((int) $rows[0]['fence'] > (int) $rows[0]['lease_fence'] && (string) $rows[0]['lease_owner'] === $owner) {
            $this->leases->lift($account, $owner, (int) $rows[0]['fence']);
            $rows = $this->grantRow($account);
        }
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

    public function leaseAll(array $accounts, string $owner, int $ttl): array
    {
        $ours = [];
        $out = [];
        if (!$this->readOnly && count(array_unique($accounts)) === count($accounts)) {
            $this->leases->takeAll($accounts, $owner, $ttl);
            foreach ($this->grantRows($accounts) as $account => $rows) {
                if ((string) $rows[0]['lease_owner'] === $owner) {
                    $ours[$account] = $rows;
                }
            }
        }
        foreach ($accounts as $account) {
            try {
                // what is not ours yet is asked for by itself, which says why
                $out[] = isset($ours[$account]) ? $this->takenOver($account, $owner, $ours[$account])
                    : $this->lease($account, $owner, $ttl);
            } catch (\Throwable $e) {
                $out[] = $e;
            }
        }
        return $out;
    }

    public function freeAll(array $leases, string $owner): array
    {
        if ($this->readOnly || $this->leases->giveBackAll($leases, $owner)) {
            return array_fill(0, count($leases), true);
        }
        return array_map(function (array $lease) use ($owner) {
            try {
                return $this->free($lease['account'], $owner, $lease['fence']);
            } catch (\Throwable $e) {
                return $e;
            }
        }, $leases);
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

    public function loadAll(array $asks): array
    {
        return $this->loader->loadAll($asks);
    }

    public function save(string $account, int $fence, array $batch): array
    {
        $answer = $this->saveAll([['account' => $account, 'fence' => $fence, 'batch' => $batch]])[0];
        if ($answer instanceof \Throwable) {
            throw $answer;
        }
        return $answer;
    }

    public function saveAll(array $asks): array
    {
        if ($this->readOnly) {
            throw new \LogicException('this store was opened for reading only');
        }
        $asks = array_values($asks);
        $errors = [];
        $nothing = ['feeds' => [], 'parcels' => [], 'messages' => [], 'orders' => [], 'state' => true];
        $results = array_fill(0, count($asks), $nothing);
        $tables = ['feeds' => 'feed', 'parcels' => 'parcel', 'messages' => 'message', 'orders' => 'order'];
        foreach ($tables as $key => $table) {
            foreach ($this->writer->rows($table, self::part($asks, $key), $errors) as $ask => $marks) {
                $results[$ask][$key] = $marks;
            }
        }
        $this->writer->eventsOf(self::part($asks, 'events'), $errors);
        $this->writer->buckets(self::part($asks, 'buckets'), $errors);
        $states = [];
        foreach ($asks as $i => ['account' => $account, 'fence' => $fence, 'batch' => $batch]) {
            if (isset($batch['state'])) {
                $states[$i] = ['account' => $account, 'fence' => (int) $fence, 'state' => $batch['state'],
                    'version' => (int) ($batch['state_version'] ?? 0)];
            }
        }
        foreach ($this->writer->states($states, $errors) as $i => $won) {
            $results[$i]['state'] = $won;
            $errors += $won ? [] : $this->whyLost($i, $states[$i]);
            if ($won && $this->counter !== null) {
                $this->counter->raise($states[$i]['account'], (int) ($states[$i]['state']['runs'] ?? 0));
            }
        }
        return array_replace($results, $errors);
    }

    /**
     * @param list<array{account: string, fence: int, batch: array<string, mixed>}> $asks
     * @return list<array{account: string, fence: int, rows: list<array<string, mixed>>}>
     */
    private static function part(array $asks, string $key): array
    {
        return array_map(static function (array $ask) use ($key): array {
            return ['account' => $ask['account'], 'fence' => (int) $ask['fence'],
                'rows' => array_values($ask['batch'][$key] ?? [])];
        }, $asks);
    }

    /**
     * Why an account's state was not written. Somebody who changed it meanwhile, or who holds the lease now, is no fault:
     * the run ends and the next one goes on. Else nothing will ever be written again, which has to be said.
     *
     * @param array{account: string, fence: int, version: int} $ask
     * @return array<int, \Throwable> by ask
     */
    private function whyLost(int $i, array $ask): array
    {
        $row = $this->db->one('SELECT a.`state_version`, a.`fence`, l.`fence` AS `lease_fence` FROM ' . Tables::table('account')
            . ' a LEFT JOIN ' . Tables::table('lease') . ' l ON l.`account` = a.`id` WHERE a.`id` = ?', [$ask['account']]);
        if ($row === null || (int) $row['state_version'] !== $ask['version'] || (int) $row['lease_fence'] !== $ask['fence']) {
            return [];
        }
        return [$i => new Failure("account {$ask['account']}: its state cannot be written although nobody else changed it"
            . " (fence {$row['fence']} of the account, {$row['lease_fence']} of the lease); were single tables put back from a"
            . ' backup? The next run mends the fences; if this comes again, put back all tables of one backup')];
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
            $this->writer->again($sql, $params);
        }
    }

    /**
     * @return non-empty-list<array<string, mixed>>
     * @throws \RuntimeException if there is no such account
     */
    private function grantRow(string $account): array
    {
        $rows = $this->grantRows([$account])[$account] ?? [];
        if ($rows === []) {
            throw new \RuntimeException("account $account: there is no such account; see \"account list\"");
        }
        return $rows;
    }

    /**
     * Account, settings, buckets and lease in one statement; one row a bucket.
     *
     * @param list<string> $accounts
     * @return array<int|string, non-empty-list<array<string, mixed>>> by account
     */
    private function grantRows(array $accounts): array
    {
        $table = Tables::table('account');
        $setting = Tables::table('setting');
        $sql = 'SELECT ' . Tables::columns('account', 'a.') . ', l.`fence` AS `lease_fence`, l.`owner` AS `lease_owner`, l.`takeover`, '
            . $this->leases->nowSql() . ' AS `now_`, o.`document` AS `own_document`, s.`document` AS `shared_document`,'
            . " (SELECT COUNT(*) FROM $table) AS `accounts`, (SELECT COUNT(*) FROM $table r WHERE r.`id` <> a.`id` AND "
            . Accounts::takesPartSql('r') . ') AS `others`, b.`op`, b.`tokens`, b.`at`, b.`halved_until`'
            . " FROM $table a LEFT JOIN " . Tables::table('lease') . ' l ON l.`account` = a.`id`'
            . " LEFT JOIN $setting o ON o.`account` = a.`id` LEFT JOIN $setting s ON s.`account` = ''"
            . ' LEFT JOIN ' . Tables::table('bucket') . ' b ON b.`account` = a.`id` WHERE a.`id` IN ' . Db::marks(count($accounts));
        $rows = [];
        foreach ($this->db->all($sql, array_merge($this->leases->nowParams(), $accounts)) as $row) {
            $rows[$row['id']][] = $row;
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
            throw new Failure("settings of account $account: not readable; import them again"
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
                'only_account' => (int) $first[Accounts::takesPart($row) ? 'others' : 'accounts']
                    === (Accounts::takesPart($row) ? 0 : 1),
                'bound' => $row['bound'],
            ],
            'settings' => Flat::settings($document ?? [], $row['start_at']),
            'state' => AccountState::complete($row['state'] ?? []),
            'state_version' => $row['state_version'],
            'counter' => $this->counter === null ? -1 : $this->counter->read($account),
            'buckets' => $buckets,
        ];
    }
}
