<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Admin\SettingsForm;
use StatusSync\Php\Settings\Document;

/** Saving the settings page changes what the owner changed, and nothing that the page cannot show. */
final class SettingsFormTest extends TestCase
{
    private const POST = [
        'sync' => 'auto', 'open' => ['1'], 'ship' => [['status' => '3']],
        'cancel' => [['status' => '4', 'reason' => 'ask'], ['status' => '5', 'reason' => 'NoInventory']], 'after_minutes' => '30',
        'carrier_source' => 'tracking', 'detect' => 'warn', 'method_source' => 'fixed', 'method_value' => 'Standard',
        'tracking_source' => 'match', 'tracking_table' => 'colli', 'tracking_column' => 'code', 'tracking_key' => 'orders_id',
        'tracking_where' => 'kind', 'tracking_is' => 'parcel', 'amazon_number_source' => 'auto', 'wait_hours' => '24',
        'then' => 'send', 'settle_minutes' => '15', 'several' => 'split', 'interval' => '120', 'transport' => 'auto', 'shared' => '1',
        'brake_shipments' => '25', 'brake_cancels' => '3', 'brake_refused_percent' => '20', 'retention_days' => '400',
        'mail_language' => 'de',
    ];

    public function testWhatThePageCannotShowStays(): void
    {
        $d = $this->saved([]);
        self::assertSame(['kind' => 'parcel', 'is_return' => '0'], $d['tracking']['where'], 'a return label is no parcel');
        self::assertSame([30, 1440], array_column($d['cancel'], 'after_minutes'), 'a cancel leaves no day earlier');
        self::assertSame([0.33, 7230], [$d['limits_share'], $d['interval']]);
    }

    public function testWhatIsChangedThereChanges(): void
    {
        $d = $this->saved(['tracking_table' => 'labels', 'after_minutes' => '60', 'shared' => '0', 'interval' => '30']);
        self::assertSame(['kind' => 'parcel'], $d['tracking']['where'], 'another table has other columns');
        self::assertSame([60, 60], array_column($d['cancel'], 'after_minutes'));
        self::assertSame([1, 1800], [$d['limits_share'], $d['interval']]);
    }

    /** @param array<string, mixed> $changed @return array<string, mixed> */
    private function saved(array $changed): array
    {
        $stored = Document::complete([]);
        $stored['cancel'] = [['status' => 4, 'reason' => 'ask', 'after_minutes' => 30],
            ['status' => 5, 'reason' => 'NoInventory', 'after_minutes' => 1440]];
        $stored['tracking'] = ['source' => 'match', 'table' => 'colli', 'column' => 'code', 'key' => 'orders_id',
            'where' => ['kind' => 'parcel', 'is_return' => '0']];
        $stored['limits_share'] = 0.33;
        $stored['interval'] = 7230;
        return SettingsForm::document($changed + self::POST, $stored);
    }
}
