<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Time;

/**
 * What newly needs a person: held, refused, in conflict. Told in the morning, all of a day in one mail,
 * grouped by cause, with no word of shop, buyer or Amazon.
 */
final class Troubles
{
    /** From this hour of the shop's day on. */
    private const MORNING = 7;

    /** Orders that are named of a cause. */
    private const NAMED = 10;

    /** @var Db */
    private $db;

    /** @var int */
    private $now;

    /** @var string */
    private $zone;

    public function __construct(Db $db, int $now, string $zone)
    {
        $this->db = $db;
        $this->now = $now;
        $this->zone = $zone;
    }

    /**
     * Of the day up to this morning.
     *
     * @param array<string, mixed> $account decoded, with its state
     * @param array<string, int> $marks when was mailed what; "mailed.up_to.ACCOUNT": the newest order of then
     * @return array{every: int, text: string, up_to: int}|null null: it is not the time; an empty text: nothing is
     *   new. "up_to" is the mark for the next morning
     */
    public function news(array $account, string $language, array $marks): ?array
    {
        if (!in_array($account['state']['mode'], ['active', 'rebuild'], true)) {
            return null; // before the release the preview shows it all
        }
        $time = new Time($this->zone, $language);
        $until = $time->last(self::MORNING, $this->now);
        $told = $marks["mailed.errors.{$account['id']}"] ?? null;
        if ($told !== null && $told >= $until) {
            return null;
        }
        // The first time: what there is was in the preview that the owner released.
        $since = $told === null ? $until : $time->last(self::MORNING, $told);
        $before = $marks["mailed.up_to.{$account['id']}"] ?? PHP_INT_MAX;
        $causes = [];
        foreach ($told === null ? [] : $this->open($account['id']) as $row) {
            $new = $row['since'] === null ? $row['id'] > $before : $row['since'] > $since && $row['since'] <= $until;
            if ($new) {
                $causes[$row['reason']][] = "{$row['shop_order']} ({$row['amazon_order']})";
            }
        }
        $newest = $this->db->one('SELECT MAX(`id`) AS v FROM ' . Tables::table('order'));
        return ['every' => 0, 'text' => $causes === [] ? '' : self::text($causes, $language), 'up_to' => (int) $newest['v']];
    }

    /**
     * Orders that need a person now, and since when it is said; null: since they are known, for a first decision
     * leaves no event.
     *
     * @return list<array{id: int, shop_order: string, amazon_order: string, reason: string, since: ?int}>
     */
    private function open(string $account): array
    {
        $rows = [];
        $sql = 'SELECT `id`, `shop_order`, `amazon_order`, `reason` FROM ' . Tables::table('order')
            . " WHERE `account` = ? AND `verdict` IN ('hold', 'conflict') ORDER BY `id`";
        foreach ($this->db->all($sql, [$account]) as $row) {
            // what waits for a number is told when its ship-by time is at risk
            if (Reasons::severity((string) $row['reason']) === 'person' && $row['reason'] !== 'no_tracking') {
                $rows[(int) $row['id']] = ['id' => (int) $row['id'], 'since' => null] + $row;
            }
        }
        if ($rows === []) {
            return [];
        }
        $sql = 'SELECT `order_id`, `code`, MAX(`at`) AS v FROM ' . Tables::table('event')
            . " WHERE `order_id` IN %s AND `what` IN ('hold', 'conflict') GROUP BY `order_id`, `code`";
        foreach ($this->db->byKeys($sql, [], array_keys($rows)) as $said) {
            if ($said['code'] === $rows[(int) $said['order_id']]['reason']) {
                $rows[(int) $said['order_id']]['since'] = (int) $said['v'];
            }
        }
        return array_values($rows);
    }

    /** @param array<string, list<string>> $causes reason => orders */
    private static function text(array $causes, string $language): string
    {
        $german = $language === 'de';
        $lines = '';
        $count = 0;
        foreach ($causes as $reason => $orders) {
            $count += count($orders);
            $more = count($orders) - self::NAMED;
            $lines .= '- ' . Reasons::text($reason, $language, null, ['n' => (string) count($orders)]) . ' (' . count($orders) . ': '
                . implode(', ', array_slice($orders, 0, self::NAMED))
                . ($more > 0 ? ($german ? " und $more weitere" : " and $more more") : '') . ")\n";
        }
        return ($german ? "Neu zu klären ($count):\n" : "New, needs attention ($count):\n") . $lines;
    }
}
