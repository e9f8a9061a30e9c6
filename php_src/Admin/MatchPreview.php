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
     * @return array{rows: list<array<string, mixed>>, with: int, hint: string, amazon: bool}
     */
    public static function of(Services $services, Facts $facts, array $document): array
    {
        $db = $services->db();
        if ($db->dialect()->isMysql()) { // a column without index must not keep the shop busy
            $db->run($db->dialect()->isMariaDb() ? 'SET SESSION max_statement_time = 2'
                : 'SET SESSION max_execution_time = 2000');
        }
        $orders = $facts->newest(self::ORDERS);
        $ids = array_map('strval', array_column($orders, 'shop_order'));
        $amazon = $ids !== [];
        if (!$amazon) {
            $ids = array_map('strval', array_column($db->all('SELECT `orders_id` AS i FROM `orders` ORDER BY'
                . ' `orders_id` DESC LIMIT ' . self::ORDERS), 'i'));
        }
        $numbers = array_column($orders, 'amazon_order', 'shop_order');
        $rows = [];
        $seen = [];
        $people = '';
        foreach ($ids === [] ? [] : $services->shop($document)->orders($ids) as $fact) {
            $own = array_filter($fact['tracking'], static function (array $row): bool {
                return !$row['is_return'];
            });
            $tracking = $document['tracking']['source'] === 'match' ? array_map('strval', $fact['matched_tracking'])
                : array_map('strval', array_filter(array_column($own, 'code')));
            $carriers = array_filter($document['carrier']['source'] !== 'match' ? array_column($own, 'carrier')
                : array_merge([$fact['matched_carrier']], $fact['matched_carriers']));
            foreach ($tracking as $code) {
                $seen[$code] = ($seen[$code] ?? 0) + 1;
            }
            foreach (array_merge($tracking, array_map('strval', $carriers)) as $value) {
                $people = $people === '' ? self::people($value) : $people;
            }
            $rows[] = ['shop_order' => (string) $fact['id'], 'amazon_order' => $numbers[$fact['id']] ?? null,
                'carrier' => implode(', ', array_unique(array_map('strval', $carriers))), 'tracking' => $tracking,
                'verdict' => self::verdict($tracking)];
        }
        $with = count(array_filter(array_column($rows, 'tracking')));
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

    /** @param list<string> $tracking */
    private static function verdict(array $tracking): string
    {
        if ($tracking === []) {
            return 'match_waits';
        }
        foreach ($tracking as $code) {
            if (preg_match('~^https?://~i', $code) === 1) {
                return 'match_address';
            }
        }
        return count($tracking) > 1 ? 'match_several' : 'match_good';
    }
}
