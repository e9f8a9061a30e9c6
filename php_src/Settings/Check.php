<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

use StatusSync\Php\Shop\Matcher;

/** Collects faults of a document; every check says whether the value was good. */
final class Check
{
    /** @var list<string> */
    private $faults = [];

    /** @return list<string> */
    public function faults(): array
    {
        return $this->faults;
    }

    public function fault(string $path, string $text): bool
    {
        $this->faults[] = 'settings' . ($path === '' ? '' : ".$path") . ": $text";
        return false;
    }

    /**
     * @param array<mixed> $map
     * @param list<string> $allowed
     */
    public function keys(string $path, array $map, array $allowed): bool
    {
        $good = true;
        foreach (array_keys($map) as $key) {
            if (!in_array((string) $key, $allowed, true)) {
                $at = $path === '' ? (string) $key : "$path.$key";
                $good = $this->fault($at, 'unknown key; remove it (known: ' . implode(', ', $allowed) . ')');
            }
        }
        return $good;
    }

    /**
     * @param mixed $value
     * @param list<string> $allowed
     */
    public function map(string $path, $value, array $allowed): bool
    {
        if (!is_array($value) || ($value !== [] && array_keys($value) === range(0, count($value) - 1))) {
            return $this->fault($path, 'an object is expected');
        }
        return $this->keys($path, $value, $allowed);
    }

    /** An object with free keys. @param mixed $value */
    public function object(string $path, $value): bool
    {
        return is_array($value) || $this->fault($path, 'an object is expected');
    }

    /** @param mixed $value */
    public function list(string $path, $value): bool
    {
        if (!is_array($value) || ($value !== [] && array_keys($value) !== range(0, count($value) - 1))) {
            return $this->fault($path, 'a list is expected');
        }
        return true;
    }

    /** @param mixed $value */
    public function int(string $path, $value, int $min, int $max, string $mend = ''): bool
    {
        if (!is_int($value) || $value < $min || $value > $max) {
            return $this->fault($path, $mend !== '' ? $mend : "a whole number from $min to $max is expected");
        }
        return true;
    }

    /** @param mixed $value */
    public function bool(string $path, $value): bool
    {
        return is_bool($value) || $this->fault($path, 'true or false is expected');
    }

    /** @param mixed $value */
    public function share(string $path, $value): bool
    {
        if ((!is_int($value) && !is_float($value)) || $value < 0.01 || $value > 1) {
            return $this->fault($path, 'a number from 0.01 to 1 is expected (1 = the whole limit is ours)');
        }
        return true;
    }

    /**
     * @param mixed $value
     * @param list<string> $words
     */
    public function word(string $path, $value, array $words): bool
    {
        return in_array($value, $words, true)
            || $this->fault($path, 'one of ' . implode(', ', $words) . ' is expected');
    }

    /** @param mixed $value */
    public function text(string $path, $value, bool $needed, int $longest): bool
    {
        if ($value === null && !$needed) {
            return true;
        }
        if (!is_string($value) || ($needed && trim($value) === '')) {
            return $this->fault($path, $needed ? 'a text is needed; fill it in' : 'a text or null is expected');
        }
        if (preg_match('/^[^\x00-\x1f\x7f]{0,' . $longest . '}$/u', $value) !== 1) {
            return $this->fault($path, "at most $longest printable characters are expected");
        }
        return true;
    }

    /** Names of tables and columns; that they exist is checked against the live schema when used. */
    public function identifier(string $path, string $value): bool
    {
        return preg_match('/^[A-Za-z0-9_$\x{80}-\x{10ffff}]{1,64}$/u', $value) === 1
            || $this->fault($path, "\"$value\" is no name of a table or column; pick one of the shop's");
    }

    /** A regular expression with one capture group. @param mixed $value */
    public function pattern(string $path, $value): bool
    {
        if (!is_string($value) || $value === '' || strlen($value) > 500 || preg_match('/[\x00-\x1f]/', $value) === 1) {
            return $this->fault($path, 'a regular expression in one line is expected');
        }
        $groups = @preg_match(Matcher::delimited($value, '|'), '', $m, PREG_UNMATCHED_AS_NULL);
        if ($groups === false) {
            return $this->fault($path, 'is no regular expression; check brackets and escapes');
        }
        if (count($m) !== 2) {
            return $this->fault($path, 'exactly one capture group (...) is expected around the value');
        }
        return true;
    }
}
