<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;

/** Rows of the account table, without their secrets in plain. */
final class Accounts
{
    /** What "account set" may change: name => how it is checked. */
    public const SETTABLE = [
        'name' => '/^.{1,100}$/us', 'region' => '/^(eu|na|fe)$/', 'seller' => '/^[A-Za-z0-9]{1,50}$/',
        'client_id' => '/^[\x21-\x7e]{1,200}$/', 'marketplaces' => '/^[A-Z0-9]{5,20}(,[A-Z0-9]{5,20})*$/',
        'on' => '/^[01]$/', 'magnalister' => '/^(\d+(,\d+)*)?$/', 'magnalister_gone' => '/^[01]$/',
        'secret_made' => '/^\d{4}-\d\d-\d\d$/', 'authorised' => '/^\d{4}-\d\d-\d\d$/',
    ];

    /** @var Db */
    private $db;

    /** @var callable fn(): int */
    private $clock;

    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->clock = $clock ?? 'time';
    }

    /** @return list<array<string, mixed>> every account, by id */
    public function all(): array
    {
        $rows = [];
        $sql = 'SELECT ' . Tables::columns('account') . ' FROM ' . Tables::table('account') . ' ORDER BY `id`';
        foreach ($this->db->all($sql) as $row) {
            $account = Tables::decode('account', $row);
            $account['state'] = AccountState::complete($account['state'] ?? []);
            $rows[] = $account;
        }
        return $rows;
    }

    /**
     * Schema number, every account and the settings that hold for it, in one statement: what a tick
     * with nothing to do can afford.
     *
     * @return array{schema: int, magnalister_gone: bool, jobs: int,
     *   accounts: list<array<string, mixed>>} jobs that pages ask for; each
     *   account with "document", its settings as stored (text) or null
     * @throws \PDOException if our tables are not there
     */
    public function overview(): array
    {
        $meta = Tables::table('meta');
        $setting = Tables::table('setting');
        $sql = 'SELECT ' . Tables::columns('account', 'a.') . ', m.`value` AS `schema_`, g.`value` AS `gone_`,'
            . " COALESCE(o.`document`, s.`document`) AS `document_`,"
            . ' (SELECT COUNT(*) FROM ' . Tables::table('job') . " j WHERE j.`state` = 'waiting') AS `jobs_` FROM $meta m LEFT JOIN " . Tables::table('account')
            . " a ON 1 = 1 LEFT JOIN $setting o ON o.`account` = a.`id` LEFT JOIN $setting s ON s.`account` = ''"
            . " LEFT JOIN $meta g ON g.`name` = 'magnalister_gone' WHERE m.`name` = 'schema' ORDER BY a.`id`";
        $out = ['schema' => 0, 'magnalister_gone' => false, 'jobs' => 0, 'accounts' => []];
        foreach ($this->db->all($sql) as $row) {
            $out['schema'] = (int) $row['schema_'];
            $out['jobs'] = (int) $row['jobs_'];
            $out['magnalister_gone'] = $row['gone_'] === '1';
            if ($row['id'] !== null) {
                $account = Tables::decode('account', $row);
                $account['state'] = AccountState::complete($account['state'] ?? []);
                $account['document'] = $row['document_'];
                $out['accounts'][] = $account;
            }
        }
        return $out;
    }

    /**
     * Does this account look for its orders? One that is off, never activated or without credentials asks Amazon
     * nothing, so it neither claims orders whose account nobody names nor leaves them open.
     *
     * @param array<string, mixed> $account decoded
     */
    public static function takesPart(array $account): bool
    {
        return $account['on'] && (int) $account['start_at'] > 0 && $account['secrets'] !== null;
    }

    /** The same as a condition. */
    public static function takesPartSql(string $table): string
    {
        return "$table.`on` = 1 AND $table.`start_at` > 0 AND $table.`secrets` IS NOT NULL";
    }

    /** Orders that Amazon does not know at their account are decided anew: another account came or went. */
    private function wakeMissing(): void
    {
        $sql = 'UPDATE ' . Tables::table('order') . ' SET `open` = 1, `closed_why` = NULL, `look_at` = 0,'
            . " `shop_digest` = NULL, `version` = `version` + 1 WHERE `account` = ? AND `verdict` IN ('hold', 'skip')"
            . " AND `reason` IN ('other_account', 'not_at_amazon')";
        foreach ($this->all() as $account) {
            $this->db->change($sql, [$account['id']]);
        }
    }

    /**
     * @return array<string, mixed>
     * @throws Failure if there is none
     */
    public function get(string $id): array
    {
        $row = $this->db->one('SELECT ' . Tables::columns('account') . ' FROM ' . Tables::table('account')
            . ' WHERE `id` = ?', [$id]);
        if ($row === null) {
            throw new Failure("account $id: there is no such account; see \"account list\"");
        }
        $account = Tables::decode('account', $row);
        $account['state'] = AccountState::complete($account['state'] ?? []);
        return $account;
    }

    /**
     * @param array<string, string> $values name, region, seller, client_id, marketplaces
     * @throws Failure if a value is not valid or the id is taken
     */
    public function add(string $id, array $values, ?string $publicKey, ?string $sealed): void
    {
        if (preg_match('/^[A-Za-z0-9_-]{1,32}$/', $id) !== 1) {
            throw new Failure("account $id: ids are 1 to 32 letters, digits, - and _");
        }
        foreach (['name', 'region', 'seller', 'client_id', 'marketplaces'] as $key) {
            if (!isset($values[$key])) {
                throw new Failure("account $id: $key is missing; give --" . str_replace('_', '-', $key));
            }
            self::check($key, $values[$key]);
        }
        Marketplaces::check($values['region'], explode(',', $values['marketplaces']));
        $now = (int) ($this->clock)();
        $row = Tables::encode('account', [
            'id' => $id, 'name' => $values['name'], 'region' => $values['region'], 'seller' => $values['seller'],
            'client_id' => $values['client_id'], 'marketplaces' => explode(',', $values['marketplaces']),
            'on' => true, 'bound' => null, 'public_key' => $publicKey, 'secrets' => $sealed,
            'secret_made_at' => $sealed === null ? 0 : $now,
            'magnalister_ids' => array_filter(explode(',', $values['magnalister'] ?? ''), 'strlen'),
            'start_at' => 0, 'next_due' => 0, 'state' => null, 'state_version' => 0, 'version' => 1, 'fence' => 0,
            'created_at' => $now,
        ]);
        $columns = implode(', ', array_map([Dialect::class, 'name'], array_keys($row)));
        try {
            $sql = 'INSERT INTO ' . Tables::table('account') . " ($columns) VALUES " . Db::marks(count($row));
            $this->db->run($sql, array_values($row));
        } catch (\PDOException $e) {
            if ($this->db->dialect()->isDuplicate($e)) {
                throw new Failure("account $id: exists already; change it by \"account set\"");
            }
            throw $e;
        }
        $this->forget($id); // a removal that was cut short may have left something to the name
        if ($sealed !== null) {
            $this->meta("authorised.$id", (string) $now);
        }
    }

    /** Deletes what other tables keep for this id. */
    private function forget(string $id): void
    {
        foreach (['setting', 'lease', 'bucket'] as $table) {
            $this->db->run('DELETE FROM ' . Tables::table($table) . ' WHERE `account` = ?', [$id]);
        }
        foreach (['token', 'authorised', 'secret_told'] as $name) {
            $this->db->run('DELETE FROM ' . Tables::table('meta') . ' WHERE `name` = ?', ["$name.$id"]);
        }
    }

    /**
     * Changes values of an account (compare-and-set on version).
     *
     * @param array<string, string> $values names of SETTABLE
     */
    public function set(string $id, array $values): void
    {
        $this->write($id, ...$this->checked($id, $values));
    }

    /**
     * The account as it would be with these values; writes nothing.
     *
     * @param array<string, string> $values names of SETTABLE
     * @return array<string, mixed>
     * @throws Failure if a value is not valid
     */
    public function preview(string $id, array $values): array
    {
        return $this->checked($id, $values)[0] + $this->get($id);
    }

    /**
     * @param array<string, string> $values names of SETTABLE
     * @return array{0: array<string, mixed>, 1: array<string, string>} columns of the account, values of the installation
     * @throws Failure if a value is not valid
     */
    private function checked(string $id, array $values): array
    {
        $change = [];
        $meta = [];
        foreach ($values as $key => $value) {
            self::check($key, $value);
            if ($key === 'magnalister_gone') {
                $meta['magnalister_gone'] = $value;
            } elseif ($key === 'secret_made') {
                $change['secret_made_at'] = $this->day($key, $value);
                $meta["secret_told.$id"] = '1';
            } elseif ($key === 'authorised') {
                $meta["authorised.$id"] = (string) $this->day($key, $value);
            } elseif ($key === 'magnalister') {
                $change['magnalister_ids'] = array_values(array_filter(explode(',', $value), 'strlen'));
            } else {
                $change[$key] = $key === 'marketplaces' ? explode(',', $value) : $value;
            }
        }
        if (isset($change['region']) || isset($change['marketplaces'])) {
            $row = $change + $this->get($id);
            Marketplaces::check((string) $row['region'], $row['marketplaces']);
        }
        return [$change, $meta];
    }

    /**
     * @param array<string, mixed> $change columns of the account, in one statement
     * @param array<string, string> $meta values of the installation
     */
    private function write(string $id, array $change, array $meta): void
    {
        if ($change !== []) {
            $this->change($id, $change);
        }
        foreach ($meta as $name => $value) {
            $this->meta($name, $value);
        }
    }

    /**
     * Stores newly sealed credentials, and values that belong to them.
     *
     * @param bool $secret the client secret is another one: its age is counted from now on
     * @param bool $token the refresh token is another one: the authorisation's age is
     * @param array<string, string> $values names of SETTABLE; a date among them is that of these credentials
     */
    public function seal(
        string $id,
        string $publicKey,
        string $sealed,
        bool $secret = true,
        bool $token = true,
        array $values = []
    ): void {
        [$change, $meta] = $this->checked($id, $values);
        $now = (int) ($this->clock)();
        if ($secret) {
            $change += ['secret_made_at' => $now];
            $meta += ["secret_told.$id" => '0'];
        }
        if ($token) {
            $meta += ["authorised.$id" => (string) $now];
        }
        if ($secret || $token) {
            $meta += ["token.$id" => '0', "refused.$id" => '']; // these were not tried yet
        }
        $this->write($id, ['public_key' => $publicKey, 'secrets' => $sealed] + $change, $meta);
    }

    /** The next run does not wait: what stopped the account may be mended. */
    public function dueNow(string $id): void
    {
        $this->changeState($id, static function (array $state): array {
            return $state;
        });
    }

    /**
     * Amazon gave a token for this account, just now or no earlier than $at (epoch seconds). A run that stood still may say
     * so late: what is known since then stays.
     */
    public function tokenGiven(string $id, ?int $at = null): void
    {
        $now = (int) ($this->clock)();
        $at = $at ?? $now;
        $known = (int) $this->readMeta("token.$id");
        if ($at < $known && $known <= $now) { // one from after now is of a clock that was wrong
            return;
        }
        $this->meta("token.$id", (string) $at);
        if ((string) $this->readMeta("refused.$id") !== '') {
            $this->meta("refused.$id", '');
        }
    }

    /** A test of these credentials ended with this code of Amazon's. */
    public function tokenRefused(string $id, string $code): void
    {
        $this->meta("refused.$id", $code);
    }

    /**
     * Dates of credentials that are no columns.
     *
     * @return array<string, array{told?: bool, authorised_at?: int, token_at?: int, refused?: string}> by account
     */
    public function credentialDates(): array
    {
        $out = [];
        $rows = $this->db->all('SELECT `name`, `value` FROM ' . Tables::table('meta') . " WHERE `name` LIKE 'token.%'"
            . " OR `name` LIKE 'authorised.%' OR `name` LIKE 'secret%' OR `name` LIKE 'refused.%'");
        foreach ($rows as $row) {
            [$what, $id] = array_pad(explode('.', (string) $row['name'], 2), 2, '');
            if ($what === 'secret_told') {
                $out[$id]['told'] = $row['value'] === '1';
            } elseif ($what === 'refused') {
                $out[$id]['refused'] = (string) $row['value'];
            } else {
                $out[$id][$what === 'token' ? 'token_at' : 'authorised_at'] = (int) $row['value'];
            }
        }
        return $out;
    }

    /** @return int midnight UTC of a day that was */
    private function day(string $key, string $value): int
    {
        [$year, $month, $day] = array_map('intval', explode('-', $value));
        $at = checkdate($month, $day, $year) ? (int) gmmktime(0, 0, 0, $month, $day, $year) : 0;
        $now = (int) ($this->clock)();
        if ($at < 1420070400 || $at > $now + 86400) {
            throw new Failure("account: $key $value is no day between 2015 and today; write it as "
                . gmdate('Y-m-d', $now));
        }
        return min($at, $now);
    }

    /**
     * @param array<string, mixed> $change columns of the account
     * @throws Failure if the account is not there or somebody else changed it three times
     */
    public function change(string $id, array $change): void
    {
        // switched on, it is due at once
        $columns = Tables::encode('account', $change + (isset($change['on']) ? ['next_due' => 0] : []));
        $sets = [];
        foreach (array_keys($columns) as $column) {
            $sets[] = '`' . $column . '` = ?';
        }
        $sql = 'UPDATE ' . Tables::table('account') . ' SET ' . implode(', ', $sets)
            . ', `version` = `version` + 1 WHERE `id` = ? AND `version` = ?';
        for ($try = 0; $try < 3; $try++) {
            $row = $this->get($id);
            if ($this->db->change($sql, array_merge(array_values($columns), [$id, $row['version']])) === 1) {
                if (self::takesPart($change + $row) !== self::takesPart($row)) {
                    $this->wakeMissing();
                }
                return;
            }
        }
        throw new Failure("account $id: was changed by someone else at the same moment; try again");
    }

    /**
     * Takes back an account that was added by mistake. One that ever worked stays: what it told Amazon is evidence.
     *
     * @throws Failure if there is none, it was activated, or a link by hand names it
     */
    public function remove(string $id): void
    {
        $row = $this->get($id);
        $used = (int) $row['start_at'] > 0;
        foreach (['order', 'message', 'feed'] as $table) {
            $used = $used || $this->db->one('SELECT 1 AS n FROM ' . Tables::table($table) . ' WHERE `account` = ? LIMIT 1', [$id]) !== null;
        }
        if ($used) {
            throw new Failure("account $id: was activated, so its orders stay as evidence; \"account set $id on=0\" switches it off");
        }
        if ($this->db->one('SELECT 1 AS n FROM ' . Tables::table('link') . ' WHERE `account` = ? LIMIT 1', [$id]) !== null) {
            throw new Failure("account $id: a link that was typed by hand names it; link that order with another account first");
        }
        $sql = 'DELETE FROM ' . Tables::table('account') . ' WHERE `id` = ? AND `version` = ? AND `start_at` = 0';
        if ($this->db->change($sql, [$id, $row['version']]) !== 1) {
            throw new Failure("account $id: was changed by someone else at the same moment; try again");
        }
        $this->forget($id);
    }

    /**
     * Changes the state between runs (compare-and-set on state_version).
     *
     * @param callable $change fn(array $state): array
     */
    public function changeState(string $id, callable $change): void
    {
        $sql = 'UPDATE ' . Tables::table('account') . ' SET `state` = ?, `next_due` = 0,'
            . ' `state_version` = `state_version` + 1 WHERE `id` = ? AND `state_version` = ?';
        for ($try = 0; $try < 5; $try++) {
            $account = $this->get($id);
            $state = $change($account['state']);
            $state['next_due'] = 0;
            $text = Tables::encode('account', ['state' => $state])['state'];
            if ($this->db->change($sql, [$text, $id, $account['state_version']]) === 1) {
                return;
            }
        }
        throw new Failure("account $id: a run is changing it; try again in a minute");
    }

    /** Keeps a value of the whole installation. */
    public function meta(string $name, string $value): void
    {
        $table = Tables::table('meta');
        $this->db->run("INSERT INTO $table (`name`, `value`) VALUES (?, ?)"
            . $this->db->dialect()->keepExisting('name'), [$name, $value]);
        $this->db->change("UPDATE $table SET `value` = ? WHERE `name` = ?", [$value, $name]);
    }

    public function readMeta(string $name): ?string
    {
        $row = $this->db->one('SELECT `value` FROM ' . Tables::table('meta') . ' WHERE `name` = ?', [$name]);
        return $row === null ? null : (string) $row['value'];
    }

    /**
     * What has not the form that Amazon's have. It is taken all the same: forms may change.
     *
     * @param array<string, string> $values name => value
     * @return list<string>
     */
    public static function doubts(array $values): array
    {
        $doubts = [];
        if (isset($values['seller']) && preg_match('/^A[A-Z0-9]{7,19}$/', $values['seller']) !== 1) {
            $doubts[] = "seller \"{$values['seller']}\" does not look like a seller id (A1EXAMPLE: Seller Central > Settings > Account"
                . ' Info > Merchant Token). Only feeds carry it, so no test can tell: compare it';
        }
        if (isset($values['client_id']) && preg_match('/^amzn1\.application-oa2-client\.\w+$/', $values['client_id']) !== 1) {
            $doubts[] = "client id \"{$values['client_id']}\" does not look like one (amzn1.application-oa2-client....: Develop Apps > View"
                . ' LWA credentials; the app\'s own id, amzn1.sp.solution..., is none)';
        }
        return $doubts;
    }

    /** @throws Failure that names the value's form */
    public static function check(string $key, string $value): void
    {
        $form = self::SETTABLE[$key] ?? null;
        if ($form === null) {
            throw new Failure("account set: unknown name $key; known are " . implode(', ', array_keys(self::SETTABLE)));
        }
        if (preg_match($form, $value) !== 1) {
            $shapes = ['region' => 'eu, na or fe', 'on' => '0 or 1', 'magnalister_gone' => '0 or 1',
                'marketplaces' => 'marketplace ids with commas, as A1PA6795UKMFR9 for Germany (docs/amazon-access.md lists them)',
                 'magnalister' => 'numbers with commas',
                'secret_made' => 'a day as 2026-05-01', 'authorised' => 'a day as 2026-05-01'];
            throw new Failure("account: $key is not valid; expected " . ($shapes[$key] ?? 'a short plain text'));
        }
    }
}
