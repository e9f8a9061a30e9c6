<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

/** "--name value" options of the test programs. */
final class Options
{
    /**
     * @param list<string> $argv
     * @param array<string, string> $known name => default; "" also for switches
     * @param list<string> $switches names without a value
     * @return array<string, string> switches are "1" or ""
     */
    public static function read(array $argv, array $known, array $switches = []): array
    {
        $options = $known + array_fill_keys($switches, '');
        $program = basename((string) array_shift($argv));
        while ($argv !== []) {
            $word = (string) array_shift($argv);
            $name = substr($word, 2);
            if (strncmp($word, '--', 2) === 0 && in_array($name, $switches, true)) {
                $options[$name] = '1';
            } elseif (strncmp($word, '--', 2) === 0 && array_key_exists($name, $known) && $argv !== []) {
                $options[$name] = (string) array_shift($argv);
            } else {
                $names = array_merge(array_map(static function (string $one): string {
                    return "[--$one VALUE]";
                }, array_keys($known)), array_map(static function (string $one): string {
                    return "[--$one]";
                }, $switches));
                fwrite(STDERR, "usage: $program " . implode(' ', $names) . "\n");
                exit(2);
            }
        }
        return $options;
    }
}
