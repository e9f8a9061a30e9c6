<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * What should long have been read at Amazon and was not. An outage mends itself; what fails alone, one order or
 * the list of orders, would else be silent for ever.
 */
final class Unread
{
    /** So long an order may wait to be read; half of it is used up by an outage of a night. */
    private const LONG = 28800;

    /** The list of orders is read every half hour; so old it may be. */
    private const OLD = 86400;

    /**
     * Orders that are to be shipped or cancelled and wait for eight hours to be read, though runs went on. Those whose
     * ship-by time is known are Deadlines'.
     *
     * @param array<string, mixed> $account decoded, with its state
     */
    public static function orders(Db $db, array $account): int
    {
        $state = $account['state'];
        $before = (int) $state['last_run'] - self::LONG;
        if ($state['mode'] !== 'active' || !$account['on'] || $state['stopped'] !== null || $before <= 0) {
            return 0;
        }
        $row = $db->one('SELECT COUNT(*) AS n FROM ' . Tables::table('order') . " o WHERE `account` = ? AND `verdict` = 'hold'"
            . " AND `reason` = 'reading' AND `open` = 1 AND `deadline` >= ? AND (`shipped_at` > 0 OR `cancel_since` > 0)"
            . ' AND EXISTS (SELECT 1 FROM ' . Tables::table('event') . ' e WHERE e.`order_id` = o.`id` AND e.`at` < ?)', [
            $account['id'], Tables::NEVER, $before]);
        return (int) ($row['n'] ?? 0);
    }

    /**
     * When Amazon's list of orders was read last, if that is too long ago though runs went on; null: it is not.
     *
     * @param array<string, mixed> $state of an account
     * @param array<string, mixed> $document its settings, complete
     */
    public static function listSince(array $state, array $document): ?int
    {
        $read = (int) $state['searched_to'];
        $old = max(self::OLD, 2 * (int) $document['interval']);
        return $state['mode'] === 'active' && $state['stopped'] === null && $read > 0 && (int) $state['last_run'] - $read > $old
            ? $read : null;
    }
}
