<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Store\Tables;

/** When an order that waits will be sent at the latest, by the same times as the engine's. */
final class Latest
{
    /** Ten hours before its ship-by time nothing waits for the interval any more (SS_MARGIN_EXPRESS). */
    public const EXPRESS = 36000;

    /** Without a run for so long nobody can promise a time. */
    private const SILENCE = 21600;

    /**
     * @param array<string, mixed> $order verdict, deadline, express
     * @param array<string, mixed> $account on, and its state (mode, stopped, last_send, last_run)
     * @param array<string, mixed> $document the settings that hold for it, complete
     * @param int $notBefore of the message that waits, 0 = none
     * @return ?int epoch seconds, not before $now; null where nothing is promised: no shipment waits, or the
     *   account is stopped, off, not released, or without runs
     */
    public static function at(array $order, array $account, array $document, int $notBefore, int $now): ?int
    {
        $state = $account['state'];
        if (
            $order['verdict'] !== 'ship' || !$account['on'] || $document['sync'] === 'off' || $state['stopped'] !== null
            || $state['mode'] !== 'active' || $now - (int) $state['last_run'] > max(self::SILENCE, 2 * (int) $document['interval'])
        ) {
            return null;
        }
        $at = (int) $state['last_send'] + (int) $document['interval'];
        $deadline = (int) $order['deadline'];
        if ($deadline > 0 && $deadline < Tables::NEVER) {
            $at = min($at, $deadline - self::EXPRESS);
        }
        return $order['express'] ? $now : max($at, $notBefore, $now);
    }
}
