<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** What doctor says is done word by word, and the finding goes. */
final class DoctorMendsTest extends SceneCase
{
    public function testTheWayFromNothingToTheFirstShipmentIsTheOneThatDoctorNames(): void
    {
        $scene = $this->bare();
        $doctor = $scene->cli(['doctor']);
        self::assertSame(0, $doctor->code, (string) $doctor);
        self::assertStringContainsString('our tables are not there yet; "account add" makes them', $doctor->out);
        $account = Scene::ACCOUNTS['de'];
        $added = $scene->must(['account', 'add', 'de', '--name', 'Konto', '--region', 'eu', '--seller', $account['seller'],
            '--client-id', $account['client_id'], '--marketplaces', implode(',', $account['marketplaces']),
            '--magnalister', $account['magnalister']]);
        self::assertStringContainsString('give them to "account set de" by standard input (two lines: client secret', $added->err);
        self::assertFails('account de', 'credentials are missing: give them to "account set de" by standard input', $scene->cli(['doctor']));
        $set = $scene->must(['account', 'set', 'de'], self::credentials());
        self::assertStringContainsString('next: "account test de" asks Amazon', $set->out);

        $offline = $scene->must(['doctor', '--offline']);
        self::assertStringContainsString('never tested: "account test de" asks Amazon', $offline->out);
        self::assertStringContainsString('credentials were never tested: "account test de"', $scene->must(['status'])->out);
        self::assertStringContainsString('never tested', $scene->must(['account', 'list'])->out);
        $scene->must(['account', 'test', 'de']);
        self::assertStringNotContainsString('never tested', $scene->must(['doctor', '--offline'])->out);
        self::assertStringNotContainsString('never tested', $scene->must(['status'])->out);
        self::assertStringNotContainsString('never tested', $scene->must(['account', 'list'])->out);

        $doctor = $scene->must(['doctor'])->out;
        self::assertStringContainsString('next: "settings import --account de < settings.json"', $doctor);
        self::assertSame(1, preg_match_all('/^.*no status.*$/im', $doctor), "a missing status is said once:\n$doctor");
        $scene->settings([]);
        self::assertStringContainsString('next: "activate de --from DATE"', $scene->must(['doctor'])->out);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400), '--no-pilot']);
        $doctor = $scene->must(['doctor'])->out;
        self::assertStringContainsString('next: "run" (reads Amazon), "preview", then "release de"', $doctor);
        $scene->run();
        $scene->must(['preview']);
        $scene->must(['release', 'de']);
        $doctor = $scene->must(['doctor'])->out;
        self::assertStringNotContainsString('note', $doctor, 'nothing is left to do');
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    public function testAKeyFileThatOthersCanReadIsMendedByTheCommandThatIsShown(): void
    {
        $scene = $this->scene();
        chmod(self::key($scene), 0644);
        $this->execute($scene->cli(['doctor']), '/chmod 600 \S+/');
        self::assertGreen($scene);
    }

    public function testADamagedKeyFileIsMovedAwayAndTheCredentialsAreEnteredAgain(): void
    {
        $scene = $this->scene();
        file_put_contents(self::key($scene), 'rubbish');
        self::assertNotSame(0, $scene->cli(['doctor', '--offline'])->code, 'seen without asking Amazon');
        $this->execute($scene->cli(['doctor']), '/mv \S+ [^\s)]+/');
        $this->enterBoth($scene);
    }

    public function testALostKeyFileIsMadeAnew(): void
    {
        $scene = $this->scene();
        unlink(self::key($scene));
        self::assertFails('key file', 'put it back (a backup?), or enter the credentials again, both, by "account set"', $scene->cli(['doctor']));
        $one = $scene->cli(['account', 'set', 'de'], Scene::ACCOUNTS['de']['client_secret'] . "\n");
        self::assertSame(2, $one->code);
        self::assertStringContainsString('give both', $one->err);
        $this->enterBoth($scene);
    }

    public function testAForeignKeyFileIsNamedAndTheMendWorks(): void
    {
        $scene = $this->scene();
        file_put_contents(self::key($scene), base64_encode(sodium_crypto_box_keypair()));
        self::assertFails('key file', 'does not fit the stored credentials of de', $scene->cli(['doctor', '--offline']));
        $this->enterBoth($scene);
    }

    public function testWhatIsSaidOfTheKeyFileHasNoNamesOfProgramParts(): void
    {
        foreach (['rubbish', base64_encode(sodium_crypto_box_keypair()), null] as $content) {
            $scene = $this->scene();
            unlink(self::key($scene));
            if ($content !== null) {
                file_put_contents(self::key($scene), $content);
                chmod(self::key($scene), 0600);
            }
            $scene->advance(7300);
            $run = $scene->cli(['run']);
            self::assertSame(1, $run->code);
            self::assertMatchesRegularExpression('/^statussync: account de: key file \S+: .*"account set"/m', $run->err);
            self::assertStringNotContainsString('\\', $run->err);
        }
    }

    /** A run stopped the account before: after the mend doctor says that the next run goes on, and it does. */
    public function testAnAccountThatWasStoppedGoesOnAfterTheMend(): void
    {
        $scene = $this->scene();
        $seller = Scene::ACCOUNTS['de']['seller'];
        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'client_secret' => 'amzn1.oa2-cs.v1.another-secret']]]);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->advance(7200)->run();
        self::assertFails('account de: credentials', 'make a new secret at Amazon and "account set" it', $scene->cli(['doctor']));
        $scene->must(['account', 'set', 'de'], "amzn1.oa2-cs.v1.another-secret\n");
        $doctor = $scene->must(['doctor']);
        self::assertStringContainsString('was stopped (credentials), which is mended; the next "run" goes on', $doctor->out);
        $scene->run(['--if-due']);
        self::assertNull($scene->account()['stopped'], 'the next call of cron is enough');
        self::assertStringNotContainsString('stopped', $scene->must(['doctor'])->out);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    public function testTheSafetyStopIsReleasedAsDoctorSays(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 2, 'cancels' => 3, 'refused_percent' => 20]]]);
        for ($i = 0; $i < 6; $i++) {
            $scene->ship($scene->sell());
        }
        $scene->settle(1);
        self::assertFails('account de', 'look at "list --state pending", then "release de"', $scene->cli(['doctor']));
        self::assertNotSame('', $scene->must(['list', '--state', 'pending'])->out);
        $scene->must(['release', 'de']);
        self::assertGreen($scene);
    }

    public function testMagnalisterThatIsNotUsedAnyMoreIsTakenFromTheWayAsDoctorSays(): void
    {
        $scene = $this->scene();
        $scene->shop->sql("INSERT INTO magnalister_config (mpID, mkey, value) VALUES (10001, 'orderstatus.sync', '\"auto\"')");
        self::assertFails('magnalister', 'if magnalister is not used any more: "account set ID magnalister_gone=1"', $scene->cli(['doctor']));
        $scene->must(['account', 'set', 'de', 'magnalister_gone=1']);
        self::assertGreen($scene);
        self::assertSame(0, $scene->cli(['run'])->code);
    }

    public function testAColumnWithTheNumberEndsTheNoteThatThereIsNoTrackingTable(): void
    {
        $scene = $this->scene();
        $scene->shop->sql('DROP TABLE orders_tracking');
        $scene->shop->sql('ALTER TABLE orders ADD COLUMN parcel VARCHAR(80)');
        self::assertStringContainsString('note  shop: there is no tracking table; name the column', $scene->must(['doctor'])->out);
        $scene->settings(['tracking' => ['source' => 'match', 'table' => 'orders', 'column' => 'parcel', 'key' => 'orders_id'],
            'carrier' => ['source' => 'fixed', 'value' => 'DHL']]);
        self::assertStringContainsString('ok    shop:', $scene->must(['doctor'])->out);
        $order = $scene->sell(['columns' => ['parcel' => '00340434161094042557']]);
        $scene->status($order, Scene::SHIPPED);
        $scene->settle(2);
        self::assertTold(['ship DHL 00340434161094042557'], $scene, $order);
    }

    /** Root sets it up, the cron job of the shop's user would not find the key: said at once. */
    public function testAKeyFileThatTheShopsUserCannotUseIsSaidWhenItIsMade(): void
    {
        if (posix_geteuid() !== 0) {
            self::markTestSkipped('needs root');
        }
        $scene = $this->bare(['database' => 'mariadb']);
        $folder = "{$scene->directory}/shop";
        mkdir("$folder/includes", 0755, true);
        mkdir("$folder/inc");
        touch("$folder/inc/auto_include.inc.php"); // a mark of a modified shop
        preg_match('/unix_socket=([^;]+);dbname=(\w+)/', $scene->dsn, $m);
        file_put_contents("$folder/includes/configure.php", "<?php\ndefine('DB_SERVER', 'localhost:{$m[1]}');\n"
            . "define('DB_DATABASE', '{$m[2]}');\ndefine('DB_SERVER_USERNAME', 'root');\ndefine('DB_SERVER_PASSWORD', '');\n");
        chown($folder, 'www-data');
        $scene->options = ['--shop', $folder, '--clock', $scene->amazon->address('clock')];
        $account = Scene::ACCOUNTS['de'];
        $add = $scene->must(['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', $account['seller'],
            '--client-id', $account['client_id'], '--marketplaces', Scene::DE], self::credentials());
        self::assertStringContainsString("the key file is root's, the shop's files are www-data's", $add->err);
        $scene->options = ['--shop', $folder, '--clock', $scene->amazon->address('clock')];
        chmod(dirname($scene->directory), 0711);
        chmod($scene->directory, 0711);
        $doctor = \StatusSync\Tests\Scene\Process::call(array_merge(['setpriv', '--reuid', 'www-data', '--clear-groups'],
            $scene->command(['doctor', '--offline'])), $scene->environment());
        self::assertFails('key file', 'its folder is closed to user www-data; call as root', $doctor);
    }

    /** The web server's user, whose home is not his and lies where web servers hand out files. */
    public function testAKeyFileThatCannotBeMadeOrLiesBelowAWebRootFails(): void
    {
        if (posix_geteuid() !== 0) {
            self::markTestSkipped('needs root');
        }
        $scene = $this->bare();
        chmod(dirname($scene->directory), 0711);
        chmod($scene->directory, 0777);
        chmod("{$scene->directory}/shop.sqlite", 0666);
        $as = static function (array $words) use ($scene): \StatusSync\Tests\Scene\Answer {
            return \StatusSync\Tests\Scene\Process::call(array_merge(['setpriv', '--reuid', 'www-data', '--clear-groups'],
                $scene->command($words)), $scene->environment());
        };
        mkdir("{$scene->directory}/home", 0755);
        $scene->env['STATUSSYNC_KEY_FILE'] = "{$scene->directory}/home/.statussync/statussync.key";
        self::assertFails('key file', "www-data cannot make its folder {$scene->directory}/home/.statussync; as root: install -d -o www-data", $as(['doctor']));
        $account = Scene::ACCOUNTS['de'];
        $add = ['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', $account['seller'], '--client-id', $account['client_id'],
            '--marketplaces', Scene::DE];
        $answer = $as($add);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('as root: install -d -o www-data -m 700', $answer->err);
        self::assertSame([], $scene->shop->sql("SELECT name FROM sqlite_master WHERE name LIKE 'statussync%'"), 'no table was made for it');
        mkdir("{$scene->directory}/htdocs", 0777);
        chmod("{$scene->directory}/htdocs", 0777);
        $scene->env['STATUSSYNC_KEY_FILE'] = "{$scene->directory}/htdocs/statussync.key";
        self::assertFails('key file', "lies below {$scene->directory}/htdocs, a web server may hand it out; choose another place", $as(['doctor']));
        $answer = $as($add);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertStringContainsString('note: key file', $answer->err);
        self::assertFails('key file', 'a web server may hand it out; move it to another place', $as(['doctor', '--offline']));
    }

    public function testADatabaseBehindAClosedFolderIsNotSaidToBeMissing(): void
    {
        $scene = $this->bare();
        chmod($scene->directory, 0700);
        chmod(dirname($scene->directory), 0711);
        $status = \StatusSync\Tests\Scene\Process::call(array_merge(['setpriv', '--reuid', 'www-data', '--clear-groups'],
            $scene->command(['status'])), $scene->environment());
        self::assertSame(2, $status->code, (string) $status);
        self::assertStringContainsString("its folder {$scene->directory} is closed to this user", $status->err);
        self::assertStringNotContainsString('no such file', $status->err);
    }

    /** One number that Amazon does not know says nothing of the seller as long as Amazon knows another one. */
    public function testOneMistypedNumberIsNoOtherSeller(): void
    {
        $scene = $this->scene();
        $known = $scene->sell();
        $scene->run();
        $scene->sell(['amazon' => null]);
        $scene->settle(1);
        $doctor = $scene->must(['doctor'])->out;
        self::assertStringContainsString('order ' . $scene->amazonNumber($known) . ' of the shop is in this seller account', $doctor);
        self::assertStringContainsString(' 1 order of the last three days can be read', $doctor);
        $alone = $this->scene();
        $alone->sell(['amazon' => null]);
        $alone->settle(1);
        self::assertFails('account de: seller', 'either the number is mistyped (check the order), or the refresh token', $alone->cli(['doctor']));
    }

    public function testWhatStoppedAnAccountIsNotSaidTwice(): void
    {
        $scene = $this->scene();
        chmod(self::key($scene), 0644);
        $scene->advance(7300);
        $scene->cli(['run']);
        foreach ([$scene->cli(['doctor']), $scene->cli(['status'])] as $answer) {
            self::assertStringContainsString('the secrets of the account cannot be read', $answer->out, (string) $answer);
            self::assertStringNotContainsString('secrets the secrets', $answer->out);
        }
    }

    public function testALinkByHandEndsTheNoteThatNothingIsLinked(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['link' => false]);
        $scene->shop->sql('DROP TABLE magnalister_orders');
        self::assertStringContainsString('nothing says which Amazon order a shop order is', $scene->must(['doctor'])->out);
        $scene->must(['link', (string) $order, $scene->amazonNumber($order), '--account', 'de']);
        self::assertStringContainsString('links: Amazon numbers come from links by hand', $scene->must(['doctor'])->out);
    }

    // ---- copies and moves

    public function testACopyWithItsOwnDatabaseIsLeftAloneAndSwitchedOff(): void
    {
        $scene = $this->scene();
        $live = $scene->dsn;
        $scene->dsn = self::copyOf($scene);
        $offline = $scene->cli(['doctor', '--offline']);
        self::assertFails('account de: place', 'which is right for a copy (test shop, backup): enter no credentials here', $offline);
        self::assertStringNotContainsString('have cron call', $offline->out, 'nothing else is asked of a copy');
        $scene->env = ['STATUSSYNC_KEY_FILE' => "{$scene->directory}/none/statussync.key"];
        $answer = $scene->cli(['doctor']);
        self::assertStringNotContainsString('credentials again', $answer->out, 'not even where the key file is not there');
        $test = $scene->cli(['account', 'test', 'de']);
        self::assertSame(1, $test->code);
        self::assertStringContainsString('which is right for a copy', $test->out);
        $set = $scene->cli(['account', 'set', 'de'], self::credentials());
        self::assertSame(2, $set->code, 'credentials do not get into a copy');
        self::assertFileDoesNotExist("{$scene->directory}/none/statussync.key");

        $scene->must(['account', 'set', 'de', 'on=0']);
        self::assertSame(0, $scene->cli(['doctor'])->code);
        self::assertSame(0, $scene->cli(['run'])->code);
        $order = $scene->sell();
        $scene->ship($order);
        $scene->settle(2);
        self::assertSame([], $scene->effects());

        $scene->env = [];
        $scene->dsn = $live;
        self::assertGreen($scene);
    }

    public function testAMovedShopGoesOnAfterTheCommandsThatAreShown(): void
    {
        $scene = $this->bare();
        $scene->env = ['HOME' => "{$scene->directory}/home", 'STATUSSYNC_KEY_FILE' => ''];
        mkdir("{$scene->directory}/home", 0700);
        $scene->setUp()->activate();
        $scene->dsn = self::copyOf($scene);
        self::assertFails('account de: place', 'Only if the shop itself was moved here and the old place runs no more: "account move de"', $scene->cli(['doctor']));
        $moved = $scene->must(['account', 'move', 'de']);
        self::assertStringContainsString('If the place before still runs, both send: stop its cron job', $moved->out);
        $this->execute($moved, '/mkdir -p [^;]+/');
        self::assertGreen($scene);
        self::assertSame([], array_diff(scandir("{$scene->directory}/keys"), ['.', '..']), 'no key file of the scene was used');
    }

    /** Two folders with one database: what is done in the copy would be done to the live shop. */
    public function testAFolderThatSharesTheLiveDatabaseIsToldToChangeNothing(): void
    {
        $scene = $this->bare(['database' => 'mariadb']);
        $folders = [];
        foreach (['live', 'copy'] as $name) {
            $folders[$name] = "{$scene->directory}/$name";
            mkdir("{$folders[$name]}/includes", 0755, true);
            mkdir("{$folders[$name]}/inc");
            touch("{$folders[$name]}/inc/auto_include.inc.php"); // a mark of a modified shop
            preg_match('/unix_socket=([^;]+);dbname=(\w+)/', $scene->dsn, $m);
            file_put_contents("{$folders[$name]}/includes/configure.php", "<?php\ndefine('HTTP_SERVER', 'https://shop.example.org');\n"
                . "define('DB_SERVER', 'localhost:{$m[1]}');\ndefine('DB_DATABASE', '{$m[2]}');\n"
                . "define('DB_SERVER_USERNAME', 'root');\ndefine('DB_SERVER_PASSWORD', '');\n");
        }
        $clock = $scene->amazon->address('clock');
        $scene->options = ['--shop', $folders['live'], '--clock', $clock];
        $scene->open();
        $scene->options = ['--shop', $folders['copy'], '--clock', $clock];
        $answer = $scene->cli(['doctor']);
        self::assertFails('account de: place', 'Both folders use the same database: if this is a copy, give it a database of its own and change nothing here', $answer);
        self::assertStringNotContainsString('on=0', $answer->out);
        self::assertSame(2, $scene->cli(['account', 'set', 'de'], self::credentials())->code);
        $scene->ship($scene->sell());
        $before = count($scene->effects());
        $scene->advance(7300)->run();
        self::assertCount($before, $scene->effects(), 'the copy in another folder sends nothing');
        $scene->options = ['--shop', $folders['live'], '--clock', $clock];
        $doctor = $scene->must(['doctor']);
        self::assertStringContainsString('a run with this database from another address or folder was refused', $doctor->out);
        $scene->run();
        self::assertStringNotContainsString('refused', $scene->must(['doctor'])->out);
    }

    // ---- the database's rights

    public function testEachMissingRightIsNamedWithTheGrantThatGivesIt(): void
    {
        $scene = $this->bare(['database' => 'mariadb']);
        preg_match('/dbname=(\w+)/', $scene->dsn, $m);
        $database = $m[1];
        $root = $scene->shop->pdo();
        $root->exec("CREATE USER 'worker_$database'@'localhost' IDENTIFIED BY 'pass-word-9'");
        $root->exec("GRANT USAGE ON *.* TO 'worker_$database'@'localhost'");
        // a right to one table lets the user in
        $root->exec("GRANT SELECT ON `$database`.`orders` TO 'worker_$database'@'localhost'");
        $scene->env = ['STATUSSYNC_DB_USER' => "worker_$database", 'STATUSSYNC_DB_PASSWORD' => 'pass-word-9'];

        $doctor = $scene->cli(['doctor']);
        self::assertFails('rights', "lacks SELECT on orders_status_history; as the database's administrator: GRANT", $doctor);
        self::assertFails('rights', 'lacks SELECT, INSERT, UPDATE, DELETE, CREATE on statussync_account', $doctor);
        self::assertStringNotContainsString('check the database\'s name', $doctor->out, 'the name is right');
        $add = $scene->cli(['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', 'A1B2C3D4E5F6G7', '--client-id', 'c',
            '--marketplaces', Scene::DE]);
        self::assertSame(2, $add->code);
        self::assertStringContainsString('a right is missing: "doctor" names it with its GRANT statement', $add->err);

        $given = $this->grantAll($scene, $doctor);
        self::assertNotContains('orders', $given);
        self::assertSame(0, $scene->cli(['doctor'])->code);
        $scene->open();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order, 'these rights are enough');

        foreach (['INSERT', 'UPDATE', 'DELETE', 'SELECT'] as $right) {
            $root->exec("REVOKE $right ON `$database`.`statussync_message` FROM 'worker_$database'@'localhost'");
            $doctor = $scene->cli(['doctor']);
            self::assertFails('rights', "lacks $right on statussync_message", $doctor);
            self::assertSame(1, substr_count($doctor->out, ' lacks '), (string) $doctor);
            $this->grantAll($scene, $doctor);
            self::assertGreen($scene);
        }
    }

    public function testTheRightsInTheInstallationPageAreEnoughForEverything(): void
    {
        $scene = $this->bare(['database' => 'mariadb']);
        preg_match('/dbname=(\w+)/', $scene->dsn, $m);
        $page = (string) file_get_contents(__DIR__ . '/../../docs/install.md');
        self::assertSame(1, preg_match('/^```sql\n(.*?)^```/ms', $page, $block));
        $names = ['`shop`' => "`$m[1]`", "'statussync'@" => "'page_$m[1]'@"];
        foreach (array_filter(explode("\n", strtr($block[1], $names))) as $statement) {
            $scene->shop->pdo()->exec($statement);
        }
        $scene->env = ['STATUSSYNC_DB_USER' => "page_$m[1]", 'STATUSSYNC_DB_PASSWORD' => 'a long password'];
        $scene->open();
        $doctor = $scene->must(['doctor']);
        self::assertStringContainsString("ok    rights: to read the shop's tables, and to use ours", $doctor->out);
        self::assertStringNotContainsString('GRANT', $doctor->out);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $cancelled = $scene->sell();
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertTold(['cancel'], $scene, $cancelled);
        $scene->shop->pdo()->exec("REVOKE CREATE ON `$m[1]`.`statussync_message` FROM 'page_$m[1]'@'localhost'");
        self::assertGreen($scene);
    }

    /** Runs the GRANT statements of an answer as the administrator. @return list<string> tables */
    private function grantAll(Scene $scene, Answer $answer): array
    {
        $optional = ['orders_total', 'orders_tracking', 'carriers', 'magnalister_orders', 'magnalister_config'];
        preg_match_all('/GRANT [^;]+;/', $answer->out, $m);
        $tables = [];
        foreach ($m[0] as $statement) {
            $words = strpos($statement, '`.TABLE') === false ? [$statement]
                : array_map(static function (string $table) use ($statement): string {
                    return str_replace('TABLE', "`$table`", $statement);
                }, $optional);
            foreach ($words as $sql) {
                $scene->shop->pdo()->exec($sql);
                $tables[] = preg_match('/\.`(\w+)`/', $sql, $t) === 1 ? $t[1] : '';
            }
        }
        self::assertNotSame([], $tables, (string) $answer);
        // what was refused for the shop's own tables hides the note about the others
        if (strpos($answer->out, 'TABLE') === false && strpos($answer->out, 'on orders') !== false) {
            $next = $scene->cli(['doctor']);
            return strpos($next->out, 'GRANT') === false ? $tables : array_merge($tables, $this->grantAll($scene, $next));
        }
        return $tables;
    }

    // ---- credentials that are none

    /** @return array<string, array{string, string}> */
    public static function mistakes(): array
    {
        $token = 'Atzr|IwEBIAbcdefghijklmnopqrstuvwxyz';
        $secret = 'amzn1.oa2-cs.v1.0123456789abcdef0123456789abcdef';
        return [
            'too short' => ["abc\n$token\n", 'the client secret is too short (3 signs), it was not copied whole; a client secret begins'
                . ' with "amzn1.oa2-cs.v1."'],
            'in the wrong order' => ["$token\n$secret\n", 'what was given as client secret is a refresh token (the client secret'
                . ' comes first)'],
            'the client id' => ["amzn1.application-oa2-client.abcdef\n$token\n", 'what was given as client secret is the client id'],
            'an access token' => ["$secret\nAtza|IwEBIAbcdefghijkl\n", 'an access token, which ends after an hour; a refresh token'
                . ' begins with "Atzr|"'],
            'with a blank' => ["amzn1.oa2-cs.v1.0123 4567\n$token\n", 'has blanks or signs that no such secret has; copy it again'],
        ];
    }

    /** @dataProvider mistakes */
    #[DataProvider('mistakes')]
    public function testWhatIsNoCredentialIsRefusedWithWhatOneLooksLike(string $input, string $text): void
    {
        $scene = $this->bare();
        $account = Scene::ACCOUNTS['de'];
        $answer = $scene->cli(['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', $account['seller'],
            '--client-id', $account['client_id'], '--marketplaces', Scene::DE], $input);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString($text, $answer->err);
        self::assertStringNotContainsString('0123456789abcdef', $answer->err);
        self::assertStringNotContainsString('IwEBIA', $answer->err);
    }

    /** @return array<string, array{list<string>}> */
    public static function arguments(): array
    {
        return ['a setting' => [['account', 'set', 'de', 'client_secret=amzn1.oa2-cs.v1.0123456789abcdef']],
            'an option' => [['account', 'set', 'de', '--refresh-token', 'Atzr|IwEBIAbcdef']],
            'an option of add' => [['account', 'add', 'de', '--client-secret=amzn1.oa2-cs.v1.0123456789abcdef']],
            'bare' => [['account', 'set', 'de', 'amzn1.oa2-cs.v1.0123456789abcdef']]];
    }

    /**
     * @dataProvider arguments
     * @param list<string> $words
     */
    #[DataProvider('arguments')]
    public function testASecretAmongTheArgumentsIsRefusedAndTheRightWayIsSaid(array $words): void
    {
        $answer = $this->scene()->cli($words);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('is a secret and must not be an argument', $answer->err);
        self::assertStringContainsString('by standard input (two lines: client secret, refresh token) or by STATUSSYNC_CLIENT_SECRET'
            . ' and STATUSSYNC_REFRESH_TOKEN', $answer->err);
        self::assertStringNotContainsString('0123456789abcdef', $answer->err);
    }

    // ---- helpers

    private function enterBoth(Scene $scene): void
    {
        $set = $scene->cli(['account', 'set', 'de'], self::credentials());
        self::assertSame(0, $set->code, (string) $set);
        self::assertGreen($scene);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** Does what doctor shows as a command. */
    private function execute(Answer $answer, string $command): void
    {
        self::assertSame(1, preg_match($command, $answer->out, $m), "no command is shown; $answer");
        exec($m[0] . ' 2>&1', $lines, $code);
        self::assertSame(0, $code, $m[0] . "\n" . implode("\n", $lines));
    }

    private static function copyOf(Scene $scene): string
    {
        copy("{$scene->directory}/shop.sqlite", "{$scene->directory}/copy.sqlite");
        return "sqlite:{$scene->directory}/copy.sqlite";
    }

    private static function key(Scene $scene): string
    {
        return "{$scene->directory}/keys/statussync.key";
    }

    private static function credentials(): string
    {
        return Scene::ACCOUNTS['de']['client_secret'] . "\n" . Scene::ACCOUNTS['de']['refresh_token'] . "\n";
    }

    private static function assertGreen(Scene $scene): void
    {
        $answer = $scene->cli(['doctor']);
        self::assertSame(0, $answer->code, (string) $answer);
    }

    private static function assertFails(string $name, string $text, Answer $answer): void
    {
        self::assertSame(1, $answer->code, (string) $answer);
        $lines = preg_grep('/^FAIL  ' . preg_quote($name, '/') . ': /', explode("\n", $answer->out));
        self::assertStringContainsString($text, implode("\n", $lines ?: []), (string) $answer);
    }
}
