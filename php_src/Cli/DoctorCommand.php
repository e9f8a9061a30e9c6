<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\Vault;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Store\Tables;

/** doctor: what is wrong and how each is mended. Works without the extension and without a database. */
final class DoctorCommand implements Command
{
    /** @var list<array{name: string, level: string, text: string}> */
    private $checks = [];

    /** @var array<string, true> accounts whose credentials the key file opens */
    private $opened = [];

    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, [], ['--json', '--offline'], $name);
        $args->expect(0, 0, 'doctor [--json] [--offline]');
        $this->look($context, !$args->has('--offline'));
        return $this->show($context->output, $args->has('--json'));
    }

    /** @param bool $network Amazon is asked too */
    private function look(Context $context, bool $network): void
    {
        $this->php();
        $extension = extension_loaded('statussync');
        $this->add('extension', $extension ? 'ok' : 'fail', $extension ? 'statussync ' . phpversion('statussync')
            : 'this PHP (' . PHP_BINARY . ', ini folder ' . (PHP_CONFIG_FILE_SCAN_DIR ?: 'none') . ') has not loaded statussync;'
                . ' install it there (docs/install.md, "The extension"), or name the PHP that has it: PHP=php8.2 bin/statussync');
        $this->attempt('clock', function () use ($context): void {
            $context->clock();
        });
        $db = $this->database($context);
        $accounts = null;
        $this->attempt('tables', function () use ($context, $db, &$accounts): void {
            $accounts = $db !== null && (new Schema($db))->current() > 0
                ? (new Accounts($db, $context->clock()->reader()))->all() : null;
        });
        $documents = $accounts === null ? [] : $this->documents($context, array_column($accounts, 'id'));
        $this->attempt('key file', function () use ($context, $accounts, $db): void {
            $this->keyFile($context, $accounts ?? [], $db !== null);
        });
        if ($db === null) {
            return;
        }
        $ours = true;
        $this->attempt('rights', function () use ($context, $db, $documents, &$ours): void {
            $ours = $this->rights($context, $db, $documents);
        });
        $this->attempt('shop', function () use ($context, $db, $documents): void {
            $this->shop($context, $db, $documents);
        });
        if ($accounts === null && $ours) {
            $this->add('tables', 'warn', 'our tables are not there yet; "account add" makes them');
        } elseif ($accounts !== null) {
            $this->attempt('accounts', function () use ($context, $accounts, $extension, $network): void {
                $this->accounts($context, $accounts, $extension && $network);
            });
        }
    }

    /**
     * Settings of these accounts; those that cannot be read are found where they are used.
     *
     * @param list<string> $ids
     * @return list<array<string, mixed>>
     */
    private function documents(Context $context, array $ids): array
    {
        $documents = [];
        foreach ($ids as $id) {
            try {
                $documents[] = $context->settings()->document($id);
            } catch (\Throwable $e) {
                continue;
            }
        }
        return $documents;
    }

    /**
     * May the database's user do what has to be done?
     *
     * @param list<array<string, mixed>> $documents settings
     * @return bool our tables can be made and used
     */
    private function rights(Context $context, Db $db, array $documents): bool
    {
        if (!$db->dialect()->isMysql()) {
            $file = $context->shopConfig()->database;
            foreach ([$file, dirname($file)] as $path) {
                if (!is_writable($path)) {
                    $this->add('rights', 'fail', "$path: cannot be written by this user; chown or chmod it (SQLite writes files"
                        . ' beside its database)');
                    return false;
                }
            }
            $this->add('rights', 'ok', 'the file can be written');
            return true;
        }
        $matched = [];
        foreach ($documents as $document) {
            foreach ($document as $section) {
                if (is_array($section) && ($section['source'] ?? '') === 'match') {
                    $matched[] = (string) $section['table'];
                }
            }
        }
        $rights = new DatabaseRights($db);
        $own = $rights->own();
        $shop = $rights->shop($matched);
        foreach (['fail' => array_merge($own, $shop['fail']), 'warn' => $shop['warn']] as $level => $texts) {
            foreach ($texts as $text) {
                $this->add('rights', $level, $text);
            }
        }
        if ($own === [] && $shop['fail'] === []) {
            $this->add('rights', 'ok', 'to read the shop\'s tables, and to use ours');
        }
        return $own === [];
    }

    private function php(): void
    {
        $this->add('php', PHP_VERSION_ID >= 70400 ? 'ok' : 'fail', 'PHP ' . PHP_VERSION
            . (PHP_VERSION_ID >= 70400 ? '' : ' is too old; use 7.4 or newer'));
        foreach (['PDO', 'json', 'sodium', 'tokenizer', 'ctype', 'mbstring'] as $module) {
            if (!extension_loaded($module)) {
                $this->add('php', 'fail', "$module is missing; install it for this PHP");
            }
        }
        if (extension_loaded('pdo') && !in_array('mysql', \PDO::getAvailableDrivers(), true)) {
            $this->add('php', 'warn', 'pdo_mysql is missing; install it (Debian: php-mysql), shops on MySQL need it');
        }
    }

    private function database(Context $context): ?Db
    {
        $db = null;
        $this->attempt('database', function () use ($context, &$db): void {
            $db = $context->plainDb();
            $version = $db->dialect()->version();
            $kind = $db->dialect()->isMysql() ? 'MySQL' : 'SQLite';
            $this->add('database', 'ok', ($db->dialect()->isMariaDb() ? 'MariaDB' : $kind) . " $version");
            if ($db->dialect()->isMysql()) {
                $skew = (int) $db->one('SELECT UNIX_TIMESTAMP() AS t')['t'] - time();
                $this->add('clock', abs($skew) < 300 ? 'ok' : 'fail', abs($skew) < 300
                    ? 'the database\'s clock agrees'
                    : "the database's clock differs by $skew seconds from this machine's; set both by NTP");
            }
        });
        return $db;
    }

    /**
     * The key file: missing is a fault only if something is sealed for it here; and it must open what is.
     *
     * @param list<array<string, mixed>> $accounts
     * @param bool $asked the database could be asked what is stored
     */
    private function keyFile(Context $context, array $accounts, bool $asked): void
    {
        $key = $context->keyFile();
        $here = $accounts === [] ? '' : $context->identity();
        $sealed = $elsewhere = [];
        foreach ($accounts as $account) {
            if ($account['secrets'] !== null && Bound::fault($account['id'], $account['bound'], $here, true) === null) {
                $sealed[] = $account;
            } elseif ($account['secrets'] !== null) {
                $elsewhere[] = $account['id'];
            }
        }
        if (!$key->exists() && $sealed === []) {
            $fault = $elsewhere === [] ? $key->unmakable() ?? $key->exposed() : null;
            $this->add('key file', $fault === null ? 'warn' : 'fail', $fault !== null ? self::bare($fault)
                : $key->path() . ($elsewhere === [] ? ': is not there yet; "account add" makes it'
                    : ': is not here; a copy of the shop needs none'));
            return;
        }
        $exposed = $key->exposed();
        if ($exposed !== null) {
            $this->add('key file', 'fail', self::bare($exposed));
        }
        $fault = $key->flaw();
        if ($fault !== null) {
            $this->add('key file', 'fail', self::bare($fault)
                . (strpos($fault, 'is damaged') === false ? '' : " (mv {$key->path()} {$key->path()}.damaged)"));
            return;
        }
        $foreign = [];
        foreach ($sealed as $account) {
            try {
                Vault::open($account['secrets'], $key);
                $this->opened[$account['id']] = true;
            } catch (Failure $e) {
                $foreign[] = $account['id'];
            }
        }
        if ($foreign !== []) {
            $this->add('key file', 'fail', $key->path() . ': does not fit the stored credentials of ' . implode(', ', $foreign)
                . '; put the old key file back. If it is lost, enter the credentials again (both, by "account set '
                . implode('", "account set ', $foreign) . '")');
            return;
        }
        $this->add('key file', $asked ? 'ok' : 'warn', $key->path() . ($asked ? '' : ': is there and closed to others; whether it'
            . ' opens what is stored cannot be told without the database'));
    }

    /** What is wrong, without the name of the check in front. */
    private static function bare(string $fault): string
    {
        return (string) preg_replace('/^key file /', '', $fault);
    }

    /** @param list<array<string, mixed>> $documents settings */
    private function shop(Context $context, Db $db, array $documents): void
    {
        $schema = new LiveSchema($db);
        $rights = $db->dialect()->isMysql() ? new DatabaseRights($db) : null;
        $needed = ['orders' => 'orders_status', 'orders_status' => 'orders_status_name',
            'orders_status_history' => 'date_added'];
        foreach ($needed as $table => $column) {
            if ($rights !== null && !$rights->readable($table)) {
                return; // said with its GRANT
            }
            if (!$schema->hasColumn($table, $column)) {
                $this->add('shop', 'fail', "$table.$column is not in this database; check the database's name");
                return;
            }
        }
        $tracking = $schema->hasTable('orders_tracking') || $schema->hasTable('orders_parcel_tracking_codes')
            || in_array('match', array_column(array_column($documents, 'tracking'), 'source'), true);
        $this->add('shop', $tracking ? 'ok' : 'warn', $tracking ? 'tables are there'
            : 'there is no tracking table; name the column with the number in the settings ("tracking": {"source": "match", ...},'
                . ' docs/settings.md), on the page: Trackingcode Matching');
        $this->links($db, $schema, $documents);
        foreach (MatchedIndexes::missing($db, $documents) as $text) {
            $this->add('matched table', 'warn', $text);
        }
        $folder = $context->folder();
        $files = $folder === '' || Detector::magnalister($folder) !== null;
        if ((new Schema($db))->current() > 0 && (new Accounts($db))->readMeta('magnalister_gone') === '1') {
            $files = false;
        }
        try {
            $on = Magnalister::syncing($db);
        } catch (\PDOException $e) {
            $this->add('magnalister', $files ? 'fail' : 'ok', $files ? 'its settings cannot be read (' . $e->getMessage()
                . '); give the database user SELECT on magnalister_config; if the shop has none, or magnalister is not used any'
                . ' more: "account set ID magnalister_gone=1"' : 'is not used any more');
            return;
        }
        if ($on !== [] && $files) {
            $this->add('magnalister', 'fail', 'its own Amazon order status sync is on, both would confirm; choose'
                . ' "Keine Synchronisierung" there (Amazon > Konfiguration > Bestellstatus Synchronisation); if magnalister is'
                . ' not used any more: "account set ID magnalister_gone=1"');
        } else {
            $this->add('magnalister', 'ok', $on === [] ? 'does not transmit order statuses'
                : 'is not used any more');
        }
    }

    /** Which Amazon order a shop order is must stand somewhere. @param list<array<string, mixed>> $documents settings */
    private function links(Db $db, LiveSchema $schema, array $documents): void
    {
        $sources = $schema->hasColumn('magnalister_orders', 'special') ? ['magnalister_orders'] : [];
        foreach ($documents as $document) {
            $number = $document['amazon_number'];
            if (($number['source'] ?? '') === 'match') {
                $sources[] = "{$number['table']}.{$number['column']}";
            }
            if (($number['text'] ?? false) === true) {
                $sources[] = 'comments with AmazonOrderID';
            }
        }
        $ours = $schema->hasTable(Tables::PREFIX . 'link');
        if ($ours && $db->one('SELECT `id` FROM ' . Tables::table('link') . ' LIMIT 1') !== null) {
            $sources[] = 'links by hand';
        }
        $this->add('links', $sources === [] ? 'warn' : 'ok', $sources === []
            ? 'nothing says which Amazon order a shop order is: there is no magnalister_orders; name the column with the number in'
                . ' the settings (amazon_number), or link orders by "link ORDER AMAZON_NUMBER" (README.md, "Which order is which")'
            : 'Amazon numbers come from ' . implode(', ', array_unique($sources)));
    }

    /** @param list<array<string, mixed>> $accounts */
    private function accounts(Context $context, array $accounts, bool $network): void
    {
        if ($accounts === []) {
            $this->add('accounts', 'warn', 'there is no account yet; "account add" makes one');
        }
        $dates = $context->accounts()->credentialDates();
        $checks = new AccountChecks($context, function (string $name, string $level, string $text, ?array $facts): void {
            $this->add($name, $level, $text, $facts);
        });
        foreach ($accounts as $account) {
            $this->attempt("account {$account['id']}", function () use ($account, $dates, $checks, $network): void {
                $id = $account['id'];
                $checks->look($account, $dates[$id] ?? [], $network && isset($this->opened[$id]));
            });
        }
    }

    /** Runs a check; what it throws is its finding. */
    private function attempt(string $name, callable $check): void
    {
        try {
            $check();
        } catch (Failure $e) {
            foreach (array_diff($e->causes(), array_column($this->checks, 'text')) as $cause) {
                $this->add($name, 'fail', $cause);
            }
        } catch (\Throwable $e) {
            $this->add($name, 'fail', $e->getMessage());
        }
    }

    /** @param ?array<string, mixed> $credentials of Health, for --json */
    private function add(string $name, string $level, string $text, ?array $credentials = null): void
    {
        $this->checks[] = ['name' => $name, 'level' => $level, 'text' => $text]
            + ($credentials === null ? [] : ['credentials' => $credentials]);
    }

    /**
     * The findings, for the support bundle: without asking Amazon.
     *
     * @return list<array{name: string, level: string, text: string}>
     */
    public function findings(Context $context): array
    {
        $this->look($context, false);
        return $this->checks;
    }

    private function show(Output $output, bool $json): int
    {
        $fails = 0;
        foreach ($this->checks as $check) {
            $fails += $check['level'] === 'fail' ? 1 : 0;
            if (!$json) {
                $sign = ['ok' => 'ok    ', 'warn' => 'note  ', 'fail' => 'FAIL  '][$check['level']];
                $output->line($sign . $check['name'] . ': ' . $check['text']);
            }
        }
        if ($json) {
            $output->json(['ok' => $fails === 0, 'checks' => $this->checks]);
        }
        return $fails === 0 ? Application::OK : Application::PERSON;
    }
}
