<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** Amazon's limits for a page that shows what is left of them now; the run counts by the same table (core/ss_policy.c). */
final class Limits
{
    /** Operation => calls gained, in so many seconds, at most at once. */
    public const OF = [
        'createFeedDocument' => [1, 2, 15], 'createFeed' => [1, 120, 15], 'getFeed' => [2, 1, 15], 'getFeeds' => [1, 45, 10],
        'getFeedDocument' => [1, 45, 10], 'cancelFeed' => [2, 1, 15], 'searchOrders' => [1, 179, 20], 'getOrder' => [1, 2, 30],
        'confirmShipment' => [2, 1, 10],
    ];

    /**
     * @param array<string, mixed> $bucket as the last run left it
     * @param float $share of the limits that is ours
     * @return array{left: int, max: int}
     */
    public static function now(array $bucket, float $share, int $now): array
    {
        [$gained, $seconds, $burst] = self::OF[$bucket['op']] ?? [0, 1, max(1, intdiv((int) $bucket['tokens'], 1000))];
        $max = max(1.0, $burst * $share);
        $at = min($now, (int) $bucket['at']);
        $half = min($now, max($at, (int) $bucket['halved_until']));
        $tokens = (int) $bucket['tokens'] / 1000 + $gained / $seconds * $share * (($half - $at) / 2 + $now - $half);
        return ['left' => (int) max(0, min($max, $tokens)), 'max' => (int) $max];
    }
}
