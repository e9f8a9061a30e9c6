<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Words\One;
use StatusSync\Php\Words\Reasons;

/** What the order panel says, in the language of the admin and in the shop's words. Plain text, UTF-8. */
final class PanelTexts
{
    private const TEXTS = [
        'linked_bare' => ['Mit {order} verbunden. Noch ist kein Amazon-Konto eingeschaltet, deshalb wird nichts gemeldet: Amazon Bestellstatus > Einrichtung.',
            'Linked with {order}. No Amazon account is switched on yet, so nothing is confirmed: Amazon order status > set-up.'],
        'linked' => ['Mit {order} verbunden. Der nächste Lauf liest die Bestellung bei Amazon.',
            'Linked to {order}. The next run reads the order at Amazon.'],
        'suspected' => ['Sieht nach Amazon aus. Nummer prüfen und zuordnen; von selbst geschieht nichts.',
            'Looks like Amazon. Check the number and link it; nothing happens by itself.'],
        'deadline' => ['Versandfrist {time}', 'Ship by {time}'],
        'parcel' => ['Paket {number}: {carrier} {tracking}', 'Parcel {number}: {carrier} {tracking}'],
        'change_number' => ['Amazon-Bestellnummer ändern', 'Change the Amazon order number'],
        'number' => ['Amazon-Bestellnummer', 'Amazon order number'],
        'number_form' => ['Sieht so aus: 303-1234567-1234567', 'Looks like this: 303-1234567-1234567'],
        'history' => ['Verlauf', 'History'], 'left_out' => ['… {n} weitere Zeilen …', '… {n} more lines …'],
        'left_out_one' => ['… 1 weitere Zeile …', '… 1 more line …'],
        'seller_central' => ['In Seller Central öffnen', 'Open in Seller Central'],
        'cancel_reason' => ['Stornogrund', 'Cancel reason'],
        'do_send' => ['Jetzt senden', 'Send now'], 'do_look' => ['Bei Amazon nachsehen', 'Check at Amazon'],
        'do_ignore' => ['Nicht senden', 'Do not send'], 'do_unignore' => ['Doch senden', 'Send after all'],
        'do_retry' => ['Erneut senden', 'Send again'], 'do_revoke' => ['Storno zurückziehen', 'Withdraw the cancellation'],
        'do_reason' => ['Übernehmen', 'Apply'], 'do_link' => ['Zuordnen', 'Link'],
        'do_carrier_confirmed' => ['Stimmt so', 'It is right'],
        'do_replace_theirs' => ['Bei Amazon ersetzen', 'Replace at Amazon'],
        'do_send_bare' => ['Jetzt ohne Nummer senden', 'Send now without a number'],
        'do_send_kept' => ['Kein Storno: Versand melden', 'No cancellation: confirm the shipment'],
        'do_unrevoke' => ['Storno doch senden', 'Cancel after all'],
        'do_role' => ['Übernehmen', 'Apply'],
        'minutes' => ['Storno geht um {time} an Amazon (noch {n} Minuten).',
            'The cancellation goes to Amazon at {time} ({n} minutes left).'],
        'goes_latest' => ['Wird spätestens {time} übertragen', 'Goes to Amazon by {time} at the latest'],
        'goes_next' => ['Geht mit dem nächsten Aufruf des Cronjobs', 'Goes with the next call of the cron job'],
        'fresh_ship' => ['Eben im Shop als versendet gespeichert. Der nächste Lauf beurteilt es',
            'Just saved as shipped in the shop. The next run decides'],
        'fresh_cancel' => ['Eben im Shop storniert. Der Storno geht {n} Minuten nach dem nächsten Aufruf des Cronjobs an Amazon.',
            'Just cancelled in the shop. The cancellation goes to Amazon {n} minutes after the next call of the cron job.'],
        'fresh_status' => ['Eben im Shop auf "{status}" gesetzt. Der nächste Lauf beurteilt es.',
            'Just set to "{status}" in the shop. The next run decides.'],
        'progress_in_flight' => ['Bei Amazon eingereicht {time}, Ergebnis meist in 30 Minuten.',
            'Submitted to Amazon at {time}, the result usually takes 30 minutes.'],
        'progress_unknown' => ['Auf die Meldung von {time} kam keine Antwort. Es wird bei Amazon nachgesehen und nichts doppelt gesendet.',
            'There was no answer to the message of {time}. It is checked at Amazon, and nothing is sent twice.'],
        'progress_accepted' => ['Angenommen {time}, wird noch nachgelesen.', 'Accepted at {time}, still to be verified.'],
        'older' => ['{n} frühere Pakete', '{n} earlier parcels'], 'older_one' => ['1 früheres Paket', '1 earlier parcel'],
        'do_keep' => ['So lassen', 'Keep'], 'do_settled' => ['Als geklärt markieren', 'Mark as settled'],
        'do_release_cancel' => ['Storno freigeben', 'Release the cancellation'],
        'map_name' => ['"{name}" ist bei Amazon', '"{name}" is at Amazon'],
        'map_none' => ['Wenn keines eingetragen ist, immer', 'If none is entered, always'],
        'other_named' => ['Anderes (Other): {name}', 'Another (Other): {name}'],
        'do_map' => ['Zuordnen', 'Map'],
        'mapped' => ['Zugeordnet. Was wartete, geht mit dem nächsten Lauf.', 'Mapped. Orders that were waiting for this go with the next run.'],
        'choose_first' => ['Nichts geändert: erst ein Transportunternehmen wählen.', 'Nothing changed: choose a carrier first.'],
        'match_tracking' => ['Trackingcode Matching', 'Tracking code matching'],
        'match_carrier' => ['Carrier Matching', 'Carrier matching'],
        'match_method' => ['Lieferservice', 'Delivery service'],
        'match_amazon_number' => ['Amazon-Bestellnummer Matching', 'Amazon order number matching'],
        'region_eu' => ['Europa', 'Europe'], 'region_na' => ['Nordamerika', 'North America'],
        'region_fe' => ['Fernost', 'Far East'],
        'account' => ['Konto', 'Account'], 'account_any' => ['von selbst finden', 'find it by itself'],
        'role' => ['Diese Bestellung ist', 'This order is'], 'role_main' => ['Hauptbestellung', 'main order'],
        'role_split' => ['Teillieferung', 'split'], 'role_none' => ['keine Angabe', 'not specified'],
        'choose' => ['bitte wählen', 'please choose'],
        'done' => ['Vorgemerkt; der nächste Lauf führt es aus.', 'Queued: done by the next run.'],
        'not_text' => ['Nicht ausgeführt: die Eingabe enthält unlesbare Zeichen. Seite neu laden und neu eintippen.',
            'Not done: what was entered holds unreadable characters. Reload the page and type it again.'],
        'refused' => ['Nicht ausgeführt: Recht oder Sicherheitskennung fehlt. Seite neu laden.',
            'Not done: the right or the security token is missing. Reload the page.'],
        'unwritable' => ['Gerade nicht speicherbar: die Datenbank nimmt nichts an.',
            'Cannot be saved at the moment: the database accepts nothing.'],
        'unknown' => ['Diese Aktion gibt es nicht.', 'There is no such action.'],
        'no_order' => ['Diese Bestellung gibt es im Shop nicht.', 'The shop has no such order.'],
        'NoInventory' => ['nicht lieferbar', 'no inventory'], 'BuyerCanceled' => ['Käufer storniert', 'buyer cancelled'],
        'ShippingAddressUndeliverable' => ['Adresse nicht belieferbar', 'address undeliverable'],
        'CustomerExchange' => ['Umtausch', 'customer exchange'], 'PricingError' => ['Preisfehler', 'pricing error'],
        'verdict_ship' => ['Wird mit dem nächsten Lauf übertragen.', 'Goes with the next run.'],
        'verdict_cancel' => ['Storno wird übertragen.', 'The cancellation goes to Amazon.'],
        'verdict_done' => ['Erledigt.', 'Done.'], 'verdict_hold' => ['Angehalten.', 'Held.'],
        'verdict_skip' => ['Nichts zu tun.', 'Nothing to do.'], 'verdict_conflict' => ['Widerspruch.', 'Conflict.'],
    ];

    private const STATES = [
        'held' => ['! zu klären', '! needs attention'], 'pending' => ['wartet', 'waiting'],
        'in_flight' => ['unterwegs', 'on its way'], 'unknown' => ['unterwegs', 'on its way'],
        'accepted' => ['angenommen', 'accepted'], 'verified' => ["\u{2713} geprüft", "\u{2713} verified"],
        'rejected' => ['! zu klären', '! needs attention'], 'parked' => ['! zu klären', '! needs attention'],
        'mismatch' => ['! zu klären', '! needs attention'],
    ];

    /** @var Host */
    private $host;

    /** @var int */
    private $index;

    public function __construct(Host $host)
    {
        $this->host = $host;
        $this->index = $host->language() === 'de' ? 0 : 1;
    }

    /** @param array<string, string> $values what stands in braces */
    public function say(string $key, array $values = []): string
    {
        $one = ($values['n'] ?? '') === '1';
        $key .= $one && isset(self::TEXTS["{$key}_one"]) ? '_one' : '';
        $text = $this->fill(self::TEXTS[$key][$this->index] ?? $key, $values);
        return $one ? One::of($text) : $text;
    }

    public function state(?string $state): string
    {
        return self::STATES[(string) $state][$this->index] ?? '';
    }

    /**
     * A reason in words: the one set of texts, with the shop's own words for carrier and number.
     *
     * @param array<string, string> $values what is known besides
     */
    public function reason(string $verdict, ?string $reason, array $values, ?string $detail = null): string
    {
        if (!isset(Reasons::all()[(string) $reason])) {
            return $this->say("verdict_$verdict") . ($reason === null ? '' : " ($reason)");
        }
        $words = ['N' => $this->host->words('number_word'), 'P' => $this->host->words('carrier_word')];
        return Reasons::text((string) $reason, $this->index === 0 ? 'de' : 'en', $detail, $values + $words);
    }

    public function time(int $at): string
    {
        $time = (new \DateTime("@$at"))->setTimezone(new \DateTimeZone($this->host->zone()));
        return $time->format($this->index === 0 ? 'd.m.Y H:i' : 'Y-m-d H:i');
    }

    /** Clock time alone on the same day, else with its date. */
    public function near(int $at, int $now): string
    {
        $zone = new \DateTimeZone($this->host->zone());
        $time = (new \DateTime("@$at"))->setTimezone($zone);
        $same = $time->format('Y-m-d') === (new \DateTime("@$now"))->setTimezone($zone)->format('Y-m-d');
        return $same ? $time->format('H:i') : $this->time($at);
    }

    /** @param array<string, string> $values */
    private function fill(string $text, array $values): string
    {
        foreach ($values as $name => $value) {
            $text = str_replace('{' . $name . '}', $value, $text);
        }
        return $text;
    }
}
