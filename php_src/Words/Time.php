<?php

declare(strict_types=1);

namespace StatusSync\Php\Words;

/** Times as the owner reads them: the shop's zone, day first in German. */
final class Time
{
    /** @var \DateTimeZone */
    private $zone;

    /** @var bool */
    private $german;

    public function __construct(string $zone, string $language)
    {
        $this->zone = new \DateTimeZone($zone);
        $this->german = $language === 'de';
    }

    /** "07.11.2026 14:02", "2026-11-07 14:02". */
    public function minute(int $at): string
    {
        return $this->format($at, $this->german ? 'd.m.Y H:i' : 'Y-m-d H:i');
    }

    public function second(int $at): string
    {
        return $this->format($at, $this->german ? 'd.m.Y H:i:s' : 'Y-m-d H:i:s');
    }

    /** A minute with its zone: "2026-11-07 14:02 CET". */
    public function zoned(int $at): string
    {
        return $this->minute($at) . ' ' . $this->format($at, 'T');
    }

    /**
     * A detail that is a time (UTC, as the core writes it) as the owner reads it; anything else as it is.
     *
     * @param bool $zone false: beside other times of the shop's zone, which do not name it
     */
    public function detail(?string $text, bool $zone = true): ?string
    {
        if ($text === null || preg_match('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/', $text) !== 1) {
            return $text;
        }
        return $zone ? $this->zoned((int) strtotime($text)) : $this->minute((int) strtotime($text));
    }

    public function day(int $at): string
    {
        return $this->format($at, $this->german ? 'd.m.Y' : 'Y-m-d');
    }

    /** Hour of the day, 0 to 23. */
    public function hour(int $at): int
    {
        return (int) $this->format($at, 'G');
    }

    /** When this hour of the day began last, seen from a time. */
    public function last(int $hour, int $at): int
    {
        $then = (new \DateTimeImmutable("@$at"))->setTimezone($this->zone)->setTime($hour, 0);
        return ($then->getTimestamp() > $at ? $then->modify('-1 day') : $then)->getTimestamp();
    }

    private function format(int $at, string $format): string
    {
        return (new \DateTimeImmutable("@$at"))->setTimezone($this->zone)->format($format);
    }
}
