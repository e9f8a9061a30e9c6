<?php

declare(strict_types=1);

namespace StatusSync\Tests\Docs;

/** What the code says of itself, read out of its sources. */
final class Code
{
    /** @var string */
    private $root;

    /** @var array<string, mixed> */
    public $defaults;

    /** @var array<string, array<string, string>> */
    public $columns;

    /** @param array<string, mixed> $defaults @param array<string, array<string, string>> $columns */
    public function __construct(string $root, array $defaults, array $columns)
    {
        $this->root = $root;
        $this->defaults = $defaults;
        $this->columns = $columns;
    }

    public function read(string $pattern): string
    {
        $text = '';
        foreach (glob("{$this->root}/$pattern") as $file) {
            $text .= file_get_contents($file) . "\n";
        }
        return $text;
    }

    /** @return array<string, string> reason => severity */
    public function reasons(): array
    {
        preg_match_all('/^    X\((\w+), (\w+)\)/m', $this->read('ext/core/ss_reasons.h'), $m);
        return array_combine($m[1], array_map('strtolower', $m[2]));
    }

    /** @return list<string> reasons that only messages have, and what stops an account */
    public function messageReasons(): array
    {
        $text = $this->read('ext/core/run_*.c');
        preg_match_all('/reason = SS_LIT\("(\w+)"\)/', $text, $a);
        preg_match_all('/SS_M_\w+, SS_LIT\("(\w+)"\)/', $text, $b);
        preg_match_all('/run_stop\(r, "(\w+)"/', $text, $c);
        return array_values(array_unique(array_merge($a[1], $b[1], $c[1])));
    }

    /** @return list<string> */
    public function evidence(): array
    {
        $text = $this->read('ext/core/run_*.c');
        preg_match_all('/(?:batch_event|batch_event_text|feed_event)\(r,\s+"(\w+)"/', $text, $engine);
        preg_match_all('/\? "(\w+)" : "(\w+)"/', implode("\n", preg_grep('/batch_event/', explode("\n", $text))), $either);
        $hand = $this->read('php_src/Store/Actions.php');
        preg_match_all('/->event\([^;]*?, \'(\w+)\'/', $hand, $events);
        preg_match_all('/\'what\' => \'(\w+)\'/', $hand, $more);
        return array_values(array_unique(array_merge($engine[1], $either[1], $either[2], $events[1], $more[1])));
    }

    /** @return list<string> */
    public function commands(): array
    {
        $text = $this->read('php_src/Cli/Application.php');
        preg_match('/const COMMANDS = \[(.*?)\];/s', $text, $block);
        preg_match_all("/'([a-z-]+)' => /", $block[1] ?? '', $m);
        return $m[1];
    }

    /** @return list<string> words of "account" */
    public function accountWords(): array
    {
        preg_match_all("/^ {12}case '(\w+)':/m", $this->read('php_src/Cli/AccountCommand.php'), $m);
        return $m[1];
    }

    /** @return list<string> what the commands take, and what --help promises */
    public function options(): array
    {
        preg_match_all("/'(--[a-z-]+)'/", $this->read('php_src/Cli/*.php'), $m);
        preg_match_all('/--[a-z]+(?:-[a-z]+)*/', $this->help(), $help);
        return array_values(array_unique(array_merge($m[1], $help[0])));
    }

    public function help(): string
    {
        preg_match("/const HELP = <<<'TEXT'(.*?)TEXT;/s", $this->read('php_src/Cli/Application.php'), $m);
        return $m[1] ?? '';
    }

    /** @return list<string> kinds of orders in the demo */
    public function kinds(): array
    {
        preg_match_all("/kind: '([^']+)'/", $this->read('tests/demo/kinds.js'), $m);
        return array_values(array_unique($m[1]));
    }

    /** @return list<string> variables and INI entries */
    public function variables(): array
    {
        preg_match_all("/'(STATUSSYNC_[A-Z_]+[A-Z])'/", $this->read('php_src/*/*.php'), $php);
        preg_match_all('/"(STATUSSYNC_[A-Z_]+_URL)"/', $this->read('ext/zend/*.c'), $c);
        preg_match_all('/STD_PHP_INI_ENTRY\("(statussync\.\w+)"/', $this->read('ext/zend/statussync.c'), $ini);
        return array_values(array_unique(array_merge($php[1], $c[1], $ini[1])));
    }

    /** @return list<string> keys of the documents of run and status */
    public function documentKeys(): array
    {
        preg_match('/const KEYS = \[(.*?)\];/s', $this->read('php_src/Cli/RunCommand.php'), $run);
        preg_match('/function status\(\): array(.*?)\n    }/s', $this->read('php_src/Store/Reports.php'), $status);
        preg_match_all("/'(\w+)'/", $run[1] ?? '', $a);
        preg_match_all("/'(\w+)' =>/", $status[1] ?? '', $b);
        return array_values(array_unique(array_merge($a[1], $b[1])));
    }

    /** @return array<string, mixed> path => default; a list of rules has its keys as "ship[].status" */
    public function settings(): array
    {
        $keys = [];
        foreach ($this->defaults as $name => $value) {
            $section = is_array($value) && $value !== [] && array_keys($value) !== range(0, count($value) - 1);
            foreach ($section ? $value : ['' => $value] as $key => $default) {
                $keys[$key === '' ? $name : "$name.$key"] = $default;
            }
        }
        $text = $this->read('php_src/Settings/Document.php');
        preg_match("/'ship' => \[('status'.*?)\], 'cancel' => \[('status'.*?)\]/s", $text, $m);
        foreach (['ship', 'cancel'] as $i => $list) {
            foreach (preg_split("/[', ]+/", $m[$i + 1] ?? '', -1, PREG_SPLIT_NO_EMPTY) as $key) {
                $keys["{$list}[].$key"] = null;
            }
        }
        return $keys + ['carrier.value' => null, 'method.map' => null, 'amazon_number.text' => null];
    }

    /** @return list<string> */
    public function stages(): array
    {
        preg_match('/^ordinary=\((.*?)\)\nlong=\((.*?)\)/ms', $this->read('bin/test'), $m);
        return preg_split('/\s+/', trim(($m[1] ?? '') . ' ' . ($m[2] ?? '')));
    }
}
