<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Json;

/**
 * The columns of our tables and how their values look outside.
 *
 * Column names are the field names of ext/core/ss_model.h. Types: serial, int, bool; id (ascii,
 * 64), word (ascii, 32), line (255 characters), text; list (JSON list of text), json (JSON map);
 * "?" = may be NULL, outside null. PDO before 8.1 gives integers as text: decode() makes every
 * value what the model says it is.
 */
final class Tables
{
    public const PREFIX = 'statussync_';

    /** Open states. What is not listed is finished and never looked at again. */
    public const FEEDS_OPEN = ['building', 'submitting', 'queued', 'processing', 'done', 'cancelling'];
    public const MESSAGES_OPEN = ['held', 'pending', 'in_flight', 'unknown', 'accepted', 'rejected', 'mismatch',
        'parked'];

    /** Never: SS_NEVER of the model. */
    public const NEVER = 4102444800;

    public const COLUMNS = [
        'account' => [
            'id' => 'id', 'name' => 'line', 'region' => 'word', 'seller' => 'line', 'client_id' => 'line?',
            'marketplaces' => 'list', 'on' => 'bool', 'bound' => 'text?', 'public_key' => 'text?',
            'secrets' => 'text?', 'secret_made_at' => 'int', 'magnalister_ids' => 'list', 'start_at' => 'int',
            'next_due' => 'int', 'state' => 'json?', 'state_version' => 'int', 'version' => 'int',
            'fence' => 'int', 'created_at' => 'int',
        ],
        'setting' => [
            'account' => 'id', 'document' => 'json', 'version' => 'int', 'changed_at' => 'int',
        ],
        'order' => [
            'id' => 'serial', 'account' => 'id', 'shop_order' => 'id', 'amazon_order' => 'id?',
            'link_source' => 'word', 'uncertain' => 'bool', 'role' => 'word', 'purchased' => 'int', 'open' => 'bool',
            'closed_why' => 'word?', 'verdict' => 'word', 'reason' => 'word?', 'detail' => 'text?',
            'shop_digest' => 'line?', 'shop_status' => 'int', 'shipped_at' => 'int', 'cancel_since' => 'int',
            'known' => 'word', 'amazon' => 'json?', 'read_at' => 'int', 'look_at' => 'int', 'read_due' => 'int',
            'denied' => 'word?', 'denied_until' => 'int',
            'deadline' => 'int', 'seen_at' => 'int', 'express' => 'bool', 'ignored' => 'bool',
            'carrier_confirmed' => 'bool', 'replace_theirs' => 'bool', 'released' => 'bool',
            'cancel_revoked' => 'bool', 'cancel_reason' => 'line?', 'notes' => 'list', 'version' => 'int',
            'fence' => 'int',
            'nonce' => 'int',
        ],
        'parcel' => [
            'id' => 'serial', 'order_id' => 'int', 'number' => 'int', 'row' => 'line?', 'tracking' => 'text?',
            'carrier' => 'line?', 'amazon_ref' => 'line?', 'state' => 'word', 'version' => 'int',
            'fence' => 'int', 'nonce' => 'int',
        ],
        'message' => [
            'id' => 'serial', 'account' => 'id', 'order_id' => 'int', 'shop_order' => 'id',
            'amazon_order' => 'id?', 'kind' => 'word', 'parcel' => 'int', 'revision' => 'int', 'state' => 'word',
            'reason' => 'word?', 'marketplace' => 'id?', 'payload' => 'json', 'digest' => 'line?',
            'amazon_ref' => 'line?', 'lane' => 'word', 'attempts' => 'int', 'splits' => 'int', 'part' => 'int',
            'not_before' => 'int', 'deadline' => 'int', 'feed' => 'int', 'code' => 'line?', 'text' => 'text?',
            'request_id' => 'line?', 'created_at' => 'int', 'sent_at' => 'int', 'changed_at' => 'int',
            'version' => 'int', 'fence' => 'int', 'nonce' => 'int',
        ],
        'feed' => [
            'id' => 'serial', 'account' => 'id', 'type' => 'word', 'marketplace' => 'id?', 'digest' => 'line?',
            'messages' => 'int', 'state' => 'word', 'document_id' => 'line?', 'feed_id' => 'line?',
            'requested_at' => 'int', 'submitted_at' => 'int', 'next_poll' => 'int', 'polls' => 'int',
            'processing_at' => 'int', 'urgent_at' => 'int',
            'misses' => 'int', 'missed_at' => 'int', 'result_id' => 'line?', 'accepted' => 'int',
            'rejected' => 'int', 'code' => 'line?', 'text' => 'text?', 'request_id' => 'line?',
            'version' => 'int', 'fence' => 'int', 'nonce' => 'int',
        ],
        'job' => [
            'id' => 'serial', 'account' => 'id?', 'kind' => 'word', 'argument' => 'json?', 'state' => 'word',
            'created_at' => 'int', 'done_at' => 'int', 'answer' => 'json?', 'version' => 'int', 'fence' => 'int',
        ],
        'event' => [
            'id' => 'serial', 'at' => 'int', 'account' => 'id', 'order_id' => 'int', 'message' => 'int',
            'feed' => 'int', 'what' => 'word', 'http' => 'int', 'request_id' => 'line?', 'code' => 'line?',
            'text' => 'text?', 'nonce' => 'int',
        ],
        'lease' => [
            'account' => 'id', 'owner' => 'line?', 'fence' => 'int', 'takeover' => 'bool', 'expires_at' => 'int',
        ],
        'bucket' => [
            'account' => 'id', 'op' => 'word', 'tokens' => 'int', 'at' => 'int', 'halved_until' => 'int',
            'fence' => 'int',
        ],
        'link' => [
            'id' => 'serial', 'shop_order' => 'id', 'amazon_order' => 'id', 'source' => 'word', 'account' => 'id?',
            'purchased' => 'int', 'fulfilled_by' => 'word?', 'created_at' => 'int', 'version' => 'int',
        ],
        'meta' => ['name' => 'id', 'value' => 'text'],
    ];

    /** The fields of a message that are kept in its column payload, with what they are when absent. */
    public const PAYLOAD = [
        'carrier' => null, 'carrier_name' => null, 'method' => null, 'tracking' => null, 'shipped_at' => 0,
        'items' => [], 'has_ship_from' => false, 'ship_from' => null, 'edit' => false,
    ];

    /** Columns that a compare-and-set never changes. */
    public const FIXED = [
        'order' => ['id', 'account', 'shop_order', 'version', 'fence', 'nonce'],
        'parcel' => ['id', 'order_id', 'number', 'version', 'fence', 'nonce'],
        'message' => ['id', 'account', 'order_id', 'kind', 'parcel', 'revision', 'version', 'fence', 'nonce'],
        'feed' => ['id', 'account', 'version', 'fence', 'nonce'],
    ];

    /** Columns that name a row of ours. */
    private const IDS = ['id' => 1, 'order_id' => 1, 'message' => 1, 'feed' => 1];

    /**
     * Documents have ids as strings, and null where a row names none.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed>
     */
    public static function shown(array $row): array
    {
        foreach (array_intersect_key($row, self::IDS) as $name => $id) {
            $row[$name] = (int) $id > 0 ? (string) $id : null;
        }
        return $row;
    }

    /** Quoted name of a table: "order" is `statussync_order`. */
    public static function table(string $table): string
    {
        return '`' . self::PREFIX . $table . '`';
    }

    /** Quoted column list, with an optional alias in front of each. */
    public static function columns(string $table, string $alias = ''): string
    {
        $names = [];
        foreach (array_keys(self::COLUMNS[$table]) as $column) {
            if ($column !== 'nonce') {
                $names[] = $alias . '`' . $column . '`';
            }
        }
        return implode(', ', $names);
    }

    /**
     * A row of the database as the model has it.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed>
     */
    public static function decode(string $table, array $row): array
    {
        $out = [];
        foreach (self::COLUMNS[$table] as $column => $type) {
            if ($column === 'nonce' || !array_key_exists($column, $row)) {
                continue;
            }
            $out[$column] = self::decodeValue($type, $row[$column]);
        }
        if ($table === 'message' && array_key_exists('payload', $out)) {
            $payload = ($out['payload'] ?? []) + self::PAYLOAD;
            unset($out['payload']);
            $out += array_intersect_key($payload, self::PAYLOAD);
        }
        return $out;
    }

    /**
     * A row of the model as columns; keys that are no columns are left out.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed> values null, int or text
     */
    public static function encode(string $table, array $row): array
    {
        if ($table === 'message' && array_key_exists('carrier', $row)) {
            $row['payload'] = array_merge(self::PAYLOAD, array_intersect_key($row, self::PAYLOAD));
        }
        $out = [];
        foreach (self::COLUMNS[$table] as $column => $type) {
            if (array_key_exists($column, $row)) {
                $out[$column] = self::encodeValue($type, $row[$column]);
            }
        }
        return $out;
    }

    /**
     * @param mixed $value
     * @return mixed
     */
    private static function decodeValue(string $type, $value)
    {
        switch (rtrim($type, '?')) {
            case 'serial':
            case 'int':
                return (int) $value;
            case 'bool':
                return (bool) (int) $value;
            case 'list':
                return array_map('strval', Json::stored((string) $value) ?? []);
            case 'json':
                return $value === null ? null : Json::stored((string) $value);
            default:
                return $value === null ? null : (string) $value;
        }
    }

    /**
     * @param mixed $value
     * @return mixed
     */
    private static function encodeValue(string $type, $value)
    {
        $base = rtrim($type, '?');
        if ($base === 'serial' || $base === 'int' || $base === 'bool') {
            return (int) $value;
        }
        if ($base === 'list') {
            return Json::encode(array_values((array) $value));
        }
        if ($value === null) {
            return $base === $type ? '' : null;
        }
        if ($base === 'json') {
            return is_array($value) ? Json::encode($value) : (string) $value;
        }
        return $base === 'line' ? self::clamp((string) $value, 255) : (string) $value;
    }

    /** The first $length characters of a UTF-8 text; broken text is kept as bytes that are ASCII. */
    private static function clamp(string $text, int $length): string
    {
        if (strlen($text) <= $length) {
            return $text;
        }
        if (preg_match('/^.{0,' . $length . '}/us', $text, $m) === 1) {
            return $m[0];
        }
        return substr((string) preg_replace('/[^\x20-\x7e]/', '?', $text), 0, $length);
    }
}
