<?php

declare(strict_types=1);

namespace StatusSync\Php\Words;

/**
 * The story of an order in sentences: from the document of "order N", in time order.
 */
final class Story
{
    /** What of an event => German, English. {reason}, {feed}, {document}, {parcel}, {text} are filled in. */
    private const EVENTS = [
        'link' => ['Von Hand verknüpft: {text}.', 'Linked by hand: {text}.'],
        'wanted' => ['Meldung vorgemerkt.', 'Message queued.'],
        'in_feed' => ['{Parcel}: in {feed} aufgenommen.', '{Parcel}: added to {feed}.'],
        'nothing' => ['Nichts zu melden. {reason}', 'Nothing to confirm. {reason}'],
        'ship' => ['Entschieden: als versendet melden. {reason}', 'Decided: confirm the shipment. {reason}'],
        'cancel' => ['Entschieden: bei Amazon stornieren. {reason}', 'Decided: cancel at Amazon. {reason}'],
        'hold' => ['Angehalten. {reason}', 'Held. {reason}'],
        'skip' => ['Übersprungen. {reason}', 'Skipped. {reason}'],
        'conflict' => ['Widerspruch. {reason}', 'Conflict. {reason}'],
        'done' => ['Erledigt. {reason}', 'Done. {reason}'],
        'note' => ['Hinweis: {reason}', 'Note: {reason}'],
        'accepted' => ['Amazon hat {parcel} angenommen.', 'Amazon accepted {parcel}.'],
        'refused' => ['Amazon will {parcel} nicht annehmen; es wird bei Amazon nachgesehen.{words}',
            'Amazon does not accept {parcel}; it is checked at Amazon.{words}'],
        'feed_not_taken' => ['Amazon hat {feed} als Ganzes nicht angenommen; {parcel} geht auf anderem Weg oder in kleineren '
            . 'Feeds.{words}', 'Amazon did not accept {feed} as a whole; {parcel} goes another way or in smaller feeds.{words}'],
        'rejected' => ['Amazon hat {parcel} abgelehnt.{words}', 'Amazon rejected {parcel}.{words}'],
        'parked' => ['{Parcel}: nach mehreren Versuchen abgestellt.{words}',
            '{Parcel}: set aside after several attempts.{words}'],
        'not_legal' => ['{Parcel}: eine Angabe ist für Amazon nicht zulässig.{words}',
            '{Parcel}: a value is not legal for Amazon.{words}'],
        'verified' => ['Bei Amazon nachgelesen: {parcel} steht dort wie gemeldet.',
            'Read back at Amazon: {parcel} is there as it was sent.'],
        'mismatch' => ['Bei Amazon steht {parcel} anders als gemeldet.{words}',
            'Amazon shows {parcel} differently from what was sent.{words}'],
        'not_there' => ['{Parcel}: bei Amazon nicht zu finden, darf noch einmal gesendet werden.',
            '{Parcel}: not found at Amazon, may be sent again.'],
        'retry' => ['Von Hand: {parcel} erneut senden.', 'By hand: send {parcel} again.'],
        'ignore' => ['Von Hand: nicht senden.', 'By hand: do not send.'],
        'unignore' => ['Von Hand: doch senden.', 'By hand: send after all.'],
        'send' => ['Von Hand: jetzt senden.', 'By hand: send now.'],
        'look' => ['Von Hand: bei Amazon nachsehen.', 'By hand: check at Amazon.'],
        'role' => ['Von Hand: Rolle {text}.', 'By hand: role {text}.'],
        'carrier_confirmed' => ['Von Hand: Transportunternehmen stimmt so. {text}',
            'By hand: the carrier is right. {text}'],
        'replace_theirs' => ['Von Hand: Angaben bei Amazon ersetzen. {text}',
            'By hand: replace what Amazon has. {text}'],
        'cancel_revoke' => ['Von Hand: Storno zurückgezogen.', 'By hand: the cancellation was withdrawn.'],
        'cancel_reason' => ['Von Hand: Stornogrund {text}.', 'By hand: cancel reason {text}.'],
        'unanswered' => ['Keine Antwort auf die Übergabe von {feed}; Amazon wird gefragt, ob es ankam.',
            'No answer when {feed} was submitted; Amazon is asked whether it arrived.'],
        'adopted' => ['Bei Amazon wiedergefunden: {feed}.', 'Found again at Amazon: {feed}.'],
        'ambiguous' => ['Mehrere Feeds bei Amazon könnten {feed} sein; die Bestellung wird gelesen.',
            'Several feeds at Amazon could be {feed}; the order is read.'],
        'not_created' => ['{Feed} kam bei Amazon nicht an; es wird neu gesendet.',
            '{Feed} did not arrive at Amazon; it is sent again.'],
        'cancelling' => ['{Feed} wird bei Amazon abgebrochen.', '{Feed} is being cancelled at Amazon.'],
        'feed_cancelled' => ['{Feed} wurde bei Amazon abgebrochen.', '{Feed} was cancelled at Amazon.'],
        'feed_fatal' => ['Amazon hat {feed} als Ganzes abgelehnt.{words}',
            'Amazon refused {feed} as a whole.{words}'],
        'feed_lost' => ['{Feed} ist bei Amazon verschwunden; die Bestellung wird gelesen.',
            '{Feed} is lost at Amazon; the order is read.'],
        'report_lost' => ['Das Ergebnis zu {feed} ist nicht mehr abrufbar; die Bestellung wird gelesen.',
            'The result of {feed} cannot be fetched any more; the order is read.'],
        'report_unreadable' => ['Das Ergebnis zu {feed} ist nicht lesbar; die Bestellung wird gelesen.',
            'The result of {feed} cannot be read; the order is read.'],
        'document_refused' => ['Amazon hat das Dokument von {feed} nicht angenommen.{words}',
            'Amazon did not accept the document of {feed}.{words}'],
        'pilot_verified' => ['Probesendung bei Amazon nachgelesen.', 'The trial shipment was read back at Amazon.'],
        'pilot_mismatch' => ['Probesendung bei Amazon nicht zu sehen.', 'The trial shipment cannot be seen at Amazon.'],
        'createFeedDocument' => ['Upload für {feed} angefordert{document}',
            'Requested the upload for {feed}{document}'],
        'createFeed' => ['{Feed} an Amazon übergeben', '{Feed} submitted to Amazon'],
        'getFeed' => ['Stand von {feed} abgefragt', 'Checked the status of {feed}'],
        'getFeeds' => ['Liste der Feeds bei Amazon abgerufen', 'Fetched the list of feeds from Amazon'],
        'getFeedDocument' => ['Ergebnis von {feed} abgeholt', 'Fetched the result of {feed}'],
        'cancelFeed' => ['Abbruch von {feed} angefordert', 'Requested the cancellation of {feed}'],
        'getOrder' => ['Bestellung bei Amazon gelesen', 'Read the order at Amazon'],
        'searchOrders' => ['Bestellungen bei Amazon gelesen', 'Read orders at Amazon'],
        'confirmShipment' => ['{Parcel} einzeln an Amazon gemeldet', '{Parcel} confirmed to Amazon individually'],
        'queued' => ['Amazon hat {feed} angenommen und eingereiht.', 'Amazon accepted {feed} and queued it.'],
        'processing' => ['Amazon verarbeitet {feed}.', 'Amazon is processing {feed}.'],
        'sent' => ['{Parcel} geht mit {feed} an Amazon.', '{Parcel} goes to Amazon with {feed}.'],
        'bought' => ['Im Shop bestellt.', 'Ordered in the shop.'],
        'shipped' => ['Im Shop versendet (dieses Versanddatum wird gemeldet).',
            'Shipped in the shop (this ship date is reported).'],
        'stornoed' => ['Im Shop storniert.', 'Cancelled in the shop.'],
    ];

    /** What a fact that is no event lacks. */
    private const NOTHING = ['message' => null, 'feed' => null, 'http' => 0, 'request_id' => null, 'code' => null,
        'text' => null];

    /** @var string */
    private $language;

    /** @var Time */
    private $time;

    public function __construct(string $language, Time $time)
    {
        $this->language = $language;
        $this->time = $time;
    }

    /** Is there a sentence for this word of the evidence? */
    public static function knows(string $what): bool
    {
        return isset(self::EVENTS[$what]);
    }

    /**
     * @param array<string, mixed> $order a document of Reports with its evidence
     * @return list<string> a line a fact, oldest first
     */
    public function lines(array $order): array
    {
        $facts = array_merge($order['events'], self::rows($order));
        $keys = array_keys($facts);
        usort($keys, static function ($a, $b) use ($facts): int {
            // in one second: the shop first, then events as they were written, then what a feed's row says of them
            return [$facts[$a]['at'], $facts[$a]['rank'] ?? 1, $a] <=> [$facts[$b]['at'], $facts[$b]['rank'] ?? 1, $b];
        });
        $sorted = array_map(static function ($key) use ($facts): array {
            return $facts[$key];
        }, $keys);
        $lines = [];
        foreach (self::decidedFirst($sorted) as $fact) {
            $lines[] = $this->time->second((int) $fact['at']) . '  ' . $this->sentence($fact, $order);
        }
        return $lines;
    }

    /**
     * A run writes the message before the decision that it comes from, in the same second: it is told the other way round.
     *
     * @param list<array<string, mixed>> $facts in time order
     * @return list<array<string, mixed>>
     */
    private static function decidedFirst(array $facts): array
    {
        foreach (array_keys($facts) as $i) {
            for ($k = $i + 1; $facts[$i]['what'] === 'wanted' && isset($facts[$k]) && $facts[$k]['at'] === $facts[$i]['at']; $k++) {
                if (in_array($facts[$k]['what'], ['ship', 'cancel'], true)) {
                    array_splice($facts, $i, 0, array_splice($facts, $k, 1));
                    break;
                }
            }
        }
        return $facts;
    }

    /**
     * Times that stand in rows, not in events: when it was bought and shipped in the shop, what Amazon did
     * with a feed.
     *
     * @param array<string, mixed> $order
     * @return list<array<string, mixed>>
     */
    private static function rows(array $order): array
    {
        $facts = [];
        foreach (['bought' => 'purchased', 'shipped' => 'shipped_at', 'stornoed' => 'cancel_since'] as $what => $key) {
            if (($order[$key] ?? 0) > 0) {
                $facts[] = ['at' => $order[$key], 'what' => $what, 'rank' => 0] + self::NOTHING;
            }
        }
        $said = array_filter($order['events'], static function (array $event) use ($order): bool {
            return $event['what'] === $order['verdict'] && (string) $event['code'] === (string) $order['reason'];
        });
        if ($said === [] && ($order['seen_at'] ?? 0) > 0) { // the very first decision leaves no event
            $at = min(array_merge([$order['seen_at']], array_column($order['messages'] ?? [], 'created_at')));
            $facts[] = ['at' => $at, 'what' => $order['verdict'], 'code' => $order['reason'],
                'text' => $order['detail'], 'rank' => 2] + self::NOTHING;
        }
        foreach ($order['messages'] ?? [] as $message) {
            if ($message['sent_at'] > 0 && $message['feed'] !== null) {
                $facts[] = ['at' => $message['sent_at'], 'what' => 'sent', 'feed' => $message['feed'],
                    'message' => $message['id'], 'rank' => 2] + self::NOTHING;
            }
        }
        foreach ($order['feeds'] ?? [] as $feed) {
            foreach (['queued' => 'submitted_at', 'processing' => 'processing_at'] as $what => $key) {
                if ($feed[$key] > 0) {
                    $facts[] = ['at' => $feed[$key], 'what' => $what, 'feed' => $feed['row'],
                        'rank' => 2] + self::NOTHING;
                }
            }
        }
        return $facts;
    }

    /**
     * @param array<string, mixed> $event
     * @param array<string, mixed> $order
     */
    private function sentence(array $event, array $order): string
    {
        $pair = self::EVENTS[$event['what']] ?? [$event['what'] . '.{words}', $event['what'] . '.{words}'];
        $request = $event['http'] > 0 || preg_match('/[A-Z]/', $event['what']) === 1;
        $words = trim((string) $event['code'] . ' ' . (string) $event['text']);
        $parcel = $this->parcel($event['message'], $order);
        $feed = $this->feed($event['feed'], $order, $document);
        $reason = (string) $event['code'] === '' ? '' : Reasons::text(
            (string) $event['code'],
            $this->language,
            $this->time->detail($event['text']),
            self::places($order)
        );
        $sentence = strtr($pair[$this->language === 'de' ? 0 : 1], [
            '{reason}' => $reason, '{text}' => (string) $event['text'], '{parcel}' => $parcel,
            '{Parcel}' => self::upper($parcel), '{feed}' => $feed, '{Feed}' => self::upper($feed),
            '{document}' => $document, '{words}' => $words === '' ? '' : ' Amazon: ' . $words,
        ]);
        $sentence = rtrim((string) preg_replace('/^(Erledigt|Done)\. (?=.*\b\1\.$)/us', '', $sentence)); // said once
        if ($request) {
            $sentence .= $this->answer($event, $words);
        }
        if ($event['request_id'] !== null && $event['request_id'] !== '') {
            $sentence .= ($this->language === 'de' ? ' [Request-ID ' : ' [request ID ') . $event['request_id'] . ']';
        }
        return $sentence;
    }

    /** @param array<string, mixed> $event */
    private function answer(array $event, string $words): string
    {
        $german = $this->language === 'de';
        $http = (int) $event['http'];
        if ($http === 0) {
            return ($german ? ': keine Antwort' : ': no answer') . ($words === '' ? '.' : " ($words).");
        }
        $good = $http < 300;
        $text = $good ? ($german ? ': in Ordnung' : ': OK') : ($german ? ': abgelehnt' : ': refused');
        return "$text (HTTP $http)" . ($words === '' ? '.' : ": $words.");
    }

    /** @param array<string, mixed> $order */
    private function parcel(?string $message, array $order): string
    {
        foreach ($order['messages'] ?? [] as $one) {
            if ($one['id'] !== $message) {
                continue;
            }
            if ($one['kind'] === 'cancel') {
                return $this->language === 'de' ? "Storno (Meldung $message)" : "the cancellation (message $message)";
            }
            $what = ($this->language === 'de' ? 'Paket ' : 'parcel ') . $one['parcel'];
            $carrier = trim(($one['carrier_name'] ?? $one['carrier']) . ' ' . $one['tracking']);
            return "$what ($carrier, " . ($this->language === 'de' ? 'Meldung ' : 'message ') . "$message)";
        }
        return $message !== null ? ($this->language === 'de' ? 'Meldung ' : 'message ') . $message
            : ($this->language === 'de' ? 'die Meldung' : 'the message');
    }

    /**
     * @param array<string, mixed> $order
     * @param ?string $document what is known of its document, set
     */
    private function feed(?string $row, array $order, ?string &$document): string
    {
        $document = '';
        $name = ($this->language === 'de' ? 'Feed ' : 'feed ') . $row;
        foreach ($order['feeds'] ?? [] as $feed) {
            if ($feed['row'] === $row) {
                $document = $feed['document_id'] === null ? ''
                    : ($this->language === 'de' ? ' (Dokument ' : ' (document ') . $feed['document_id'] . ')';
                return $name . ($feed['feed_id'] === null ? '' : " (Feed-ID {$feed['feed_id']})");
            }
        }
        return trim($name);
    }

    /**
     * What is known of an order for the places in a reason's text.
     *
     * @param array<string, mixed> $order
     * @return array<string, string>
     */
    public static function places(array $order): array
    {
        $places = ['order' => (string) $order['amazon_order'], 'a' => (string) $order['shop_order'],
            'status' => (string) ($order['status'] ?? '')];
        foreach ($order['parcels'] ?? [] as $parcel) {
            $places += ['ours' => (string) $parcel['tracking'], 'code' => (string) $parcel['tracking'],
                'name' => (string) ($parcel['carrier_name'] ?? $parcel['carrier'])];
        }
        return array_filter($places, 'strlen');
    }

    private static function upper(string $text): string
    {
        return ucfirst($text);
    }
}
