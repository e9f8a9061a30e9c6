<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Words\One;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Time;

/**
 * What the pages say: plain text in UTF-8, in the language of the admin and in the shop's words.
 */
final class Texts
{
    /** @var array<string, array<string, string>> one language file each */
    private static $files = [];

    /** @var Host */
    private $host;

    /** @var array<string, string> */
    private $texts;

    /** @var PanelTexts */
    private $reasons;

    public function __construct(Host $host)
    {
        $this->host = $host;
        $language = $host->language() === 'de' ? 'de' : 'en';
        if (!isset(self::$files[$language])) {
            self::$files[$language] = require dirname(__DIR__, 2) . "/admin_ui/lang/$language.php";
        }
        $this->texts = self::$files[$language];
        $this->reasons = new PanelTexts($host);
    }

    /**
     * @param array<string, string|int> $values what stands in braces; {P} and {N} are the shop's words; of one ({n}) the text
     *   KEY_single is said where there is one
     */
    public function say(string $key, array $values = []): string
    {
        $key .= (string) ($values['n'] ?? '') === '1' && isset($this->texts["{$key}_single"]) ? '_single' : '';
        $values += ['P' => $this->host->words('carrier_word'), 'N' => $this->host->words('number_word')];
        $pairs = [];
        foreach ($values as $name => $value) {
            $pairs['{' . $name . '}'] = (string) $value;
        }
        $text = strtr($this->texts[$key] ?? $key, $pairs);
        return (string) ($values['n'] ?? '') === '1' ? One::of($text) : $text;
    }

    public function has(string $key): bool
    {
        return isset($this->texts[$key]);
    }

    /** Cause and mend of a reason. @param array<string, string> $values */
    public function reason(string $verdict, ?string $reason, ?string $detail = null, array $values = []): string
    {
        return $this->reasons->reason($verdict, $reason, $values, $detail);
    }

    /** A number as far as an owner needs it: beyond 1,000 the exact one tells nothing more. */
    public function count(int $n): string
    {
        return $n > 1000 ? $this->say('over_thousand') : (string) $n;
    }

    /** Whether a code is one of ours (docs/reasons.md). */
    public static function knows(string $reason): bool
    {
        return isset(Reasons::all()[$reason]);
    }

    /** @return string person, wait or info; "person" for what is not known */
    public static function severity(?string $reason): string
    {
        return Reasons::severity((string) $reason);
    }

    /** Glyph and word of a message's state. */
    public function state(?string $state): string
    {
        return $this->say('state_' . ($state === null || $state === '' ? 'none' : $state));
    }

    /** Clock time today, else with weekday and date; the year where German does without it nearby. */
    public function time(int $at, int $now): string
    {
        if ($at <= 0) {
            return $this->say('never');
        }
        $zone = new \DateTimeZone($this->host->zone());
        $time = (new \DateTime("@$at"))->setTimezone($zone);
        $today = (new \DateTime("@$now"))->setTimezone($zone);
        if ($time->format('Y-m-d') === $today->format('Y-m-d')) {
            return $time->format('H:i');
        }
        $day = explode(' ', $this->say('weekdays'))[(int) $time->format('w')];
        $german = abs($at - $now) < 6 * 86400 ? 'd.m. H:i' : 'd.m.Y H:i';
        return $day . ' ' . $time->format($this->host->language() === 'de' ? $german : 'Y-m-d H:i');
    }

    /** Date and time, also today: what may be looked at, printed or photographed later. */
    public function stamp(int $at): string
    {
        return (new Time($this->host->zone(), $this->host->language()))->minute($at);
    }

    /** A ship-by time: "heute 18:00 (4 h)" while it is today and to come. */
    public function deadline(int $at, int $now): string
    {
        $time = $this->time($at, $now);
        $today = strlen($time) === 5 ? $this->say('today') . ' ' : ''; // a clock time alone
        return $today . $time . ($today !== '' && $at > $now ? ' (' . max(1, intdiv($at - $now, 3600)) . ' h)' : '');
    }

    public function date(int $at): string
    {
        return (new \DateTime("@$at"))->setTimezone(new \DateTimeZone($this->host->zone()))
            ->format($this->host->language() === 'de' ? 'd.m.Y' : 'Y-m-d');
    }
}
