<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/**
 * What a shop calls when something was saved at an order. At most two statements, connecting included, the one with
 * a table by key; no network; whatever is missing or broken, the shop goes on: the next run finds the change by itself.
 */
final class Hook
{
    /** Seconds that a table which is being changed may keep the shop's page waiting. */
    private const PATIENCE = 2;

    /** @var array<string, Services> one connection a request */
    private static $services = [];

    /** @param ?string $folder the shop's root; null: the folder this library was installed into */
    public static function orderSaved(string $shopOrder, ?string $folder = null): void
    {
        if ($shopOrder === '' || $shopOrder === '0' || strlen($shopOrder) > 64) {
            return;
        }
        try {
            self::of($folder ?? self::root())->actions()->touched($shopOrder);
        } catch (\Throwable $e) {
            return;
        }
    }

    /** The connection that this request has already. */
    public static function of(string $folder): Services
    {
        return self::$services[$folder] = self::$services[$folder] ?? Services::ofShop($folder, self::PATIENCE);
    }

    private static function root(): string
    {
        if (defined('DIR_FS_CATALOG')) {
            return rtrim((string) constant('DIR_FS_CATALOG'), '/');
        }
        return dirname(__DIR__, 5); // SHOP/includes/external/statussync/php_src/Admin
    }
}
