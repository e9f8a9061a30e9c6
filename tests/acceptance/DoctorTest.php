<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** doctor finds each thing that is wrong, and says how it is mended. */
final class DoctorTest extends SceneCase
{
    public function testAHealthyInstallationPasses(): void
    {
        // the extension compares Amazon's clock with the machine's
        $scene = $this->scene(['at' => time()]);
        $answer = $scene->cli(['doctor']);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertStringNotContainsString('FAIL', $answer->out);
        self::assertTrue($scene->must(['doctor', '--json'])->json()['ok']);
    }

    public function testTheExtensionIsMissing(): void
    {
        $scene = $this->scene();
        $answer = $scene->withPhp(['-n', ...self::modules(['ctype', 'pdo', 'pdo_sqlite', 'tokenizer', 'posix'])], ['doctor']);
        self::assertFinding('extension', 'install it', $answer);
        $run = $scene->withPhp(['-n', ...self::modules(['ctype', 'pdo', 'pdo_sqlite', 'tokenizer', 'posix'])], ['run']);
        self::assertSame(2, $run->code, (string) $run);
        self::assertCount(1, $run->errors(), (string) $run);
    }

    public function testTheDriverOfMysqlIsMissing(): void
    {
        $scene = $this->scene();
        $scene->options = ['--dsn', 'mysql:host=127.0.0.1;dbname=shop'];
        $modules = self::modules(['ctype', 'pdo', 'pdo_sqlite', 'tokenizer', 'posix']);
        $answer = $scene->withPhp(['-n', ...$modules, '-d', 'extension=' . Scene::module()], ['doctor']);
        self::assertStringContainsString('pdo_mysql is missing; install it', $answer->out, (string) $answer);
        self::assertSame(1, $answer->code, 'it cannot work like this');
    }

    /** @return array<string, array{int}> */
    public static function modes(): array
    {
        return ['readable by all' => [0644], 'by the group' => [0640], 'writable by others' => [0602]];
    }

    /** @dataProvider modes */
    #[DataProvider('modes')]
    public function testTheKeyFileIsReadableByOthers(int $mode): void
    {
        $scene = $this->scene();
        $key = "{$scene->directory}/keys/statussync.key";
        chmod($key, $mode);
        self::assertFinding('key file', 'chmod 600', $scene->cli(['doctor']));
        $idle = $scene->cli(['run', '--if-due']);
        self::assertSame(1, $idle->code, 'said before anything is due');
        self::assertStringContainsString("chmod 600 $key", $idle->err);
        self::assertCount(1, $idle->errors(), 'once');
        $scene->ship($scene->sell());
        $scene->advance(3600);
        $due = $scene->cli(['run', '--wait', '900']);
        self::assertNotSame(0, $due->code);
        self::assertSame(1, substr_count($due->err, 'chmod 600'), (string) $due);
        self::assertSame([], $scene->effects(), 'with a key that others can read nothing is sent');
        chmod($key, 0600);
        $scene->settle(2);
        self::assertCount(1, $scene->effects());
    }

    public function testTheKeyFileIsGone(): void
    {
        $scene = $this->scene();
        unlink("{$scene->directory}/keys/statussync.key");
        self::assertFinding('key file', 'enter the credentials again', $scene->cli(['doctor']));
    }

    /** @return array<string, array{string}> */
    public static function unreachable(): array
    {
        return ['nobody listens' => ['mysql:host=127.0.0.1;port=9;dbname=shop'],
            'no such socket' => ['mysql:unix_socket=/nonexistent/mysqld.sock;dbname=shop'],
            'no such file' => ['sqlite:/nonexistent/shop.sqlite']];
    }

    /** @dataProvider unreachable */
    #[DataProvider('unreachable')]
    public function testTheDatabaseCannotBeReached(string $dsn): void
    {
        $scene = $this->scene();
        $scene->options = ['--dsn', $dsn];
        $answer = $scene->cli(['doctor']);
        self::assertFinding('database', '', $answer);
        self::assertMatchesRegularExpression(
            '/^FAIL +database: .*;.*\b(check|start|name|give|make)\b/m',
            $answer->out,
            'how it is mended must stand there'
        );
        self::assertSame(2, $scene->cli(['run'])->code);
    }

    public function testTheCredentialsAreWrong(): void
    {
        $scene = $this->scene();
        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'],
            'client_secret' => 'amzn1.oa2-cs.v1.another-one']]]);
        self::assertFinding('account de: credentials', 'account set', $scene->cli(['doctor']));
    }

    public function testTheAuthorisationWasWithdrawn(): void
    {
        $scene = $this->scene();
        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'], 'revoked' => true]]]);
        self::assertFinding('account de: credentials', 'authorise it again', $scene->cli(['doctor']));
    }

    public function testARoleIsMissing(): void
    {
        $scene = $this->scene();
        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'],
            'roles' => ['direct_to_consumer_shipping']]]]);
        self::assertFinding('account de: orders', 'Inventory and Order Tracking', $scene->cli(['doctor']));
    }

    /** A missing role is no wrong secret: what stopped the account tells them apart. */
    public function testWhatStoppedAnAccountIsToldApart(): void
    {
        $seller = Scene::ACCOUNTS['de']['seller'];
        $worlds = ['missing_role' => ['roles' => ['direct_to_consumer_shipping']], 'authorisation_ended' => ['revoked' => true],
            'wrong_secret' => ['client_secret' => 'amzn1.oa2-cs.v1.another-one']];
        foreach ($worlds as $cause => $change) {
            $scene = $this->scene();
            self::assertGreaterThan(0, $scene->account('de')['credentials']['token_at'], 'a run keeps when Amazon gave a token');
            $scene->amazon->post('world', ['accounts' => [['seller' => $seller] + $change]]);
            $scene->ship($scene->sell());
            $scene->advance(7200);
            $scene->run();
            $account = $scene->account('de');
            self::assertSame(['credentials', $cause], [$account['stopped'], $account['credentials']['cause']], $account['stopped_text']);
            self::assertSame([$cause], array_column($account['credentials']['findings'], 'code'));
            self::assertStringContainsString($account['credentials']['findings'][0]['text'], $scene->cli(['status'])->out);
        }
    }

    /** @return array<string, array{int, bool}> */
    public static function skews(): array
    {
        return ['five minutes behind' => [330, false], 'five minutes ahead' => [-330, false], 'twenty seconds' => [20, true]];
    }

    /** @dataProvider skews */
    #[DataProvider('skews')]
    public function testTheClockIsOff(int $seconds, bool $good): void
    {
        $scene = $this->scene(['at' => time()]);
        $scene->amazon->post('world', ['clock_skew' => $seconds]);
        $answer = $scene->cli(['doctor']);
        if ($good) {
            self::assertSame(0, $answer->code, (string) $answer);
            return;
        }
        self::assertFinding('account de: clock', 'NTP', $answer);
    }

    /** Every answer of Amazon has its time: each run says when the server's clock is off, without being asked. */
    public function testARunSaysThatTheClockIsOff(): void
    {
        $scene = $this->scene();
        foreach ([-330 => true, 330 => true, 20 => false] as $seconds => $off) {
            $scene->amazon->post('world', ['clock_skew' => $seconds]);
            $scene->settle(1);
            $credentials = $scene->account()['credentials'];
            self::assertSame($seconds, $credentials['clock_skew']);
            self::assertSame($off ? ['clock'] : [], array_column($credentials['findings'], 'code'));
            self::assertSame($off ? 1 : 0, substr_count($scene->cli(['status', '--lang', 'de'])->out, 'geht gegen Amazons Uhr 6 Minuten falsch'));
        }
    }

    /** With --clock, that clock is what is compared. */
    public function testASimulatedClockIsHeldAgainstAmazons(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(['doctor']);
        self::assertSame(0, $answer->code, (string) $answer);
    }

    public function testMagnalistersOwnSyncIsOn(): void
    {
        $scene = $this->scene();
        $scene->shop->sql("INSERT INTO magnalister_config (mpID, mkey, value) VALUES (10001, 'orderstatus.sync', '\"auto\"')");
        self::assertFinding('magnalister', 'Keine Synchronisierung', $scene->cli(['doctor']));
        $order = $scene->sell();
        $scene->ship($order);
        $scene->advance(3600);
        $requests = $scene->requests();
        foreach ([['run', '--wait', '900'], ['run', '--if-due']] as $words) {
            $run = $scene->cli($words);
            self::assertSame(2, $run->code, (string) $run);
            self::assertStringContainsString('magnalister', $run->err);
        }
        self::assertSame([], $scene->effects());
        self::assertSame($requests, $scene->requests(), 'Amazon is not asked anything');
    }

    /** Whether magnalister sends as well must be known, or nothing is sent. */
    public function testMagnalistersSettingsCannotBeRead(): void
    {
        $scene = $this->scene();
        $scene->shop->sql('DROP TABLE magnalister_config');
        $scene->shop->sql('CREATE VIEW magnalister_config AS SELECT * FROM nowhere');
        self::assertFinding('magnalister', 'SELECT on magnalister_config', $scene->cli(['doctor']));
        $order = $scene->sell();
        $scene->ship($order);
        $scene->advance(3600);
        $run = $scene->cli(['run', '--wait', '900']);
        self::assertSame(2, $run->code, (string) $run);
        self::assertStringContainsString('SELECT on magnalister_config', $run->err);
        self::assertSame([], $scene->effects());
    }

    public function testNothingRanForADay(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        self::assertStringNotContainsString('no run', $scene->must(['doctor'])->out);
        $scene->advance(86400);
        self::assertFinding('account de', 'no run for 1 day; have cron call "run --if-due" every minute', $scene->cli(['doctor']));
        $scene->advance(86400);
        self::assertFinding('account de', 'no run for 2 days; have cron call "run --if-due" every minute', $scene->cli(['doctor']));
        $scene->run();
        self::assertStringNotContainsString('no run', $scene->must(['doctor'])->out);
    }

    public function testAnAccountThatNeverRanIsSaid(): void
    {
        $scene = $this->bare()->setUp();
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now()), '--no-pilot']);
        self::assertStringContainsString('no run yet', $scene->cli(['doctor'])->out);
    }

    public function testTheShopsTablesAreNotThere(): void
    {
        $scene = $this->bare();
        $scene->shop->sql('DROP TABLE orders_status_history');
        self::assertFinding('shop', 'check the database', $scene->cli(['doctor']));
    }

    /** A FAIL line with that name and mend, exit 1, the same in JSON, nothing but findings. */
    private static function assertFinding(string $name, string $mend, Answer $answer): void
    {
        self::assertSame(1, $answer->code, (string) $answer);
        $line = '';
        foreach (explode("\n", $answer->out) as $one) {
            if (strncmp($one, "FAIL  $name: ", strlen($name) + 8) === 0) {
                $line .= $one;
            }
        }
        self::assertNotSame('', $line, "no FAIL for $name; " . $answer);
        if ($mend !== '') {
            self::assertStringContainsString($mend, $line);
        }
    }

    /**
     * Options that load these modules, as far as this PHP has them as files.
     *
     * @param list<string> $names
     * @return list<string>
     */
    private static function modules(array $names): array
    {
        $options = [];
        foreach ($names as $name) {
            if (is_file(ini_get('extension_dir') . "/$name.so")) {
                array_push($options, '-d', "extension=$name");
            }
        }
        return $options;
    }
}
