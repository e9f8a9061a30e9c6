<?php

declare(strict_types=1);

namespace StatusSync\Tests\Docs;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Settings\Document;

/** Each rule takes pages (name => text) and returns what is wrong with them, one line a fault. */
final class Rules
{
    private const LONGEST = 150;

    /** @var string */
    private $root;

    /** @var Code */
    private $code;

    public function __construct(string $root, Code $code)
    {
        $this->root = $root;
        $this->code = $code;
    }

    /** @return list<string> */
    public function reasons(array $pages): array
    {
        $page = reset($pages);
        $there = [];
        $faults = [];
        foreach (Page::rows($page, 'Reasons of an order') as $cells) {
            if (preg_match('/^`(\w+)`$/', $cells[0], $m) !== 1) {
                continue;
            }
            if (isset($there[$m[1]])) {
                $faults[] = "{$m[1]} is there twice";
            }
            $there[$m[1]] = $cells[1];
            if (count($cells) !== 5 || $cells[2] === '' || $cells[3] === '') {
                $faults[] = "{$m[1]}: five cells with both languages are wanted";
            }
        }
        return array_merge($faults, self::differ($this->code->reasons(), $there));
    }

    /** @return list<string> */
    public function messageReasons(array $pages): array
    {
        $page = reset($pages);
        $text = Page::section($page, 'Reasons of a message') . Page::section($page, 'What stops an account');
        return self::missing($this->code->messageReasons(), Page::words($text));
    }

    /** @return list<string> */
    public function evidence(array $pages): array
    {
        return self::missing($this->code->evidence(), Page::words(Page::section(reset($pages), 'Words of the evidence')));
    }

    /** @return list<string> */
    public function impersonal(array $pages): array
    {
        $faults = [];
        foreach (Page::rows(reset($pages)) as $cells) {
            if (preg_match('/\b(Sie|Ihre[nmrs]?|Ihr|du|dein\w*|dich|dir)\b/u', implode(' ', array_slice($cells, 1, 2)), $m) === 1) {
                $faults[] = "{$cells[0]}: \"{$m[1]}\"";
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function commands(array $pages): array
    {
        $page = reset($pages);
        preg_match_all('/^### (.+)$/m', $page, $m);
        $there = [];
        foreach ($m[1] as $heading) {
            foreach (explode(', ', $heading) as $name) {
                $there[] = $name;
            }
        }
        $wanted = array_diff($this->code->commands(), ['account']);
        foreach ($this->code->accountWords() as $word) {
            $wanted[] = "account $word";
        }
        $faults = array_merge(self::missing($wanted, $there), self::missing($there, $wanted, 'is no command'));
        $help = $this->code->help();
        foreach ($this->code->commands() as $name) {
            if (preg_match('/(^|[\s|])' . preg_quote($name, '/') . '\s/m', $help) !== 1) {
                $faults[] = "$name is not in --help";
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function options(array $pages): array
    {
        $page = reset($pages);
        preg_match_all('/--[a-z]+(?:-[a-z]+)*/', $page, $m);
        return array_merge(
            self::missing(array_diff($this->code->options(), ['--help', '--version']), $m[0]),
            self::missing(array_unique($m[0]), $this->code->options(), 'is no option')
        );
    }

    /** @return list<string> */
    public function variables(array $pages): array
    {
        $page = reset($pages);
        preg_match_all('/STATUSSYNC_[A-Z_]*[A-Z]/', $page, $m);
        return array_merge(
            self::missing($this->code->variables(), Page::words($page)),
            self::missing(array_unique($m[0]), $this->code->variables(), 'is no variable')
        );
    }

    /** @return list<string> */
    public function runKeys(array $pages): array
    {
        $text = Page::section(reset($pages), 'JSON');
        return self::missing($this->code->documentKeys(), array_merge(Page::words($text), preg_split('/\W+/', $text)));
    }

    /** @return list<string> */
    public function settings(array $pages): array
    {
        $there = [];
        foreach (Page::rows(reset($pages), 'Key by key') as $cells) {
            if (preg_match('/^`([\w.\[\]]+)`$/', $cells[0], $m) === 1) {
                $there[] = $m[1];
            }
        }
        $wanted = array_map('strval', array_keys($this->code->settings()));
        return array_merge(self::missing($wanted, $there), self::missing($there, $wanted, 'is no key'));
    }

    /** @return list<string> */
    public function defaults(array $pages): array
    {
        $said = [];
        foreach (Page::rows(reset($pages), 'Key by key') as $cells) {
            $said[trim($cells[0], '`')] = trim($cells[2] ?? '', '`');
        }
        $faults = [];
        foreach ($this->code->settings() as $key => $default) {
            $text = $default === [] ? '[]' : json_encode($default);
            $fits = $key === 'status_names' || $default === null
                || in_array($said[$key] ?? '', [$text, $text === '[]' ? '{}' : $text], true);
            if (!$fits) {
                $faults[] = "$key: the default is $text, the page says " . ($said[$key] ?? 'nothing');
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function settingsDocuments(array $pages): array
    {
        $faults = [];
        $documents = Page::documents(reset($pages));
        foreach ($documents as $text) {
            $document = json_decode($text, true);
            $found = is_array($document) ? Document::faults($document) : ['is no JSON'];
            $faults = array_merge($faults, $found);
        }
        return $documents === [] ? ['there is none'] : $faults;
    }

    /** @return list<string> */
    public function settingsErrors(array $pages): array
    {
        $faults = [];
        $rows = array_slice(Page::rows(reset($pages), 'Error messages'), 1);
        foreach ($rows as [$document, $message]) {
            $text = trim((string) preg_replace('/` ?\.\.\.$/', '', $message), '`');
            try {
                $found = Document::faults(Json::object(trim($document, '`'), 'settings'));
            } catch (Failure $e) {
                $found = $e->causes();
            }
            if (strncmp($found[0] ?? '', $text, strlen($text)) !== 0) {
                $faults[] = "$document gives \"" . ($found[0] ?? 'nothing') . '"';
            }
        }
        return $rows === [] ? ['there is none'] : $faults;
    }

    /** @return list<string> */
    public function tables(array $pages): array
    {
        $page = reset($pages);
        preg_match_all('/^## (\w+)$/m', $page, $m);
        $tables = array_keys($this->code->columns);
        $faults = array_merge(self::missing($tables, $m[1]), self::missing($m[1], $tables, 'is no table'));
        foreach ($this->code->columns as $table => $columns) {
            $there = [];
            foreach (array_slice(Page::rows($page, $table), 1) as $cells) {
                $there[trim($cells[0], '`')] = $cells[1];
            }
            foreach (self::differ($columns, $there) as $fault) {
                $faults[] = "$table.$fault";
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function stages(array $pages): array
    {
        $there = [];
        foreach (Page::rows(reset($pages)) as $cells) {
            if (count($cells) === 3 && preg_match('/^`([a-z0-9-]+)`$/', $cells[0], $m) === 1) {
                $there[] = $m[1];
            }
        }
        return array_merge(
            self::missing($this->code->stages(), $there),
            self::missing($there, $this->code->stages(), 'is no stage')
        );
    }

    /** @return list<string> */
    public function examples(array $pages): array
    {
        $faults = [];
        foreach ($pages as $name => $text) {
            $text = (string) preg_replace('/\\\\\n\s*/', ' ', $text);
            foreach (array_merge(Page::code($text), Page::words($text)) as $line) {
                if (preg_match('~(?:^|/)statussync((?: \[?--\S+ [^\s\]]+\]?)*) ([a-z]\S*)~', $line, $m) !== 1) {
                    continue;
                }
                if (!in_array(rtrim($m[2], '`.,;:'), $this->code->commands(), true)) {
                    $faults[] = "$name: {$m[2]} is no command";
                }
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function paths(array $pages): array
    {
        $faults = [];
        foreach ($pages as $name => $text) {
            preg_match_all('~(?<![\w/.])(?:tests|bin|docs|ext|php_src|\.ci)/[\w.*/-]+~', $text, $m);
            foreach (array_unique($m[0]) as $path) {
                $path = rtrim($path, './');
                if (glob("{$this->root}/$path") === []) {
                    $faults[] = "$name: $path is not there";
                }
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function tests(array $pages): array
    {
        $source = $this->code->read('tests/acceptance/*.php') . $this->code->read('tests/php/*.php')
            . $this->code->read('tests/documents/*.php');
        $faults = [];
        foreach ($pages as $name => $text) {
            preg_match_all('/\btest[A-Z]\w+/', $text, $m);
            foreach (array_unique($m[0]) as $test) {
                // a filter may name the beginning only
                if (strpos($source, "function $test") === false) {
                    $faults[] = "$name: no test $test";
                }
            }
            preg_match_all('/\b([A-Z]\w+Test)::(test\w+)/', $text, $full, PREG_SET_ORDER);
            foreach ($full as [, $class, $test]) {
                if (strpos($this->code->read("tests/*/$class.php"), "function $test(") === false) {
                    $faults[] = "$name: no $class::$test";
                }
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function links(array $pages): array
    {
        $faults = [];
        foreach ($pages as $name => $text) {
            preg_match_all('/\]\(([^)\s]+)\)/', $text, $m);
            foreach ($m[1] as $link) {
                [$file, $anchor] = array_pad(explode('#', $link, 2), 2, '');
                if (preg_match('~^https?://~', $link) === 1) {
                    continue;
                }
                $path = $file === '' ? $name : ltrim(dirname($name) . "/$file", './');
                if (!is_file("{$this->root}/$path")) {
                    $faults[] = "$name: $link leads nowhere";
                } elseif ($anchor !== '') {
                    $target = (string) ($pages[$path] ?? file_get_contents("{$this->root}/$path"));
                    if (!in_array($anchor, Page::anchors($target), true)) {
                        $faults[] = "$name: $link: no such heading";
                    }
                }
            }
        }
        return $faults;
    }

    /** @return list<string> */
    public function promises(array $pages): array
    {
        $numbers = [];
        $faults = [];
        foreach (Page::rows(reset($pages)) as $cells) {
            if (count($cells) === 3 && ctype_digit($cells[0])) {
                $numbers[] = (int) $cells[0];
                if (strpos($cells[2], '`tests/') === false && strpos($cells[2], 'Test::') === false) {
                    $faults[] = "promise {$cells[0]} names no test";
                }
                preg_match_all('/(?<![*`\w])\*([^*`]+)\*(?![*\w])/', $cells[2], $m);
                foreach (array_diff($m[1], $this->code->kinds()) as $kind) {
                    $faults[] = "promise {$cells[0]}: the demo has no kind \"$kind\"";
                }
            }
        }
        return $numbers === range(1, 10) ? $faults : array_merge($faults, ['promises are ' . implode(' ', $numbers)]);
    }

    /** @return list<string> */
    public function house(array $pages): array
    {
        $faults = [];
        foreach ($pages as $name => $text) {
            foreach (explode("\n", $text) as $i => $line) {
                $at = "$name:" . ($i + 1);
                if (mb_strlen($line) > self::LONGEST && $line[0] !== '|') {
                    $faults[] = "$at is " . mb_strlen($line) . ' characters long';
                }
                if (preg_match('~(?<![\w.])/(root|home|work|tmp)/~', $line, $m) === 1) {
                    $faults[] = "$at names a place of a machine: {$m[0]}";
                }
                if (preg_match('/\s$/', $line) === 1) {
                    $faults[] = "$at ends with a blank";
                }
            }
        }
        return $faults;
    }

    /**
     * @param list<string> $wanted
     * @param list<string> $there
     * @return list<string>
     */
    private static function missing(array $wanted, array $there, string $why = 'is not on the page'): array
    {
        $faults = $wanted === [] ? ['nothing to compare with was found'] : [];
        foreach (array_diff($wanted, $there) as $one) {
            $faults[] = "$one $why";
        }
        return $faults;
    }

    /**
     * @param array<string, string> $code
     * @param array<string, string> $page
     * @return list<string>
     */
    private static function differ(array $code, array $page): array
    {
        $faults = $code === [] ? ['nothing to compare with was found'] : [];
        foreach ($code as $key => $value) {
            if (!isset($page[$key])) {
                $faults[] = "$key is not on the page";
            } elseif ($page[$key] !== $value) {
                $faults[] = "$key is $value in the code and {$page[$key]} on the page";
            }
        }
        foreach (array_keys(array_diff_key($page, $code)) as $key) {
            $faults[] = "$key is not in the code";
        }
        return $faults;
    }
}
