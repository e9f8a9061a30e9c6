<?php

declare(strict_types=1);

namespace StatusSync\Tests\Docs;

/** Runs the commands of a page in a scratch folder. */
final class Walk
{
    /** Seconds after which a page's commands are taken to hang. */
    private const PATIENCE = 120;

    /** @var string */
    private $root;

    /** @var string */
    private $folder;

    /** @var int */
    private $number = 0;

    public function __construct(string $root)
    {
        $this->root = $root;
        $this->folder = sys_get_temp_dir() . '/statussync-walk.' . getmypid();
        mkdir($this->folder, 0700);
    }

    /**
     * /opt/statussync is this checkout; /etc/php and /usr/local/lib are scratch; phpenmod links as Debian's does.
     *
     * @param string $commands of bash
     * @param string $module what bin/build prints in them
     * @return array{0: int, 1: string} exit code; all that was said
     */
    public function run(string $commands, string $module): array
    {
        $place = $this->folder . '/' . ++$this->number;
        foreach (['', '/etc/php/8.2/mods-available', '/conf.d', '/lib', '/tmp'] as $sub) {
            mkdir($place . $sub, 0700, true);
        }
        $commands = strtr($commands, ['"$(bin/build)"' => escapeshellarg($module), '/opt/statussync' => $this->root,
            '/etc/php/' => "$place/etc/php/", '/usr/local/lib/' => "$place/lib/"]);
        $head = "set -eu\ncd " . escapeshellarg("$place/tmp") . "\n"
            . "trap 'for job in \$(jobs -p); do kill \$job 2>/dev/null || :; done' EXIT\n"
            . 'php() { command ' . escapeshellarg(PHP_BINARY) . " \"\$@\"; }\n"
            . "phpenmod() { ln -s \"$place/etc/php/\$2/mods-available/\$5.ini\" \"$place/conf.d/20-\$5.ini\"; }\n";
        file_put_contents("$place/commands", "$head$commands\n");
        $env = array_filter(getenv(), static function (string $name): bool {
            return strncmp($name, 'STATUSSYNC_', 11) !== 0;
        }, ARRAY_FILTER_USE_KEY);
        $env = ['TMPDIR' => "$place/tmp", 'PHP_INI_SCAN_DIR' => ":$place/conf.d", 'PHP' => PHP_BINARY] + $env;
        $said = fopen("$place/said", 'w+b');
        $words = ['timeout', '-k', '5', (string) self::PATIENCE, 'bash', "$place/commands"];
        $process = proc_open($words, [['file', '/dev/null', 'r'], $said, $said], $pipes, null, $env);
        $code = proc_close($process);
        return [$code, (string) file_get_contents("$place/said")];
    }

    /** @return ?list<string> what systemd-analyze says of the unit files of a folder; null where it is not installed */
    public function units(string $folder): ?array
    {
        $files = [];
        foreach (['service', 'timer'] as $kind) {
            $files[] = "{$this->folder}/statussync.$kind";
            $text = strtr((string) file_get_contents("$folder/statussync.$kind"), ['SHOP' => '/var/www/shop',
                '/usr/bin/php' => PHP_BINARY]);
            file_put_contents(end($files), $text);
        }
        exec('command -v systemd-analyze', $there);
        if ($there === []) {
            return null;
        }
        exec('systemd-analyze verify ' . implode(' ', array_map('escapeshellarg', $files)) . ' 2>&1', $lines, $code);
        return $code === 0 ? [] : $lines;
    }

    public function end(): void
    {
        exec('rm -rf ' . escapeshellarg($this->folder));
    }
}
