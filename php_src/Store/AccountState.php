<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/** The state of an account between runs (ss_account_state): its keys and what they are at first. */
final class AccountState
{
    public const DEFAULTS = [
        'mode' => 'new', 'stopped' => null, 'stopped_text' => null, 'runs' => 0, 'last_run' => 0,
        'last_success' => 0, 'next_due' => 0, 'last_send' => 0, 'last_full' => 0, 'watermarks' => null, 'status_digest' => null,
        'search_since' => 0, 'search_before' => 0, 'search_token' => null, 'search_token_at' => 0,
        'searched_to' => 0, 'pilot_express' => false, 'pilot_feed' => false, 'pilot_message' => 0,
        'released_until' => 0, 'released_ships' => 0, 'released_cancels' => 0, 'released_refused' => 0,
        'preview_count' => 0, 'rebuild_since' => 0,
        'resumed_at' => 0, 'cancels_after' => 0, 'denied_reads' => 0, 'denied_ships' => 0,
        'clock_skew' => 0, 'down_since' => 0, 'heard_at' => 0, 'days' => [],
    ];

    /**
     * @param array<string, mixed> $state
     * @return array<string, mixed> every key there
     */
    public static function complete(array $state): array
    {
        return $state + self::DEFAULTS;
    }
}
