<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/** Text of a shop's table as clean UTF-8. */
final class Text
{
    /** Amazon's order number. */
    public const NUMBER = '/^\d{3}-\d{7}-\d{7}$/';

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
