<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Store\Tables;

/**
 * What was just saved in the shop and no run has looked at yet, in one line: what will be sent and by when, or
 * what is missing. Read from the shop's facts and the settings; the next run decides.
 */
final class Fresh
{
    /** Reasons behind which a new number or carrier is what was waited for. */
    private const WAITED = ['no_tracking', 'no_carrier', 'not_shipped'];

    /** @var Host */
    private $host;

    /** @var Services */
    private $services;

    /** @var PanelTexts */
    private $texts;

    public function __construct(Host $host, Services $services, PanelTexts $texts)
    {
        $this->host = $host;
        $this->services = $services;
        $this->texts = $texts;
    }

    /**
     * @param array<string, mixed>|null $row of the table order; null: linked, but no run has collected it
     * @param list<array<string, mixed>> $parcels as the last run knew them
     * @return ?string plain text; null where the last run saw what the shop has
     */
    public function line(string $order, ?array $row, array $parcels): ?string
    {
        if ($row !== null && ($row['ignored'] || in_array($row['verdict'], ['conflict', 'cancel'], true))) {
            return null;
        }
        $accounts = $this->services->accounts()->all();
        $account = $row['account'] ?? (count($accounts) === 1 ? $accounts[0]['id'] : '');
        $document = $this->services->settings()->document((string) $account);
        $fact = $this->services->shop($document)->orders([$order])[0];
        $found = self::parcels($fact, $document);
        if ($fact['gone'] || ($row !== null && !self::isNew($row, $parcels, $fact['status'], $found))) {
            return null;
        }
        if (in_array($fact['status'], array_column($document['ship'], 'status'), true)) {
            return $this->shipped($row, $document, $found);
        }
        foreach ($document['cancel'] as $rule) {
            if ((int) $rule['status'] === $fact['status']) {
                return $rule['reason'] === 'ask' ? $this->texts->reason('hold', 'cancel_reason', [])
                    : $this->texts->say('fresh_cancel', ['n' => (string) ($rule['after_minutes'] ?? 30)]);
            }
        }
        $name = (new Places($this->host, $this->services))->status($fact['status']);
        $storno = WouldHappen::storno($fact, $document);
        return $storno !== null ? $this->texts->reason('hold', $storno, ['status' => $name])
            : ($row === null ? null : $this->texts->say('fresh_status', ['status' => $name]));
    }

    /**
     * @param array<string, mixed>|null $row
     * @param array<string, mixed> $document
     * @param list<array{code: string, carrier: string, key: string}> $found
     */
    private function shipped(?array $row, array $document, array $found): string
    {
        $now = $this->services->now();
        if ($found === []) {
            $wait = $document['without_tracking'];
            $at = $now + 3600 * (int) $wait['wait_hours'];
            $deadline = (int) ($row['deadline'] ?? 0);
            $at = $deadline > 0 && $deadline < Tables::NEVER ? min($at, max($now, $deadline - Latest::EXPRESS)) : $at;
            return $this->texts->reason('hold', 'no_tracking', [], $wait['then'] === 'send' ? $this->texts->near($at, $now) : null);
        }
        $what = [];
        foreach ($found as $parcel) {
            $fault = $this->carrier($parcel, $document['carrier']);
            if ($fault !== null) {
                return $this->texts->reason('hold', $fault, [], $parcel['carrier']);
            }
            $what[] = trim($parcel['carrier'] . ' ' . $parcel['code']);
        }
        $at = null;
        if ($row !== null) {
            $account = $this->services->accounts()->get((string) $row['account']);
            $settled = $now + 60 * (int) $document['parcels']['settle_minutes'];
            $at = Latest::at(['verdict' => 'ship'] + $row, $account, $document, $settled, $now);
        }
        return $this->texts->say($at === null ? 'fresh_ship' : 'goes_latest', ['time' => $this->texts->near((int) $at, $now)])
            . ': ' . implode(', ', $what) . '.';
    }

    /**
     * @param array{code: string, carrier: string, key: string} $parcel
     * @param array<string, mixed> $settings
     * @return ?string what would be said of its carrier, null if it may go
     */
    private function carrier(array $parcel, array $settings): ?string
    {
        $name = $parcel['carrier'];
        if (isset($settings['map'][$parcel['key']])) {
            return null;
        }
        if (!in_array($settings['source'], ['auto', 'tracking'], true) || ($name === '' && $settings['fallback'] !== null)) {
            return null;
        }
        if ($name === '') {
            return 'no_carrier';
        }
        return isset($settings['map'][$name]) || Carriers::own($name) !== null ? null
            : (Carriers::isService($name) ? 'carrier_is_service' : 'carrier_unmapped');
    }

    /**
     * A status that no run saw, or a number where one was waited for or all was settled.
     *
     * @param array<string, mixed> $row
     * @param list<array<string, mixed>> $parcels
     * @param list<array{code: string, carrier: string, key: string}> $found
     */
    private static function isNew(array $row, array $parcels, int $status, array $found): bool
    {
        if ((int) $row['shop_status'] !== $status) {
            return $row['verdict'] !== 'skip' || in_array($row['reason'], [null, 'not_shipped'], true);
        }
        return in_array($row['reason'], self::WAITED, true) && $row['verdict'] === 'hold'
            && count($found) > count(array_filter(array_column($parcels, 'tracking')));
    }

    /**
     * Numbers of the shop that are parcels: no return labels, no addresses.
     *
     * @param array<string, mixed> $fact
     * @param array<string, mixed> $document
     * @return list<array{code: string, carrier: string, key: string}>
     */
    private static function parcels(array $fact, array $document): array
    {
        $found = [];
        foreach ($fact['tracking'] as $tracking) {
            $one = ['code' => trim((string) $tracking['code']), 'carrier' => (string) $tracking['carrier'],
                'key' => (string) $tracking['carrier_key']];
            $bare = $one['code'] === '' && in_array($one['carrier'], $document['carrier']['untracked'], true);
            if (!$tracking['is_return'] && ($bare || ($one['code'] !== '' && strpos($one['code'], '://') === false))) {
                $found[] = $one;
            }
        }
        if ($document['tracking']['source'] !== 'match') {
            return $found;
        }
        // a number of a field of its own: its carrier may come from anywhere
        $found = [];
        foreach (array_filter($fact['matched_tracking'], 'strlen') as $i => $code) {
            $found[] = ['code' => (string) $code, 'carrier' => (string) (($fact['matched_carriers'][$i] ?? '') ?: $fact['matched_carrier']),
                'key' => ''];
        }
        return $found;
    }
}
