<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/**
 * How far each id column was read, and which of the last ids were really there.
 *
 * Ids are given before a row is committed, and a cluster's nodes count interleaved: a lower id may
 * appear after a higher one. So whatever is new among the last 2,000 ids, and among all of the last 10
 * minutes, is found each time: an id that fills a gap is new. An id that was seen says nothing new (rows
 * of open orders are compared by content), so only the gaps are read again, if they are few; many are
 * read as one range. Kept as JSON below 2,000 bytes:
 * {"v":1,"t":[older,newer],"s":{source:[last,base,lastOlder,lastNewer,seen]}}; seen tells the ids
 * in (base, last], as gaps or as a bitmap, whichever is shorter.
 */
final class Watermarks
{
    public const WINDOW = 2000;
    public const SECONDS = 600;
    private const BYTES = 1900;
    private const WIDEST = 16000;
    /** Gaps that are read one by one at the most. */
    private const GAPS = 200;

    /** @var array<string, array{last: int, base: int, older: int, newer: int, seen: array<int, true>}> */
    private $sources = [];

    /** @var int */
    private $older;

    /** @var int */
    private $newer;

    /** @var int */
    private $now;

    /** @param ?string $text what text() gave; null, or what cannot be read, starts anew */
    public function __construct(?string $text, int $now)
    {
        $this->now = $now;
        $this->older = $this->newer = $now;
        $data = $text === null || $text === '' ? null : json_decode($text, true);
        if (!is_array($data) || ($data['v'] ?? 0) !== 1 || !is_array($data['s'] ?? null)) {
            return;
        }
        [$this->older, $this->newer] = [(int) ($data['t'][0] ?? $now), (int) ($data['t'][1] ?? $now)];
        foreach ($data['s'] as $name => $s) {
            $this->sources[(string) $name] = [
                'last' => (int) $s[0], 'base' => (int) $s[1], 'older' => (int) $s[2], 'newer' => (int) $s[3],
                'seen' => self::decode((string) $s[4], (int) $s[1], (int) $s[0]),
            ];
        }
    }

    public function knows(string $source): bool
    {
        return isset($this->sources[$source]);
    }

    /**
     * Starts a source: everything up to $last counts as read.
     *
     * @param list<int> $present ids above $last - WINDOW that are there
     */
    public function start(string $source, int $last, array $present = []): void
    {
        $base = max(0, $last - self::WINDOW);
        $this->sources[$source] = [
            'last' => $last, 'base' => $present === [] ? $last : $base, 'older' => $last, 'newer' => $last,
            'seen' => array_fill_keys($present, true),
        ];
    }

    /** What is to be read of a source: all ids that were not seen, from its window on. */
    public function unread(string $source): IdRanges
    {
        $s = $this->sources[$source];
        $gaps = [];
        for ($id = $s['base'] + 1; $id <= $s['last']; $id++) {
            if (isset($s['seen'][$id])) {
                continue;
            }
            $first = $id;
            while ($id < $s['last'] && !isset($s['seen'][$id + 1])) {
                $id++;
            }
            $gaps[] = [$first, $id];
            if (count($gaps) > self::GAPS) {
                return new IdRanges($s['last'], [[$s['base'] + 1, $s['last']]]);
            }
        }
        return new IdRanges($s['last'], $gaps);
    }

    public function isNew(string $source, int $id): bool
    {
        return !isset($this->sources[$source]['seen'][$id]);
    }

    public function see(string $source, int $id): void
    {
        $this->sources[$source]['seen'][$id] = true;
        if ($id > $this->sources[$source]['last']) {
            $this->sources[$source]['last'] = $id;
        }
    }

    /** The text to be stored. */
    public function text(): string
    {
        if ($this->now - $this->newer >= self::SECONDS || $this->now < $this->newer) {
            $this->older = $this->newer;
            $this->newer = $this->now;
            foreach ($this->sources as $name => $s) {
                $this->sources[$name]['older'] = $s['newer'];
                $this->sources[$name]['newer'] = $s['last'];
            }
        }
        $bases = [];
        foreach ($this->sources as $name => $s) {
            $base = min($s['last'] - self::WINDOW, $s['older']);
            $bases[$name] = max(0, $s['base'], $base, $s['last'] - self::WIDEST);
        }
        do {
            $out = [];
            $longest = '';
            $length = -1;
            foreach ($this->sources as $name => $s) {
                $seen = self::encode($s['seen'], $bases[$name], $s['last']);
                $out[$name] = [$s['last'], $bases[$name], $s['older'], $s['newer'], $seen];
                if (strlen($seen) > $length) {
                    [$longest, $length] = [$name, strlen($seen)];
                }
            }
            $text = (string) json_encode(
                ['v' => 1, 't' => [$this->older, $this->newer], 's' => (object) $out],
                JSON_UNESCAPED_SLASHES
            );
            if (strlen($text) <= self::BYTES) {
                break;
            }
            // too many gaps to remember: a narrower window for the worst source
            $width = $this->sources[$longest]['last'] - $bases[$longest];
            $bases[$longest] += max(1, intdiv($width, 4));
        } while ($length > 1);
        return $text;
    }

    /** @param array<int, true> $seen */
    private static function encode(array $seen, int $base, int $last): string
    {
        $gaps = [];
        $bits = str_repeat("\0", intdiv(max(0, $last - $base) + 7, 8));
        $end = $base;
        for ($id = $base + 1; $id <= $last; $id++) {
            if (isset($seen[$id])) {
                $at = intdiv($id - $base - 1, 8);
                $bits[$at] = chr(ord($bits[$at]) | (1 << (($id - $base - 1) % 8)));
                continue;
            }
            $from = $id;
            while ($id < $last && !isset($seen[$id + 1])) {
                $id++;
            }
            $gaps[] = base_convert((string) ($from - $end), 10, 36) . ':'
                . base_convert((string) ($id - $from), 10, 36);
            $end = $id;
        }
        $gaps = 'g' . implode(',', $gaps);
        $map = 'b' . rtrim(base64_encode($bits), '=');
        return strlen($gaps) <= strlen($map) ? $gaps : $map;
    }

    /** @return array<int, true> */
    private static function decode(string $text, int $base, int $last): array
    {
        $seen = [];
        if ($last - $base > 4 * self::WIDEST) {
            return $seen;
        }
        if (($text[0] ?? '') === 'b') {
            $bits = (string) base64_decode(substr($text, 1));
            for ($id = $base + 1; $id <= $last; $id++) {
                $at = intdiv($id - $base - 1, 8);
                if (isset($bits[$at]) && (ord($bits[$at]) >> (($id - $base - 1) % 8)) & 1) {
                    $seen[$id] = true;
                }
            }
            return $seen;
        }
        for ($id = $base + 1; $id <= $last; $id++) {
            $seen[$id] = true;
        }
        $end = $base;
        foreach (array_filter(explode(',', substr($text, 1))) as $gap) {
            $parts = explode(':', $gap) + [1 => '0'];
            $from = $end + (int) base_convert($parts[0], 36, 10);
            $end = $from + (int) base_convert($parts[1], 36, 10);
            for ($id = $from; $id <= $end; $id++) {
                unset($seen[$id]);
            }
        }
        return $seen;
    }
}
