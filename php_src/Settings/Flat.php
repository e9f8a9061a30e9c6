<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

/** The settings document as the flat map of the model (ss_settings). */
final class Flat
{
    private const ADDRESS = ['name', 'line1', 'line2', 'line3', 'city', 'county', 'region', 'postal_code', 'country'];

    /**
     * @param array<string, mixed> $document a document that was checked; [] = defaults
     * @return array<string, mixed>
     */
    public static function settings(array $document, int $startAt): array
    {
        $d = Document::complete($document);
        $carrier = $d['carrier'];
        $method = $d['method'];
        $fallback = self::target($carrier['fallback']);
        return [
            'sync' => $d['sync'] === 'auto',
            'interval' => $d['interval'],
            'ship' => self::ship($d),
            'cancel' => self::cancel($d),
            'open' => self::open($d),
            'carrier_source' => $carrier['source'],
            'carrier_value' => $carrier['value'] ?? null,
            'carrier_map' => self::map($carrier['map'] ?? []),
            'carrier_fallback' => $fallback['code'] ?? ($fallback['other'] === null ? null : 'Other'),
            'carrier_fallback_other' => $fallback['other'],
            'untracked' => array_map('strval', array_values($carrier['untracked'])),
            'detect' => $carrier['detect'],
            'method_source' => $method['source'],
            'method_value' => $method['value'] ?? null,
            'method_map' => self::texts($method['map'] ?? []),
            'tracking_source' => $d['tracking']['source'],
            'wait_hours' => $d['without_tracking']['wait_hours'],
            'send_untracked' => $d['without_tracking']['then'] === 'send',
            'settle_minutes' => $d['parcels']['settle_minutes'],
            'several' => $d['parcels']['several'],
            'transport' => $d['transport'],
            'limits_share' => (int) round(1000 * (float) $d['limits_share']),
            'brake_shipments' => $d['brake']['shipments'],
            'brake_cancels' => $d['brake']['cancels'],
            'brake_refused_percent' => $d['brake']['refused_percent'],
            'retention_days' => $d['retention_days'],
            'start_at' => $startAt,
            'text_links' => (bool) ($d['amazon_number']['text'] ?? false),
        ];
    }

    /**
     * @param array<string, mixed> $d
     * @return list<array<string, mixed>>
     */
    private static function ship(array $d): array
    {
        $rules = [];
        foreach ($d['ship'] as $rule) {
            $from = $rule['ship_from'];
            $rules[] = [
                'status' => $rule['status'], 'name' => self::name($d, $rule['status']),
                'has_ship_from' => $from !== null,
                'ship_from' => array_merge(array_fill_keys(self::ADDRESS, null), $from ?? []),
            ];
        }
        return $rules;
    }

    /**
     * @param array<string, mixed> $d
     * @return list<array<string, mixed>>
     */
    private static function cancel(array $d): array
    {
        $rules = [];
        foreach ($d['cancel'] as $rule) {
            $rules[] = [
                'status' => $rule['status'], 'name' => self::name($d, $rule['status']), 'reason' => $rule['reason'],
                'after_minutes' => $rule['after_minutes'],
            ];
        }
        return $rules;
    }

    /**
     * @param array<string, mixed> $d
     * @return list<array<string, mixed>>
     */
    private static function open(array $d): array
    {
        $rules = [];
        foreach ($d['open'] as $status) {
            $rules[] = ['status' => $status, 'name' => self::name($d, $status)];
        }
        return $rules;
    }

    /** @param array<string, mixed> $d */
    private static function name(array $d, int $status): ?string
    {
        return $d['status_names'][$status] ?? null;
    }

    /**
     * @param array<int|string, mixed> $map
     * @return list<array{from: string, code: ?string, other: ?string}>
     */
    private static function map(array $map): array
    {
        $entries = [];
        foreach ($map as $from => $to) {
            $entries[] = ['from' => (string) $from] + self::target($to);
        }
        return $entries;
    }

    /**
     * @param array<int|string, mixed> $map
     * @return list<array{from: string, code: ?string, other: ?string}>
     */
    private static function texts(array $map): array
    {
        $entries = [];
        foreach ($map as $from => $to) {
            $entries[] = ['from' => (string) $from, 'code' => null, 'other' => (string) $to];
        }
        return $entries;
    }

    /**
     * @param mixed $target
     * @return array{code: ?string, other: ?string}
     */
    private static function target($target): array
    {
        if (is_array($target)) {
            return ['code' => null, 'other' => (string) $target['other']];
        }
        return ['code' => $target === null ? null : (string) $target, 'other' => null];
    }
}
