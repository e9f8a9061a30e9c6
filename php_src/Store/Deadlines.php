<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Shop\StatusName;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Time;

/**
 * Orders by Amazon's ship-by time: which will be late, and why, in words.
 */
final class Deadlines
{
    /** Nothing called for so long: nobody knows when the next run comes. */
    private const SILENCE = 21600;

    /** Amazon needs up to so long to process a feed. */
    public const FEED = 28800;

    /** So often something was tried in vain before it is said. */
    private const TRIES = 3;

    /** What became of a message is known within minutes, if the order can be read. */
    private const PROOF = 1800;

    /** Risks that call a person at once: only he can still be in time. */
    public const PERSON = ['amazon_down', 'unread', 'tries'];

    /** Orders that are looked at together. */
    private const PAGE = 500;

    /** Code => German, English. */
    private const WHY = [
        'past' => ['Die Versandfrist ist vorbei.', 'The ship-by time has passed.'],
        'stopped' => ['Das Konto ist angehalten:', 'The account is stopped:'],
        'not_released' => ['Das Konto ist noch nicht freigegeben.', 'The account is not released yet.'],
        'off' => ['Das Konto ist ausgeschaltet.', 'The account is switched off.'],
        'no_run' => ['Seit {time} läuft nichts mehr.', 'Nothing has run since {time}.'],
        'next_run' => ['Der nächste Lauf ({time}) kommt erst nach der Frist.',
            'The next run ({time}) comes after the ship-by time.'],
        'amazon_down' => ['', ''],
        'refused' => ['Amazon hat abgelehnt ({code}). Ursache beheben, dann erneut senden; eilt es, in Seller Central von Hand erledigen.',
            'Rejected by Amazon ({code}). Fix the cause, then send it again; if time is short, do it by hand in Seller Central.'],
        'stuck' => ['', ''],
        'unknown' => ['Amazons Ergebnis steht noch aus.', 'Amazon\'s outcome is not known yet.'],
        'unread' => ['Die Angaben bei Amazon waren noch nicht zu lesen. Bleibt es dabei, in Seller Central von Hand melden.',
            'Amazon\'s data of the order could not be read yet. If it stays so, confirm it in Seller Central.'],
        'tries' => ['Mehrere Versuche kamen bei Amazon nicht an. Bleibt es dabei, in Seller Central von Hand melden.',
            'Several attempts did not get through to Amazon. If it stays so, confirm it in Seller Central.'],
        'held' => ['', ''],
        'waits' => ['', ''],
    ];

    /** What stopped an account => German, English. */
    private const STOPPED = [
        'brake' => ['Sicherheitsstopp.', 'safety stop.'],
        'copy' => ['es sieht nach einer Kopie des Shops aus.', 'it looks like a copy of the shop.'],
        'credentials' => ['Amazon verweigert den Zugang.', 'Amazon refuses access.'],
        'rebuild' => ['erst wird gelesen, was Amazon hat.', 'what Amazon has is read first.'],
    ];

    /** @var Loader */
    private $loader;

    /** @var Db */
    private $db;

    /** @var string */
    private $language;

    /** @var Time */
    private $time;

    /** @var bool */
    private $details;

    /** @var array<int, string> names that were asked for */
    private $statuses = [];

    /** @param bool $details false: without words of shop and Amazon (mails) */
    public function __construct(Db $db, string $language, Time $time, bool $details = true)
    {
        $this->details = $details;
        $this->db = $db;
        $this->loader = new Loader($db);
        $this->language = $language;
        $this->time = $time;
    }

    /**
     * The next open orders that are not through, by ship-by time.
     *
     * @param array<string, mixed> $account decoded, with its state
     * @param array<string, mixed> $document its settings, complete
     * @return list<array<string, mixed>> "late": past its time; "risk": a code of why it will be late if
     *   nobody does anything (past, stopped, not_released, off, no_run, next_run, amazon_down, unread, tries,
     *   refused, stuck, unknown, held, waits), null: it will not; "why": the same in words
     */
    public function next(array $account, array $document, int $now, int $limit): array
    {
        return $this->told($this->rows($account['id'], 0, 0, Tables::NEVER, $limit), $account, $document, $now);
    }

    /**
     * All of them with a ship-by time after $from and before $until, however many: two statements for 500.
     *
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     * @return \Generator<array<string, mixed>> as of next()
     */
    public function between(array $account, array $document, int $now, int $from, int $until): \Generator
    {
        [$last, $id] = [max(0, $from), PHP_INT_MAX];
        do {
            $rows = $this->rows($account['id'], $last, $id, min($until, Tables::NEVER), self::PAGE);
            yield from $this->told($rows, $account, $document, $now);
            if ($rows !== []) {
                [$last, $id] = [end($rows)['deadline'], end($rows)['id']];
            }
        } while (count($rows) === self::PAGE);
    }

    /**
     * Those behind this ship-by time and id.
     *
     * @return list<array<string, mixed>>
     */
    private function rows(string $account, int $last, int $id, int $until, int $limit): array
    {
        return $this->loader->rows('order', "`account` = ? AND `open` = 1 AND `verdict` IN"
            . " ('ship', 'hold', 'conflict', 'cancel') AND (`deadline` > ? OR (`deadline` = ? AND `id` > ?))"
            . ' AND `deadline` > 0 AND `deadline` < ? ORDER BY `deadline`, `id` LIMIT ' . $limit, [$account, $last,
            $last, $id, $until]);
    }

    /**
     * @param list<array<string, mixed>> $rows
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     * @return list<array<string, mixed>>
     */
    private function told(array $rows, array $account, array $document, int $now): array
    {
        $messages = $this->messages(array_column($rows, 'id'));
        $out = [];
        foreach ($rows as $row) {
            $state = $messages[$row['id']] ?? null;
            $risk = $this->risk($row, $state, $account, $document, $now);
            $out[] = ['shop_order' => $row['shop_order'], 'amazon_order' => $row['amazon_order'],
                'deadline' => $row['deadline'], 'verdict' => $row['verdict'], 'reason' => $row['reason'],
                'detail' => $row['detail'],
                'late' => $row['deadline'] <= $now && ($state['state'] ?? '') !== 'accepted', 'risk' => $risk,
                'why' => $this->why($risk, $row, $state, $account)];
        }
        return $out;
    }

    /**
     * @param array<string, mixed> $row
     * @param ?array{state: string, reason: ?string, attempts: int, changed_at: int, code: ?string, text: ?string} $message
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     */
    private function risk(array $row, ?array $message, array $account, array $document, int $now): ?string
    {
        $state = $account['state'];
        if ($row['verdict'] === 'hold' || $row['verdict'] === 'conflict') {
            $waits = Reasons::severity((string) $row['reason']) !== 'person' || $row['reason'] === 'no_tracking';
            // what goes on by itself is on the list only when its time is short
            if (!$waits) {
                return 'held';
            }
            if ($row['deadline'] - $now >= self::FEED) {
                return null;
            }
            return $row['reason'] !== 'reading' ? 'waits' : ((int) $state['down_since'] > 0 ? 'amazon_down' : 'unread');
        }
        if (in_array($message['state'] ?? '', ['rejected', 'parked', 'mismatch'], true)) {
            return 'refused';
        }
        if (($message['state'] ?? '') === 'accepted') {
            return null; // Amazon was told in time; that it shows it is looked up by itself
        }
        $onItsWay = in_array($message['state'] ?? '', ['in_flight', 'unknown'], true);
        if ($onItsWay) {
            if ($message['reason'] === 'feed_stuck') {
                return 'stuck';
            }
            if ($row['deadline'] - $now >= self::FEED) {
                return null;
            }
            if ($message['state'] === 'unknown' && (int) $message['attempts'] >= self::TRIES) {
                return 'tries';
            }
            if ($row['deadline'] <= $now) {
                return 'unknown';
            }
            $unproven = $message['state'] === 'unknown' && $now - (int) $message['changed_at'] >= self::PROOF;
            return (int) $state['down_since'] > 0 ? 'amazon_down' : ($unproven ? 'unread' : null);
        }
        if (!$account['on'] || $document['sync'] === 'off') {
            return 'off';
        }
        if ($state['mode'] === 'new' || $state['mode'] === 'preview') {
            return 'not_released';
        }
        if ($state['stopped'] !== null) {
            return 'stopped';
        }
        if ($now - $state['last_run'] > max(self::SILENCE, 2 * (int) $document['interval'])) {
            return 'no_run';
        }
        if ($row['deadline'] <= $now) {
            return 'past';
        }
        if ((int) $state['down_since'] > 0 && $row['deadline'] - $now < self::FEED) {
            return 'amazon_down';
        }
        if (($message['state'] ?? '') === 'pending' && (int) $message['attempts'] >= self::TRIES && $row['deadline'] - $now < self::FEED) {
            return 'tries';
        }
        return $state['next_due'] > $row['deadline'] ? 'next_run' : null;
    }

    /**
     * @param array<string, mixed> $row
     * @param ?array<string, mixed> $message
     * @param array<string, mixed> $account
     */
    private function why(?string $risk, array $row, ?array $message, array $account): ?string
    {
        if ($risk === null) {
            return null;
        }
        $state = $account['state'];
        $at = $risk === 'next_run' ? (int) $state['next_due'] : (int) $state['last_run'];
        $text = strtr(self::WHY[$risk][$this->language === 'de' ? 0 : 1], [
            '{time}' => $at > 0 ? $this->time->minute($at) : ($this->language === 'de' ? 'Beginn' : 'the beginning'),
        ]);
        if ($risk === 'amazon_down') {
            return self::late((int) $state['down_since'], $this->time, $this->language);
        }
        if ($risk === 'unread' || $risk === 'tries') {
            return $text;
        }
        $reason = $risk === 'stuck' ? 'feed_stuck' : $row['reason'];
        if ($risk === 'stuck' || ($reason !== null && $row['verdict'] !== 'ship')) {
            $text .= ' ' . Reasons::text($reason, $this->language, $this->details ? $this->time->detail($row['detail']) : null, [
                'order' => (string) $row['amazon_order'], 'a' => $row['shop_order'],
                'status' => $reason === 'storno_no_status' ? $this->status((int) $row['shop_status']) : (string) $row['shop_status'],
            ] + ($reason === 'taken_back' ? ['time' => $this->time->minute($row['deadline'])] : []));
        }
        if ($risk === 'refused' && $message !== null) {
            $text = $message['state'] === 'rejected' ? str_replace($message['code'] === null ? ' ({code})' : '{code}', (string) $message['code'], $text)
                : Reasons::text($message['state'], $this->language, $message['code']);
            $text .= $this->details && (string) $message['text'] !== '' ? " Amazon: {$message['text']}" : '';
        }
        if ($risk === 'stopped') {
            $text .= ' ' . (self::STOPPED[$state['stopped']][$this->language === 'de' ? 0 : 1] ?? $state['stopped'])
                . ($this->details && $state['stopped_text'] !== null ? " {$state['stopped_text']}" : '');
        }
        return trim($text);
    }

    /** The name is a word of the shop. */
    private function status(int $status): string
    {
        if (!$this->details) {
            return (string) $status;
        }
        return $this->statuses[$status] = $this->statuses[$status] ?? StatusName::of($this->db, $status);
    }

    /** Only a person can still be in time then. */
    private static function late(int $since, Time $time, string $language): string
    {
        return $language === 'de'
            ? 'Amazon antwortet seit ' . $time->zoned($since) . ' nicht. Dauert es an, in Seller Central von Hand melden.'
            : 'Amazon has not answered since ' . $time->zoned($since) . '. If it goes on, confirm it in Seller Central.';
    }

    /**
     * The newest message of each order that needs most attention.
     *
     * @param list<int> $ids orders
     * @return array<int, array<string, mixed>>
     */
    private function messages(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT `order_id`, `kind`, `parcel`, `state`, `reason`, `attempts`, `changed_at`, `code`, `text` FROM ' . Tables::table('message')
            . ' WHERE `order_id` IN %s ORDER BY `order_id`, `id`';
        $newest = [];
        foreach ($this->db->byKeys($sql, [], $ids) as $row) {
            $newest[(int) $row['order_id']][$row['kind'] . $row['parcel']] = $row;
        }
        $out = [];
        foreach ($newest as $id => $rows) {
            foreach (Reports::ORDER_OF_STATES as $state) {
                foreach ($rows as $row) {
                    if ($row['state'] === $state && !isset($out[$id])) {
                        $out[$id] = $row;
                    }
                }
            }
        }
        return $out;
    }
}
