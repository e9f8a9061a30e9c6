<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/**
 * What a run would tell Amazon of an order's parcels by these settings: numbers cleaned, each once, with the carrier's
 * code. The engine's rules once more, for a page whose PHP may lack the extension; a test compares the two.
 */
final class WouldSend
{
    /** Blanks, and what comes invisibly with copying from a web page or a PDF. */
    private const BLANKS = '/[ \t\r\n\x{A0}\x{AD}\x{2009}\x{200B}\x{200E}\x{200F}\x{202F}\x{2060}\x{FEFF}]+/u';

    private const LONGEST = 50;

    /** Carriers whose numbers never have the form of UPS's. */
    private const KNOWN_FORMS = '/^(UPS|DHL(-Paket| Express)?|Deutsche Post|DPD|GLS|Hermes( Logistik Gruppe| Einrichtungsservice)?|FedEx|TNT'
        . '|AT POST|AT Post|Swiss post|Schweizer Post|Royal Mail|Parcelforce)$/';

    /**
     * @param array<string, mixed> $fact of a shop
     * @param array<string, mixed> $document complete
     * @param string $amazon the order's Amazon number, "" if none is known
     * @param bool $confirmed whether the owner said that the carrier is right
     * @param int $units of the order at Amazon, 0 if they are not known: too few for all parcels make one of them
     * @return array{parcels: list<array{tracking: string, carrier: string, hold: ?string, detail: string}>, bare: bool, address: string}
     *   hold: the reason why it would not go; bare: without any number it goes at once, and that carrier is the only parcel; address:
     *   one that stands where a number should
     */
    public static function of(array $fact, array $document, string $amazon = '', bool $confirmed = false, int $units = 0): array
    {
        $parcels = [];
        $address = '';
        $letter = null;
        foreach (self::rows($fact, $document['tracking']['source']) as $row) {
            [$code, $fault] = self::clean($row['code'], (string) $fact['id'], $amazon);
            $address = $fault === 'url' && $address === '' ? $row['code'] : $address;
            if (in_array($fault, ['empty', 'url', 'order'], true)) {
                $letter = $letter ?? ($row['name'] . $row['key'] === '' ? null : $row);
                continue;
            }
            $norm = strtoupper((string) preg_replace('/[^0-9A-Za-z]/', '', $code)) ?: count($parcels);
            if (isset($parcels[$norm])) { // entered twice: one parcel; the later row may lend its carrier
                $first = $parcels[$norm];
                $parcels[$norm] = ($first['name'] . $first['key'] === '' ? ['name' => $row['name'], 'key' => $row['key']] : [])
                    + ($first['matched'] === '' ? ['matched' => $row['matched']] : []) + $first;
                continue;
            }
            $parcels[$norm] = ['code' => $code, 'bad' => $fault !== '' && $fault !== 'check'] + $row;
        }
        $kept = array_values($parcels);
        $several = $document['parcels']['several'];
        $kept = $several === 'split' && ($units === 0 || $units >= count($kept)) ? $kept : array_slice($kept, $several === 'last' ? -1 : 0, 1);
        $told = array_map(static function (array $row) use ($fact, $document, $confirmed): array {
            return self::parcel($row, $fact, $document, $confirmed);
        }, $kept);
        return $told !== [] ? ['parcels' => $told, 'bare' => false, 'address' => '']
            : self::letter($letter ?? ['key' => '', 'name' => '', 'matched' => ''], $fact, $document) + ['address' => $address];
    }

    /**
     * A number as it is sent, or what is wrong with it.
     *
     * @return array{0: string, 1: string} the number, and "" or check (its check digit), character, url, email, empty, order,
     *   too_long, no_digit; with all but check the number is as it was
     */
    public static function clean(string $raw, string $shopOrder = '', string $amazon = ''): array
    {
        $code = (string) (preg_replace(self::BLANKS, '', $raw) ?? $raw);
        $plain = static function (string $text): string {
            return strtoupper((string) preg_replace('/[^0-9A-Za-z]/', '', $text));
        };
        if (preg_match('/[^\x20-\x7e]/', $code) === 1) {
            $fault = 'character';
        } elseif (preg_match('~://|^www\.|^http|^[^/]+\.[a-z][^/]*/~i', $code) === 1) {
            $fault = 'url';
        } elseif (strpos($code, '@') !== false) {
            $fault = 'email';
        } elseif (preg_match('~^([^1-9a-z]*|false|null|none|nan|n/a|undefined)$~i', $code) === 1) {
            $fault = 'empty';
        } elseif (
            preg_match('/^\d{3}-\d{7}-\d{7}$/', $code) === 1
            || ($plain($code) !== '' && in_array($plain($code), [$plain($shopOrder), $plain($amazon)], true))
        ) {
            $fault = 'order';
        } elseif (strlen($code) > self::LONGEST) {
            $fault = 'too_long';
        } elseif (preg_match('/[1-9]/', $code) !== 1) {
            $fault = 'no_digit';
        } else {
            return [$code, self::isUpsForm($code) && !self::upsCheck($code) ? 'check' : ''];
        }
        return [$raw, $fault];
    }

    /** The one carrier whose number this can be, null if it may be several carriers'. */
    public static function certain(string $code): ?string
    {
        if (self::isUpsForm($code) && self::upsCheck($code)) {
            return 'UPS';
        }
        return preg_match('/^JJD\d{12,21}$/i', $code) === 1 ? 'DHL' : (preg_match('/^H\d{19}$/i', $code) === 1 ? 'Hermes' : null);
    }

    /**
     * @param array<string, mixed> $fact
     * @return list<array{code: string, key: string, name: string, matched: string}>
     */
    private static function rows(array $fact, string $source): array
    {
        $own = [];
        foreach ($fact['tracking'] as $row) {
            if (!$row['is_return']) {
                $own[] = ['code' => (string) $row['code'], 'key' => (string) $row['carrier_key'], 'name' => trim((string) $row['carrier']),
                    'matched' => ''];
            }
        }
        if ($source === 'tracking' || ($source === 'auto' && $fact['tracking'] !== [])) {
            return $own;
        }
        $rows = [];
        foreach ($fact['matched_tracking'] as $i => $code) { // its carrier is that of the shop's row with the same number
            $row = ['code' => (string) $code, 'key' => '', 'name' => '', 'matched' => (string) ($fact['matched_carriers'][$i] ?? '')];
            foreach ($own as $one) {
                if (trim($one['code']) === trim($row['code'])) {
                    $row = ['key' => $one['key'], 'name' => $one['name']] + $row;
                }
            }
            $rows[] = $row;
        }
        return $rows;
    }

    /**
     * @param array{code: string, key: string, name: string, matched: string, bad: bool} $row
     * @param array<string, mixed> $fact
     * @param array<string, mixed> $document
     * @return array{tracking: string, carrier: string, hold: ?string, detail: string}
     */
    private static function parcel(array $row, array $fact, array $document, bool $confirmed): array
    {
        $carrier = self::carrier($row, $fact, $document['carrier']);
        $detect = $document['carrier']['detect'];
        $guess = $row['bad'] ? null : self::certain($row['code']);
        if ($guess !== null && $detect === 'use' && !$confirmed) {
            $carrier = $carrier['hold'] !== null || !self::sameHouse($carrier['carrier'], $guess)
                ? ['carrier' => $guess, 'hold' => null, 'detail' => ''] : $carrier;
        } elseif ($carrier['hold'] === null && $guess !== null && $detect === 'warn' && !$confirmed && !self::sameHouse($carrier['carrier'], $guess)) {
            $carrier = ['hold' => 'carrier_doubtful', 'detail' => $guess] + $carrier;
        }
        $wrong = $guess === null && self::isUpsForm($row['code']) && preg_match(self::KNOWN_FORMS, $carrier['carrier']) === 1;
        if ($row['bad'] || ($carrier['hold'] === null && $wrong)) {
            $carrier = ['hold' => 'bad_tracking', 'detail' => $row['code']] + $carrier;
        }
        return ['tracking' => $row['code']] + $carrier;
    }

    /**
     * Without any number: does it go at once, as letters do?
     *
     * @param array<string, mixed> $row that says which carrier took it
     * @param array<string, mixed> $fact
     * @param array<string, mixed> $document
     * @return array{parcels: list<array{tracking: string, carrier: string, hold: ?string, detail: string}>, bare: bool}
     */
    private static function letter(array $row, array $fact, array $document): array
    {
        $carrier = self::carrier($row, $fact, $document['carrier']);
        $names = array_map('strtolower', array_filter([$row['name'], $row['key'], $row['matched'], $carrier['said'], $carrier['carrier']], 'strlen'));
        $bare = $carrier['hold'] === null && array_intersect($names, array_map('strtolower', $document['carrier']['untracked'])) !== [];
        return ['parcels' => $bare ? [['tracking' => ''] + $carrier] : [], 'bare' => $bare];
    }

    /**
     * @param array<string, mixed> $row
     * @param array<string, mixed> $fact
     * @param array<string, mixed> $settings section carrier
     * @return array{carrier: string, hold: ?string, detail: string, said: string}
     */
    private static function carrier(array $row, array $fact, array $settings): array
    {
        [$key, $name] = [(string) $row['key'], (string) $row['name']];
        if ($settings['source'] === 'fixed') {
            [$key, $name] = ['', (string) ($settings['value'] ?? '')];
        } elseif ($settings['source'] === 'shipping_module') {
            [$key, $name] = ['', (string) $fact['shipping_module']];
        } elseif ($settings['source'] === 'match') {
            [$key, $name] = ['', trim($row['matched'] === '' ? (string) $fact['matched_carrier'] : $row['matched'])];
        }
        $out = ['carrier' => $name, 'hold' => null, 'detail' => '', 'said' => $name];
        if ($key . $name === '') {
            return $settings['fallback'] === null ? ['hold' => 'no_carrier'] + $out
                : ['carrier' => self::target($settings['fallback']), 'said' => self::target($settings['fallback'])] + $out;
        }
        $names = array_change_key_case($settings['map'], CASE_LOWER);
        $to = $settings['map'][$key] ?? $settings['map'][$name] ?? $names[strtolower($name)] ?? null;
        if ($to !== null || $settings['source'] === 'fixed') {
            return ['carrier' => $to === null ? $name : self::target($to)] + $out;
        }
        $code = Carriers::own($name);
        return $code !== null ? ['carrier' => $code] + $out
            : ['hold' => Carriers::isService($name) ? 'carrier_is_service' : 'carrier_unmapped', 'detail' => $name] + $out;
    }

    /** @param mixed $to a code, or the name for Other */
    private static function target($to): string
    {
        return is_array($to) ? (string) ($to['other'] ?? '') : (string) $to;
    }

    /** "DHL" and "DHL Express" are one house: a number of the one does not contradict the other. */
    private static function sameHouse(string $a, string $b): bool
    {
        $n = min(strlen($a), strlen($b));
        return $n > 0 && strncasecmp($a, $b, $n) === 0;
    }

    private static function isUpsForm(string $code): bool
    {
        return preg_match('/^1Z[0-9A-Z]{15}\d$/i', $code) === 1;
    }

    /** Check digit; letters count as (code - 63) mod 10. */
    private static function upsCheck(string $code): bool
    {
        $sum = 0;
        foreach (str_split(strtoupper(substr($code, 2, 15))) as $i => $sign) {
            $sum += (ctype_digit($sign) ? (int) $sign : (ord($sign) - 63) % 10) * ($i % 2 === 0 ? 1 : 2);
        }
        return (10 - $sum % 10) % 10 === (int) $code[17];
    }
}
