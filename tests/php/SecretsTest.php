<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\KeyFile;
use StatusSync\Php\Secrets\Redact;
use StatusSync\Php\Secrets\SecretInput;
use StatusSync\Php\Secrets\Vault;

/** Key file, sealed boxes, redaction, where secrets may come from. */
final class SecretsTest extends TestCase
{
    /** @var string */
    private $folder;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/ss-secrets-' . bin2hex(random_bytes(6));
    }

    protected function tearDown(): void
    {
        foreach (glob($this->folder . '/*') ?: [] as $file) {
            unlink($file);
        }
        @rmdir($this->folder);
    }

    public function testKeyFileIsMadeOnceAndIsPrivate(): void
    {
        $key = new KeyFile($this->folder . '/statussync.key');
        self::assertStringContainsString('is missing', (string) $key->fault());
        $key->make();
        self::assertSame(0600, fileperms($key->path()) & 0777);
        self::assertNull($key->fault());
        $public = $key->publicKey();
        $key->make();
        self::assertSame($public, $key->publicKey());
        chmod($key->path(), 0640);
        self::assertStringContainsString('chmod 600', (string) $key->fault());
        $this->expectException(Failure::class);
        $key->pair();
    }

    /** A user whose home is not his to write in is told what root has to do; below a web root another place is named. */
    public function testAKeyFileThatCannotBeMadeSaysWhoHasToMakeItsFolder(): void
    {
        if (posix_geteuid() !== 0) {
            self::markTestSkipped('needs root');
        }
        mkdir($this->folder, 0755);
        $code = 'require $argv[1]; posix_setgid(65534); posix_setuid(65534); $key = new StatusSync\Php\Secrets\KeyFile($argv[2]);'
            . ' try { $key->make(); echo "made"; } catch (StatusSync\Php\Failure $e) { echo $e->getMessage(); }';
        $said = function (string $path) use ($code): string {
            return (string) shell_exec(implode(' ', array_map('escapeshellarg', [PHP_BINARY, '-r', $code, '--',
                dirname(__DIR__, 2) . '/php_src/autoload.php', $path])));
        };
        self::assertStringContainsString(
            "user nobody cannot make its folder $this->folder/a/b; as root: install -d -o nobody -m 700 $this->folder/a/b; or another place",
            $said("$this->folder/a/b/statussync.key")
        );
        self::assertStringContainsString("nobody may not write in its folder $this->folder; as root: chown nobody $this->folder", $said("$this->folder/k"));
        $web = $said('/var/www/.statussync/abc/statussync.key');
        self::assertStringContainsString('as root: install -d -o nobody -m 700 /var/lib/statussync, then'
            . ' STATUSSYNC_KEY_FILE=/var/lib/statussync/key for every call', $web);
        self::assertStringNotContainsString('700 /var/www', $web);
        self::assertNull((new KeyFile("$this->folder/a/b/statussync.key"))->unmakable(), 'root can');
    }

    public function testAKeyFileBelowAWebRootIsKnown(): void
    {
        foreach (['/var/www/.statussync/abc/statussync.key' => '/var/www', '/var/www/key' => '/var/www', '/var/www/html/x/y/key' => '/var/www/html',
            '/home/u/public_html/keys/key' => '/home/u/public_html', '/var/www/vhosts/example.org/httpdocs/key' => '/var/www/vhosts/example.org/httpdocs',
        ] as $path => $root) {
            self::assertStringContainsString("lies below $root,", (string) (new KeyFile($path))->exposed());
        }
        foreach (['/var/lib/statussync/key', '/home/u/.statussync/abc/statussync.key', '/var/www/vhosts/example.org/.statussync/abc/statussync.key'] as $path) {
            self::assertNull((new KeyFile($path))->exposed(), $path);
        }
    }

    public function testAFullDiskLeavesNoDamagedKeyFile(): void
    {
        $code = 'require $argv[1]; try { (new StatusSync\Php\Secrets\KeyFile($argv[2]))->make(); echo "made"; }'
            . ' catch (StatusSync\Php\Failure $e) { echo $e->getMessage(); }';
        $path = $this->folder . '/statussync.key';
        $words = [PHP_BINARY, '-r', $code, '--', dirname(__DIR__, 2) . '/php_src/autoload.php', $path];
        // no file may grow: as on a full disk, the file can be made but not written
        $command = "trap '' XFSZ; ulimit -f 0; exec " . implode(' ', array_map('escapeshellarg', $words));
        $said = (string) shell_exec('bash -c ' . escapeshellarg($command) . ' | cat');
        self::assertStringContainsString('is the disk full', $said);
        self::assertFileDoesNotExist($path);
        $key = new KeyFile($path);
        $key->make();
        self::assertNull($key->flaw());
    }

    public function testSealedSecretsOpenOnlyWithTheKey(): void
    {
        $key = new KeyFile($this->folder . '/statussync.key');
        $key->make();
        $secrets = ['client_secret' => 'amzn1.oa2-cs.v1.abc', 'refresh_token' => 'Atzr|secret-token'];
        $sealed = Vault::seal($secrets, $key->publicKey());
        self::assertStringNotContainsString('secret-token', $sealed . base64_decode($sealed));
        self::assertSame($secrets, Vault::open($sealed, $key));
        file_put_contents($key->path(), base64_encode(sodium_crypto_box_keypair()));
        try {
            Vault::open($sealed, $key);
            self::fail('another key');
        } catch (Failure $e) {
            self::assertStringContainsString('does not fit', $e->getMessage());
        }
        file_put_contents($key->path(), 'rubbish');
        $this->expectException(Failure::class);
        Vault::open($sealed, $key);
    }

    public function testRedaction(): void
    {
        Redact::learn('very"secret+text');
        $text = Redact::text('a very"secret+text b very%22secret%2Btext c Atzr|IwEBIabc d Atza|x e X-Amz-Signature=0f1e&x=1');
        foreach (['very', 'IwEB', 'Atza|x', '0f1e'] as $part) {
            self::assertStringNotContainsString($part, $text);
        }
        self::assertStringContainsString('&x=1', $text);
    }

    public function testWhereSecretsComeFrom(): void
    {
        $none = static function (string $name): ?string {
            return null;
        };
        $env = static function (string $name): ?string {
            return ['STATUSSYNC_CLIENT_SECRET' => 'client-secret', 'STATUSSYNC_REFRESH_TOKEN' => 'refresh-token'][$name];
        };
        self::assertSame(['client_secret' => 'client-secret', 'refresh_token' => 'refresh-token'], SecretInput::read($env, null));
        $forms = ["client-secret\nrefresh-token\n", "refresh_token=refresh-token\nclient_secret=client-secret\n",
            "STATUSSYNC_CLIENT_SECRET=client-secret\r\nSTATUSSYNC_REFRESH_TOKEN=refresh-token"];
        foreach ($forms as $form) {
            $secrets = SecretInput::read($none, $this->stream($form));
            ksort($secrets);
            self::assertSame(['client_secret' => 'client-secret', 'refresh_token' => 'refresh-token'], $secrets);
        }
        self::assertSame([], SecretInput::read($none, $this->stream('')));
        foreach (["a b c d e f\nrefresh-token\n", "one-secret\ntwo-secret\nthree-secret\n"] as $bad) {
            try {
                SecretInput::read($none, $this->stream($bad));
                self::fail('must be refused');
            } catch (Failure $e) {
                self::assertStringNotContainsString('one-secret', $e->getMessage());
            }
        }
    }

    /** @return resource */
    private function stream(string $text)
    {
        $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        fwrite($pair[0], $text);
        fclose($pair[0]);
        return $pair[1];
    }
}
