<?php

declare(strict_types=1);

namespace StatusSync\Php\Words;

/** Takes what may be personal out of texts that leave the house. */
final class Mask
{
    private const AMAZON = '/^\d{3}-\d{7}-\d{7}$/';

    /** A tracking number by its last four signs; anything else by its length. */
    public static function tracking(?string $text): ?string
    {
        if ($text === null || $text === '') {
            return $text;
        }
        return preg_match('/^(?=(?:.*\d){6})[A-Za-z0-9 .-]{8,40}$/', $text) === 1
            ? '...' . substr($text, -4) : self::value($text);
    }

    /** A value that somebody typed: its length only. */
    public static function value(?string $text): ?string
    {
        $ours = ['BUYER', 'MERCHANT', 'AMAZON'];
        if ($text === null || $text === '' || preg_match(self::AMAZON, $text) === 1 || in_array($text, $ours, true)) {
            return $text;
        }
        return '[' . (preg_match_all('/./us', $text) ?: strlen($text)) . ' signs]';
    }

    /**
     * A sentence: without what stands in quotes, without e-mail addresses and long numbers, without the
     * values that are known to be somebody's.
     *
     * @param list<string> $known
     */
    public static function words(?string $text, array $known = []): ?string
    {
        if ($text === null || $text === '') {
            return $text;
        }
        foreach ($known as $value) {
            if (strlen($value) >= 3 && preg_match(self::AMAZON, $value) !== 1) {
                $text = str_ireplace($value, (string) self::tracking($value), $text);
            }
        }
        $text = (string) preg_replace('/[^\s@<>"\',;]+@[^\s@<>"\',;]+/', '[e-mail]', $text);
        return (string) preg_replace_callback('/(?<![A-Za-z0-9-])[A-Za-z0-9-]{8,}(?![A-Za-z0-9-])/', static function (array $m): string {
            $digits = preg_match_all('/\d/', $m[0]);
            return $digits < 6 || preg_match(self::AMAZON, $m[0]) === 1 ? $m[0] : '...' . substr($m[0], -4);
        }, $text);
    }

    /** Words of Amazon: what it quotes is what we or the shop wrote. @param list<string> $known */
    public static function foreign(?string $text, array $known = []): ?string
    {
        $text = self::words($text, $known);
        return $text === null ? null
            : (string) preg_replace('/"[^"]*"|\'[^\']*\'|„[^“]*“|\([^)]*\)|\[[^\]]{20,}\]/u', '[...]', $text);
    }
}
