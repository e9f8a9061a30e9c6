<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Install\Files;
use StatusSync\Php\Install\GambioModule;
use StatusSync\Php\Install\Place;
use StatusSync\Php\Install\Registration;
use StatusSync\Php\Install\Trees;
use StatusSync\Php\Install\Version;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Leases;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\One;

/** install and uninstall: the shop's files, our tables, and what the shop itself knows of the module. */
final class InstallCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, [], $name === 'uninstall' ? ['--drop-data'] : [], $name);
        $usage = $name === 'uninstall' ? 'uninstall SHOP_DIR [--drop-data]' : 'install SHOP_DIR';
        $args->expect(1, 1, $usage);
        $place = new Place($args->words()[0]);
        $context = $context->ofShop($place->folder);
        return $name === 'install' ? $this->install($context, $place)
            : $this->uninstall($context, $place, $args->has('--drop-data'));
    }

    private function install(Context $context, Place $place): int
    {
        $files = new Files($place);
        $before = $files->version();
        $plain = $context->plainDb(); // a database that cannot be reached is said before a file is copied
        $had = (new Schema($plain))->current();
        $count = $files->put((new Trees())->of($place->system), Version::NUMBER);
        $context->db();
        $this->register($context, $place, true);
        $out = $context->output;
        $out->line(($before === null ? 'installed version ' . Version::NUMBER : "updated from $before to " . Version::NUMBER)
            . One::of(", $count files") . ($before === null ? '' : ' changed'));
        $out->line("admin folder: {$place->admin}");
        if ($had > 0) {
            $known = count($context->accounts()->all());
            $out->line('earlier data found: ' . One::of("$known accounts, " . $this->count($context, 'order') . ' orders') . '; going on'
                . ' with them');
        }
        foreach (self::next($place) as $line) {
            $out->line($line);
        }
        return Application::OK;
    }

    /** @return list<string> what is left to do for a person */
    private static function next(Place $place): array
    {
        $gambio = $place->system === Detector::GAMBIO;
        $gambio3 = $place->system === Detector::GAMBIO3;
        $old = $gambio3 || $place->system === Detector::XTC3;
        $cron = "{$place->folder}/" . Detector::CRON[$place->system];
        $lines = ['next: have this line run every minute, by a PHP with the extension and as the user who makes the account:',
            '  * * * * * php ' . escapeshellarg($cron)];
        if ($old) {
            $lines[] = '  with PHP 7.4 or newer, which need not be the PHP of the shop;';
            if ($gambio3) {
                $lines[] = '  or, if the web server has such a PHP with the extension, an address: "cron-address" makes it;';
                $lines[] = "then, in the shop's admin: Toolbox > Cache, empty all caches; Bestellungen > Amazon Bestellstatus";
                $lines[] = '  (module_export.php?set=&module=statussync), switch it on, edit';
                return $lines;
            }
            $lines[] = "then, in the shop's admin: Module > XT Module > Amazon Bestellstatus > Installieren";
            $lines[] = "not needed, but then orders leave sooner: in {$place->admin}/orders.php, behind the line that inserts into";
            $lines[] = '  TABLE_ORDERS_STATUS_HISTORY at "update_order":';
            $lines[] = "  @include 'includes/statussync/mark.php';";
            return $lines;
        }
        if (!$gambio) {
            $lines[] = "then open Partner Module > Amazon Bestellstatus in the shop's admin";
            return $lines;
        }
        $lines[] = "then, in the shop's admin: Toolbox > Cache, clear the module cache, after it the text cache;";
        $lines[] = '  Module > Modul-Center > Amazon Bestellstatus > Installieren; clear both caches once more;';
        $lines[] = '  the page is Bestellungen > Amazon Bestellstatus';
        return $lines;
    }

    private function uninstall(Context $context, Place $place, bool $drop): int
    {
        $db = $context->plainDb();
        $there = (new Schema($db))->current() > 0;
        if ($there && $drop) {
            $lease = Tables::table('lease');
            $clock = new Leases($db);
            $row = $db->one("SELECT COUNT(*) AS n FROM $lease WHERE `owner` IS NOT NULL AND `expires_at` > "
                . $clock->nowSql(), $clock->nowParams());
            if ((int) $row['n'] > 0) {
                throw new Failure('uninstall: a run is going on; stop the cron job, try again in ten minutes');
            }
        }
        $files = new Files($place);
        $hadFiles = $files->version() !== null;
        $hadModule = $this->registered($db, $place);
        $this->register($context, $place, false);
        $kept = $files->remove();
        $out = $context->output;
        $out->line(self::removed($place, $hadFiles, $hadModule, count($kept)));
        foreach ($kept as $file) {
            $out->error("uninstall: $file was changed by hand and stays; remove it yourself");
        }
        if ($there && $drop) {
            (new Schema($db))->drop();
            $out->line('dropped: our tables');
        } elseif ($there) {
            $out->line('kept: our tables with orders and evidence; "install" goes on with them, --drop-data drops them');
        }
        try {
            if ($context->keyFile()->exists()) {
                $out->line('kept: the key file ' . $context->keyFile()->path() . '; delete it if it is no longer needed');
            }
        } catch (Failure $e) {
            $out->line('the key file lies where STATUSSYNC_KEY_FILE of the cron job says');
        }
        return $kept === [] ? Application::OK : Application::PERSON;
    }

    /** What was taken out, and no more than that. */
    private static function removed(Place $place, bool $files, bool $module, int $kept): string
    {
        $gone = $files ? ['files' . ($kept === 0 ? '' : " but for $kept that stay")] : [];
        if ($module) {
            $gone[] = $place->system === Detector::MODIFIED ? 'module, access columns, scheduled task' : 'module';
        }
        if ($gone === []) {
            return "nothing was removed: {$place->folder} has neither our files nor our module";
        }
        return 'removed: ' . implode(', ', $gone)
            . ($place->system === Detector::GAMBIO ? '; clear the module cache (Toolbox > Cache)' : '');
    }

    private function registered(Db $db, Place $place): bool
    {
        if ($place->system === Detector::GAMBIO) {
            return GambioModule::isThere($db);
        }
        return (new Registration($db))->isThere();
    }

    private function register(Context $context, Place $place, bool $add): void
    {
        if ($place->system === Detector::GAMBIO && !$add) {
            GambioModule::remove($context->plainDb());
        }
        if (in_array($place->system, [Detector::XTC3, Detector::GAMBIO3], true) && !$add) {
            $sql = 'DELETE FROM `configuration` WHERE `configuration_key` = ?'; // the shop mends its list of modules
            $context->plainDb()->run($sql, [Registration::STATUS]);
        }
        if ($place->system !== Detector::MODIFIED) {
            return;
        }
        $registration = new Registration($context->plainDb());
        $add ? $registration->add() : $registration->remove();
    }

    private function count(Context $context, string $table): int
    {
        $row = $context->db()->one('SELECT COUNT(*) AS n FROM ' . Tables::table($table));
        return (int) ($row['n'] ?? 0);
    }
}
