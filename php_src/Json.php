<?php

declare(strict_types=1);

namespace StatusSync\Php;

/** JSON with one set of flags: exceptions, no escaped slashes or letters, bounded depth. */
final class Json
{
    private const FLAGS = JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE
        | JSON_PRESERVE_ZERO_FRACTION;

    /** Levels of a document from outside. */
    private const DEPTH = 32;

    /** @param mixed $value */
    public static function encode($value): string
    {
        return json_encode($value, self::FLAGS);
    }

    /** For people and files: indented. @param mixed $value */
    public static function pretty($value): string
    {
        return json_encode($value, self::FLAGS | JSON_PRETTY_PRINT);
    }

    /**
     * Decodes a map or list that this program stored itself; null for null or "".
     *
     * @return array<mixed>|null
     */
    public static function stored(?string $text): ?array
    {
        if ($text === null || $text === '') {
            return null;
        }
        $value = json_decode($text, true, 64, JSON_THROW_ON_ERROR);
        return is_array($value) ? $value : null;
    }

    /**
     * Decodes a document that must be an object: an empty list would count as one that says nothing.
     *
     * @return array<mixed>
     * @throws Failure with one clear line that names $place
     */
    public static function object(string $text, string $place): array
    {
        $value = self::document($text, $place);
        if (ltrim($text, "\xEF\xBB\xBF \t\r\n")[0] !== '{') {
            throw new Failure("$place: an object ({...}) is expected, not a list");
        }
        return $value;
    }

    /**
     * Decodes a document from outside: one object or list, depth at most 32, no key twice.
     *
     * @return array<mixed>
     * @throws Failure with one clear line that names $place
     */
    public static function document(string $text, string $place): array
    {
        if (strncmp($text, "\xEF\xBB\xBF", 3) === 0) {
            $text = substr($text, 3);
        }
        if (trim($text) === '') {
            throw new Failure("$place: there is nothing; give one JSON document");
        }
        try {
            $value = json_decode($text, true, self::DEPTH, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
        } catch (\JsonException $e) {
            $why = JsonScan::fault($text, self::DEPTH) ?? lcfirst($e->getMessage());
            throw new Failure("$place: not a JSON document: $why");
        }
        if (!is_array($value)) {
            throw new Failure("$place: an object is expected, not a single value");
        }
        $twice = JsonScan::twice($text); // PHP would take the last one and say nothing
        if ($twice !== null) {
            throw new Failure("$place: $twice");
        }
        return $value;
    }
}
