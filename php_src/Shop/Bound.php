<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/**
 * The place an account is bound to, held against the place this program works at: a copy of a shop, or a shop
 * that moved. Both are texts of ShopConfig::identity().
 */
final class Bound
{
    private const FORM = '/^url=(.*) folder=(.*) database=(.*)$/s';

    /**
     * What to do about a difference, as one line for a person.
     *
     * @param ?string $bound of the account; null or "": not bound yet
     * @param bool $on the account is switched on
     * @return ?string null if both are the same
     */
    public static function fault(string $account, ?string $bound, string $here, bool $on): ?string
    {
        if ((string) $bound === '' || $bound === $here) {
            return null;
        }
        $differences = self::differences((string) $bound, $here);
        $parts = [];
        foreach ($differences as $what => [$then, $now]) {
            $parts[] = "$what " . self::shown($then) . ', here it is ' . self::shown($now);
        }
        $place = 'bound to ' . implode('; ', $parts) . '. Nothing is sent from here';
        if (!isset($differences['database']) && isset($differences['folder'])) {
            return "$place. Both folders use the same database: if this is a copy, give it a database of its own and change"
                . ' nothing here before (the account is the live shop\'s). Only if the shop itself was moved here, stop'
                . " the cron job at the old place, then \"account move $account\"";
        }
        if (!isset($differences['database'])) {
            return "$place. If the shop has a new address on purpose: \"account move $account\". If this is a copy, give it a"
                . ' database of its own';
        }
        if (!$on) {
            return "$place; the account is off here, as it should be on a copy";
        }
        return "$place, which is right for a copy (test shop, backup): enter no credentials here; \"account set $account"
            . ' on=0" ends this message for good and does not touch the live shop. Only if the shop itself was moved here'
            . " and the old place runs no more: \"account move $account\"";
    }

    /** @return array<string, array{0: string, 1: string}> what differs => [bound, here] */
    public static function differences(string $bound, string $here): array
    {
        if (preg_match(self::FORM, $bound, $old) !== 1 || preg_match(self::FORM, $here, $new) !== 1) {
            return ['database' => [$bound, $here]];
        }
        $out = [];
        foreach (['address' => 1, 'folder' => 2, 'database' => 3] as $what => $i) {
            if ($old[$i] !== $new[$i]) {
                $out[$what] = [$old[$i], $new[$i]];
            }
        }
        return $out;
    }

    private static function shown(string $value): string
    {
        return $value === '' ? '(none)' : $value;
    }
}
