<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Cli\Application;
use StatusSync\Php\Cli\Output;

/** --help against the program: every command, and exactly the options that it takes. */
final class HelpTest extends TestCase
{
    private static function call(array $words): array
    {
        $out = fopen('php://memory', 'w+');
        $err = fopen('php://memory', 'w+');
        $code = (new Application(new Output($out, $err)))->run($words);
        rewind($out);
        rewind($err);
        return [$code, (string) stream_get_contents($out), (string) stream_get_contents($err)];
    }

    /** @return array<string, string> command with its second word => what --help says of it */
    private static function usages(): array
    {
        $help = self::call(['--help'])[1];
        $usages = [];
        $last = '';
        foreach (preg_grep('/^  \S/', explode("\n", $help)) as $line) {
            $usage = (string) preg_replace('/ {2,}.*$/', '', trim($line)); // what it does stands behind two blanks
            foreach (preg_split('/ \| (?=[a-z])/', $usage) as $part) {
                $words = explode(' ', trim($part));
                $name = $words[0];
                if ($last === 'settings' && $name === 'import') {
                    $part = "settings $part";
                    $name = 'settings';
                    $words = explode(' ', $part);
                }
                if (strncmp($name, '-', 1) === 0 || strpos($name, '|') !== false) {
                    continue;
                }
                $last = $name;
                $key = in_array($name, ['account', 'settings'], true) ? "$name {$words[1]}" : $name;
                $usages[$key] = ($usages[$key] ?? '') . " $part";
            }
        }
        return $usages;
    }

    /** @return list<string> every option that stands anywhere in the command line's source */
    private static function options(): array
    {
        $source = '';
        foreach (glob(__DIR__ . '/../../php_src/Cli/*.php') as $file) {
            $source .= file_get_contents($file);
        }
        preg_match_all('/--[a-z]+(?:-[a-z]+)*/', $source, $m);
        return array_values(array_unique($m[0]));
    }

    /** Does the command take it? The option behind it is refused by name, before anything is done. */
    private static function takes(string $command, string $option): bool
    {
        $words = explode(' ', $command);
        foreach ([[$option], ["$option=x"]] as $form) {
            $err = self::call(array_merge($words, $form, ['--no-such-option']))[2];
            if (strpos($err, 'unknown option --no-such-option') !== false) {
                return true;
            }
        }
        return false;
    }

    public function testEveryCommandIsInTheHelp(): void
    {
        $source = (string) file_get_contents(__DIR__ . '/../../php_src/Cli/Application.php');
        preg_match('/const COMMANDS = \[(.*?)\];/s', $source, $block);
        preg_match_all("/'([a-z-]+)' => /", $block[1], $m);
        $there = array_map(static function (string $key): string {
            return explode(' ', $key)[0];
        }, array_keys(self::usages()));
        self::assertSame([], array_diff($m[1], $there), 'not in --help');
        self::assertSame([], array_diff($there, $m[1], ['help']), 'no command');
    }

    public function testEveryOptionOfEveryCommandIsInTheHelpAndNoOther(): void
    {
        $options = self::options();
        self::assertContains('--offline', $options);
        foreach (self::usages() as $command => $usage) {
            if ($command === 'help') {
                continue;
            }
            preg_match_all('/--[a-z]+(?:-[a-z]+)*/', $usage, $said);
            $taken = array_values(array_filter($options, static function (string $option) use ($command): bool {
                return self::takes($command, $option);
            }));
            $said = array_values(array_unique($said[0]));
            sort($said);
            sort($taken);
            self::assertSame($taken, $said, "$command: what it takes, what --help says");
        }
    }

    public function testTheHelpOfACommandShowsItsOwnLineAndWhereThePagesAre(): void
    {
        $help = self::call(['ignore', '--help'])[1];
        self::assertStringContainsString("\n  ignore ORDER\n", $help);
        self::assertStringNotContainsString('| send ORDER', $help);
        self::assertStringContainsString('  settings export [--account ID] | import', self::call(['settings', '--help'])[1]);
        self::assertStringContainsString('  import-magnalister [--account ID]', self::call(['import-magnalister', '--help'])[1]);
        self::assertStringContainsString('docs/settings.md', self::call(['settings', '--help'])[1]);
        self::assertMatchesRegularExpression('~docs/install\.md~', self::call(['install', '--help'])[1]);
        self::assertStringContainsString('ID is missing', self::call(['account', 'add', '--name', 'x'])[2]);
    }

    public function testTheHelpFitsATerminal(): void
    {
        foreach (explode("\n", self::call(['--help'])[1]) as $line) {
            self::assertLessThanOrEqual(120, strlen($line), $line);
        }
    }
}
