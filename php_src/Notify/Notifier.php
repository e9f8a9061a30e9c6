<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

use StatusSync\Php\Json;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Marks;

/**
 * Mails what is due to whoever the settings name: one mail an address, at most one a day a cause.
 *
 * When a cause was mailed stands in statussync_meta ("mailed.CAUSE.ACCOUNT") and is claimed by a
 * compare-and-set before the mail is handed over, so that two runs at once send one mail. A mail that
 * nobody took gives its claims back.
 */
final class Notifier
{
    private const SUBJECTS = [
        'deadline' => ['Versandfrist in Gefahr', 'Ship-by time at risk'],
        'access' => ['Zugang zu Amazon', 'Access to Amazon'],
        'no_run' => ['Kein Lauf', 'No run'],
        'stop' => ['Sicherheitsstopp', 'Safety stop'],
        'errors' => ['Neu zu klären', 'New: needs attention'],
        'first_day' => ['Alles läuft', 'All is well'],
        'test' => ['Testmail', 'Test mail'],
    ];

    /** @var Db */
    private $db;

    /** @var Mailer */
    private $mailer;

    /** @var int */
    private $now;

    /** @var string */
    private $zone;

    public function __construct(Db $db, Mailer $mailer, int $now, string $zone)
    {
        $this->db = $db;
        $this->mailer = $mailer;
        $this->now = $now;
        $this->zone = $zone;
    }

    /**
     * @param list<array<string, mixed>> $accounts of Accounts::overview, read after the run
     * @param array<string, int> $silentSince account => its last run before this one
     * @return array{sent: list<string>, failed: list<string>} causes ("deadline de"), and causes nobody took
     */
    public function due(array $accounts, array $silentSince): array
    {
        $accounts = array_filter($accounts, static function (array $account): bool {
            return $account['on'] && self::document($account)['notify']['email'] !== null;
        });
        if ($accounts === []) {
            return ['sent' => [], 'failed' => []];
        }
        $marks = new Marks($this->db);
        $at = $marks->all('mailed.');
        $dates = (new Accounts($this->db))->credentialDates();
        $causes = new Causes($this->db, $this->now, $this->zone);
        $troubles = new Troubles($this->db, $this->now, $this->zone);
        $mails = [];
        foreach ($accounts as $account) {
            $document = self::document($account);
            $id = $account['id'];
            // told already today: needs no look, but "all is well" does
            $deadlines = !isset($at["mailed.first_day.$id"]) || $this->now - ($at["mailed.deadline.$id"] ?? 0) >= Causes::DAY;
            $found = $causes->of($account, $document, $dates[$id] ?? [], $silentSince[$id]
                ?? Causes::expected($account['state']), $deadlines);
            $news = $troubles->news($account, $document['notify']['language'], $at);
            $found += $news === null ? [] : ['errors' => $news];
            if (implode('', array_column($found, 'text')) === '' && !isset($at["mailed.first_day.$id"])) {
                $well = $causes->firstDay($account, $document['notify']['language']);
                if ($well === false) {
                    $marks->claim("mailed.first_day.$id", null, $this->now); // an old installation: nothing to tell
                }
                $found += is_array($well) ? ['first_day' => $well] : [];
            }
            $key = $document['notify']['email'] . ' ' . $document['notify']['language'];
            foreach ($found as $cause => $one) {
                $name = "mailed.$cause.$id";
                $before = $at[$name] ?? null;
                $due = $before === null || $this->now - $before >= $one['every'];
                if (!$due || !$marks->claim($name, $before, $this->now)) {
                    continue;
                }
                $mail = ['cause' => $cause, 'account' => $account, 'text' => $one['text'], 'name' => $name,
                    'before' => $before, 'up_to' => $one['up_to'] ?? null, 'was' => $at["mailed.up_to.$id"] ?? null];
                $one['text'] === '' ? self::reached($mail, $marks) : $mails[$key][] = $mail;
            }
        }
        return $this->send($mails, $marks);
    }

    /** A mail to try the way. */
    public function test(string $to, string $language): bool
    {
        return $this->mailer->send($to, self::subject(['test'], $language), $language === 'de'
            ? "Diese Testmail zeigt, dass Nachrichten ankommen.\n\nPost kommt sonst nur, wenn etwas zu tun ist: Versandfrist in"
                . " Gefahr, Zugang zu Amazon, kein Lauf, Sicherheitsstopp; und morgens, was neu zu klären ist.\n"
            : "This test mail shows that messages arrive.\n\nOther mail comes only when there is something to do: ship-by time"
                . " at risk, access to Amazon, no run, safety stop; and in the morning, what newly needs attention.\n");
    }

    /**
     * @param array<string, mixed> $account of Accounts::overview
     * @return array<string, mixed> its settings, complete; defaults if they cannot be read
     */
    public static function document(array $account): array
    {
        try {
            return Document::complete(Json::stored($account['document']) ?? []);
        } catch (\JsonException $e) {
            return Document::complete([]);
        }
    }

    /**
     * @param array<string, list<array<string, mixed>>> $mails
     * @return array{sent: list<string>, failed: list<string>}
     */
    private function send(array $mails, Marks $marks): array
    {
        $result = ['sent' => [], 'failed' => []];
        foreach ($mails as $key => $parts) {
            [$to, $language] = explode(' ', (string) $key, 2);
            $text = '';
            foreach ($parts as $part) {
                $text .= "{$part['account']['name']} ({$part['account']['id']})\n{$part['text']}\n";
            }
            $causes = array_values(array_unique(array_column($parts, 'cause')));
            $good = $this->mailer->send($to, self::subject($causes, $language), $text);
            foreach ($parts as $part) {
                $result[$good ? 'sent' : 'failed'][] = "{$part['cause']} {$part['account']['id']}";
                $good ? self::reached($part, $marks) : $marks->put($part['name'], $part['before']);
            }
        }
        return $result;
    }

    /** What the next morning begins behind. @param array<string, mixed> $part of a mail that left, or was needless */
    private static function reached(array $part, Marks $marks): void
    {
        if ($part['up_to'] !== null) {
            $marks->claim("mailed.up_to.{$part['account']['id']}", $part['was'], $part['up_to']);
        }
    }

    /** @param list<string> $causes */
    private static function subject(array $causes, string $language): string
    {
        $words = array_map(static function (string $cause) use ($language): string {
            return self::SUBJECTS[$cause][$language === 'de' ? 0 : 1];
        }, $causes);
        return ($language === 'de' ? 'Amazon Bestellstatus: ' : 'Amazon order status: ') . implode(', ', $words);
    }
}
