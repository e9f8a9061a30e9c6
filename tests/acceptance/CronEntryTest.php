<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Process;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** What cron mails to its owner: nothing while all is well, one line a cause when not. */
final class CronEntryTest extends SceneCase
{
    public function testARunThatHoldsOrdersSaysWhichAndWhereToLook(): void
    {
        $scene = $this->bare(['database' => 'mariadb']);
        $folder = self::shop($scene);
        $scene->open();
        self::assertSame([0, ''], self::cron($scene, $folder), 'nothing is due');
        $scene->ship($scene->sell(), 'Bote', 'B1');
        $scene->ship($scene->sell(), 'Bote', 'B2');
        $scene->ship($scene->sell(), 'DHL', 'siehe Mail');
        $scene->advance(7300);
        self::assertSame([1, 'statussync: de: 3 held (bad_tracking, carrier_unmapped); see list --state hold'], self::cron($scene, $folder));
        self::assertSame([0, ''], self::cron($scene, $folder), 'nothing is due');
        $kept = $scene->shop->sql("SELECT `value` FROM statussync_meta WHERE `name` = 'seen_cli'");
        self::assertStringContainsString('"text":""', (string) $kept[0]['value'], 'the pages show the orders themselves');
    }

    public function testWhatAmazonRefusedAndWhatStoppedTheAccountIsSaidToo(): void
    {
        $scene = $this->bare(['database' => 'mariadb', 'world' => ['tracking_formats' => ['DHL' => '^JJD']]]);
        $folder = self::shop($scene);
        $scene->open();
        $scene->ship($scene->sell());
        $said = [];
        for ($i = 0; $i < 6; $i++) {
            $scene->advance(1800);
            $said[] = self::cron($scene, $folder);
        }
        self::assertContains([1, 'statussync: de: 1 rejected (18181); see list --state rejected'], $said);
        $scene->settings(['ship' => []]);
        $scene->advance(7300);
        [$code, $text] = self::cron($scene, $folder);
        self::assertSame(1, $code);
        self::assertStringContainsString('statussync: account de: no status of the shop means "shipped"', $text);
    }

    /** A cron job that was set up before the account: nothing is wrong, and nothing is made that an installation would find. */
    public function testBeforeThereIsAnAccountNothingIsDueAndNothingIsMade(): void
    {
        $scene = $this->bare();
        $ours = "SELECT name FROM sqlite_master WHERE name LIKE 'statussync%'";
        foreach (['run', 'refresh'] as $command) {
            $answer = $scene->cli([$command, '--if-due']);
            self::assertSame([0, "there is no account yet; \"account add\" makes one\n", ''], [$answer->code, $answer->out, $answer->err]);
        }
        $answer = $scene->cli(['run', '--if-due', '--json']);
        self::assertSame([0, ['accounts' => []]], [$answer->code, $answer->json()]);
        self::assertSame('statussync: note: there is no account yet; "account add" makes one', trim($answer->err));
        self::assertSame([], $scene->shop->sql($ours), 'no table was made');
        foreach ([['run'], ['run', '--if-due', '--account', 'de'], ['status']] as $words) { // these make them, as before
            $scene->cli($words);
        }
        self::assertNotSame([], $scene->shop->sql($ours));
        self::assertSame(0, $scene->cli(['run', '--if-due'])->code, 'tables, but no account in them');
        self::assertSame(2, $scene->cli(['run'])->code, 'somebody who calls by hand is told');
        touch("{$scene->directory}/other.sqlite");
        $scene->options = ['--dsn', "sqlite:{$scene->directory}/other.sqlite"];
        $answer = $scene->cli(['run', '--if-due']);
        self::assertSame(2, $answer->code, 'a slip in the DSN is no shop without an account');
        self::assertStringContainsString('has none of a shop\'s tables', $answer->err);
    }

    /** What this user may not see is not taken for what is not there. */
    public function testTablesThatTheUserMayNotSeeAreNotMissing(): void
    {
        $scene = $this->scene(['database' => 'mariadb']);
        preg_match('/dbname=(\w+)/', $scene->dsn, $m);
        foreach (["DROP USER IF EXISTS 'blind'@'localhost'", "CREATE USER 'blind'@'localhost' IDENTIFIED BY 'b'",
            "GRANT SELECT ON `{$m[1]}`.`orders` TO 'blind'@'localhost'", "GRANT SELECT ON `{$m[1]}`.`orders_status` TO 'blind'@'localhost'"] as $sql) {
            $scene->shop->sql($sql);
        }
        $scene->env['STATUSSYNC_DB_USER'] = 'blind';
        $scene->env['STATUSSYNC_DB_PASSWORD'] = 'b';
        $answer = $scene->cli(['run', '--if-due']);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('statussync_', $answer->err);
    }

    /** A modified shop's folder on the scene's database, with the cron entry in it. @return string */
    private static function shop(Scene $scene): string
    {
        $root = dirname(__DIR__, 2);
        $folder = "{$scene->directory}/shop";
        foreach (['includes/external/statussync', 'inc', 'api/statussync'] as $part) {
            mkdir("$folder/$part", 0755, true);
        }
        touch("$folder/inc/auto_include.inc.php"); // a mark of a modified shop
        symlink("$root/php_src", "$folder/includes/external/statussync/php_src");
        copy("$root/php_src/integration/modified/api/statussync/cron.php", "$folder/api/statussync/cron.php");
        preg_match('/unix_socket=([^;]+);dbname=(\w+)/', $scene->dsn, $m);
        file_put_contents("$folder/includes/configure.php", "<?php\ndefine('HTTP_SERVER', 'https://shop.example.org');\n"
            . "define('DB_SERVER', 'localhost:{$m[1]}');\ndefine('DB_DATABASE', '{$m[2]}');\n"
            . "define('DB_SERVER_USERNAME', 'root');\ndefine('DB_SERVER_PASSWORD', '');\n");
        $scene->options = ['--shop', $folder, '--clock', $scene->amazon->address('clock')];
        return $folder;
    }

    /** The line of a crontab. @return array{0: int, 1: string} exit code and what cron would mail */
    private static function cron(Scene $scene, string $folder): array
    {
        $command = array_merge(Scene::php(), ["$folder/api/statussync/cron.php"]);
        $answer = Process::call($command, ['STATUSSYNC_CLOCK' => $scene->amazon->address('clock')] + $scene->environment());
        return [$answer->code, trim($answer->out . $answer->err)];
    }
}
