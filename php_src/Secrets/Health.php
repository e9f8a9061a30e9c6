<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

use StatusSync\Php\Words\One;

/**
 * How long an account's access to Amazon will last, and what is wrong with it now.
 *
 * Amazon ends a client secret after 180 days and an authorisation after 365. The day a secret was made is
 * counted if the owner told it, else the day it was stored (it cannot be younger than that).
 */
final class Health
{
    public const SECRET_DAYS = 180;
    public const AUTHORISATION_DAYS = 365;

    /** So many days before an end it is said. */
    public const AHEAD = 30;

    /** Seconds that a clock may be off. */
    public const SKEW = 300;

    /** Amazon's code that stopped an account => what it means. */
    private const CAUSES = [
        'invalid_client' => 'wrong_secret', 'unauthorized_client' => 'wrong_secret',
        'invalid_grant' => 'authorisation_ended', 'Unauthorized' => 'missing_role', 'AccessDenied' => 'missing_role',
        'MissingRole' => 'missing_role',
    ];

    /** Code => German, English; {n} days or minutes, {id} the account. */
    private const TEXTS = [
        'missing' => ['Zugangsdaten fehlen: mit "account set {id}" eingeben.',
            'credentials are missing: give them to "account set {id}".'],
        'untested' => ['Zugangsdaten nie geprüft: "account test {id}" fragt Amazon.',
            'credentials were never tested: "account test {id}" asks Amazon.'],
        'refused' => ['Der letzte Test der Zugangsdaten schlug fehl: "account test {id}" sagt mehr.',
            'the last test of the credentials failed: "account test {id}" tells more.'],
        'secret_expiring' => ['Client-Secret läuft in {n} Tagen ab: ein neues erzeugen, mit "account set {id}" eingeben.',
            'client secret expires in {n} days: make a new one and "account set {id}" it.'],
        'secret_expired' => ['Client-Secret ist abgelaufen: ein neues erzeugen, mit "account set {id}" eingeben.',
            'client secret has expired: make a new one and "account set {id}" it.'],
        'authorisation_expiring' => ['Die Autorisierung der App endet in {n} Tagen: neu autorisieren, den Refresh-Token'
            . ' mit "account set {id}" eingeben.', 'the app\'s authorisation ends in {n} days: authorise it again and'
            . ' "account set {id}" the refresh token.'],
        'authorisation_expired' => ['Die Autorisierung der App ist ein Jahr alt: neu autorisieren, den Refresh-Token mit'
            . ' "account set {id}" eingeben.', 'the app\'s authorisation is a year old: authorise it again and'
            . ' "account set {id}" the refresh token.'],
        'wrong_secret' => ['Client-Secret falsch oder abgelaufen: ein neues erzeugen, mit "account set {id}" eingeben.',
            'client secret wrong or expired: make a new one and "account set {id}" it.'],
        'authorisation_ended' => ['Amazon hat die Autorisierung beendet: App neu autorisieren, den Refresh-Token mit'
            . ' "account set {id}" eingeben.', 'Amazon ended the authorisation: authorise the app again and'
            . ' "account set {id}" the refresh token.'],
        'missing_role' => ['Das Secret stimmt, der App fehlt die Rolle "Inventory and Order Tracking": Rolle ergänzen,'
            . ' danach neu autorisieren.', 'the secret is right, but the app lacks the role "Inventory and Order Tracking":'
            . ' add it, then authorise again.'],
        'clock' => ['Die Serveruhr geht gegen Amazons Uhr {n} Minuten falsch: vom Hoster stellen lassen (NTP).',
            'the server\'s clock is {n} minutes off Amazon\'s: have it set (NTP).'],
    ];

    /**
     * @param array<string, mixed> $account decoded row with its state
     * @param array{told?: bool, authorised_at?: int, token_at?: int, refused?: string} $dates of Accounts::credentialDates
     * @param string $language de or en
     * @return array<string, mixed> client_id, there, made_at, counted_from ("made": the owner told it,
     *   "stored"), days_left (of 180), authorised_at, authorisation_days_left (of 365), token_at (the last
     *   token Amazon gave), clock_skew (Amazon's clock minus ours, seconds), cause (why Amazon refuses:
     *   wrong_secret, authorisation_ended, missing_role, or null), findings: list of {code, level, text}
     */
    public static function of(array $account, array $dates, int $now, string $language): array
    {
        $there = $account['secrets'] !== null;
        $state = $account['state'];
        $made = (int) $account['secret_made_at'];
        $authorised = (int) ($dates['authorised_at'] ?? 0);
        $left = !$there || $made === 0 ? null : self::SECRET_DAYS - intdiv($now - $made, 86400);
        $leftToo = !$there || $authorised === 0 ? null : self::AUTHORISATION_DAYS - intdiv($now - $authorised, 86400);
        $skew = (int) $state['clock_skew'];
        $cause = $state['stopped'] === 'credentials' ? self::cause((string) $state['stopped_text']) : null;
        $refused = (int) ($dates['token_at'] ?? 0) === 0 ? (string) ($dates['refused'] ?? '') : '';
        $cause = $cause ?? ($refused === '' ? null : self::cause($refused));
        $found = [];
        if (!$there) {
            $found['missing'] = ['fail', 0];
        } else {
            if ($cause !== null) {
                $found[$cause] = ['fail', 0];
            }
            if ($cause === null && $refused !== '') {
                $found['refused'] = ['fail', 0];
            } elseif ($cause === null && (int) ($dates['token_at'] ?? 0) === 0) {
                $found['untested'] = ['warn', 0];
            }
            if ($left !== null && $left <= self::AHEAD && $cause !== 'wrong_secret') {
                $found[$left < 1 ? 'secret_expired' : 'secret_expiring'] = [$left < 1 ? 'fail' : 'warn', $left];
            }
            if ($leftToo !== null && $leftToo <= self::AHEAD && $cause !== 'authorisation_ended') {
                // a year after it was stored it may have been renewed on Amazon's side: a note only
                $found[$leftToo < 1 ? 'authorisation_expired' : 'authorisation_expiring'] = ['warn', $leftToo];
            }
        }
        if (abs($skew) >= self::SKEW) {
            $found['clock'] = ['fail', (int) round(abs($skew) / 60)];
        }
        $findings = [];
        foreach ($found as $code => [$level, $n]) {
            $findings[] = ['code' => $code, 'level' => $level, 'text' => self::text($code, $account['id'], $n, $language)];
        }
        return ['client_id' => $account['client_id'], 'there' => $there, 'made_at' => $made,
            'counted_from' => ($dates['told'] ?? false) ? 'made' : 'stored', 'days_left' => $left,
            'authorised_at' => $authorised, 'authorisation_days_left' => $leftToo,
            'token_at' => (int) ($dates['token_at'] ?? 0), 'refused' => $refused !== '', 'clock_skew' => $skew, 'cause' => $cause,
            'findings' => $findings];
    }

    /** What Amazon's code in "stopped_text" means; null: something else. */
    public static function cause(string $stopped): ?string
    {
        return self::CAUSES[explode(' ', trim($stopped))[0]] ?? null;
    }

    private static function text(string $code, string $account, int $n, string $language): string
    {
        return One::of(strtr(self::TEXTS[$code][$language === 'de' ? 0 : 1], ['{n}' => (string) $n, '{id}' => $account]));
    }
}
