<?php

declare(strict_types=1);

namespace StatusSync\Php\Words;

/**
 * Reason codes in the owner's language: the texts of docs/reasons.md with their places filled in.
 */
final class Reasons
{
    /** Which place a reason's detail fills; {detail} and {order} are filled everywhere. */
    private const DETAIL = [
        'not_linked' => 'guess', 'double_link' => 'b', 'carrier_unmapped' => 'name', 'carrier_is_service' => 'name',
        'carrier_doubtful' => 'guess', 'no_tracking' => 'time', 'bad_tracking' => 'code',
        'wrong_marketplace' => 'market', 'cancelled_at_amazon' => 'who', 'already_shipped' => 'theirs',
        'status_changed_meaning' => 'id',
    ];

    private const NAMES = [
        'de' => ['N' => 'Sendungsnummer', 'P' => 'Transportunternehmen'],
        'en' => ['N' => 'tracking number', 'P' => 'carrier'],
    ];

    /** Amazon's words for who cancelled => German, English. */
    private const WHO = ['BUYER' => ['Käufer', 'buyer'], 'MERCHANT' => ['Händler', 'seller'], 'AMAZON' => ['Amazon', 'Amazon']];

    /** Said of one order, or where nobody counted: it is true of the one that is looked at. */
    private const ONE = ['gehen alle {n} Bestellungen von selbst' => 'geht die Bestellung von selbst',
        'all {n} orders leave by themselves' => 'the order leaves by itself'];

    /** Without the time until which it waits, a number is waited for until it comes. */
    private const FOR_EVER = [
        'de' => '{N} fehlt. Bei der Bestellung eintragen; ohne Nummer wird nichts gemeldet.',
        'en' => 'Tracking number missing. Enter it with the order; nothing is confirmed without one.',
    ];

    /** @var array<string, array{0: string, 1: string, 2: string}>|null */
    private static $all;

    /** @return array<string, array{0: string, 1: string, 2: string}> code => severity, German, English */
    public static function all(): array
    {
        return self::$all = self::$all ?? require __DIR__ . '/reasons.php';
    }

    /** @return string info, wait or person; "person" for a code that is not known */
    public static function severity(string $code): string
    {
        return self::all()[$code][0] ?? 'person';
    }

    /**
     * The sentence of a code.
     *
     * @param string $language de or en
     * @param array<string, string> $places what is known besides: order, a, ours, code, name, time, status ...
     * @return string the code itself if it has no text; what nobody can fill is left out with the word before it
     */
    public static function text(string $code, string $language, ?string $detail = null, array $places = []): string
    {
        $row = self::all()[$code] ?? null;
        if ($row === null) {
            return $code . ($detail === null || $detail === '' ? '' : " ($detail)");
        }
        $places += self::NAMES[$language] + ['n' => ''];
        if ($code === 'cancelled_at_amazon') {
            $detail = self::WHO[(string) $detail][$language === 'de' ? 0 : 1] ?? $detail;
        }
        if ($detail !== null && $detail !== '') {
            $places = [self::DETAIL[$code] ?? 'detail' => $detail, 'detail' => $detail] + $places;
            if (($places['ours'] ?? null) === ($places['theirs'] ?? '')) {
                unset($places['ours']); // the number that Amazon has is the one it was, not the one it should be
            }
        }
        $text = $code === 'no_tracking' && ($detail === null || $detail === '') ? self::FOR_EVER[$language]
            : $row[$language === 'de' ? 1 : 2];
        $text = in_array((string) $places['n'], ['', '1'], true) ? strtr($text, self::ONE) : $text;
        $text = (string) preg_replace_callback('/\{(\w+)\}/', static function (array $m) use ($places): string {
            return $places[$m[1]] ?? '…';
        }, $text);
        $blanks = ['/ in den Bestellungen … und …/u' => ' in mehreren Bestellungen', '/ on orders … and …/u' => ' on several orders',
            '/ und …/u' => ' und einer anderen', '/ and …/u' => ' and another', '/ (für|for|statt|instead of) …/u' => '',
            '/, (eingetragen ist|but) …( is entered)?/u' => '', '/,? (Status ist aber|but its status is) "…"/u' => '',
            '/; (Versandfrist|ship by) …/u' => '', '/ \(…(, …)*\)/u' => '', '/, …\)/u' => ')', '/\(…, /u' => '(',
            '/: …(?=\.)/u' => '', '/ …(?= (sieht|looks|tracking) )/u' => '', '/, (dort mit|with) …/u' => '', '/  /' => ' '];
        $text = (string) preg_replace(array_keys($blanks), array_values($blanks), $text);
        return One::of(trim($text));
    }
}
