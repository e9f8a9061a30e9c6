<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;

/** Finds out which shop a folder holds, by its files, and how its database is reached. */
final class Detector
{
    public const MODIFIED = 'modified';
    public const GAMBIO = 'gambio';
    public const GAMBIO3 = 'gambio3';
    public const XTC3 = 'xtcommerce3';

    /** Every system => its cron entry below the shop's root. */
    public const CRON = [
        self::MODIFIED => 'api/statussync/cron.php',
        self::GAMBIO => 'GXModules/StatusSync/AmazonOrderStatus/cron.php',
        self::GAMBIO3 => 'statussync_cron.php',
        self::XTC3 => 'includes/external/statussync/cron.php',
    ];

    /** System => who reads its tables; what is not named here has modified's. */
    private const ADAPTERS = [self::GAMBIO => GambioShop::class, self::GAMBIO3 => GambioShop::class];

    /** Files and folders that tell a system, asked in this order: the later ones are forks of the last, and keep its files. */
    private const MARKS = [
        self::GAMBIO => ['release_info.php', 'GXModules', 'GXMainComponents', 'gm/inc/gm_get_conf.inc.php'],
        self::MODIFIED => ['inc/auto_include.inc.php'],
        self::XTC3 => ['inc/xtc_db_query.inc.php'],
    ];

    /**
     * By files that only this system has: several shops of other families have an includes/configure.php too.
     *
     * @return string one of the constants
     * @throws Failure if it is none of them
     */
    public static function system(string $folder): string
    {
        if (!is_dir($folder)) {
            throw new Failure("--shop $folder: there is no such folder");
        }
        if (self::configureFile($folder) === null) {
            throw new Failure(is_dir("$folder/xtFramework")
                ? "--shop $folder: this is xt:Commerce 4 or newer (folder xtFramework), which has nothing in common with xt:Commerce 3"
                    . ' but the name; only 3 and its descendants are supported'
                : "--shop $folder: has no includes/configure.php; name the shop's root folder");
        }
        foreach (self::MARKS as $system => $marks) {
            foreach ($marks as $mark) {
                if (file_exists("$folder/$mark")) {
                    return $system === self::GAMBIO && self::isOldGambio($folder) ? self::GAMBIO3 : $system;
                }
            }
        }
        $looked = [];
        foreach (self::MARKS as $system => $marks) {
            $looked[] = implode(' or ', $marks) . " ($system)";
        }
        $other = is_file("$folder/includes/functions/database.php") ? ' It looks like osCommerce or Zen Cart.' : '';
        throw new Failure("--shop $folder: has an includes/configure.php, but is no shop that is supported.$other Looked for: "
            . implode(', ', $looked) . '. If it is one of these, its files are incomplete');
    }

    /** GX 2 and 3, by the version in release_info.php; without one: GXModules came later. */
    private static function isOldGambio(string $folder): bool
    {
        $release = is_file("$folder/release_info.php") ? (string) file_get_contents("$folder/release_info.php") : '';
        return preg_match('/\$gx_version\s*=\s*[\'"]v?(\d+)\./', $release, $m) === 1 ? (int) $m[1] < 4
            : !is_dir("$folder/GXModules");
    }

    /** The shop of a system. */
    public static function shop(string $system, Db $db, ShopConfig $config, ?callable $clock): SqlShop
    {
        $class = self::ADAPTERS[$system] ?? ModifiedShop::class;
        return new $class($db, $config, $clock);
    }

    public static function configureFile(string $folder): ?string
    {
        foreach (['includes/local/configure.php', 'includes/configure.php'] as $file) {
            if (is_file("$folder/$file")) {
                return "$folder/$file";
            }
        }
        return null;
    }

    /**
     * @return array{system: string, dsn: string, user: string, password: string, config: ShopConfig}
     */
    public static function folder(string $folder): array
    {
        $folder = rtrim((string) (realpath($folder) ?: $folder), '/');
        $system = self::system($folder);
        $constants = ConfigureFile::read((string) self::configureFile($folder));
        $config = new ShopConfig();
        $config->url = rtrim($constants['HTTP_SERVER'] ?? '', '/') . ($constants['DIR_WS_CATALOG'] ?? '');
        $config->folder = $folder;
        $config->host = $constants['DB_SERVER'];
        $config->database = $constants['DB_DATABASE'];
        if (Zone::known($constants['DEFAULT_TIMEZONE'] ?? '')) {
            $config->zone = $constants['DEFAULT_TIMEZONE'];
            $config->zoneTold = true;
        }
        return [
            'system' => $system, 'dsn' => Connection::dsn($constants['DB_SERVER'], $constants['DB_DATABASE']),
            'user' => $constants['DB_SERVER_USERNAME'], 'password' => $constants['DB_SERVER_PASSWORD'],
            'config' => $config,
        ];
    }

    /** What a DSN alone tells: modified's tables. */
    public static function dsn(string $dsn): ShopConfig
    {
        Connection::check($dsn);
        $config = new ShopConfig();
        if (strncmp($dsn, 'sqlite:', 7) === 0) {
            $path = substr($dsn, 7);
            $config->host = 'sqlite';
            $config->database = (string) (realpath($path) ?: $path);
            return $config;
        }
        $parts = [];
        foreach (explode(';', substr($dsn, (int) strpos($dsn, ':') + 1)) as $part) {
            [$key, $value] = array_pad(explode('=', $part, 2), 2, '');
            $parts[strtolower(trim($key))] = trim($value);
        }
        $config->host = ($parts['unix_socket'] ?? '') !== '' ? $parts['unix_socket']
            : ($parts['host'] ?? 'localhost') . (isset($parts['port']) ? ':' . $parts['port'] : '');
        $config->database = $parts['dbname'] ?? '';
        if ($config->database === '') {
            throw new Failure('--dsn: dbname is missing; write "mysql:host=...;dbname=..."');
        }
        return $config;
    }

    /** Folder of an installed magnalister, null if its files are not there. */
    public static function magnalister(string $folder): ?string
    {
        $places = ['magnalister', 'admin/includes/magnalister', 'includes/external/magnalister',
            'GXModules/Magnalister', 'GXModules/magnalister'];
        foreach ($places as $place) {
            if (is_dir("$folder/$place")) {
                return "$folder/$place";
            }
        }
        foreach (glob("$folder/*/includes/magnalister", GLOB_ONLYDIR) ?: [] as $place) {
            return $place;
        }
        return null;
    }
}
