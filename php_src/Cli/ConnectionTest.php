<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Secrets\Health;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\One;

/**
 * "account test": token, clock, rights, and one Amazon number of the shop found at this seller.
 */
final class ConnectionTest
{
    /** @param list<string> $argv */
    public function run(Context $context, array $argv): int
    {
        $args = new Arguments($argv, [], ['--json'], 'account test');
        $args->expect(1, 1, 'account test ID [--json]');
        $context->needExtension();
        $checks = self::check($context, $args->words()[0]);
        $good = true;
        foreach ($checks as $check) {
            $good = $good && $check['ok'];
            if (!$args->has('--json')) {
                $context->output->line(($check['ok'] ? 'ok    ' : 'FAIL  ') . $check['name'] . ': ' . $check['text']);
            }
        }
        if ($args->has('--json')) {
            $context->output->json(['ok' => $good, 'checks' => $checks]);
        }
        return $good ? Application::OK : Application::PERSON;
    }

    /**
     * @param bool $tokenOnly without reading orders
     * @return list<array{name: string, ok: bool, text: string}>
     */
    public static function check(Context $context, string $id, bool $tokenOnly = false): array
    {
        $checks = [];
        $row = $context->accounts()->get($id);
        $place = Bound::fault($id, $row['bound'], $context->identity(), $row['on']);
        if ($place !== null) {
            return [['name' => "account $id: place", 'ok' => false, 'text' => $place]];
        }
        $client = new \StatusSync\Client($context->amazonAccount($id));
        try {
            $token = $client->token();
            $context->accounts()->tokenGiven($id);
            $checks[] = ['name' => "account $id: credentials", 'ok' => true, 'text' => 'Amazon gave an access token'];
        } catch (\StatusSync\Exception $e) {
            if ($e instanceof \StatusSync\ApiException && $e->getApiCode() !== '' && Health::cause($e->getApiCode()) !== null) {
                $context->accounts()->tokenRefused($id, $e->getApiCode());
            }
            $checks[] = ['name' => "account $id: credentials", 'ok' => false, 'text' => self::why($e)];
            return $checks;
        }
        if ($tokenOnly) {
            return $checks;
        }
        // The extension compares with the machine's clock; a simulated one is what counts here.
        $skew = (int) ($token['clock_skew'] ?? 0) + time() - (int) ($context->time())();
        $checks[] = ['name' => "account $id: clock", 'ok' => abs($skew) < 300, 'text' => abs($skew) < 300
            ? One::of("differs by $skew seconds from Amazon's")
            : "differs by $skew seconds from Amazon's; have the server's clock set (NTP)"];
        try {
            $now = (int) ($context->time())();
            $page = $client->searchOrders(['since' => $now - 3 * 86400, 'before' => $now - 120,
                'marketplaces' => $row['marketplaces']]);
            $checks[] = ['name' => "account $id: orders", 'ok' => true,
                'text' => self::orders(count($page['orders'])) . ' of the last three days can be read'];
        } catch (\StatusSync\Exception $e) {
            $market = stripos($e->getMessage(), 'marketplace') === false ? '' : "; \"account set $id marketplaces=M,M\" names those where"
                . ' this seller sells (docs/amazon-access.md)';
            $checks[] = ['name' => "account $id: orders", 'ok' => false, 'text' => self::why($e) . $market];
            return $checks;
        }
        $seller = self::seller($client, self::someNumbers($context->db(), $id));
        return $seller === null ? $checks : array_merge($checks, [['name' => "account $id: seller"] + $seller]);
    }

    private static function orders(int $n): string
    {
        return "$n order" . ($n === 1 ? '' : 's');
    }

    /**
     * Is one of the shop's orders in this seller account? One alone may be mistyped.
     *
     * @param list<string> $numbers
     * @return array{ok: bool, text: string}|null null: there is no order to ask for
     */
    private static function seller(\StatusSync\Client $client, array $numbers): ?array
    {
        foreach ($numbers as $number) {
            try {
                if ($client->getOrder($number) !== null) {
                    return ['ok' => true, 'text' => "order $number of the shop is in this seller account"];
                }
            } catch (\StatusSync\Exception $e) {
                return ['ok' => false, 'text' => self::why($e)];
            }
        }
        return $numbers === [] ? null : ['ok' => false, 'text' => 'order ' . implode(', ', $numbers) . ' of the shop is not in this seller'
            . ' account; either ' . (count($numbers) === 1 ? 'the number is' : 'these numbers are') . ' mistyped (check the order), or the'
            . ' refresh token is another seller\'s (check where the app was authorised)'];
    }

    /** Up to three Amazon numbers of this account, first those that Amazon knew, then the newest. @return list<string> */
    private static function someNumbers(Db $db, string $account): array
    {
        $rows = $db->all('SELECT `amazon_order` AS n FROM ' . Tables::table('order') . ' WHERE `account` = ? AND `amazon_order` IS'
            . " NOT NULL ORDER BY CASE WHEN `known` = 'found' THEN 0 ELSE 1 END, `id` DESC LIMIT 3", [$account]);
        return array_values(array_unique(array_map('strval', array_column($rows, 'n'))));
    }

    private static function why(\StatusSync\Exception $e): string
    {
        $text = $e->getMessage();
        if (!$e instanceof \StatusSync\ApiException) {
            return "$text; check the server's way to the internet (443, proxy, certificates)";
        }
        switch ($e->getApiCode()) {
            case 'invalid_client':
                return "$text; client id or client secret wrong, or the secret is older than 180 days: compare the client id"
                    . ' ("account list --json"), else make a new secret at Amazon and "account set" it';
            case 'invalid_grant':
                return "$text; the app's authorisation ended: authorise it again and \"account set\" the refresh token";
            case 'Unauthorized':
            case 'AccessDenied':
                return "$text; the app lacks the role \"Inventory and Order Tracking\": add it, then authorise again";
            default:
                return $text . ($e->getRequestId() === '' ? '' : ' (request ' . $e->getRequestId() . ')');
        }
    }
}
