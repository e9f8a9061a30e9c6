<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\Health;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/** doctor: what is wrong and how each is mended. Works without the extension and without a database. */
final class DoctorCommand implements Command
{
    /** @var list<array{name: string, level: string, text: string}> */
    private $checks = [];

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
            : 'this PHP (' . PHP_BINARY . ') has not loaded statussync; install it there, or run with the PHP'
                . ' that has it');
        $this->attempt('clock', function () use ($context): void {
            $context->clock();
        });
        $db = $this->database($context);
        $this->attempt('key file', function () use ($context, $db): void {
            $this->keyFile($context, $db);
        });
        if ($db !== null) {
            $this->attempt('shop', function () use ($context, $db): void {
                $this->shop($context, $db);
            });
            if ((new Schema($db))->current() < 1) {
                $this->add('tables', 'warn', 'our tables are not there yet; "account add" makes them');
            } else {
                $this->attempt('accounts', function () use ($context, $extension, $network): void {
                    $this->accounts($context, $extension && $network);
                });
            }
        }
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

    /** The key file: missing is a fault only if something was sealed for it. */
    private function keyFile(Context $context, ?Db $db): void
    {
        $key = $context->keyFile();
        if (!$key->exists() && $db !== null && !self::sealed($context, $db)) {
            $this->add('key file', 'warn', $key->path() . ': is not there yet; "account add" makes it');
            return;
        }
        $fault = $key->fault();
        $this->add('key file', $fault === null ? 'ok' : 'fail', $fault ?? $key->path());
    }

    /** Has an account credentials that only the key file opens? */
    private static function sealed(Context $context, Db $db): bool
    {
        if ((new Schema($db))->current() < 1) {
            return false;
        }
        foreach ((new Accounts($db, $context->clock()->reader()))->all() as $account) {
            if ($account['secrets'] !== null) {
                return true;
            }
        }
        return false;
    }

    private function shop(Context $context, Db $db): void
    {
        $schema = new LiveSchema($db);
        $needed = ['orders' => 'orders_status', 'orders_status' => 'orders_status_name',
            'orders_status_history' => 'date_added'];
        foreach ($needed as $table => $column) {
            if (!$schema->hasColumn($table, $column)) {
                $this->add('shop', 'fail', "$table.$column is not in this database; check the database's name");
                return;
            }
        }
        $tracking = $schema->hasTable('orders_tracking') || $schema->hasTable('orders_parcel_tracking_codes');
        $this->add('shop', $tracking ? 'ok' : 'warn', $tracking ? 'tables are there'
            : 'there is no tracking table; choose the column with the number in Trackingcode Matching');
        $folder = $context->folder();
        $files = $folder === '' || Detector::magnalister($folder) !== null;
        try {
            $on = Magnalister::syncing($db);
        } catch (\PDOException $e) {
            $this->add('magnalister', 'fail', 'its settings cannot be read (' . $e->getMessage() . '); give the database'
                . ' user SELECT on magnalister_config');
            return;
        }
        if ($on !== [] && $files) {
            $this->add('magnalister', 'fail', 'its own Amazon order status sync is on, both would confirm; choose'
                . ' "Keine Synchronisierung" there (Amazon > Konfiguration > Bestellstatus Synchronisation)');
        } else {
            $this->add('magnalister', 'ok', $on === [] ? 'does not transmit order statuses'
                : 'is not installed any more');
        }
    }

    private function accounts(Context $context, bool $network): void
    {
        $now = (int) ($context->time())();
        $accounts = $context->accounts()->all();
        $dates = $context->accounts()->credentialDates();
        if ($accounts === []) {
            $this->add('accounts', 'warn', 'there is no account yet; "account add" makes one');
        }
        foreach ($accounts as $account) {
            $id = $account['id'];
            $health = Health::of($account, $dates[$id] ?? [], $now, 'en');
            foreach ($health['findings'] as $finding) {
                $this->add("account $id", $finding['level'], $finding['text']);
            }
            if ($health['there']) {
                $this->add("account $id: age", 'ok', ReportCommand::facts($health), $health);
            }
            if ($health['there'] && $network) {
                $this->attempt("account $id", function () use ($context, $id): void {
                    foreach (ConnectionTest::check($context, $id) as $check) {
                        $this->add($check['name'], $check['ok'] ? 'ok' : 'fail', $check['text']);
                    }
                });
            }
            $last = $account['state']['last_run'];
            if ($account['on'] && $now - $last > 86400) {
                $this->add("account $id", 'warn', ($last === 0 ? 'no run yet' : 'no run for '
                    . intdiv($now - $last, 86400) . ' days') . '; have cron call "run --if-due" every minute');
            }
            if ($account['state']['stopped'] !== null) {
                $this->add("account $id", 'fail', "stopped: {$account['state']['stopped']}"
                    . " {$account['state']['stopped_text']}; look at \"status\"");
            }
        }
    }

    /** Runs a check; what it throws is its finding. */
    private function attempt(string $name, callable $check): void
    {
        try {
            $check();
        } catch (Failure $e) {
            foreach ($e->causes() as $cause) {
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
