<?php

declare(strict_types=1);

namespace StatusSync\Php\Words;

/** One of something is said in the singular. */
final class One
{
    private const PLURALS = ['/(?<![\d.,])1 Tagen?\b/' => '1 Tag', '/(?<![\d.,])1 (Minute|Sekunde|Stunde)n\b/' => '1 $1',
        '/(?<![\d.,])1 (Bestellung|Meldung)en\b/' => '1 $1',
        '/(?<![\d.,])1 ((?:open |more )?(?:Amazon )?)(day|minute|second|hour|order|message|shipment|cancel|file|account)s\b/' => '1 $1$2'];

    /** A sentence that a number was put into; its verb must suit. */
    public static function of(string $text): string
    {
        return preg_replace(array_keys(self::PLURALS), array_values(self::PLURALS), $text) ?? $text;
    }
}
