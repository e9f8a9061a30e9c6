<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** Amazon's own page of an order. */
final class SellerCentral
{
    private const HOSTS = ['A13V1IB3VIYZZH' => 'amazon.fr', 'APJ6JRA9NG5V4' => 'amazon.it', 'A1RKKUPIHCS9HS' => 'amazon.es',
        'A1805IZSGTT6HS' => 'amazon.nl', 'A1C3SOZRARQ6R3' => 'amazon.pl', 'A2NODRKZP88ZB9' => 'amazon.se',
        'AMEN7PMS3EDWL' => 'amazon.com.be', 'A1F83G8C2ARO7P' => 'amazon.co.uk', 'A33AVAJ2PDY3EV' => 'amazon.com.tr',
        'ATVPDKIKX0DER' => 'amazon.com', 'A2EUQ1WTGCTBG2' => 'amazon.ca', 'A1AM78C64UM0Y8' => 'amazon.com.mx',
        'A1VC38T7YXB528' => 'amazon.co.jp', 'A39IBJ37TRP1C6' => 'amazon.com.au'];

    /** @param string $number of Amazon's form; $market the order's marketplace, if it is known */
    public static function address(string $number, ?string $market): string
    {
        return 'https://sellercentral.' . (self::HOSTS[(string) $market] ?? 'amazon.de') . "/orders-v3/order/$number";
    }
}
