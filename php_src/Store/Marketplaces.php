<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;

/** Which of Amazon's regions a marketplace belongs to (docs/amazon-access.md has the same table). */
final class Marketplaces
{
    private const REGIONS = [
        'eu' => ['A1PA6795UKMFR9', 'A13V1IB3VIYZZH', 'APJ6JRA9NG5V4', 'A1RKKUPIHCS9HS', 'A1805IZSGTT6HS', 'AMEN7PMS3EDWL',
            'A28R8C7NBKEWEA', 'A2NODRKZP88ZB9', 'A1C3SOZRARQ6R3', 'A1F83G8C2ARO7P', 'A33AVAJ2PDY3EV', 'A2VIGQ35RCS4UG',
            'A17E79C6D8DWNP', 'ARBP9OOSHTCHU', 'AE08WJ6YKNBMC', 'A21TJRUUN4KGV'],
        'na' => ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2', 'A1AM78C64UM0Y8', 'A2Q3Y263D00KWC'],
        'fe' => ['A1VC38T7YXB528', 'A39IBJ37TRP1C6', 'A19VAU5U5O7RUS'],
    ];

    /**
     * Every marketplace must be one of the region's: orders of a mistyped one would never be found.
     *
     * @param list<string> $marketplaces ids
     * @throws Failure if one belongs to another region, or to none
     */
    public static function check(string $region, array $marketplaces): void
    {
        $all = array_merge(...array_values(self::REGIONS));
        foreach ($marketplaces as $id) {
            if (!in_array($id, $all, true)) {
                throw new Failure("account: marketplaces: Amazon has no marketplace \"$id\"; those of $region are "
                    . implode(', ', self::REGIONS[$region] ?? $all) . ' (docs/amazon-access.md says which is which)');
            }
            foreach (self::REGIONS as $other => $ids) {
                if ($other !== $region && in_array($id, $ids, true)) {
                    throw new Failure("account: marketplaces: $id belongs to the region $other, not to $region; an account has"
                        . " one region: make another account for $other, or name marketplaces of $region ("
                        . implode(', ', array_slice(self::REGIONS[$region] ?? [], 0, 5)) . ', ...)');
                }
            }
        }
    }
}
