<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * The machine's clock was ahead for a run and is right again: what that run stored for later would lie still for as
 * long as the clock was ahead, and its reads of Amazon would count as newer than they are. Stored times that have not
 * come yet are taken back; every row is decided afresh.
 */
final class ClockBack
{
    /** Machines that share a database may differ by less; so long nothing is due is no harm either. */
    private const SURE = 3600;

    /** The longest that anything waits by itself: until no feed can be under way any more. */
    private const PROOF = 28800;

    /** Times of an account's state and what they become. */
    private const STATE = ['last_send' => 0, 'last_full' => 0, 'last_success' => null, 'last_run' => null, 'resumed_at' => 0,
        'cancels_after' => 0, 'rebuild_since' => null, 'down_since' => null, 'heard_at' => 0, 'search_before' => 0,
        'search_token_at' => 0];

    /** @param array<string, mixed> $state of an account */
    public static function happened(array $state, int $now): bool
    {
        return (int) $state['last_run'] > $now + self::SURE;
    }

    /**
     * @param int $now by the clock that is right, epoch seconds
     * @return int how far ahead it was, seconds
     */
    public static function mend(Db $db, Accounts $accounts, string $account, int $now): int
    {
        $ahead = 0;
        self::rows($db, $account, $now);
        $accounts->changeState($account, static function (array $state) use ($now, &$ahead): array {
            $ahead = (int) $state['last_run'] - $now;
            foreach (self::STATE as $key => $then) {
                if ((int) $state[$key] > $now) {
                    $state[$key] = $then ?? $now;
                }
            }
            $state['searched_to'] = min((int) $state['searched_to'], $now - 86400);
            $state['days'] = self::days($state['days'], intdiv($now, 86400));
            return $state;
        });
        $db->run('INSERT INTO ' . Tables::table('event') . ' (`at`, `account`, `order_id`, `message`, `feed`, `what`, `http`, `text`,'
            . " `nonce`) VALUES (?, ?, 0, 0, 0, 'clock_back', 0, ?, 0)", [$now, $account, "$ahead"]);
        return $ahead;
    }

    private static function rows(Db $db, string $account, int $now): void
    {
        $later = static function (string $column) use ($now): string {
            return "(`$column` > $now AND `$column` < " . Tables::NEVER . ')';
        };
        $back = static function (string $column, int $then) use ($later): string {
            return "`$column` = CASE WHEN {$later($column)} THEN $then ELSE `$column` END";
        };
        // a picture from the future is old: it is taken again before anything relies on it
        $db->change('UPDATE ' . Tables::table('order') . " SET {$back('read_at', 1)}, {$back('read_due', $now)}, {$back('shipped_at', $now)},"
            . " {$back('cancel_since', $now)}, {$back('denied_until', 0)}, {$back('seen_at', $now)}, `look_at` = 0, `shop_digest` = NULL,"
            . ' `version` = `version` + 1 WHERE `account` = ? AND (`open` = 1 OR ' . implode(' OR ', array_map($later, ['read_at', 'read_due',
                'shipped_at', 'cancel_since', 'seen_at'])) . ')', [$account]);
        $proof = $now + self::PROOF;
        $db->change('UPDATE ' . Tables::table('message') . " SET {$back('sent_at', $now)}, {$back('changed_at', $now)}, `not_before` ="
            . " CASE WHEN `state` = 'pending' AND `not_before` > $now THEN $now WHEN `not_before` > $proof THEN $proof ELSE `not_before` END,"
            . ' `version` = `version` + 1 WHERE `account` = ? AND (' . implode(' OR ', array_map($later, ['sent_at', 'changed_at', 'not_before']))
            . ')', [$account]);
        $db->change('UPDATE ' . Tables::table('feed') . " SET {$back('next_poll', $now)}, {$back('processing_at', $now)},"
            . " {$back('submitted_at', $now)}, `version` = `version` + 1 WHERE `account` = ? AND (" . implode(' OR ', array_map($later, [
                'next_poll', 'processing_at', 'submitted_at'])) . ')', [$account]);
        $db->change('UPDATE ' . Tables::table('meta') . " SET `value` = ? WHERE `name` LIKE 'mailed.%' AND `name` NOT LIKE 'mailed.up_to.%'"
            . ' AND LENGTH(`value`) = 10 AND `value` > ?', [(string) $now, (string) $now]);
    }

    /**
     * Days that have not come yet belong to today.
     *
     * @param list<array<string, int>> $days ascending
     * @return list<array<string, int>>
     */
    private static function days(array $days, int $today): array
    {
        $out = [];
        foreach ($days as $day) {
            $last = count($out) - 1;
            if ($day['day'] <= $today) {
                $out[] = $day;
            } elseif ($last < 0 || $out[$last]['day'] < $today) {
                $out[] = ['day' => $today] + $day;
            } else {
                foreach ($day as $key => $count) {
                    $out[$last][$key] += $key === 'day' ? 0 : $count;
                }
            }
        }
        return $out;
    }
}
