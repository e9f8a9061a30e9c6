<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

use StatusSync\Php\Secrets\Health;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Deadlines;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Time;

/**
 * What an owner is told by mail at once: a ship-by time at risk, access dead or ending, nothing ran for six
 * hours of the day, the safety stop; in the morning what newly needs him (Troubles); and once that the first
 * day went well.
 *
 * Texts have shop and Amazon order numbers, and no other word that somebody else wrote.
 */
final class Causes
{
    public const DAY = 86400;

    /** Orders that are named in a mail. */
    private const NAMED = 25;

    /** Hours of the shop's day in which somebody expects runs, and how many may pass. */
    private const FROM = 7;
    private const TO = 22;
    private const HOURS = 6;

    /** A limit of the safety stop => German, English. */
    private const MANY = ['shipments' => ['Versandmeldungen', 'shipments'], 'cancels' => ['Stornos', 'cancellations'],
        'refused' => ['Ablehnungen', 'rejections']];

    /** @var Db */
    private $db;

    /** @var int */
    private $now;

    /** @var string */
    private $zone;

    public function __construct(Db $db, int $now, string $zone)
    {
        $this->db = $db;
        $this->now = $now;
        $this->zone = $zone;
    }

    /**
     * @param array<string, mixed> $account decoded, with its state
     * @param array<string, mixed> $document its settings, complete
     * @param array<string, mixed> $dates of Accounts::credentialDates
     * @param int $silentSince when somebody should have run last, before the run that asks (expected())
     * @param bool $deadlines look at the ship-by times too
     * @return array<string, array{every: int, text: string}> cause => at most once in "every" seconds
     */
    public function of(array $account, array $document, array $dates, int $silentSince, bool $deadlines): array
    {
        $language = $document['notify']['language'];
        return array_filter([
            'deadline' => $deadlines ? $this->deadline($account, $document, $language) : null,
            'access' => $this->access($account, $dates, $language),
            'no_run' => $this->silence($account, $silentSince, $language),
            'stop' => $this->stop($account, $language),
        ]);
    }

    /**
     * Since when a run is missing: since the last one; if the next one was to come much later, since then.
     *
     * @param array<string, mixed> $state of the account
     */
    public static function expected(array $state): int
    {
        $last = (int) $state['last_run'];
        $next = (int) $state['next_due'];
        return $last > 0 && $next > $last + self::HOURS * 3600 ? $next : $last;
    }

    /**
     * "All is well" a day after the release.
     *
     * @param array<string, mixed> $account
     * @return array{every: int, text: string}|null|false null: not yet; false: the time for it is over
     */
    public function firstDay(array $account, string $language)
    {
        $row = $this->db->one('SELECT MIN(`at`) AS v FROM ' . Tables::table('event') . " WHERE `account` = ?"
            . " AND `what` = 'release'", [$account['id']]);
        $at = (int) ($row['v'] ?? 0);
        if ($at === 0 || $this->now - $at < self::DAY) {
            return null;
        }
        if ($this->now - $at > 7 * self::DAY) {
            return false;
        }
        $message = Tables::table('message');
        $counts = $this->db->one("SELECT COUNT(CASE WHEN `sent_at` > 0 THEN 1 END) AS sent,"
            . " COUNT(CASE WHEN `state` = 'verified' THEN 1 END) AS verified,"
            . " COUNT(CASE WHEN `state` IN ('pending', 'in_flight', 'unknown', 'held', 'accepted') THEN 1 END) AS waiting"
            . " FROM $message WHERE `account` = ?", [$account['id']]);
        [$sent, $verified, $waiting] = [(int) $counts['sent'], (int) $counts['verified'], (int) $counts['waiting']];
        return ['every' => PHP_INT_MAX, 'text' => $language === 'de'
            ? "Alles läuft. Der erste Tag: $sent übertragen, $verified geprüft, $waiting noch unterwegs.\n"
                . "Ab jetzt kommt nur noch Post, wenn etwas zu tun ist.\n"
            : "All is well. The first day: $sent sent, $verified verified, $waiting still on their way.\n"
                . "From now on there is mail only when there is something to do.\n"];
    }

    /**
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     * @return array{every: int, text: string}|null
     */
    private function deadline(array $account, array $document, string $language): ?array
    {
        $time = new Time($this->zone, $language);
        $deadlines = new Deadlines($this->db, $language, $time, false);
        $lines = [];
        $count = 0;
        $from = $this->now - 2 * self::DAY - 1;
        foreach ($deadlines->between($account, $document, $this->now, $from, $this->now + self::DAY + 1) as $order) {
            if ($order['risk'] === null) {
                continue;
            }
            if (++$count <= self::NAMED) {
                $lines[] = "- {$order['shop_order']} ({$order['amazon_order']}), "
                    . ($language === 'de' ? 'Versandfrist ' : 'ship by ') . $time->minute($order['deadline'])
                    . ": {$order['why']}\n";
            }
        }
        if ($count === 0) {
            return null;
        }
        $more = $count - count($lines);
        return ['every' => self::DAY, 'text' => ($language === 'de'
            ? "Versandfrist in Gefahr ($count):\n" : "Ship-by time at risk ($count):\n") . implode('', $lines)
            . ($more > 0 ? ($language === 'de' ? "- und $more weitere\n" : "- and $more more\n") : '')];
    }

    /**
     * @param array<string, mixed> $account
     * @param array<string, mixed> $dates
     * @return array{every: int, text: string}|null
     */
    private function access(array $account, array $dates, string $language): ?array
    {
        $health = Health::of($account, $dates, $this->now, $language);
        $texts = [];
        $every = 7 * self::DAY;
        foreach ($health['findings'] as $finding) {
            // what a test by hand found was said to whoever made it; a run that is refused stops the account
            $byHand = $account['state']['stopped'] !== 'credentials' && in_array($finding['code'], ['refused', (string) $health['cause']], true);
            if (!$byHand && !in_array($finding['code'], ['clock', 'untested'], true)) {
                $texts[] = "- {$finding['text']}\n";
                $every = $finding['level'] === 'fail' ? self::DAY : $every;
            }
        }
        if ($texts === [] && $account['state']['stopped'] === 'credentials') {
            $every = self::DAY;
            $texts[] = $language === 'de' ? "- Amazon verweigert den Zugang: \"account test {$account['id']}\" sagt mehr.\n"
                : "- Amazon refuses access: \"account test {$account['id']}\" tells more.\n";
        }
        foreach (['days_left', 'authorisation_days_left'] as $key) {
            if ($health[$key] !== null && $health[$key] <= 7) {
                $every = self::DAY;
            }
        }
        return $texts === [] ? null : ['every' => $every, 'text' => ($language === 'de'
            ? "Zugang zu Amazon:\n" : "Access to Amazon:\n") . implode('', $texts)];
    }

    /**
     * @param array<string, mixed> $account
     * @return array{every: int, text: string}|null
     */
    private function silence(array $account, int $since, string $language): ?array
    {
        if ($since === 0 || $account['state']['mode'] === 'new') {
            return null;
        }
        $time = new Time($this->zone, $language);
        $seconds = 0;
        for ($at = max($since, $this->now - 3 * self::DAY); $at < $this->now; $at += 600) {
            $hour = $time->hour($at);
            $seconds += $hour >= self::FROM && $hour < self::TO ? min(600, $this->now - $at) : 0;
        }
        if ($seconds < self::HOURS * 3600) {
            return null;
        }
        return ['every' => self::DAY, 'text' => $language === 'de'
            ? 'Nichts lief von ' . $time->minute($since) . ' bis ' . $time->minute($this->now) . ": der Cronjob muss \"run"
                . " --if-due\" jede Minute rufen.\n"
            : 'Nothing ran from ' . $time->minute($since) . ' to ' . $time->minute($this->now) . ": cron must call \"run"
                . " --if-due\" every minute.\n"];
    }

    /**
     * @param array<string, mixed> $account
     * @return array{every: int, text: string}|null
     */
    private function stop(array $account, string $language): ?array
    {
        $id = $account['id'];
        switch ($account['state']['stopped']) {
            case 'brake':
                $text = $this->brake($id, (string) $account['state']['stopped_text'], $language);
                break;
            case 'copy':
                $text = $language === 'de'
                    ? "Sicherheitsstopp: das sieht nach einer Kopie des Shops aus. Nach einem Umzug: account move $id.\n"
                    : "Safety stop: this looks like a copy of the shop. After a move: account move $id.\n";
                break;
            default:
                return null;
        }
        return ['every' => self::DAY, 'text' => $text];
    }

    /** @param string $why the limits that were passed, or "pilot" and more words */
    private function brake(string $id, string $why, string $language): string
    {
        $german = $language === 'de';
        if (strpos($why, 'pilot') === 0) {
            return $german ? 'Sicherheitsstopp: die erste Versandmeldung wurde angenommen, ist bei Amazon aber nicht zu sehen. In Seller'
                    . " Central nachsehen, dann freigeben (release $id).\n"
                : "Safety stop: the first shipment was accepted, but Amazon does not show it. Check in Seller Central, then release"
                    . " (release $id).\n";
        }
        $many = [];
        foreach (array_intersect(explode(' ', $why), array_keys(self::MANY)) as $limit) {
            $many[] = self::MANY[$limit][$german ? 0 : 1];
        }
        $many = $many === [] ? ($german ? 'Meldungen oder Ablehnungen' : 'messages or refusals')
            : implode($german ? ' und ' : ' and ', $many);
        return $german
            ? "Sicherheitsstopp: ungewöhnlich viele $many. Nichts wird gesendet, bis die Liste angesehen (list --state pending) und"
                . " freigegeben ist (release $id).\n"
            : "Safety stop: unusually many $many. Nothing is sent until the list was looked at (list --state pending) and released"
                . " (release $id).\n";
    }
}
