<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Clock;
use StatusSync\Php\Failure;
use StatusSync\Php\Loopback;
use StatusSync\Php\Notify\Mailer;
use StatusSync\Php\Secrets\KeyFile;
use StatusSync\Php\Secrets\Redact;
use StatusSync\Php\Secrets\RunCounter;
use StatusSync\Php\Secrets\Vault;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Shop\AutoShop;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\ShopConfig;
use StatusSync\Php\Shop\Zone;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\PdoStore;
use StatusSync\Php\Store\Schema;
use StatusSync\Shop;

/**
 * What the commands work with: where the shop is, its database, our tables, key, clock.
 *
 * Everything is opened when it is first asked for. Values come from the environment, then from the
 * file of --config, which has the environment's names as keys (INI, mode 0600). Amazon's addresses come
 * from environment and system INI only; the extension reads them itself.
 */
final class Context
{
    private const CONFIG_KEYS = ['STATUSSYNC_DB_USER', 'STATUSSYNC_DB_PASSWORD', 'STATUSSYNC_KEY_FILE',
        'STATUSSYNC_CLIENT_SECRET', 'STATUSSYNC_REFRESH_TOKEN', 'STATUSSYNC_ZONE', 'STATUSSYNC_SHOP_URL'];

    /** @var Output */
    public $output;

    /** @var int seconds after which a run begins nothing new; 0 = no limit */
    public $budget = 0;

    /** @var bool the call is kept by whoever made it (Trigger) */
    public $called = false;

    /** @var list<string> what such a call found that needs a person, for whoever reads its standard error */
    public $needs = [];

    /** @var ?Mailer what sends mails, where it is not PHP's mail() */
    public $mailer;

    /** @var array{shop: ?string, dsn: ?string, config: ?string, clock: ?string} */
    private $options;

    /** @var array<string, string>|null */
    private $file;

    /** @var ?Clock */
    private $clock;

    /** @var array<string, mixed>|null */
    private $place;

    /** @var ?Db */
    private $db;

    /** @var array<string, mixed>|null */
    private $overview;

    /** @var bool */
    private $readOnly = false;

    /** @var bool */
    private $keepSchema = false;

    /**
     * @param array{shop: ?string, dsn: ?string, config: ?string, clock: ?string} $options
     */
    public function __construct(Output $output, array $options)
    {
        $this->output = $output;
        $this->options = $options;
    }

    /** The same options for a shop's folder that the command itself was given. */
    public function ofShop(string $folder): self
    {
        if ($this->options['dsn'] !== null) {
            throw new Failure('--dsn: this command needs the shop itself; leave --dsn out');
        }
        return new self($this->output, ['shop' => $folder] + $this->options);
    }

    /** From now on nothing is written to the database: tables are not made, SQLite files stay alone. */
    public function readOnly(): void
    {
        $this->readOnly = true;
    }

    /** Tables are never made or changed (calls from inside a shop: installing is a person's decision). */
    public function keepSchema(): void
    {
        $this->keepSchema = true;
    }

    /** A value of the environment or of --config; null if neither has it. */
    public function value(string $name): ?string
    {
        $value = getenv($name);
        if ($value !== false && $value !== '') {
            return $value;
        }
        return $this->configFile()[$name] ?? null;
    }

    public function clock(): Clock
    {
        if ($this->clock === null) {
            if ($this->options['clock'] !== null) {
                $this->simulationAllowed();
            }
            $this->clock = new Clock($this->options['clock']);
        }
        return $this->clock;
    }

    /** @return callable fn(): int */
    public function time(): callable
    {
        return $this->clock()->reader() ?? 'time';
    }

    /** @return string folder of --shop, "" without */
    public function folder(): string
    {
        return $this->options['shop'] === null ? '' : $this->place()['config']->folder;
    }

    /** What this program was told about the shop's place: DSN and configuration, no connection. */
    public function shopConfig(): ShopConfig
    {
        return clone $this->place()['config'];
    }

    /** The place where this program works, as accounts are bound to it: a cluster's nodes are one place. */
    public function identity(): string
    {
        return $this->shopConfig()->identity($this->db()->cluster());
    }

    /** The connection; our tables are made or migrated unless reading only. */
    public function db(): Db
    {
        if ($this->db === null) {
            $place = $this->place();
            $db = new Db(Connection::open($place['dsn'], $place['user'], $place['password'], $this->readOnly));
            $schema = new Schema($db, $this->clock()->reader());
            if ($this->options['shop'] === null && $schema->current() < Schema::VERSION) {
                self::refuseForeign($db); // before tables are made in it
            }
            if (!$this->readOnly && !$this->keepSchema) {
                $schema->migrate();
            } elseif ($schema->current() < Schema::VERSION) {
                throw new Failure('database: our tables are not there yet, or of an older version;'
                    . ' "account add" makes them');
            }
            $this->db = $db;
        }
        return $this->db;
    }

    /** A database that is no shop's is a slip in the DSN. */
    private static function refuseForeign(Db $db): void
    {
        $schema = new LiveSchema($db);
        $missing = [];
        foreach (['orders', 'orders_status', 'orders_status_history'] as $table) {
            if (!$schema->hasTable($table)) {
                $missing[] = $table;
            }
        }
        if (count($missing) === 3) {
            throw new Failure('--dsn: this database has none of a shop\'s tables (' . implode(', ', $missing) . ') that can be seen;'
                . ' check its name (DB_DATABASE in the shop\'s includes/configure.php) and the rights of its user, or give --shop'
                . ' DIR');
        }
    }

    /**
     * Accounts with their settings, in one statement if our tables are up to date.
     *
     * @return array{schema: int, magnalister_gone: bool, accounts: list<array<string, mixed>>}
     */
    public function overview(): array
    {
        if ($this->overview === null) {
            $this->hasTables();
        }
        if ($this->overview === null) {
            $this->overview = $this->accounts()->overview();
        }
        return $this->overview;
    }

    /**
     * Our tables are there, perhaps of an older version, or cannot be seen (whoever goes on says so); none are made. What is
     * read of the accounts is kept.
     */
    public function hasTables(): bool
    {
        if ($this->overview !== null || $this->db !== null) {
            return true;
        }
        $db = $this->plainDb();
        try {
            $overview = (new Accounts($db))->overview();
        } catch (\PDOException $e) {
            if (!Schema::lacks($e)) {
                throw $e;
            }
            if ($this->options['shop'] === null) {
                self::refuseForeign($db);
            }
            return (int) ($e->errorInfo[1] ?? 0) === 1142 || (new Schema($db))->current() > 0;
        }
        if ($overview['schema'] >= Schema::VERSION) {
            $this->db = $db;
            $this->overview = $overview;
        }
        return true;
    }

    /** What was read of the accounts is read anew. */
    public function forget(): void
    {
        $this->overview = null;
    }

    /** A connection without our tables (doctor). */
    public function plainDb(): Db
    {
        $place = $this->place();
        return new Db(Connection::open($place['dsn'], $place['user'], $place['password'], $this->readOnly));
    }

    public function accounts(): Accounts
    {
        return new Accounts($this->db(), $this->clock()->reader());
    }

    public function settings(): Repository
    {
        return new Repository($this->db(), $this->clock()->reader());
    }

    public function store(): PdoStore
    {
        return new PdoStore($this->db(), $this->clock()->reader(), $this->counter(), $this->readOnly);
    }

    /**
     * The shop with the sources of a settings document. Without --shop it is modified's tables, unless
     * only Gambio's are there.
     *
     * @param array<string, mixed>|null $document complete settings
     */
    public function shop(?array $document = null): Shop
    {
        $config = $this->shopConfig();
        if ($document !== null) {
            $config->sources($document);
        }
        foreach ($this->overview()['accounts'] as $account) {
            $config->magnalister += array_fill_keys($account['magnalister_ids'], $account['id']);
        }
        return new AutoShop($config, function () use ($config): Shop {
            $system = $this->place()['system'];
            if ($system === null) {
                $schema = new LiveSchema($this->db());
                $schema->read(['orders_tracking', 'orders_parcel_tracking_codes']);
                $gambio = !$schema->hasTable('orders_tracking') && $schema->hasTable('orders_parcel_tracking_codes');
                $system = $gambio ? Detector::GAMBIO : Detector::MODIFIED;
            }
            return Detector::shop($system, $this->db(), $config, $this->clock()->reader());
        }, function (): string {
            return $this->db()->cluster();
        });
    }

    public function keyFile(): KeyFile
    {
        $path = $this->value('STATUSSYNC_KEY_FILE');
        if ($path === null && (string) ini_get('statussync.key_file') !== '') {
            $path = (string) ini_get('statussync.key_file');
        }
        if ($path === null) {
            $path = self::usualKeyFile($this->shopConfig()->identity());
        }
        $folder = $this->options['shop'] === null ? '' : (string) realpath($this->options['shop']);
        $at = (string) (realpath(dirname($path)) ?: dirname($path));
        if ($folder !== '' && strncmp("$at/", "$folder/", strlen($folder) + 1) === 0) {
            throw new Failure("key file $path: is inside the shop's folder, the web server could hand it out; move"
                . ' it out');
        }
        return new KeyFile($path);
    }

    /** Where the key file of a place (ShopConfig::identity()) is if nobody says otherwise. */
    public static function usualKeyFile(string $identity): string
    {
        $home = getenv('HOME');
        if (($home === false || $home === '') && function_exists('posix_getpwuid')) {
            $home = posix_getpwuid(posix_geteuid())['dir'] ?? '';
        }
        if ($home === false || $home === '') {
            throw new Failure('key file: no place is known for it; set STATUSSYNC_KEY_FILE');
        }
        return $home . '/.statussync/' . substr(hash('sha256', $identity), 0, 12) . '/statussync.key';
    }

    public function counter(): RunCounter
    {
        return new RunCounter($this->keyFile()->path(), substr(hash('sha256', $this->shopConfig()->identity()), 0, 12));
    }

    /**
     * An account with its secrets, for the extension.
     *
     * @param string $id account id; the row is read afresh, credentials may have changed
     */
    public function amazonAccount(string $id): \StatusSync\Account
    {
        $row = $this->accounts()->get($id);
        if ($row['secrets'] === null) {
            throw new Failure("account $id: has no credentials; give STATUSSYNC_CLIENT_SECRET and"
                . " STATUSSYNC_REFRESH_TOKEN to \"account set $id\"");
        }
        $secrets = Vault::open($row['secrets'], $this->keyFile());
        Redact::learn($secrets['client_secret'] ?? '');
        Redact::learn($secrets['refresh_token'] ?? '');
        return new \StatusSync\Account([
            'id' => $id, 'seller' => $row['seller'], 'region' => $row['region'],
            'client_id' => (string) $row['client_id'], 'client_secret' => $secrets['client_secret'] ?? '',
            'refresh_token' => $secrets['refresh_token'] ?? '',
        ]);
    }

    /** Refuses to go on without the extension. */
    public function needExtension(): void
    {
        if (!extension_loaded('statussync')) {
            throw new Failure('extension: this PHP (' . PHP_BINARY . ') has not loaded statussync; install it, or name'
                . ' another PHP by the variable PHP; "doctor" tells more');
        }
    }

    /** One of Detector's constants; null for a shop that is given by its DSN. */
    public function system(): ?string
    {
        return $this->place()['system'];
    }

    /** @return array{system: ?string, dsn: string, user: ?string, password: ?string, config: ShopConfig} */
    private function place(): array
    {
        if ($this->place === null) {
            $user = $this->value('STATUSSYNC_DB_USER');
            $password = $this->value('STATUSSYNC_DB_PASSWORD');
            if ($this->options['shop'] !== null) {
                $this->place = Detector::folder($this->options['shop']);
                $this->place['user'] = $user ?? $this->place['user'];
                $this->place['password'] = $password ?? $this->place['password'];
            } elseif ($this->options['dsn'] !== null) {
                $this->place = ['system' => null, 'dsn' => $this->options['dsn'], 'user' => $user,
                    'password' => $password, 'config' => Detector::dsn($this->options['dsn'])];
            } else {
                throw new Failure('which shop? give --shop DIR or --dsn DSN');
            }
            Redact::learn((string) $this->place['password']);
            $zone = $this->value('STATUSSYNC_ZONE');
            if ($zone !== null) {
                if (!Zone::known($zone)) {
                    throw new Failure("STATUSSYNC_ZONE: $zone is no time zone; write it as Europe/Berlin");
                }
                $this->place['config']->zone = $zone;
                $this->place['config']->zoneTold = true;
            }
            if ($this->place['config']->url === '') {
                $this->place['config']->url = (string) $this->value('STATUSSYNC_SHOP_URL');
            }
        }
        return $this->place;
    }

    /** @return array<string, string> */
    private function configFile(): array
    {
        if ($this->file !== null) {
            return $this->file;
        }
        $path = $this->options['config'];
        if ($path === null) {
            return $this->file = [];
        }
        if (!is_file($path) || !is_readable($path)) {
            throw new Failure("--config $path: cannot be read; check path and rights");
        }
        $mode = fileperms($path) & 0777;
        if (($mode & 0077) !== 0) {
            throw new Failure(sprintf('--config %s: mode is %04o, others could read it; chmod 600 it', $path, $mode));
        }
        foreach (file($path, FILE_IGNORE_NEW_LINES) ?: [] as $i => $line) {
            if (preg_match('/^\s*($|[;#\[]|[^=]+=)/', $line) !== 1) {
                throw new Failure("--config $path: line " . ($i + 1) . ' is no NAME=value');
            }
        }
        $values = @parse_ini_file($path, false, INI_SCANNER_RAW);
        if ($values === false) {
            throw new Failure("--config $path: is not readable as NAME=value lines; quote values with special signs");
        }
        $unknown = array_diff(array_map('strval', array_keys($values)), self::CONFIG_KEYS);
        if ($unknown !== []) {
            throw new Failure("--config $path: unknown name " . reset($unknown) . '; known are '
                . implode(', ', self::CONFIG_KEYS));
        }
        return $this->file = array_map('strval', $values);
    }

    /** A simulated clock is for simulated endpoints only. */
    private function simulationAllowed(): void
    {
        $places = ['STATUSSYNC_LWA_URL' => 'statussync.lwa_url', 'STATUSSYNC_API_URL' => 'statussync.api_url'];
        foreach ($places as $name => $ini) {
            $url = getenv($name);
            $url = $url === false || $url === '' ? (string) ini_get($ini) : $url;
            if ($url === '' || !Loopback::url($url)) {
                throw new Failure("--clock: is allowed only if every endpoint is on this machine; $name is not");
            }
        }
    }
}
