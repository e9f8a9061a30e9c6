<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/**
 * What a browser sent, as UTF-8. Our forms ask for UTF-8 whatever the charset of the page around them; a browser or a shop's
 * own script that sends the charset of the page all the same is understood too.
 */
final class Input
{
    /** What browsers mean by these names. */
    private const BROWSERS = ['ISO-8859-1' => 'Windows-1252', 'LATIN1' => 'Windows-1252', 'US-ASCII' => 'Windows-1252'];

    /**
     * @param array<mixed> $sent
     * @param string $charset of the page that the form stood in
     * @return array<mixed>|null null: it has bytes that are no text in either
     */
    public static function utf8(array $sent, string $charset): ?array
    {
        $out = [];
        foreach ($sent as $key => $value) {
            $name = is_string($key) ? self::text($key, $charset) : $key;
            $value = is_array($value) ? self::utf8($value, $charset) : (is_string($value) ? self::text($value, $charset) : $value);
            if ($name === null || $value === null) {
                return null;
            }
            $out[$name] = $value;
        }
        return $out;
    }

    private static function text(string $text, string $charset): ?string
    {
        if (preg_match('//u', $text) === 1) {
            return $text;
        }
        $charset = strtoupper($charset);
        $known = array_combine(array_map('strtoupper', mb_list_encodings()), mb_list_encodings());
        $from = self::BROWSERS[$charset] ?? $known[$charset] ?? null;
        if ($from === null || $charset === 'UTF-8' || !mb_check_encoding($text, $from)) {
            return null;
        }
        return mb_convert_encoding($text, 'UTF-8', $from);
    }
}
