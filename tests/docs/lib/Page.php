<?php

declare(strict_types=1);

namespace StatusSync\Tests\Docs;

/** A page of Markdown: its tables, code and headings. */
final class Page
{
    /** @return list<list<string>> cells of every table row of a section ("" = the whole page), without heads */
    public static function rows(string $text, string $section = ''): array
    {
        if ($section !== '') {
            $text = self::section($text, $section);
        }
        $rows = [];
        foreach (explode("\n", $text) as $line) {
            if (preg_match('/^\|(.*)\|$/', $line, $m) !== 1) {
                continue;
            }
            $cells = array_map('trim', preg_split('/(?<!\\\\)\|/', $m[1]));
            if (preg_match('/^[-| ]*$/', implode('', $cells)) !== 1) {
                $rows[] = $cells;
            }
        }
        return $rows;
    }

    /** From a heading of the second level to the next one. */
    public static function section(string $text, string $heading): string
    {
        $found = preg_match('/^## ' . preg_quote($heading, '/') . '\n(.*?)(?=^## |\z)/ms', $text, $m);
        return $found === 1 ? $m[1] : '';
    }

    /** @return list<string> what stands between back-ticks */
    public static function words(string $text): array
    {
        preg_match_all('/`([^`]+)`/', $text, $m);
        return $m[1];
    }

    /** @return list<string> anchors of the headings */
    public static function anchors(string $text): array
    {
        preg_match_all('/^#+ (.+)$/m', $text, $m);
        return array_map(static function (string $heading): string {
            $plain = mb_strtolower((string) preg_replace('/[^\w\- ]/u', '', $heading));
            return str_replace(' ', '-', trim($plain));
        }, $m[1]);
    }

    /** @return list<string> lines of indented or fenced code */
    public static function code(string $text): array
    {
        preg_match_all('/^ {4,}(\S.*)$/m', $text, $m);
        preg_match_all('/^```\w*\n(.*?)^```/ms', $text, $fenced);
        return array_merge($m[1], explode("\n", implode("\n", $fenced[1])));
    }

    /** @return list<string> documents in ```json fences */
    public static function documents(string $text): array
    {
        preg_match_all('/^```json\n(.*?)^```/ms', $text, $m);
        return $m[1];
    }

    /** @return list<string> texts of ```sh fences: commands that can be run one after the other */
    public static function commands(string $text): array
    {
        preg_match_all('/^```sh\n(.*?)^```/ms', $text, $m);
        return $m[1];
    }
}
