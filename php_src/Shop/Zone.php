<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/**
 * Wall time of a column's zone -> epoch seconds UTC.
 *
 * The ambiguous hour in autumn is taken as the earlier one; a time that does not exist in spring is
 * the next minute that does (rules: Time).
 */
final class Zone
{
    /** @var \DateTimeZone */
    private $zone;

    /** @var list<array{0: int, 1: int}> transitions: [epoch, offset from then on] */
    private $steps = [];

    /** @var string */
    private $name;

    /** @param string $name "Europe/Berlin", "+01:00", "CET" */
    public function __construct(string $name)
    {
        $this->name = $name;
        $this->zone = new \DateTimeZone($name);
        $steps = @$this->zone->getTransitions(0, 4102444800);
        foreach (is_array($steps) ? $steps : [] as $step) {
            $this->steps[] = [(int) $step['ts'], (int) $step['offset']];
        }
        if ($this->steps === []) {
            $this->steps[] = [0, $this->zone->getOffset(new \DateTimeImmutable('@0'))];
        }
    }

    public function name(): string
    {
        return $this->name;
    }

    /** True if PHP knows a zone of that name. */
    public static function known(string $name): bool
    {
        try {
            new \DateTimeZone($name);
            return true;
        } catch (\Exception $e) {
            return false;
        }
    }

    /**
     * @param mixed $text "2025-10-26 02:30:00", also with "T", fractions or without seconds; a number
     *   is epoch seconds already
     * @return int 0 for NULL, zero dates and what is no time
     */
    public function utc($text): int
    {
        if ($text === null || $text === '') {
            return 0;
        }
        if (is_int($text) || (ctype_digit((string) $text) && strlen((string) $text) > 8)) {
            return max(0, (int) $text);
        }
        $form = '/^\s*(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?\s*$/';
        if (preg_match($form, (string) $text, $m) !== 1 || !checkdate((int) $m[2], (int) $m[3], (int) $m[1])) {
            return 0;
        }
        $wall = gmmktime(
            (int) ($m[4] ?? 0),
            (int) ($m[5] ?? 0),
            (int) ($m[6] ?? 0),
            (int) $m[2],
            (int) $m[3],
            (int) $m[1]
        );
        if (($m[7] ?? '') !== '') {
            $sign = $m[7][0] === '-' ? -1 : 1;
            $digits = str_replace(':', '', substr($m[7], 1));
            $offset = $m[7] === 'Z' ? 0 : $sign * ((int) substr($digits, 0, 2) * 3600 + (int) substr($digits, 2) * 60);
            return max(0, $wall - $offset);
        }
        return max(0, $this->fromWall((int) $wall));
    }

    private function fromWall(int $wall): int
    {
        $at = $this->stepAt($wall - 86400);
        $before = $this->steps[$at][1];
        // the last transition within a day around decides; without one there is one offset only
        for ($i = $at + 1; isset($this->steps[$i]) && $this->steps[$i][0] <= $wall + 86400; $i++) {
            [$moment, $after] = $this->steps[$i];
            if ($wall - $before < $moment) {
                return $wall - $before; // before the change; in an ambiguous hour the earlier one
            }
            if ($wall - $after < $moment) {
                return $moment; // in the gap: the first moment behind it
            }
            $before = $after;
        }
        return $wall - $before;
    }

    /** Index of the transition in force at a moment. */
    private function stepAt(int $moment): int
    {
        $low = 0;
        $high = count($this->steps) - 1;
        while ($low < $high) {
            $middle = intdiv($low + $high + 1, 2);
            if ($this->steps[$middle][0] <= $moment) {
                $low = $middle;
            } else {
                $high = $middle - 1;
            }
        }
        return $low;
    }
}
