<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Shop\Zone;

/** Wall time to UTC: summer, winter, both hours of change. */
final class ZoneTest extends TestCase
{
    /** @return array<string, array{0: string, 1: mixed, 2: string}> */
    public static function times(): array
    {
        return [
            'winter' => ['Europe/Berlin', '2025-12-01 12:00:00', '2025-12-01T11:00:00Z'],
            'summer' => ['Europe/Berlin', '2025-07-01 12:00:00', '2025-07-01T10:00:00Z'],
            'before the autumn hour' => ['Europe/Berlin', '2025-10-26 01:59:59', '2025-10-25T23:59:59Z'],
            'autumn hour: the earlier one' => ['Europe/Berlin', '2025-10-26 02:30:00', '2025-10-26T00:30:00Z'],
            'after the autumn hour' => ['Europe/Berlin', '2025-10-26 03:00:00', '2025-10-26T02:00:00Z'],
            'spring gap: the next valid minute' => ['Europe/Berlin', '2025-03-30 02:30:00', '2025-03-30T01:00:00Z'],
            'before the gap' => ['Europe/Berlin', '2025-03-30 01:59:59', '2025-03-30T00:59:59Z'],
            'after the gap' => ['Europe/Berlin', '2025-03-30 03:00:00', '2025-03-30T01:00:00Z'],
            'far future' => ['Europe/Berlin', '2036-07-01 12:00:00', '2036-07-01T10:00:00Z'],
            'fixed offset' => ['+01:00', '2025-07-01 12:00:00', '2025-07-01T11:00:00Z'],
            'utc' => ['UTC', '2025-07-01 12:00:00', '2025-07-01T12:00:00Z'],
            'zone in the text' => ['Europe/Berlin', '2025-07-01T12:00:00+05:30', '2025-07-01T06:30:00Z'],
            'fraction' => ['UTC', '2025-07-01 12:00:00.250000', '2025-07-01T12:00:00Z'],
            'date only' => ['Europe/Berlin', '2025-12-01', '2025-11-30T23:00:00Z'],
            'epoch' => ['Europe/Berlin', '1764000000', '2025-11-24T16:00:00Z'],
        ];
    }

    /** @dataProvider times */
    #[DataProvider('times')]
    public function testUtc(string $zone, string $text, string $expected): void
    {
        self::assertSame($expected, gmdate('Y-m-d\TH:i:s\Z', (new Zone($zone))->utc($text)));
    }

    public function testWhatIsNoTime(): void
    {
        $zone = new Zone('Europe/Berlin');
        foreach ([null, '', '0000-00-00 00:00:00', '2025-02-31 10:00:00', 'now()', '1969-01-01 00:00:00', '12345'] as $text) {
            self::assertSame(0, $zone->utc($text));
        }
        self::assertFalse(Zone::known('Mars/Olympus'));
    }

    public function testEveryHourOfAYearAgreesWithPhp(): void
    {
        $zone = new Zone('Europe/Berlin');
        $php = new \DateTimeZone('Europe/Berlin');
        for ($at = 1735700000; $at < 1735700000 + 366 * 86400; $at += 3600) {
            $wall = (new \DateTimeImmutable("@$at"))->setTimezone($php)->format('Y-m-d H:i:s');
            $back = $zone->utc($wall);
            self::assertTrue($back === $at || $back === $at - 3600, $wall);
            if ($back !== $at) {
                self::assertStringStartsWith('2025-10-26 02', $wall);
            }
        }
    }
}
