<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/** Text of a shop's table as clean UTF-8. */
final class Text
{
    /** Amazon's order number. */
    public const NUMBER = '/^\d{3}-\d{7}-\d{7}$/';

    /** Windows-1252 where it is not latin1. */
    private const UPPER = [
        0x80 => '€', 0x82 => '‚', 0x83 => 'ƒ', 0x84 => '„', 0x85 => '…', 0x86 => '†', 0x87 => '‡',
        0x88 => 'ˆ', 0x89 => '‰', 0x8a => 'Š', 0x8b => '‹', 0x8c => 'Œ', 0x8e => 'Ž', 0x91 => '‘',
        0x92 => '’', 0x93 => '“', 0x94 => '”', 0x95 => '•', 0x96 => '–', 0x97 => '—', 0x98 => '˜',
        0x99 => '™', 0x9a => 'š', 0x9b => '›', 0x9c => 'œ', 0x9e => 'ž', 0x9f => 'Ÿ',
    ];

    /**
     * What is no UTF-8 is taken as Windows-1252 (latin1 shops).
     *
     * @param mixed $value
     */
    public static function utf8($value): string
    {
        $text = (string) $value;
        if (preg_match('//u', $text) === 1) {
            return $text;
        }
        $converted = function_exists('iconv') ? @iconv('Windows-1252', 'UTF-8//IGNORE', $text) : false;
        if ($converted === false && function_exists('mb_convert_encoding')) {
            $converted = mb_convert_encoding($text, 'UTF-8', 'Windows-1252');
        }
        if ($converted !== false && preg_match('//u', $converted) === 1) {
            return $converted;
        }
        return (string) preg_replace('/[\x80-\xff]/', '?', $text);
    }

    /**
     * UTF-8 that was read as latin1 (the server's latin1 is Windows-1252, with the five free places as they are).
     * Real latin1 text is no UTF-8 when taken back, and stays.
     *
     * @param string $text UTF-8
     */
    public static function undouble(string $text): string
    {
        if (preg_match('/[\x80-\xff]/', $text) !== 1) {
            return $text;
        }
        $bytes = '';
        foreach (preg_split('//u', $text, -1, PREG_SPLIT_NO_EMPTY) ?: [] as $char) {
            if (strlen($char) === 2 && $char <= "\xc3\xbf") {
                $bytes .= chr(((ord($char[0]) & 3) << 6) | (ord($char[1]) & 63)); // U+0080 to U+00FF
                continue;
            }
            $place = strlen($char) === 1 ? ord($char) : array_search($char, self::UPPER, true);
            if ($place === false) {
                return $text;
            }
            $bytes .= chr((int) $place);
        }
        return preg_match('//u', $bytes) === 1 ? $bytes : $text;
    }

    /**
     * Trimmed UTF-8; null for NULL and for nothing.
     *
     * @param mixed $value
     */
    public static function orNull($value): ?string
    {
        if ($value === null) {
            return null;
        }
        $text = trim(self::utf8($value));
        return $text === '' ? null : $text;
    }

    /**
     * An Amazon order number, or null if it is none.
     *
     * @param mixed $value
     */
    public static function number($value): ?string
    {
        $text = trim((string) $value);
        return preg_match(self::NUMBER, $text) === 1 ? $text : null;
    }

    /** A shop module's code: "dhl" of "dhl_dhl", the part before the first underscore of others. */
    public static function module(?string $class): ?string
    {
        $class = self::orNull($class);
        if ($class === null) {
            return null;
        }
        if (preg_match('/^(.+)_\1$/', $class, $m) === 1) {
            return $m[1];
        }
        return explode('_', $class, 2)[0] ?: $class;
    }
}
