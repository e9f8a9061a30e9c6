<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\MariaDb;
use StatusSync\Tests\Scene\Process;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Client secret, refresh token, access tokens and the database's password are nowhere to be seen. */
final class SecretsTest extends SceneCase
{
    /** Of the database's user. */
    private const PASSWORD = "p4ssword'of<the>shop%26database";

    /** @var list<string> command lines of every process that were seen */
    private $seen = [];

    /** @return array<string, array{string}> */
    public static function databases(): array
    {
        return ['SQLite' => ['sqlite'], 'MariaDB' => ['mariadb']];
    }

    /**
     * A life with everything that makes programs talk: refusals, outages, broken answers, withdrawn rights.
     *
     * @dataProvider databases
     */
    #[DataProvider('databases')]
    public function testNoSecretIsStoredSaidOrShown(string $database): void
    {
        $scene = $this->bare(['database' => $database]);
        $logged = $database === 'mariadb' ? $this->withPassword($scene) : 0;
        $scene->open();
        $orders = [$scene->sell(), $scene->sell(['amazon' => ['refuse_codes' => [['code' => '18028', 'times' => 1]]]])];
        array_map([$scene, 'ship'], $orders);
        $disturbances = [
            [['op' => 'createFeed', 'call' => 'every', 'what' => 'drop_after']],
            [['op' => 'token', 'call' => 'every', 'what' => 'garbage']],
            [['op' => '*', 'call' => 'every', 'what' => 'refuse', 'status' => 403, 'code' => 'Unauthorized']],
            [['op' => '*', 'call' => 'every', 'what' => 'html']],
            [['op' => 'storagePut', 'call' => 'every', 'what' => 'truncate']],
            [['op' => 'storageGet', 'call' => 'every', 'what' => 'redirect', 'location' => 'http://127.0.0.1:9/']],
        ];
        foreach ($disturbances as $rules) {
            $scene->faults(...$rules);
            $this->sampledRun($scene);
        }
        $scene->faults(['op' => 'createFeedDocument', 'call' => 'every', 'what' => 'slow', 'seconds' => 1]);
        $this->sampledRun($scene);
        $seller = Scene::ACCOUNTS['de']['seller'];
        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => true]]]);
        $this->sampledRun($scene);
        $this->calls($scene, [['doctor'], ['doctor', '--json'], ['status'], ['list', '--json'], ['order', (string) $orders[1]],
            ['account', 'list', '--json'], ['account', 'test', 'de'], ['settings', 'export', '--account', 'de'], ['preview']]);
        $scene->cli(['account', 'set', 'de'], '', ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.a-new-wrong-one',
            'STATUSSYNC_REFRESH_TOKEN' => Scene::ACCOUNTS['de']['refresh_token']]);
        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => false]]]);
        $scene->faults();
        for ($i = 0; $i < 3; $i++) {
            $this->sampledRun($scene);
        }
        $this->calls($scene, [['status', '--json'], ['doctor'], ['run']], ['STATUSSYNC_DB_PASSWORD' => self::PASSWORD . 'x']);
        self::assertNotSame([], $scene->effects(), 'the life must have led somewhere');
        self::assertNotSame([], $this->seen);

        $places = ['command lines' => implode("\n", $this->seen), 'database' => self::dump($scene), 'answers' => self::said($scene)];
        if ($database === 'mariadb') {
            $places['general log'] = (string) file_get_contents(MariaDb::log(), false, null, $logged);
            self::assertStringContainsString('INSERT INTO `statussync_account`', $places['general log']);
            self::assertStringContainsString('user or password refused', $places['answers']);
        }
        foreach (
            new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(
                $scene->directory,
                \FilesystemIterator::SKIP_DOTS
            )) as $file
        ) {
            $places["file $file"] = (string) file_get_contents((string) $file);
        }
        foreach ($places as $place => $text) {
            foreach (self::secrets() as $what => $secret) {
                self::assertStringNotContainsString($secret, $text, "$what is to be seen in: $place");
            }
            self::assertDoesNotMatchRegularExpression('/Atza\|\w/', $text, "an access token is to be seen in: $place");
        }
        // no personal data either
        self::assertStringNotContainsString('Mustermann', self::dump($scene, true) . $places['answers']);
    }

    /** The database belongs to a user with a password; of it the server is told a hash. @return int length of the log so far */
    private function withPassword(Scene $scene): int
    {
        $hash = '*' . strtoupper(sha1(sha1(self::PASSWORD, true)));
        $scene->shop->sql("CREATE OR REPLACE USER shop@localhost IDENTIFIED BY PASSWORD '$hash'");
        $scene->shop->sql('GRANT ALL ON ' . substr((string) strrchr($scene->dsn, '='), 1) . '.* TO shop@localhost');
        $scene->env = ['STATUSSYNC_DB_USER' => 'shop', 'STATUSSYNC_DB_PASSWORD' => self::PASSWORD];
        clearstatcache();
        return (int) filesize(MariaDb::log());
    }

    /**
     * @param list<list<string>> $commands
     * @param array<string, string> $env
     */
    private function calls(Scene $scene, array $commands, array $env = []): void
    {
        foreach ($commands as $words) {
            $scene->cli($words, '', $env);
        }
    }

    /** What a script prints that shows everything there is: dumps, exceptions, their traces with arguments. */
    private const PRELUDE = <<<'PHP'
        ini_set('zend.exception_ignore_args', '0');
        ini_set('zend.exception_string_param_max_len', '200');
        function facts(string $token): array {
            return ['id' => 'de', 'seller' => getenv('T_SELLER'), 'region' => 'eu', 'client_id' => getenv('T_CLIENT'),
                'client_secret' => getenv('T_SECRET'), 'refresh_token' => $token];
        }
        function attempt(callable $what): void {
            try { print_r($what()); } catch (Throwable $e) {
                echo get_class($e), $e->getMessage(), $e, "\n";
                foreach ($e->getTrace() as $frame) { if (strpos($frame['class'] ?? '', 'StatusSync') === 0) { print_r($frame); } }
            }
        }
        PHP;

    public function testNoExceptionAndNoDumpShowsASecret(): void
    {
        $shown = $this->script(<<<'PHP'
            foreach ([getenv('T_TOKEN'), 'Atzr|wrong'] as $one) {
                $account = new StatusSync\Account(facts($one));
                var_dump($account); print_r($account); var_export($account); debug_zval_dump($account);
                attempt(function () use ($account) { return serialize($account); });
                attempt(function () use ($account) { return json_encode($account); });
                attempt(function () use ($account) { return print_r((array) $account, true); });
                attempt(function () use ($account) { return (string) $account; });
                $client = new StatusSync\Client($account);
                var_dump($client); print_r($client);
                attempt(function () use ($client) { return $client->token(); });
                attempt(function () use ($client) { return $client->getOrder('303-1234567-1234567'); });
                attempt(function () use ($client) { return $client->nothing(); });
            }
            PHP);
        self::assertStringContainsString('StatusSync\Client', $shown);
        self::assertStringContainsString('invalid_grant', $shown);
    }

    /** An account that is refused: the exception's trace holds the constructor's argument. */
    public function testAnAccountThatIsRefusedShowsNoSecret(): void
    {
        $shown = $this->script(<<<'PHP'
            foreach (['region' => 'moon', 'seller' => '', 'client_id' => [], 'refresh_token' => "a\nb", 'other' => 1] as $key => $bad) {
                attempt(function () use ($key, $bad) { return new StatusSync\Account([$key => $bad] + facts(getenv('T_TOKEN'))); });
            }
            PHP);
        self::assertStringContainsString('InputException', $shown);
    }

    /** Runs the code with the extension and the credentials in its environment; what it prints shows none of them. */
    private function script(string $code): string
    {
        $scene = $this->bare();
        $account = Scene::ACCOUNTS['de'];
        $env = ['T_SECRET' => $account['client_secret'], 'T_TOKEN' => $account['refresh_token'], 'T_SELLER' => $account['seller'],
            'T_CLIENT' => $account['client_id']] + $scene->environment();
        $answer = Process::call(array_merge(Scene::php(), ['-d', 'display_errors=1', '-r', self::PRELUDE . "\n" . $code]), $env);
        $shown = $answer->out . $answer->err;
        foreach (self::secrets() as $what => $secret) {
            self::assertStringNotContainsString($secret, $shown, "$what is to be seen");
        }
        self::assertDoesNotMatchRegularExpression('/Atza\|\w/', $shown, 'an access token is to be seen');
        return $shown;
    }

    /** A new secret is tried before it replaces the old one. */
    public function testANewSecretThatAmazonRefusesReplacesNothing(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(['account', 'set', 'de'], '', ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.mistyped-secret']);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('Amazon refuses the new credentials, the old ones stay', $answer->err);
        $code = $scene->ship($order = $scene->sell());
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);

        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'],
            'client_secret' => 'amzn1.oa2-cs.v1.the-next-secret']]]);
        $scene->must(['account', 'set', 'de'], '', ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.the-next-secret']);
        $code = $scene->ship($order = $scene->sell());
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** @return array<string, array{callable}> how they are given: fn(secret, token): array{standard input, environment} */
    public static function ways(): array
    {
        return [
            'environment' => [static function (string $secret, string $token): array {
                return ['', ['STATUSSYNC_CLIENT_SECRET' => $secret, 'STATUSSYNC_REFRESH_TOKEN' => $token]];
            }],
            'two lines' => [static function (string $secret, string $token): array {
                return ["$secret\n$token\n", []];
            }],
            'lines with names' => [static function (string $secret, string $token): array {
                return ["client_secret=$secret\nrefresh_token = $token\n", []];
            }],
            'lines as a shell has them' => [static function (string $secret, string $token): array {
                return ["STATUSSYNC_CLIENT_SECRET='$secret'\nSTATUSSYNC_REFRESH_TOKEN=\"$token\"\n", []];
            }],
        ];
    }

    /**
     * Long ones of every sign that a secret may have (blanks, umlauts and control signs are refused): Amazon compares them.
     *
     * @dataProvider ways
     */
    #[DataProvider('ways')]
    public function testSecretsOfHardSignsReachAmazonAsTheyAre(callable $given): void
    {
        $scene = $this->scene();
        $signs = '"<>&\'\\%+=?#;:$`{}|~@^*()[]!,./-_';
        $secret = 'amzn1.oa2-cs.v1.' . substr(str_repeat($signs, 20), 0, 383) . '"';
        $token = 'Atzr|' . substr(str_repeat(strrev($signs), 20), 0, 394) . "'";
        self::assertSame([400, 400], [strlen($secret), strlen($token)]);
        $facts = ['seller' => Scene::ACCOUNTS['de']['seller'], 'client_secret' => $secret, 'refresh_token' => $token];
        $scene->amazon->post('world', ['accounts' => [$facts]]);
        [$input, $env] = $given($secret, $token);
        $scene->must(['account', 'set', 'de'], $input, $env);
        $code = $scene->ship($order = $scene->sell());
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        $said = self::said($scene) . self::dump($scene);
        foreach ([$secret, $token, substr($secret, -16), substr($token, -16)] as $hidden) {
            self::assertStringNotContainsString($hidden, $said);
        }
    }

    public function testSecretsWithUmlautsAreRefused(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(['account', 'set', 'de'], '', ['STATUSSYNC_REFRESH_TOKEN' => 'Atzr|' . str_repeat('Schlüssel', 20)]);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('signs that no such secret has', $answer->err);
        self::assertStringNotContainsString('Schl', $answer->err);
    }

    /** The client id of another app, and a secret that is mistyped: the old id goes with the old secret. */
    public function testAClientIdIsNotStoredWithoutItsSecret(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $words = ['account', 'set', 'de', 'client_id=amzn1.application-oa2-client.another', 'name=Anders', 'secret_made='
            . gmdate('Y-m-d', $scene->now() - 86400)];
        $before = $scene->must(['account', 'list', '--json'])->json();
        $answer = $scene->cli($words, '', ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.mistyped-secret']);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString('Amazon refuses the new credentials, the old ones stay', $answer->err);
        self::assertSame(2, $scene->cli($words, '', ['STATUSSYNC_REFRESH_TOKEN' => Scene::ACCOUNTS['de']['refresh_token']])->code,
            'the same token with another client id is tried too');
        self::assertSame($before, $scene->must(['account', 'list', '--json'])->json(), 'nothing of it is stored');
        $code = $scene->ship($order = $scene->sell());
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);

        $scene->must(array_merge($words, ['--untested']), '', ['STATUSSYNC_CLIENT_SECRET' => 'amzn1.oa2-cs.v1.mistyped-secret']);
        $account = $scene->must(['account', 'list', '--json'])->json()['accounts'][0];
        self::assertSame(['Anders', 'amzn1.application-oa2-client.another'], [$account['name'], $account['client_id']]);
        self::assertSame(gmdate('Y-m-d', $scene->now() - 86400), gmdate('Y-m-d', $scene->account()['credentials']['made_at']));
    }

    public function testSecretsAreNoArguments(): void
    {
        $scene = $this->bare()->setUp();
        foreach (['client_secret=abc', 'refresh_token=Atzr|abc'] as $word) {
            $answer = $scene->cli(['account', 'set', 'de', $word]);
            self::assertSame(2, $answer->code, (string) $answer);
            self::assertStringNotContainsString('abc', $answer->err);
        }
        $answer = $scene->cli(['--dsn', 'mysql:host=127.0.0.1;dbname=x;user=root;password=hidden99', 'status']);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringNotContainsString('hidden99', $answer->err);
    }

    private function sampledRun(Scene $scene): void
    {
        $scene->advance(3600);
        $process = $scene->begin(['run', '--json', '--wait', '600']);
        $scene->calls[] = $process->wait(120, function (): void {
            foreach (glob('/proc/[0-9]*/cmdline') ?: [] as $file) {
                $line = (string) @file_get_contents($file);
                if (strpos($line, 'statussync') !== false) {
                    $this->seen[$line] = $line;
                }
            }
        });
    }

    /** @return array<string, string> in the forms in which a program may write them */
    private static function secrets(): array
    {
        $all = [];
        foreach (['client_secret', 'refresh_token', 'password'] as $name) {
            $secret = Scene::ACCOUNTS['de'][$name] ?? self::PASSWORD;
            $forms = ['' => $secret, ' (base64)' => substr(base64_encode($secret), 0, -4), ' (in a URL)' => rawurlencode($secret),
                ' (hexadecimal)' => bin2hex($secret), ' (its end)' => substr($secret, -16)];
            foreach ($forms as $form => $text) {
                $all[$name . $form] = $text;
            }
        }
        return $all;
    }

    private static function dump(Scene $scene, bool $ours = false): string
    {
        $tables = $scene->shop->sql($scene->shop->isLite() ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()');
        $dump = '';
        foreach (array_column($tables, 'name') as $table) {
            if (!$ours || strncmp($table, 'statussync_', 11) === 0) {
                $dump .= "$table: " . print_r($scene->shop->sql("SELECT * FROM $table"), true);
            }
        }
        self::assertStringContainsString('statussync_event', $dump);
        return $dump;
    }

    private static function said(Scene $scene): string
    {
        return implode("\n", array_map('strval', $scene->calls));
    }
}
