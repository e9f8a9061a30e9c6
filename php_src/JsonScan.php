<?php

declare(strict_types=1);

namespace StatusSync\Php;

/**
 * What PHP's parser does not tell of a JSON text: where it goes wrong, and keys that an object has twice.
 *
 * PHP decides what is JSON. fault() reads a text that was refused, token by token up to the first fault, and gives
 * up after so many; twice() reads one that was taken, and keeps the keys of the objects that are open: PHP took no
 * more levels than it was told, so neither time nor memory depends on how deep a text is nested.
 */
final class JsonScan
{
    /** Of a longer text the place of its fault is not looked for: seconds, for a line of text. */
    private const TOKENS = 1000000;

    private const BLANK = " \t\r\n";

    private const VALUE = 1;
    private const KEY = 2;
    private const COLON = 4;
    private const COMMA = 8;
    private const CLOSE = 16;

    /** Sign => what must be wanted where it stands. */
    private const SIGNS = ['{' => self::VALUE, '[' => self::VALUE, '}' => self::CLOSE, ']' => self::CLOSE,
        ',' => self::COMMA, ':' => self::COLON];

    /** @var string */
    private $text;

    /** @var int */
    private $at = 0;

    /** @var list<string> the brackets that are open */
    private $open = [];

    private function __construct(string $text)
    {
        $this->text = $text;
    }

    /** @return ?string the first fault of a text that is no JSON, with its place; null if it is not found */
    public static function fault(string $text, int $depth): ?string
    {
        $scan = new self($text);
        $said = $scan->look($depth);
        return $said === null ? null : self::place($text, $scan->at) . ": $said";
    }

    /** @return ?string the first key of a good text that its object has already, with both places; null: none */
    public static function twice(string $text): ?string
    {
        $keys = [];
        $level = $at = 0;
        while (($at += strcspn($text, '{}"', $at)) < strlen($text)) {
            $from = $at++;
            if ($text[$from] === '{') {
                $keys[++$level] = [];
                continue;
            }
            if ($text[$from] === '}') {
                unset($keys[$level--]);
                continue;
            }
            $at = self::quote($text, $at) + 1;
            if (($text[$at + strspn($text, self::BLANK, $at)] ?? '') !== ':') {
                continue; // a value
            }
            $key = substr($text, $from + 1, $at - $from - 2);
            $key = strpos($key, '\\') === false ? $key : (string) json_decode("\"$key\"");
            if (isset($keys[$level][$key])) {
                $shown = mb_strlen($key) > 60 ? mb_substr($key, 0, 60) . '...' : $key;
                return self::place($text, $from) . ': the key "' . preg_replace('/[\x00-\x1f\x7f]/', '?', $shown)
                    . '" is there already (' . self::place($text, $keys[$level][$key]) . '); keep one of them';
            }
            $keys[$level][$key] = $from;
        }
        return null;
    }

    /** @return int where the text that $at is inside of has its closing quote, or where the document ends */
    private static function quote(string $text, int $at): int
    {
        $at += strcspn($text, "\"\\", $at);
        while (($text[$at] ?? '') === '\\') {
            $at += 2;
            $at += strcspn($text, "\"\\", min($at, strlen($text)));
        }
        return min($at, strlen($text));
    }

    /** @return ?string what is wrong at $this->at */
    private function look(int $depth): ?string
    {
        $want = self::VALUE;
        $last = '';
        for ($tokens = 0; $tokens < self::TOKENS; $tokens++) {
            $this->at += strspn($this->text, self::BLANK, $this->at);
            $sign = $this->text[$this->at] ?? '';
            $need = self::SIGNS[$sign] ?? ($want & (self::VALUE | self::KEY));
            if ($sign === '' && $want === 0) {
                return null;
            }
            if (($want & $need) === 0 || $sign === '' || !$this->fits($sign, $need)) {
                return $this->wanted($want, $sign, $last);
            }
            if ($need === self::VALUE && isset(self::SIGNS[$sign]) && count($this->open) >= $depth) {
                return "nested deeper than $depth levels";
            }
            if (isset(self::SIGNS[$sign])) {
                $want = $this->sign($sign);
            } else {
                $said = $sign === '"' ? $this->string() : $this->scalar();
                if ($said !== null) {
                    return $said;
                }
                $want = ($want & self::KEY) !== 0 ? self::COLON : $this->behind();
            }
            $last = $sign;
        }
        return null;
    }

    /** May this sign be what is needed: the bracket that was opened, a quote for a key? */
    private function fits(string $sign, int $need): bool
    {
        if ($need === self::CLOSE) {
            return end($this->open) === ($sign === '}' ? '{' : '[');
        }
        return ($need & self::KEY) === 0 || $sign === '"';
    }

    /** Takes a bracket, comma or colon. @return int what is wanted behind it */
    private function sign(string $sign): int
    {
        $this->at++;
        if ($sign === ',') {
            return end($this->open) === '{' ? self::KEY : self::VALUE;
        }
        if ($sign === ':') {
            return self::VALUE;
        }
        if ($sign === '{' || $sign === '[') {
            $this->open[] = $sign;
            return self::CLOSE | ($sign === '{' ? self::KEY : self::VALUE);
        }
        array_pop($this->open);
        return $this->behind();
    }

    /** @return int what is wanted behind a value: 0 is the end */
    private function behind(): int
    {
        return $this->open === [] ? 0 : self::COMMA | self::CLOSE;
    }

    /** A text in double quotes; $this->at is behind it, or at its fault. */
    private function string(): ?string
    {
        $from = $this->at;
        $end = self::quote($this->text, $from + 1);
        if ($end === strlen($this->text)) {
            return 'this text has no closing quote';
        }
        $inside = substr($this->text, $from + 1, $end - $from - 1);
        if (preg_match('/[\x00-\x1f]/', $inside, $m, PREG_OFFSET_CAPTURE) === 1) {
            $this->at = $from + 1 + $m[0][1];
            return 'a line end or control character inside a text; write a line end as \\n';
        }
        if (preg_match('//u', $inside) !== 1) {
            return 'this text is not UTF-8; save the file as UTF-8';
        }
        if (strpos($inside, '\\') !== false && json_decode("\"$inside\"") === null) {
            return 'this text has a bad escape; a backslash itself is written \\\\';
        }
        $this->at = $end + 1;
        return null;
    }

    /** A number, true, false or null. */
    private function scalar(): ?string
    {
        $length = strcspn($this->text, ',:{}[]"' . self::BLANK, $this->at);
        if (json_decode(substr($this->text, $this->at, $length)) === null && json_last_error() !== JSON_ERROR_NONE) {
            return 'a value is expected: a text in double quotes, a number, true, false, null, {...} or [...]';
        }
        $this->at += $length;
        return null;
    }

    /** What should stand here. @param int $want kinds @param string $sign what does, "" at the end @param string $last the one before */
    private function wanted(int $want, string $sign, string $last): string
    {
        $close = end($this->open) === '{' ? '}' : ']';
        if ($sign === $close && $last === ',') {
            return "the comma before this \"$close\" is one too many; remove it";
        }
        $names = [self::VALUE => 'a value', self::KEY => 'a key in double quotes', self::COLON => '":"', self::COMMA => '","',
            self::CLOSE => "\"$close\"", 0 => 'the end of the document'];
        $there = array_filter($names, static function (int $kind) use ($want): bool {
            return ($want & $kind) !== 0 || $want === $kind;
        }, ARRAY_FILTER_USE_KEY);
        return implode(' or ', $there) . ' is expected' . ($sign === '' ? ', but the document ends' : '');
    }

    /** @return string "line 3, column 5", in characters */
    private static function place(string $text, int $at): string
    {
        $before = substr($text, 0, $at);
        $line = strrpos($before, "\n");
        return 'line ' . (substr_count($before, "\n") + 1) . ', column '
            . (mb_strlen(substr($before, $line === false ? 0 : $line + 1), 'UTF-8') + 1);
    }
}
