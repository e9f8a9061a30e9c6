<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** Amazon's own page of an order. */
final class SellerCentral
{
    /** @param string $number of Amazon's form; $market the order's marketplace, if it is known */
    public static function address(string $number, ?string $market): string
    {
        $markets = array_merge(...array_values(Pages\Access::MARKETS));
        return 'https://sellercentral.' . strtolower($markets[(string) $market] ?? 'Amazon.de') . "/orders-v3/order/$number";
    }
}
