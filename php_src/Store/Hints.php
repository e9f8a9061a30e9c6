<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Time;

/**
 * What holds for a whole account and would else be silent: it is not switched on, no status means "shipped",
 * no order has an Amazon number, Amazon does not answer or not in all. Each with what to do.
 */
final class Hints
{
    /** Of these, run and status say by their exit code that a person is needed. */
    private const PERSON = ['no_ship_status', 'which_account', 'unread', 'list_unread'];

    /** Code => German, English; {id} the account, {from} the first day, {since} a time. */
    private const TEXTS = [
        'not_activated' => ['Konto {id} ist noch nicht eingeschaltet, es wird nichts gelesen und nichts gesendet.'
            . ' Einschalten: "activate {id} --from DATUM" (ab welchem Kauftag).',
            'account {id} is not switched on yet, nothing is read and nothing is sent. Switch it on: "activate {id}'
            . ' --from DATE" (the first day of purchase).'],
        'account_off' => ['Konto {id} ist ausgeschaltet, es wird nichts gesendet. Einschalten: "account set {id} on=1".',
            'account {id} is off, nothing is sent. Switch it on: "account set {id} on=1".'],
        'sync_off' => ['Die Übertragung ist in den Einstellungen aus ("sync": "off"). Einschalten: "sync": "auto" mit'
            . ' "settings import".', 'transmission is off in the settings ("sync": "off"). Switch it on: "sync": "auto" by'
            . ' "settings import".'],
        'no_ship_status' => ['Kein Status des Shops bedeutet "versendet", deshalb wird kein Versand gemeldet. Den Status'
            . ' nennen: "settings export", {"ship": [{"status": NUMMER}]} eintragen ("statuses" nennt die Nummern), "settings import --account'
            . ' {id}".',
            'no status of the shop means "shipped", so no shipment is ever confirmed. Name it: "settings export", put in'
            . ' {"ship": [{"status": NUMBER}]} ("statuses" lists the numbers), "settings import --account {id}".'],
        'no_links' => ['Keine Bestellung{from} hat eine Amazon-Bestellnummer, deshalb gibt es nichts zu melden. Gesucht'
            . ' wird in vier Quellen: von Hand ("link BESTELLUNG NUMMER"), in der Tabelle magnalister_orders, in einem'
            . ' Feld, das zu wählen ist ("amazon_number": {"source": "match", ...}), und im Text der Kommentare (aus,'
            . ' "amazon_number": {"source": "auto", "text": true}). Die Quelle mit "settings import" wählen; "doctor" sieht nach, ob'
            . ' magnalister da ist.',
            'no order{from} has an Amazon number, so there is nothing to tell. It is looked for in four sources: by hand'
            . ' ("link ORDER NUMBER"), in the table magnalister_orders, in a field that you choose ("amazon_number":'
            . ' {"source": "match", ...}), and in the text of comments (off, "amazon_number": {"source": "auto", "text": true}). Choose the'
            . ' source by "settings import"; "doctor" looks whether magnalister is there.'],
        'which_account' => ['Bestellungen, die keines der Konten bei Amazon kennt: {n} ("list --state hold"). Die Nummer prüfen oder das Konto'
            . ' nennen ("link BESTELLUNG NUMMER --account KONTO"), oder "ignore BESTELLUNG".',
            'orders that none of the accounts knows at Amazon: {n} ("list --state hold"). Check the number or name the account'
            . ' ("link ORDER NUMBER --account ACCOUNT"), or "ignore ORDER".'],
        'unread' => ['Bestellungen, die seit über acht Stunden darauf warten, bei Amazon gelesen zu werden: {n} ("list --state'
            . ' hold"). Naht die Versandfrist, in Seller Central von Hand melden.', 'orders that have been waiting for more than'
            . ' eight hours to be read at Amazon: {n} ("list --state hold"). If the ship-by time is near, confirm them in Seller'
            . ' Central.'],
        'list_unread' => ['Amazons Liste der Bestellungen war zuletzt {since} lesbar; solange werden nur einzelne Bestellungen'
            . ' gelesen. Bleibt es so: "support-bundle" packt ein, was Amazon geantwortet hat.', 'Amazon\'s list of orders could'
            . ' last be read {since}; until it can, orders are read one by one only. If it stays so, "support-bundle" packs what'
            . ' Amazon answered.'],
        'not_released' => ['Die Vorschau wartet: mit "preview" ansehen, dann "release {id}". Vorher wird nichts gesendet.',
            'the preview waits: look at "preview", then "release {id}". Nothing is sent before.'],
    ];

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /**
     * @param array<string, mixed> $account decoded, with its state
     * @param array<string, mixed> $document its settings, complete
     * @param ?bool $links whether an order with an Amazon number was found just now; null: our rows tell, once the
     *   shop was read
     * @return list<array{code: string, person: bool, text: string}>
     */
    public function of(array $account, array $document, Time $time, string $language, ?bool $links = null): array
    {
        $state = $account['state'];
        $codes = [];
        if ($state['mode'] === 'new') {
            $codes[] = 'not_activated';
        } elseif (!$account['on']) {
            $codes[] = 'account_off';
        }
        if ($document['sync'] === 'off') {
            $codes[] = 'sync_off';
        }
        if ($document['ship'] === []) {
            $codes[] = 'no_ship_status';
        }
        $unlinked = $links === null ? (int) $state['last_full'] > 0 && !$this->linked($account['id']) : !$links;
        if ($unlinked && $this->sold()) {
            $codes[] = 'no_links';
        }
        $unknown = Accounts::takesPart($account) ? (new Reports($this->db))->unknown($account['id']) : 0;
        if ($unknown > 0) {
            $codes[] = 'which_account';
        }
        $unread = Unread::orders($this->db, $account);
        if ($unread > 0) {
            $codes[] = 'unread';
        }
        $listed = Unread::listSince($state, $document);
        if ($listed !== null) {
            $codes[] = 'list_unread';
        }
        if ($state['mode'] === 'preview') {
            $codes[] = 'not_released';
        }
        $from = (int) $account['start_at'] === 0 ? '' : ($language === 'de' ? ' seit ' : ' since ')
            . $time->day((int) $account['start_at']);
        $hints = [];
        if ((int) $state['down_since'] > 0) {
            $hints[] = ['code' => 'amazon_down', 'person' => false,
                'text' => self::down((int) $state['down_since'], $time, $language)];
        }
        foreach ($codes as $code) {
            $hints[] = ['code' => $code,
                'person' => in_array($code, self::PERSON, true) && $account['on'] && $state['mode'] !== 'new',
                'text' => strtr(self::TEXTS[$code][$language === 'de' ? 0 : 1], ['{id}' => $account['id'],
                    '{from}' => $from, '{n}' => (string) ($code === 'unread' ? $unread : $unknown),
                    '{since}' => $time->minute((int) $listed)])];
        }
        return $hints;
    }

    /** Since when Amazon does not answer, in the shop's time. */
    public static function down(int $since, Time $time, string $language): string
    {
        return Reasons::text('amazon_down', $language, null, ['time' => $time->zoned($since)]);
    }

    /** A shop without any order has none to link. */
    private function sold(): bool
    {
        try {
            return $this->db->one('SELECT `orders_id` FROM `orders` LIMIT 1') !== null;
        } catch (\PDOException $e) {
            return true; // the shop's tables cannot be read from here; our rows tell enough
        }
    }

    private function linked(string $account): bool
    {
        return $this->db->one('SELECT 1 AS n FROM ' . Tables::table('order') . ' WHERE `account` = ? LIMIT 1', [$account])
            !== null;
    }
}
