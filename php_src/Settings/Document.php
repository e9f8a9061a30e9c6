<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

use StatusSync\Php\Failure;

/**
 * The settings document: what it may contain, and what is missing from it.
 *
 * The document is checked whole before anything is written: unknown keys, wrong types and values
 * out of range are refused, each with its path and the mend. status_names (status id => name at the
 * time of saving) is filled in by Repository.
 */
final class Document
{
    public const REASONS = ['NoInventory', 'BuyerCanceled', 'ShippingAddressUndeliverable', 'CustomerExchange',
        'PricingError'];

    public const DEFAULTS = [
        'sync' => 'auto',
        'interval' => 7200,
        'ship' => [],
        'cancel' => [],
        'open' => [],
        'carrier' => ['source' => 'tracking', 'map' => [], 'fallback' => null, 'untracked' => [], 'detect' => 'warn'],
        'method' => ['source' => 'fixed', 'value' => 'Standard'],
        'tracking' => ['source' => 'auto'],
        'amazon_number' => ['source' => 'auto'],
        'without_tracking' => ['wait_hours' => 24, 'then' => 'send'],
        'parcels' => ['settle_minutes' => 15, 'several' => 'split'],
        'transport' => 'auto',
        'limits_share' => 1,
        'brake' => ['shipments' => 25, 'cancels' => 3, 'refused_percent' => 20],
        'retention_days' => 400,
        'notify' => ['email' => null, 'language' => 'de'],
        'status_names' => [],
    ];

    /** Keys of the document whose maps are completed key by key. */
    private const SECTIONS = ['carrier', 'method', 'without_tracking', 'parcels', 'brake', 'notify'];

    /**
     * The document with defaults for what it does not say.
     *
     * @param array<string, mixed> $document
     * @return array<string, mixed>
     */
    public static function complete(array $document): array
    {
        $full = array_merge(self::DEFAULTS, $document);
        foreach (self::SECTIONS as $section) {
            $default = self::DEFAULTS[$section];
            if ($section === 'method' && ($full['method']['source'] ?? 'fixed') !== 'fixed') {
                $default = [];
            }
            $full[$section] = $full[$section] + $default;
        }
        foreach ($full['cancel'] as $i => $rule) {
            $full['cancel'][$i] = $rule + ['after_minutes' => 30];
        }
        foreach ($full['ship'] as $i => $rule) {
            $full['ship'][$i] = $rule + ['ship_from' => null];
        }
        return $full;
    }

    /**
     * Every fault of a document, one line each: path, fault, mend.
     *
     * @param array<mixed> $document
     * @return list<string> empty if it is good
     */
    public static function faults(array $document): array
    {
        $check = new Check();
        $check->keys('', $document, array_keys(self::DEFAULTS));
        $check->word('sync', $document['sync'] ?? 'auto', ['auto', 'off']);
        $check->int('interval', $document['interval'] ?? 7200, 60, 604800);
        self::statuses($check, $document);
        self::carrier($check, $document['carrier'] ?? []);
        self::method($check, $document['method'] ?? []);
        $auto = ['source' => 'auto'];
        self::source($check, 'tracking', $document['tracking'] ?? $auto, ['auto', 'tracking', 'match'], []);
        self::source($check, 'amazon_number', $document['amazon_number'] ?? $auto, ['auto', 'match'], ['text']);
        if (isset($document['amazon_number']['text'])) {
            $check->bool('amazon_number.text', $document['amazon_number']['text']);
        }
        if ($check->map('without_tracking', $document['without_tracking'] ?? [], ['wait_hours', 'then'])) {
            $section = ($document['without_tracking'] ?? []) + self::DEFAULTS['without_tracking'];
            $check->int('without_tracking.wait_hours', $section['wait_hours'], 0, 720);
            $check->word('without_tracking.then', $section['then'], ['send', 'hold']);
        }
        if ($check->map('parcels', $document['parcels'] ?? [], ['settle_minutes', 'several'])) {
            $section = ($document['parcels'] ?? []) + self::DEFAULTS['parcels'];
            $check->int('parcels.settle_minutes', $section['settle_minutes'], 0, 1440);
            $check->word('parcels.several', $section['several'], ['split', 'first', 'last']);
        }
        $check->word('transport', $document['transport'] ?? 'auto', ['auto', 'feed', 'express']);
        $check->share('limits_share', $document['limits_share'] ?? 1);
        if ($check->map('brake', $document['brake'] ?? [], ['shipments', 'cancels', 'refused_percent'])) {
            $section = ($document['brake'] ?? []) + self::DEFAULTS['brake'];
            $check->int('brake.shipments', $section['shipments'], 0, 1000000);
            $check->int('brake.cancels', $section['cancels'], 0, 1000000);
            $check->int('brake.refused_percent', $section['refused_percent'], 1, 100);
        }
        $check->int('retention_days', $document['retention_days'] ?? 400, 30, 3650);
        self::notify($check, $document['notify'] ?? []);
        self::names($check, $document['status_names'] ?? []);
        return $check->faults();
    }

    /**
     * @param array<mixed> $document
     * @return array<string, mixed> complete
     * @throws Failure with one cause a fault
     */
    public static function checked(array $document): array
    {
        $faults = self::faults($document);
        if ($faults !== []) {
            throw new Failure($faults);
        }
        return self::complete($document);
    }

    /**
     * What the owner should know although the document is good.
     *
     * @param array<string, mixed> $document complete
     * @return list<string>
     */
    public static function warnings(array $document): array
    {
        if (!extension_loaded('statussync')) {
            return [];
        }
        $codes = [
            'carrier.fallback' => $document['carrier']['fallback'],
            'carrier.value' => $document['carrier']['value'] ?? null,
        ];
        foreach ($document['carrier']['map'] as $from => $to) {
            $codes["carrier.map.$from"] = $to;
        }
        $warnings = [];
        foreach ($codes as $path => $code) {
            if (is_string($code) && !\StatusSync\Carriers::known($code)) {
                $warnings[] = "$path: \"$code\" is not among the carrier codes this version knows; Amazon may"
                    . ' refuse it';
            }
        }
        return $warnings;
    }

    /** @param array<mixed> $document */
    private static function statuses(Check $check, array $document): void
    {
        $used = [];
        $lists = [
            'ship' => ['status', 'ship_from'], 'cancel' => ['status', 'reason', 'after_minutes'], 'open' => null,
        ];
        foreach ($lists as $list => $keys) {
            if (!$check->list($list, $document[$list] ?? [])) {
                continue;
            }
            foreach ($document[$list] ?? [] as $i => $rule) {
                $path = $list . "[$i]";
                if ($keys !== null && !$check->map($path, $rule, $keys)) {
                    continue;
                }
                $status = $keys === null ? $rule : ($rule['status'] ?? null);
                $at = $keys === null ? $path : "$path.status";
                $quoted = is_string($status) && ctype_digit($status);
                $mend = $quoted ? "a number is expected: $status, without quotes"
                    : 'a status number of the shop is expected, above 0 ("statuses" lists them)';
                if (!$check->int($at, $status, 1, 2147483647, $mend)) {
                    continue;
                }
                if (isset($used[$status])) {
                    $check->fault($at, "status $status is used by {$used[$status]} already; use it once");
                }
                $used[$status] = $path;
                if ($list === 'ship') {
                    self::address($check, "$path.ship_from", $rule['ship_from'] ?? null);
                } elseif ($list === 'cancel') {
                    $check->word("$path.reason", $rule['reason'] ?? null, array_merge(self::REASONS, ['ask']));
                    $check->int("$path.after_minutes", $rule['after_minutes'] ?? 30, 0, 10080);
                }
            }
        }
    }

    /** @param mixed $address */
    private static function address(Check $check, string $path, $address): void
    {
        if ($address === null) {
            return;
        }
        $all = ['name', 'line1', 'line2', 'line3', 'city', 'county', 'region', 'postal_code', 'country'];
        if (!$check->map($path, $address, $all)) {
            return;
        }
        foreach ($all as $key) {
            $needed = in_array($key, ['name', 'line1', 'city', 'postal_code', 'country'], true);
            $check->text("$path.$key", $address[$key] ?? null, $needed, 60);
        }
        if (is_string($address['country'] ?? null) && preg_match('/^[A-Z]{2}$/', $address['country']) !== 1) {
            $check->fault("$path.country", 'two capital letters are expected, as in "DE"');
        }
    }

    /** @param mixed $carrier */
    private static function carrier(Check $check, $carrier): void
    {
        $more = ['value', 'map', 'fallback', 'untracked', 'detect'];
        if (is_array($carrier)) {
            $carrier += ['source' => 'tracking'];
        }
        $kinds = ['auto', 'tracking', 'fixed', 'shipping_module', 'match'];
        if (!self::source($check, 'carrier', $carrier, $kinds, $more)) {
            return;
        }
        if ($carrier['source'] === 'fixed') {
            $check->text('carrier.value', $carrier['value'] ?? null, true, 100);
        }
        self::target($check, 'carrier.fallback', $carrier['fallback'] ?? null, true);
        if ($check->object('carrier.map', $carrier['map'] ?? [])) {
            foreach ($carrier['map'] ?? [] as $from => $to) {
                self::target($check, "carrier.map.$from", $to, false);
            }
        }
        if ($check->list('carrier.untracked', $carrier['untracked'] ?? [])) {
            foreach ($carrier['untracked'] ?? [] as $i => $name) {
                $check->text("carrier.untracked[$i]", $name, true, 100);
            }
        }
        $check->word('carrier.detect', $carrier['detect'] ?? 'warn', ['off', 'warn', 'use']);
    }

    /**
     * An exact code, or {"other": name}.
     *
     * @param mixed $target
     */
    private static function target(Check $check, string $path, $target, bool $optional): void
    {
        if ($target === null && $optional) {
            return;
        }
        if (is_array($target)) {
            if ($check->map($path, $target, ['other'])) {
                $check->text("$path.other", $target['other'] ?? null, true, 50);
            }
            return;
        }
        if (!is_string($target) || trim($target) === '') {
            $check->fault($path, 'an Amazon carrier code or {"other": "name"} is expected');
        } elseif ($target === 'Other') {
            $check->fault($path, '"Other" needs a name; write {"other": "name"}');
        }
    }

    /** @param mixed $method */
    private static function method(Check $check, $method): void
    {
        if (is_array($method)) {
            $method += ['source' => 'fixed'];
        }
        if (!self::source($check, 'method', $method, ['auto', 'fixed', 'shipping_module', 'match'], ['value', 'map'])) {
            return;
        }
        if ($method['source'] === 'fixed') {
            $check->text('method.value', $method['value'] ?? 'Standard', true, 100);
        }
        if ($check->object('method.map', $method['map'] ?? [])) {
            foreach ($method['map'] ?? [] as $from => $to) {
                $check->text("method.map.$from", $to, true, 100);
            }
        }
    }

    /**
     * A section with "source" and the keys that its kind needs.
     *
     * @param mixed $section
     * @param list<string> $kinds
     * @param list<string> $more
     */
    private static function source(Check $check, string $path, $section, array $kinds, array $more): bool
    {
        $match = ['table', 'column', 'key', 'where', 'pattern'];
        if (!$check->map($path, $section, array_merge(['source'], $match, $more))) {
            return false;
        }
        if (!$check->word("$path.source", $section['source'] ?? null, $kinds)) {
            return false;
        }
        if ($section['source'] !== 'match') {
            foreach (array_intersect($match, array_keys($section)) as $key) {
                $check->fault("$path.$key", 'belongs to source "match" only; remove it');
            }
            return true;
        }
        foreach (['table', 'column', 'key'] as $key) {
            if ($check->text("$path.$key", $section[$key] ?? null, true, 64)) {
                $check->identifier("$path.$key", (string) $section[$key]);
            }
        }
        if ($check->object("$path.where", $section['where'] ?? [])) {
            foreach ($section['where'] ?? [] as $column => $value) {
                $check->identifier("$path.where", (string) $column);
                if (!is_string($value) && !is_int($value)) {
                    $check->fault("$path.where.$column", 'a text or a number is expected');
                }
            }
        }
        if (isset($section['pattern'])) {
            $check->pattern("$path.pattern", $section['pattern']);
        }
        return true;
    }

    /** @param mixed $notify */
    private static function notify(Check $check, $notify): void
    {
        if (!$check->map('notify', $notify, ['email', 'language'])) {
            return;
        }
        $email = $notify['email'] ?? null;
        if ($email !== null && (!is_string($email) || filter_var($email, FILTER_VALIDATE_EMAIL) === false)) {
            $check->fault('notify.email', 'an e-mail address or null is expected');
        }
        $check->word('notify.language', $notify['language'] ?? 'de', ['de', 'en']);
    }

    /** @param mixed $names */
    private static function names(Check $check, $names): void
    {
        if ($check->object('status_names', $names)) {
            foreach ($names as $status => $name) {
                if (!is_int($status) || !is_string($name)) {
                    $check->fault("status_names.$status", 'a status id with its name is expected');
                }
            }
        }
    }
}
