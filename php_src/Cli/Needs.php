<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Words\Reasons;

/** Why a run ended with 1, a line an account: for calls whose answer nobody reads (cron). */
final class Needs
{
    /** Where to look: what is counted => the state or verdict of "list". */
    private const LISTS = ['held' => 'hold', 'in conflict' => 'conflict', 'rejected' => 'rejected', 'parked' => 'parked',
        'different at Amazon' => 'mismatch'];

    /**
     * @param list<array<string, mixed>> $results of a run
     * @return list<string>
     */
    public static function lines(Db $db, array $results): array
    {
        $lines = [];
        foreach ($results as $result) {
            $error = (string) ($result['error'] ?? '');
            if ($error === '' && RunCommand::needsPerson($result)) { // an error has its line already
                $lines[] = self::line($db, (string) $result['id'], $result['stopped'] ?? null);
            }
        }
        return $lines;
    }

    private static function line(Db $db, string $account, ?string $stopped): string
    {
        $parts = [];
        $lists = [];
        $needs = (new Reports($db))->needs($account);
        $needs['held'] = array_filter($needs['held'], static function (string $reason): bool {
            return Reasons::severity($reason) === 'person'; // the others only wait
        }, ARRAY_FILTER_USE_KEY);
        foreach ($needs as $what => $reasons) {
            if ($reasons !== []) {
                $parts[] = array_sum($reasons) . " $what (" . implode(', ', array_keys($reasons)) . ')';
                $lists[] = 'list --state ' . self::LISTS[$what];
            }
        }
        if ($stopped !== null && $stopped !== 'limit') {
            array_unshift($parts, "stopped ($stopped)");
            array_unshift($lists, 'status');
        }
        return "$account: " . ($parts === [] ? 'needs a person' : implode(', ', $parts)) . '; see '
            . ($lists === [] ? 'status' : implode(', ', $lists));
    }
}
