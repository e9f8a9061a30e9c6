<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Shop\LiveSchema;

/**
 * What a settings form posted, as a document. It is checked afterwards by the same Check as the CLI's. What the form cannot
 * show (a second filter, a wait of each cancel rule, seconds of the interval, a share of 0.33) stays as it is stored.
 */
final class SettingsForm
{
    /** What the shops of this family call what belongs to a person. */
    private const PERSONAL = '/^(customers?|delivery|billing|cc)_(?!id$|status)|mail|phone|telefon|mobil|fax|vorname|nachname|firstname'
        . '|lastname|street|strasse|birth|geburt|iban|passw/i';

    /** What is looked for => names that tables and columns of it are likely to have. */
    private const LIKELY = [
        'tracking' => ['/track|sendung|parcel|paket|colli|dhl|ship/i', '/track|sendung|parcel|paket|code|number|nummer/i'],
        'carrier' => ['/track|sendung|parcel|paket|colli|dhl|ship/i', '/carrier|dienst|versand|ship|provider/i'],
        'method' => ['/track|sendung|parcel|paket|colli|dhl|ship/i', '/method|service|versand|ship/i'],
        'amazon_number' => ['/amazon|magnalister|market/i', '/amazon|market|special|extern|number|nummer/i'],
    ];

    public const ADDRESS = ['name', 'line1', 'line2', 'line3', 'city', 'county', 'region', 'postal_code', 'country'];

    /**
     * @param array<mixed> $post
     * @param array<string, mixed> $document as it is stored; what the form does not have stays
     * @return array<string, mixed>
     */
    public static function document(array $post, array $document): array
    {
        $d = $document;
        $d['sync'] = self::text($post, 'sync') === 'off' ? 'off' : 'auto';
        $d['ship'] = self::ship($post);
        $d['cancel'] = self::cancel($post, $document['cancel']);
        $d['open'] = array_map([self::class, 'number'], array_values(array_filter((array) ($post['open'] ?? []), 'is_string')));
        $d['carrier'] = self::carrier($post, $document['carrier']);
        $d['method'] = self::source($post, 'method', $document['method']);
        if ($d['method']['source'] === 'fixed') {
            $d['method'] = ['source' => 'fixed', 'value' => self::text($post, 'method_value')];
        } elseif ($d['method']['source'] === 'shipping_module') {
            $d['method'] += ['map' => $document['method']['map'] ?? []];
        }
        $d['tracking'] = self::source($post, 'tracking', $document['tracking']);
        $d['amazon_number'] = self::source($post, 'amazon_number', $document['amazon_number'])
            + ['text' => isset($post['amazon_number_text'])];
        $d['without_tracking'] = ['wait_hours' => self::number(self::text($post, 'wait_hours')),
            'then' => self::text($post, 'then')];
        $d['parcels'] = ['settle_minutes' => self::number(self::text($post, 'settle_minutes')),
            'several' => self::text($post, 'several')];
        $d['interval'] = self::interval($post, $document['interval']);
        $d['transport'] = self::text($post, 'transport');
        $d['limits_share'] = self::text($post, 'shared') !== '1' ? 1
            : ($document['limits_share'] < 1 ? $document['limits_share'] : 0.5);
        $d['brake'] = [];
        foreach (['shipments', 'cancels', 'refused_percent'] as $key) {
            $d['brake'][$key] = self::number(self::text($post, "brake_$key"));
        }
        $d['retention_days'] = self::number(self::text($post, 'retention_days'));
        $email = trim(self::text($post, 'email'));
        $d['notify'] = ['email' => isset($post['mail']) ? $email : null,
            'language' => self::text($post, 'mail_language')];
        return $d;
    }

    /** @param array<mixed> $post @return list<array<string, mixed>> */
    private static function ship(array $post): array
    {
        $rules = [];
        foreach ((array) ($post['ship'] ?? []) as $rule) {
            if (!is_array($rule)) {
                continue;
            }
            $from = [];
            foreach (self::ADDRESS as $key) {
                $value = trim(self::text($rule, $key));
                $from[$key] = $value === '' ? null : $value;
            }
            if (self::text($rule, 'status') === '' && array_filter($from) === []) {
                continue; // an address that nobody chose a status for is a fault: it is not dropped silently
            }
            $rules[] = ['status' => self::number(self::text($rule, 'status')),
                'ship_from' => array_filter($from) === [] ? null : array_filter($from)];
        }
        return $rules;
    }

    /**
     * The form shows the wait of the first rule; changed there it is that of all.
     *
     * @param array<mixed> $post
     * @param list<array<string, mixed>> $before
     * @return list<array<string, mixed>>
     */
    private static function cancel(array $post, array $before): array
    {
        $after = self::number(self::text($post, 'after_minutes', '30'));
        $own = $before !== [] && $after === $before[0]['after_minutes'] ? array_column($before, 'after_minutes', 'status') : [];
        $rules = [];
        foreach ((array) ($post['cancel'] ?? []) as $rule) {
            if (is_array($rule) && self::text($rule, 'status') !== '') {
                $status = self::number(self::text($rule, 'status'));
                $rules[] = ['status' => $status, 'reason' => self::text($rule, 'reason'), 'after_minutes' => $own[$status] ?? $after];
            }
        }
        return $rules;
    }

    /**
     * @param array<mixed> $post
     * @param array<string, mixed> $before
     * @return array<string, mixed>
     */
    private static function carrier(array $post, array $before): array
    {
        $carrier = self::source($post, 'carrier', $before);
        if ($carrier['source'] === 'fixed') {
            $carrier['value'] = trim(self::text($post, 'carrier_value'));
        }
        $map = $before['map'] ?? [];
        $untracked = array_flip(array_map('strval', $before['untracked'] ?? []));
        foreach ((array) ($post['map'] ?? []) as $row) {
            $from = is_array($row) ? self::text($row, 'from') : '';
            if ($from === '') {
                continue;
            }
            unset($map[$from], $untracked[$from]);
            $to = self::target($row);
            if ($to !== null) {
                $map[$from] = $to;
            }
            if (self::text($row, 'tracked') === 'no') {
                $untracked[$from] = true;
            }
        }
        return $carrier + ['map' => $map, 'fallback' => self::target((array) ($post['fallback'] ?? [])),
            'untracked' => array_map('strval', array_keys($untracked)), 'detect' => self::text($post, 'detect')];
    }

    /** @param array<mixed> $row @return string|array{other: string}|null */
    private static function target(array $row)
    {
        $to = self::text($row, 'to');
        if ($to === 'Other') {
            return ['other' => trim(self::text($row, 'other'))];
        }
        return $to === '' ? null : $to;
    }

    /**
     * A section's source; the names of a match are taken as they were posted and checked later.
     *
     * @param array<mixed> $post
     * @param array<string, mixed> $before
     * @return array<string, mixed>
     */
    private static function source(array $post, string $section, array $before): array
    {
        $source = self::text($post, "{$section}_source", (string) $before['source']);
        if ($source !== 'match') {
            return ['source' => $source];
        }
        $out = ['source' => 'match'];
        foreach (['table', 'column', 'key'] as $key) {
            $out[$key] = self::text($post, "{$section}_$key");
        }
        $where = self::text($post, "{$section}_where");
        $filters = ($where === '' ? [] : [$where => self::text($post, "{$section}_is")]) + self::further($before, $out['table']);
        if ($filters !== []) {
            $out['where'] = $filters;
        }
        $pattern = self::text($post, "{$section}_pattern");
        if ($pattern !== '') {
            $out['pattern'] = $pattern;
        }
        return $out;
    }

    /**
     * The filters beyond the one that the form has, as long as the table is the same.
     *
     * @param array<string, mixed> $source as it is stored
     * @return array<string, mixed> column => value
     */
    public static function further(array $source, string $table): array
    {
        return ($source['table'] ?? null) === $table ? array_slice($source['where'] ?? [], 1, null, true) : [];
    }

    /**
     * Names that the live schema does not have.
     *
     * @param array<string, mixed> $document
     * @return list<string> one line each
     */
    public static function unknownNames(array $document, LiveSchema $schema): array
    {
        $faults = [];
        foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
            $source = $document[$section];
            if (($source['source'] ?? '') !== 'match') {
                continue;
            }
            $table = (string) ($source['table'] ?? '');
            if (!in_array($table, self::tables($schema), true)) {
                $faults[] = "settings.$section.table: choose one of the shop's tables";
                continue;
            }
            foreach (array_merge(['column', 'key'], array_keys($source['where'] ?? [])) as $key) {
                $column = in_array($key, ['column', 'key'], true) ? (string) ($source[$key] ?? '') : (string) $key;
                if (!$schema->hasColumn($table, $column) || ($key === 'column' && !in_array($column, self::columns($schema, $table, false), true))) {
                    $faults[] = "settings.$section: $table has no column \"$column\"; choose one of its columns";
                }
            }
        }
        return $faults;
    }

    /** Tables that may be offered, likely ones first, then the orders. @return list<string> */
    public static function tables(LiveSchema $schema, string $section = 'tracking'): array
    {
        $tables = preg_grep(
            '/^statussync_|customer|admin|login|session|passw|whos_online|newsletter|user|sqlite_|api_|cache|token/i',
            $schema->names(),
            PREG_GREP_INVERT
        ) ?: [];
        $likely = preg_grep(self::LIKELY[$section][0], $tables) ?: [];
        return array_values(array_unique(array_merge($likely, preg_grep('/^orders/i', $tables) ?: [], $tables)));
    }

    /** Columns, likely ones first; those that hold a person's name or address are not offered. @return list<string> */
    public static function columns(LiveSchema $schema, string $table, bool $key, string $section = 'tracking'): array
    {
        $columns = array_values(array_filter($table === '' ? [] : $schema->columns($table), static function (string $name): bool {
            return preg_match(self::PERSONAL, $name) !== 1 || preg_match('/track|sendung|parcel|paket/i', $name) === 1;
        }));
        $likely = preg_grep($key ? '/^(orders?_?id|oid)$/i' : self::LIKELY[$section][1], $columns) ?: [];
        return array_values(array_unique(array_merge($likely, $columns)));
    }

    /** @param array<mixed> $from */
    private static function text(array $from, string $key, string $default = ''): string
    {
        return is_string($from[$key] ?? null) ? $from[$key] : $default;
    }

    /** @return int|string the text itself if it is no number: the check names it */
    private static function number(string $text)
    {
        $text = trim($text);
        return preg_match('/^\d{1,9}$/', $text) === 1 ? (int) $text : $text;
    }

    /** Minutes in the form, seconds in the document. @param array<mixed> $post @return int|string */
    private static function interval(array $post, int $before)
    {
        $minutes = self::number(self::text($post, 'interval'));
        if (!is_int($minutes)) {
            return $minutes;
        }
        return $minutes === intdiv($before, 60) ? $before : $minutes * 60;
    }
}
