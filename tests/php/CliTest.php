<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Shop\ConfigureFile;
use StatusSync\Php\Shop\Detector;

/** bin/statussync as it is called: exit codes, one line a cause, one document, no secrets anywhere. */
final class CliTest extends TestCase
{
    private const SECRETS = ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.topsecret1',
        'STATUSSYNC_REFRESH_TOKEN' => 'Atzr|topsecret2'];

    /** @var string */
    private $folder;

    /** @var string */
    private $file;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/ss-cli-' . bin2hex(random_bytes(6));
        mkdir($this->folder, 0700);
        $this->file = $this->folder . '/shop.sqlite';
        $pdo = new \PDO('sqlite:' . $this->file);
        $tables = ['orders (orders_id INTEGER PRIMARY KEY, orders_status INT, date_purchased TEXT, payment_class TEXT,'
            . ' shipping_class TEXT)', 'orders_status (orders_status_id INT, language_id INT, orders_status_name TEXT)',
            'orders_status_history (orders_status_history_id INTEGER PRIMARY KEY, orders_id INT, orders_status_id INT,'
            . ' date_added TEXT)', 'orders_total (orders_id INT, value REAL)', 'carriers (carrier_id INT, carrier_name TEXT)',
            'orders_tracking (tracking_id INTEGER PRIMARY KEY, orders_id INT, carrier_id INT, parcel_id TEXT, date_added TEXT)',
            'magnalister_config (mpID INT, mkey TEXT, value TEXT)'];
        foreach ($tables as $table) {
            $pdo->exec("CREATE TABLE $table");
        }
        $pdo->exec("INSERT INTO orders_status VALUES (1, 2, 'Offen'), (3, 2, 'Versendet')");
        $pdo->exec("INSERT INTO orders VALUES (1042, 3, '2025-11-10 12:00:00', 'amazon', 'dhl_dhl')");
    }

    protected function tearDown(): void
    {
        foreach (array_merge(glob($this->folder . '/*/*') ?: [], glob($this->folder . '/*') ?: []) as $path) {
            is_dir($path) ? @rmdir($path) : unlink($path);
        }
        @rmdir($this->folder);
    }

    /**
     * @param list<string> $args
     * @param array<string, string> $env
     * @return array{0: int, 1: string, 2: string} exit code, output, errors
     */
    private function cli(array $args, string $input = '', array $env = [], bool $shop = true): array
    {
        $php = [PHP_BINARY];
        $module = getenv('STATUSSYNC_TEST_MODULE');
        if ($module !== false && $module !== '') {
            array_push($php, '-d', "extension=$module");
        }
        $place = $shop ? ['--dsn', 'sqlite:' . $this->file] : [];
        $env += ['STATUSSYNC_KEY_FILE' => $this->folder . '/keys/statussync.key', 'PATH' => (string) getenv('PATH')];
        $process = proc_open(
            array_merge($php, [__DIR__ . '/../../php_src/Cli/main.php'], $place, $args),
            [['pipe', 'r'], ['pipe', 'w'], ['file', $this->folder . '/stderr', 'w']],
            $pipes,
            null,
            $env
        );
        fwrite($pipes[0], $input);
        fclose($pipes[0]);
        $out = (string) stream_get_contents($pipes[1]);
        $code = proc_close($process);
        return [$code, $out, (string) file_get_contents($this->folder . '/stderr')];
    }

    private function add(): void
    {
        [$code, $out, $err] = $this->cli(['account', 'add', 'de', '--name', 'Haupt', '--region', 'eu', '--seller', 'A1B2C3',
            '--client-id', 'amzn1.x', '--marketplaces', 'A1PA6795UKMFR9'], '', self::SECRETS);
        self::assertSame(0, $code, $err);
        self::assertStringNotContainsString('topsecret', $out . $err);
    }

    /** @return array<string, array{0: list<string>, 1: string}> */
    public static function wrong(): array
    {
        return [
            'no command' => [[], 'which command'], 'unknown command' => [['fly'], 'fly'],
            'unknown option' => [['status', '--fast'], '--fast'], 'global option without value' => [['--clock'], '--clock'],
            'two shops' => [['--shop', '/tmp', 'status'], 'one of them'], 'order missing' => [['order'], 'usage'],
            'unknown order' => [['order', '7'], '7'], 'retry nothing' => [['retry'], 'usage'],
            'retry two ways' => [['retry', '--all', '5'], 'usage'], 'feed without type' => [['feed'], '--type'],
            'wait' => [['run', '--wait', 'long'], ''], 'account without word' => [['account'], 'usage'],
            'link' => [['link', '1042', '123'], '303-1234567-1234567'], 'no such shop order' => [['link', '9', '303-1234567-1234567'], '9'],
            'activate without from' => [['activate', 'de'], '--from'],
            'secret as argument' => [['account', 'set', 'de', 'client_secret=x'], 'must not be an argument'],
            'clock elsewhere' => [['--clock', '1764000000', 'status'], 'on this machine'],
            'role' => [['role', '1042', 'boss'], 'main, split'], 'flag of nobody' => [['replace-theirs', '7'], '7'],
            'link of no account' => [['link', '1042', '303-1234567-1234567', '--account', 'x'], 'account x'],
            'language' => [['order', '1042', '--lang', 'fr'], 'de, en'], 'notify nobody' => [['notify', 'test'], 'account add'],
            'bundle without a place' => [['support-bundle', '/nonexistent/x.json'], 'directory'],
            'settings' => [['settings', 'show'], 'usage'], 'settings of nobody' => [['settings', 'export', '--account', 'x'], 'x'],
        ];
    }

    /**
     * @dataProvider wrong
     * @param list<string> $args
     */
    #[DataProvider('wrong')]
    public function testWrongUseIsOneLineAndExit2(array $args, string $part): void
    {
        [$code, $out, $err] = $this->cli($args);
        self::assertSame(2, $code, $err);
        self::assertSame('', $out);
        self::assertSame(1, substr_count($err, "\n"), $err);
        self::assertStringStartsWith('statussync: ', $err);
        self::assertStringContainsString($part, $err);
    }

    public function testDsnMustNotCarryCredentials(): void
    {
        foreach (['mysql:host=h;dbname=d;password=geheim', 'mysql:user=u;host=h;dbname=d', 'pgsql:host=h'] as $dsn) {
            [$code, $out, $err] = $this->cli(['--dsn', $dsn, 'status'], '', [], false);
            self::assertSame([2, ''], [$code, $out]);
            self::assertStringNotContainsString('geheim', $err);
        }
        self::assertSame(2, $this->cli(['status'], '', [], false)[0]);
    }

    public function testConfigFileMustBePrivate(): void
    {
        $config = $this->folder . '/config.ini';
        file_put_contents($config, "STATUSSYNC_DB_USER = shop\n");
        chmod($config, 0644);
        self::assertStringContainsString('chmod 600', $this->cli(['--config', $config, 'status'])[2]);
        chmod($config, 0600);
        self::assertSame(0, $this->cli(['--config', $config, 'status'])[0]);
        file_put_contents($config, "STATUSSYNC_API_URL = http://127.0.0.1\n");
        self::assertStringContainsString('unknown name', $this->cli(['--config', $config, 'status'])[2]);
    }

    public function testALineOfTheConfigFileThatIsNoneIsRefused(): void
    {
        $config = $this->folder . '/config.ini';
        foreach (["STATUSSYNC_DB_USER = shop\nbad line\n" => 2, "bad line\n" => 1, "\n; a comment\n\n=x\n" => 4] as $text => $line) {
            file_put_contents($config, $text);
            chmod($config, 0600);
            [$code, , $err] = $this->cli(['--config', $config, 'status']);
            self::assertSame(2, $code, $text);
            self::assertStringContainsString("line $line is no NAME=value", $err);
        }
        file_put_contents($config, "; a comment\n\nSTATUSSYNC_ZONE=Europe/Berlin\n");
        self::assertSame(0, $this->cli(['--config', $config, 'status'])[0]);
    }

    public function testACommandThatIsNoneIsToldWhichWasMeant(): void
    {
        foreach (['rum' => '(run?)', 'staus' => '(status', 'acti' => '(activate?)', 'cancel' => '(cancel-r', 'lsit' => '(list'] as $word => $said) {
            self::assertStringContainsString("$word: no such command $said", $this->cli([$word])[2]);
        }
        self::assertStringContainsString('frobnicate: no such command; see', $this->cli(['frobnicate'])[2]);
    }

    public function testAnIdThatHasNotAmazonsFormIsTakenWithANote(): void
    {
        $add = ['account', 'add', 'x', '--name', 'N', '--region', 'eu', '--marketplaces', 'A1PA6795UKMFR9'];
        [$code, , $err] = $this->cli(array_merge($add, ['--seller', 'foo', '--client-id', 'amzn1.sp.solution.1']), '', self::SECRETS);
        self::assertSame(0, $code);
        self::assertStringContainsString('note: account x: seller "foo" does not look like', $err);
        self::assertStringContainsString('note: account x: client id "amzn1.sp.solution.1" does not look like', $err);
        $good = ['seller=A2ZPJ4TLUOSWY8', 'client_id=amzn1.application-oa2-client.0123456789abcdef'];
        self::assertSame([0, "account x: set\n", ''], $this->cli(array_merge(['account', 'set', 'x'], $good)));
        self::assertStringContainsString('note: account x: seller', $this->cli(['account', 'set', 'x', 'seller=a2zpj4'])[2]);
        [$code, , $err] = $this->cli(['account', 'set', 'x', 'marketplaces=DE']);
        self::assertSame(2, $code);
        self::assertStringContainsString('A1PA6795UKMFR9 for Germany (docs/amazon-access.md lists them)', $err);
    }

    public function testWithoutTheDatabaseTheKeyFileIsNotCalledGood(): void
    {
        $this->add();
        [$code, $out] = $this->cli(['--dsn', 'mysql:host=127.0.0.1;port=1;dbname=x', 'doctor', '--offline'], '', [], false);
        self::assertSame(1, $code);
        self::assertMatchesRegularExpression('/^note +key file: .* cannot be told without the database$/m', $out);
        self::assertMatchesRegularExpression('/^ok +key file: /m', $this->cli(['doctor', '--offline'])[1]);
    }

    public function testSecretsAreNowhereInPlain(): void
    {
        $this->add();
        $dump = (string) file_get_contents($this->file);
        foreach ([$this->cli(['account', 'list', '--json']), $this->cli(['status', '--json']), $this->cli(['doctor', '--offline'])] as $shown) {
            $dump .= $shown[1] . $shown[2];
        }
        foreach (['topsecret1', 'topsecret2', base64_encode('Atzr|topsecret2'), bin2hex('topsecret')] as $secret) {
            self::assertStringNotContainsString($secret, $dump);
        }
        self::assertSame(0600, fileperms($this->folder . '/keys/statussync.key') & 0777);
        [$code, , $err] = $this->cli(['account', 'add', 'de', '--name', 'x', '--region', 'eu', '--seller', 'A', '--client-id', 'c',
            '--marketplaces', 'A1PA6795UKMFR9'], '', self::SECRETS);
        self::assertSame(2, $code);
        self::assertStringContainsString('exists already', $err);
        self::assertSame(0, $this->cli(['account', 'set', 'de', 'name=Neu', 'on=0'])[0]);
        self::assertSame('Neu', json_decode($this->cli(['account', 'list', '--json'])[1], true)['accounts'][0]['name']);
    }

    public function testSettingsAreCheckedWholeBeforeTheyAreWritten(): void
    {
        $this->add();
        [$code, , $err] = $this->cli(['settings', 'import'], '{"ship":[{"status":0}],"bogus":1}');
        self::assertSame(2, $code);
        self::assertSame(2, substr_count($err, "\n"), 'one line a cause');
        foreach (['', '{', '[]', "[\n]", '[]x', '"text"', str_repeat('[', 60) . str_repeat(']', 60)] as $bad) {
            [$code, $out, $err] = $this->cli(['settings', 'import'], $bad);
            self::assertSame([2, ''], [$code, $out]);
            self::assertSame(1, substr_count($err, "\n"));
        }
        [$code, , $err] = $this->cli(['settings', 'import'], '{"open":[' . str_repeat(' ', 1048576) . ']}');
        self::assertSame(2, $code);
        self::assertStringContainsString('larger than 1 MB', $err);
        self::assertSame(0, $this->cli(['settings', 'import', '--account', 'de'], '{"ship":[{"status":3}],"open":[1]}')[0]);
        $export = $this->cli(['settings', 'export', '--account', 'de'])[1];
        self::assertSame(['3' => 'Versendet', '1' => 'Offen'], json_decode($export, true)['status_names']);
        self::assertStringContainsString('"map": {}', $export);
        self::assertSame(0, $this->cli(['settings', 'import'], $export)[0]);
    }

    public function testActivateLinkAndStatus(): void
    {
        $this->add();
        self::assertStringContainsString('"activate" binds it', $this->cli(['account', 'move', 'de'])[1]);
        self::assertSame(0, $this->cli(['activate', 'de', '--from', '1042', '--no-pilot'])[0]);
        $status = json_decode($this->cli(['status', '--json'])[1], true)['accounts'][0];
        self::assertSame(['preview', 1762772400], [$status['mode'], $status['start_at']]);
        self::assertSame(0, $this->cli(['activate', 'de', '--from', '2025-11-08'])[0]);
        $status = json_decode($this->cli(['status', '--json'])[1], true)['accounts'][0];
        self::assertSame(1762556400, $status['start_at'], 'midnight in the shop\'s zone');
        self::assertSame(0, $this->cli(['link', '1042', '303-1234567-1234567'])[0]);
        [$code, , $err] = $this->cli(['release', 'de']);
        self::assertSame(2, $code);
        self::assertStringContainsString('no status of the shop means "shipped"', $err);
        self::assertStringContainsString('there is nothing to move, it is bound to this place', $this->cli(['account', 'move', 'de'])[1]);
        self::assertSame('{"orders":[]}' . "\n", $this->cli(['list', '--json'])[1]);
    }

    public function testAMistypedPathMakesNoDatabase(): void
    {
        $wrong = $this->folder . '/shoq.sqlite';
        foreach ([['status'], ['list'], ['account', 'list'], ['preview']] as $words) {
            [$code, $out, $err] = $this->cli(array_merge(['--dsn', "sqlite:$wrong"], $words), '', [], false);
            self::assertSame([2, ''], [$code, $out]);
            self::assertStringContainsString("$wrong: there is no such file; check the path", $err);
        }
        self::assertFileDoesNotExist($wrong);
    }

    /** The README's first command. */
    public function testDoctorOfAFreshSetUpPasses(): void
    {
        if (!extension_loaded('statussync')) {
            self::markTestSkipped('needs the extension');
        }
        [$code, $out, $err] = $this->cli(['doctor']);
        self::assertSame(0, $code, $out . $err);
        self::assertMatchesRegularExpression('/^note +key file: .* is not there yet; "account add" makes it$/m', $out);
        self::assertFileDoesNotExist($this->folder . '/keys/statussync.key');
        $this->add();
        self::assertSame(0, $this->cli(['doctor', '--offline'])[0]);
        unlink($this->folder . '/keys/statussync.key');
        [$code, $out] = $this->cli(['doctor', '--offline']);
        self::assertSame(1, $code, 'now something is sealed for it');
        self::assertMatchesRegularExpression('/^FAIL +key file: .* is missing/m', $out);
    }

    public function testTheAgeOfASecretIsCountedFromTheDayItWasMade(): void
    {
        $this->add();
        $day = static function (int $days): string {
            return gmdate('Y-m-d', time() - $days * 86400);
        };
        $credentials = function (): array {
            return json_decode($this->cli(['status', '--json'])[1], true)['accounts'][0]['credentials'];
        };
        self::assertSame(['untested'], array_column($credentials()['findings'], 'code'));
        self::assertSame([180, 365, 'stored'], [$credentials()['days_left'], $credentials()['authorisation_days_left'],
            $credentials()['counted_from']]);
        foreach (['secret_made=gestern', 'secret_made=2025-02-30', 'secret_made=' . $day(-3), 'authorised=1999-01-01'] as $bad) {
            self::assertSame(2, $this->cli(['account', 'set', 'de', $bad])[0], $bad);
        }
        self::assertSame(0, $this->cli(['account', 'set', 'de', 'secret_made=' . $day(149)])[0]);
        self::assertSame([31, 'made', ['untested']], [$credentials()['days_left'], $credentials()['counted_from'],
            array_column($credentials()['findings'], 'code')]);
        $this->cli(['account', 'set', 'de', 'secret_made=' . $day(150)]);
        self::assertSame(['untested', 'secret_expiring'], array_column($credentials()['findings'], 'code'), 'from 30 days on');
        $this->cli(['account', 'set', 'de', 'secret_made=' . $day(179)]);
        self::assertStringContainsString('läuft in 1 Tag ab:', $this->cli(['status', '--lang', 'de'])[1]);
        self::assertStringContainsString('expires in 1 day:', $this->cli(['status'])[1]);
        $this->cli(['account', 'set', 'de', 'secret_made=' . $day(152), 'authorised=' . $day(340)]);
        self::assertSame(['untested', 'secret_expiring', 'authorisation_expiring'], array_column($credentials()['findings'], 'code'));
        $out = $this->cli(['doctor', '--offline'])[1];
        self::assertMatchesRegularExpression('/^note +account de: client secret expires in 28 days: make a new one/m', $out);
        self::assertMatchesRegularExpression('/^note +account de: the app\'s authorisation ends in 25 days/m', $out);
        self::assertStringContainsString('client secret expires in 28 days', $this->cli(['status'])[1] . $out);
        $this->cli(['account', 'set', 'de', 'secret_made=' . $day(181)]);
        [$code, $out] = $this->cli(['doctor', '--offline']);
        self::assertSame(1, $code);
        self::assertMatchesRegularExpression('/^FAIL +account de: client secret has expired/m', $out);
        // another refresh token says nothing about the secret's age, another secret does
        $token = ['STATUSSYNC_REFRESH_TOKEN' => 'Atzr|another-token'];
        self::assertSame(0, $this->cli(['account', 'set', 'de', '--untested'], '', $token)[0]);
        self::assertSame([-1, 'made', 365], [$credentials()['days_left'], $credentials()['counted_from'],
            $credentials()['authorisation_days_left']]);
        $secret = ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.another'];
        self::assertSame(0, $this->cli(['account', 'set', 'de', 'secret_made=' . $day(2), '--untested'], '', $secret)[0]);
        self::assertSame([178, 'made'], [$credentials()['days_left'], $credentials()['counted_from']]);
    }

    public function testDoctorNamesWhatIsWrong(): void
    {
        $this->add();
        chmod($this->folder . '/keys/statussync.key', 0644);
        (new \PDO('sqlite:' . $this->file))->exec("INSERT INTO magnalister_config VALUES (7, 'amazon.orderstatus.sync', 'auto')");
        [$code, $out] = $this->cli(['doctor', '--json', '--offline']);
        self::assertSame(1, $code);
        $document = json_decode($out, true);
        self::assertFalse($document['ok']);
        $fails = [];
        foreach ($document['checks'] as $check) {
            if ($check['level'] === 'fail') {
                $fails[] = $check['name'];
            }
        }
        self::assertContains('key file', $fails);
        self::assertContains('magnalister', $fails);
        [$code, $out] = $this->cli(['--dsn', 'mysql:host=127.0.0.1;port=1;dbname=x', 'doctor', '--offline'], '', [], false);
        self::assertSame(1, $code);
        self::assertStringContainsString('not reachable', $out);
    }

    public function testDocumentLayerRefusesBadInput(): void
    {
        if (!extension_loaded('statussync')) {
            self::markTestSkipped('needs the extension');
        }
        $message = '{"id":"1","order":"303-1234567-1234567","shipped_at":1764000000,"carrier":"DHL","method":"Standard",'
            . '"tracking":"00340434","items":null';
        $bad = ['{', '{"merchant":"A1","messages":[]}', '{"merchant":"A1","messages":[' . $message . ',"bogus":1}]}',
            '{"merchant":"A1","extra":1,"messages":[' . $message . '}]}', '{"merchant":"A1","messages":{"a":' . $message . '}}}',
            str_repeat('{"merchant":', 200) . '1' . str_repeat('}', 200)];
        foreach ($bad as $input) {
            [$code, $out, $err] = $this->cli(['feed', '--type', 'ship'], $input, [], false);
            self::assertSame([2, ''], [$code, $out], $input . $err);
            self::assertSame(1, substr_count($err, "\n"), $err);
        }
        [$code, $out] = $this->cli(['feed', '--type', 'ship'], '{"merchant":"A1","messages":[' . $message . '}]}', [], false);
        self::assertSame(0, $code);
        self::assertStringStartsWith('<?xml', $out);
        [$code, $out] = $this->cli(['report'], '<nonsense', [], false);
        self::assertSame([2, ''], [$code, $out]);
    }

    public function testPreviewLeavesTheDatabaseAsItWas(): void
    {
        if (!extension_loaded('statussync')) {
            self::markTestSkipped('needs the extension');
        }
        $this->add();
        $this->cli(['link', '1042', '303-1234567-1234567']);
        $this->cli(['settings', 'import'], '{"ship":[{"status":3}]}');
        $before = [md5_file($this->file), scandir($this->folder)];
        [$code, $out, $err] = $this->cli(['preview', '--json']);
        self::assertSame(0, $code, $err);
        self::assertIsArray(json_decode($out, true)['orders']);
        self::assertSame($before, [md5_file($this->file), scandir($this->folder)]);
    }

    public function testRunRefusesWhileMagnaliterTransmits(): void
    {
        if (!extension_loaded('statussync')) {
            self::markTestSkipped('needs the extension');
        }
        $this->add();
        (new \PDO('sqlite:' . $this->file))->exec("INSERT INTO magnalister_config VALUES (7, 'amazon.orderstatus.sync', 'auto')");
        [$code, $out, $err] = $this->cli(['run', '--json']);
        self::assertSame([2, ''], [$code, $out]);
        self::assertStringContainsString('magnalister', $err);
    }

    public function testConfigureFileIsReadWithoutRunningIt(): void
    {
        $code = '<?php /* define("DB_SERVER", "comment"); */ define(\'DB_SERVER\', \'db:3307\'); define("DB_DATABASE", "sh" . "op");'
            . ' define(\'DB_SERVER_USERNAME\', \'u\'); define(\'DB_SERVER_PASSWORD\', \'p\\\'w"\'); define(\'DIR_FS_CATALOG\', \'/x/\');'
            . ' define(\'DIR_ALL\', DIR_FS_CATALOG . \'y\'); define(\'HTTP_SERVER\', getenv("H")); exit(unlink(__FILE__));';
        $constants = ConfigureFile::parse($code);
        self::assertSame(['DB_SERVER' => 'db:3307', 'DB_DATABASE' => 'shop', 'DB_SERVER_USERNAME' => 'u',
            'DB_SERVER_PASSWORD' => 'p\'w"', 'DIR_FS_CATALOG' => '/x/', 'DIR_ALL' => '/x/y'], $constants);
        mkdir($this->folder . '/includes');
        $file = $this->folder . '/includes/configure.php';
        file_put_contents($file, $code);
        self::assertSame('db:3307', ConfigureFile::read($file)['DB_SERVER']);
        self::assertFileExists($file);
        mkdir($this->folder . '/inc');
        file_put_contents($this->folder . '/inc/xtc_db_query.inc.php', '<?php');
        $found = Detector::folder($this->folder);
        unlink($this->folder . '/inc/xtc_db_query.inc.php');
        self::assertSame([Detector::XTC3, 'mysql:host=db;port=3307;dbname=shop', 'p\'w"'], [$found['system'], $found['dsn'],
            $found['password']]);
        file_put_contents($file, "<?php define('DB_SERVER', getenv('NOBODY') ?: 'late'); foreach (['DB_DATABASE', 'DB_SERVER_USERNAME',"
            . " 'DB_SERVER_PASSWORD'] as \$n) { define(\$n, strtolower(\$n)); }");
        self::assertSame('late', ConfigureFile::read($file)['DB_SERVER']);
        unlink($file);
    }

    public function testConfigureFileIsIncludedByAPhpOfTheCommandLine(): void
    {
        $folder = $this->folder . '/programs';
        mkdir($folder);
        self::assertSame('php', ConfigureFile::interpreter('apache2handler', '', $folder));
        touch("$folder/php");
        chmod("$folder/php", 0755);
        self::assertSame("$folder/php", ConfigureFile::interpreter('fpm-fcgi', '/usr/sbin/php-fpm8.2', $folder));
        $own = "$folder/php" . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        touch($own);
        chmod($own, 0755);
        self::assertSame($own, ConfigureFile::interpreter('cgi-fcgi', '/usr/bin/php-cgi', $folder));
        self::assertSame('/opt/php', ConfigureFile::interpreter('cli', '/opt/php', $folder));
        array_map('unlink', [$own, "$folder/php"]);
        rmdir($folder);
    }

    public function testGambiosConfigureFileIsReadWithoutRunningIt(): void
    {
        $code = "<?php define('HTTP_SERVER', 'https://shop.example');\n"
            . "if (!function_exists('define_database')) { function define_database(\$host, \$user, \$pwd, \$db, \$p) {"
            . " define('DB_SERVER', \$host); define('DB_SERVER_USERNAME', \$user); define('DB_SERVER_PASSWORD', \$pwd);"
            . " define('DB_DATABASE', \$db); } }\ndefine_database('db:3307', // the server\n 'u', 'p,)\\'w', 'shop', 'false');"
            . ' exit(unlink(__FILE__));';
        self::assertSame(['HTTP_SERVER' => 'https://shop.example', 'DB_SERVER' => 'db:3307', 'DB_SERVER_USERNAME' => 'u',
            'DB_SERVER_PASSWORD' => "p,)'w", 'DB_DATABASE' => 'shop'], ConfigureFile::parse($code));
    }
}
