<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;

/** The programs in bin/: what is not understood is said at once, and nothing is begun. */
final class ToolsTest extends TestCase
{
    /** @return array{0: int, 1: string, 2: string} exit code, standard output, standard error */
    private static function call(string $command): array
    {
        $root = dirname(__DIR__, 2);
        $error = tempnam(sys_get_temp_dir(), 'ss-tools');
        exec("cd " . escapeshellarg($root) . " && timeout 60 $command 2>" . escapeshellarg($error) . ' </dev/null', $lines, $code);
        $said = (string) file_get_contents($error);
        unlink($error);
        return [$code, implode("\n", $lines), $said];
    }

    public function testAnUnknownStageIsRefusedWithTheNamesThereAre(): void
    {
        [$code, $out, $error] = self::call('bin/test core nosuch');
        self::assertSame([2, ''], [$code, $out]);
        self::assertStringContainsString('no stage "nosuch"', $error);
        self::assertStringContainsString('acceptance', $error);
        self::assertStringContainsString('demo-mariadb', $error);
    }

    public function testHelpInstallsNothing(): void
    {
        foreach (['setup', 'demo', 'build', 'package', 'test'] as $program) {
            [$code, $out, $error] = self::call("bin/$program --help");
            self::assertSame([0, ''], [$code, $error], $program);
            self::assertStringContainsString("bin/$program", $out);
        }
    }

    /** The word that is wrong is said, not only how it ought to be. */
    public function testAWrongWordIsNamed(): void
    {
        foreach (['bin/demo --orders abc' => 'demo: --orders abc: is no number', 'bin/demo --orders=1234567' => 'demo: --orders 1234567: is no number',
            'bin/demo --seed' => 'demo: --seed: which number?', 'bin/demo --order 5' => 'demo: --order: is no option',
            'bin/test --ful' => 'test: --ful is no option'] as $call => $said) {
            [$code, $out, $error] = self::call($call);
            self::assertSame([2, ''], [$code, $out], $call);
            self::assertStringStartsWith($said, $error);
            self::assertStringContainsString('usage: ', $error, $call);
        }
    }

    public function testThePagesOfTheDemoNeedAFreePortBeforeAnythingIsPlayed(): void
    {
        $taken = stream_socket_server('tcp://127.0.0.1:0');
        $port = substr(strrchr((string) stream_socket_get_name($taken, false), ':'), 1);
        [$code, $out, $error] = self::call("env STATUSSYNC_DEMO_PORT=$port node tests/demo/drive.js --serve --orders 80");
        self::assertSame([2, '', "demo: port $port of 127.0.0.1 is taken; name another one for the pages by STATUSSYNC_DEMO_PORT\n"], [$code, $out, $error]);
        fclose($taken);
        [$code, , $error] = self::call('env STATUSSYNC_DEMO_PORT=web node tests/demo/drive.js --serve --orders 80');
        self::assertSame([2, "demo: STATUSSYNC_DEMO_PORT=web: is no port\n"], [$code, $error]);
    }

    public function testSetupHandsNoOptionToApt(): void
    {
        foreach (['--bild', '--build extra', 'gcc -o=x'] as $words) {
            [$code, , $error] = self::call("bin/setup $words");
            self::assertSame(2, $code, $words);
            self::assertStringContainsString('usage: bin/setup', $error, $words);
            self::assertStringNotContainsString('installing', $error, $words);
        }
    }

    public function testAnUnknownShopSystemIsRefusedWithTheNamesThereAre(): void
    {
        [$code, , $error] = self::call('bin/package shopware');
        self::assertSame(2, $code);
        self::assertSame("package: \"shopware\" is no shop system; one of modified, gambio, gambio3, xtcommerce3\n", $error);
        [$code, , $error] = self::call('bin/package modified /no/dir');
        self::assertSame([2, "package: /no/dir is no folder that can be written\n"], [$code, $error]);
        [$code, , $error] = self::call('bin/package');
        self::assertSame(2, $code);
        self::assertStringContainsString('usage: bin/package modified|gambio|gambio3|xtcommerce3', $error);
    }

    /** An owner without Debian makes the zip with any PHP: no extension, nothing built; phar is said if it is what lacks. */
    public function testAPackageNeedsNoExtensionAndNothingBuilt(): void
    {
        $folder = sys_get_temp_dir() . '/ss-package-' . bin2hex(random_bytes(6));
        mkdir($folder);
        $bare = self::call('php -n -r \'echo class_exists("PharData") ? "has" : "lacks";\'')[1] === 'lacks';
        $json = PHP_VERSION_ID < 80000 ? ' -d extension=json' : ''; // an extension of its own before PHP 8
        [$code, $out, $error] = self::call("php -n$json" . ($bare ? ' -d extension=phar' : '') . " bin/package gambio3 $folder");
        self::assertSame([0, ''], [$code, $error]);
        self::assertFileExists($out);
        unlink($out);
        if ($bare) {
            [$code, , $error] = self::call("php -n$json bin/package gambio3 $folder");
            self::assertSame(2, $code);
            self::assertStringContainsString('has no phar', $error);
        }
        rmdir($folder);
    }

    public function testAPhpThatIsNoneIsSaid(): void
    {
        [$code, , $error] = self::call('env PHP=/bin/false bin/statussync --version');
        self::assertSame(2, $code);
        self::assertStringContainsString('/bin/false', $error);
        [$code, , $error] = self::call('env PHP=php0.1 bin/build');
        self::assertSame(2, $code);
        self::assertStringContainsString('php0.1-dev', $error);
        self::assertStringContainsString('(Debian: php0.1-cli, php0.1-dev)', self::call('env PHP=/usr/bin/php0.1 bin/build')[2]);
    }
}
