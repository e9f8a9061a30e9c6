<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** The newest Amazon orders with the number and carrier that these settings find for them. */
final class MatchPreview
{
    private const ORDERS = 10;

    /** Whether each source that is a match says where. @param array<string, mixed> $document not yet saved */
    public static function complete(array $document): bool
    {
        foreach (['tracking', 'carrier', 'amazon_number', 'method'] as $section) {
            foreach (($document[$section]['source'] ?? '') === 'match' ? ['table', 'column', 'key'] : [] as $name) {
                if (!is_string($document[$section][$name] ?? null)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * @param array<string, mixed> $document not yet saved
     * @param ?string $account whose own settings they are, null = of all
     * @return array{rows: list<array<string, mixed>>, with: int, hint: string, amazon: bool}
     */
    public static function of(Services $services, Facts $facts, array $document, ?string $account = null): array
    {
        $db = $services->db();
        if ($db->dialect()->isMysql()) { // a column without index must not keep the shop busy
            $db->run($db->dialect()->isMariaDb() ? 'SET SESSION max_statement_time = 2'
                : 'SET SESSION max_execution_time = 2000');
        }
        $orders = $facts->newest(self::ORDERS, $account);
        $ids = array_map('strval', array_column($orders, 'shop_order'));
        $amazon = $ids !== [];
        if (!$amazon) {
            $ids = array_map('strval', array_column($db->all('SELECT `orders_id` AS i FROM `orders` ORDER BY'
                . ' `orders_id` DESC LIMIT ' . self::ORDERS), 'i'));
        }
        $known = array_column($orders, null, 'shop_order');
        $next = new WouldHappen($services, $document, $orders);
        $rows = [];
        $seen = [];
        $people = '';
        $with = 0;
        foreach ($ids === [] ? [] : $services->shop($document)->orders($ids) as $fact) {
            $order = $known[$fact['id']] ?? [];
            $told = WouldSend::of($fact, $document, (string) ($order['amazon_order'] ?? ''), (bool) ($order['carrier_confirmed'] ?? false), array_sum(array_column(
                $order['amazon']['items'] ?? [],
                'ordered'
            )));
            $tracking = array_values(array_filter(array_column($told['parcels'], 'tracking'), 'strlen'));
            foreach ($tracking as $code) {
                $seen[$code] = ($seen[$code] ?? 0) + 1;
            }
            $shown = array_merge($tracking, array_column($told['parcels'], 'carrier'));
            foreach (array_merge($shown, self::raw($fact, $document)) as $value) {
                $people = $people === '' ? self::people($value) : $people;
            }
            $with += $tracking === [] ? 0 : 1;
            $rows[] = $next->of($fact, $order, $told['parcels'] !== [] || $told['address'] !== '') + [
                'shop_order' => (string) $fact['id'], 'amazon_order' => $order['amazon_order'] ?? null,
                'carrier' => implode(', ', array_unique(array_column($told['parcels'], 'carrier'))),
                'tracking' => $told['address'] === '' ? $tracking : [$told['address']],
                'verdict' => self::verdict($told), 'held' => self::held($told)];
        }
        $hint = $people !== '' ? $people : ($with === 0 ? 'match_none' : ($seen !== [] && max($seen) > 2
            ? 'match_same' : ''));
        if ($people !== '') {
            $rows = [];
        }
        return ['rows' => $rows, 'with' => $with, 'hint' => $ids === [] ? 'match_no_orders' : $hint, 'amazon' => $amazon];
    }

    /** Values that are a person's are not shown. @return string the hint, "" if it is none */
    private static function people(string $value): string
    {
        if (strpos($value, '@') !== false) {
            return 'match_people';
        }
        $digits = strlen((string) preg_replace('/\D/', '', $value));
        return preg_match('~^(\+[\d\s/()-]+|0[\d]*[\s/(-][\d\s/()-]*)$~', trim($value)) === 1 && $digits > 5 && $digits < 14
            ? 'match_phone' : '';
    }

    /** What the sources themselves say. @param array<string, mixed> $fact @param array<string, mixed> $document @return list<string> */
    private static function raw(array $fact, array $document): array
    {
        $numbers = $document['tracking']['source'] === 'match' ? $fact['matched_tracking'] : array_column($fact['tracking'], 'code');
        $carriers = $document['carrier']['source'] === 'match' ? array_merge([$fact['matched_carrier']], $fact['matched_carriers'])
            : array_column($fact['tracking'], 'carrier');
        return array_map('strval', array_merge($numbers, $carriers));
    }

    /** @param array<string, mixed> $told of WouldSend */
    private static function verdict(array $told): string
    {
        if ($told['parcels'] === []) {
            return $told['address'] === '' ? 'match_waits' : 'match_address';
        }
        return $told['bare'] ? 'match_bare' : (count($told['parcels']) > 1 ? 'match_several' : 'match_good');
    }

    /**
     * The first parcel that would not go.
     *
     * @param array<string, mixed> $told of WouldSend
     * @return array{reason: string, detail: ?string, values: array<string, string>}|null
     */
    private static function held(array $told): ?array
    {
        foreach ($told['parcels'] as $parcel) {
            if ($parcel['hold'] !== null) {
                return ['reason' => $parcel['hold'], 'detail' => $parcel['detail'] === '' ? null : $parcel['detail'],
                    'values' => array_filter(['code' => $parcel['tracking'], 'name' => $parcel['carrier']], 'strlen')];
            }
        }
        return null;
    }
}
