<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Words\One;

/** Faults of a settings document as the page says them: the name of the field first, in the admin's language. */
final class FaultWords
{
    /** Beginning of a path => German, English; the longest that fits. */
    private const FIELDS = [
        'ship' => ['Versand bestätigen mit', 'Confirm shipment with'],
        'cancel' => ['Bestellung stornieren mit', 'Cancel order with'],
        'open' => ['Offene Status', 'Open statuses'],
        'ship.ship_from' => ['Versand ab', 'Ship from'],
        'carrier' => ['Transportunternehmen', 'Carrier'], 'carrier.map' => ['Transportunternehmen, Zuordnung', 'Carrier, mapping'],
        'carrier.fallback' => ['Transportunternehmen, wenn keines eingetragen', 'Carrier if none is entered'],
        'carrier.match' => ['Carrier Matching', 'Carrier matching'],
        'tracking' => ['Trackingcode Matching', 'Tracking code matching'],
        'amazon_number' => ['Amazon-Bestellnummer Matching', 'Amazon order number matching'],
        'method' => ['Lieferservice', 'Delivery service'], 'notify' => ['Nachricht bei Problemen', 'Notification of problems'],
        'notify.email' => ['E-Mail', 'E-mail'], 'interval' => ['Intervall', 'Interval'],
        'brake' => ['Sicherheitsstopp', 'Safety stop'], 'without_tracking' => ['Ohne Sendungsnummer', 'Without a tracking number'],
        'parcels' => ['Mehrere Pakete', 'Several parcels'], 'transport' => ['Übertragungsweg', 'Transport'],
        'parcels.settle_minutes' => ['Wartezeit auf weitere Pakete', 'Wait for further parcels'],
        'limits_share' => ['Gemeinsame Amazon-App', 'Shared Amazon app'], 'retention_days' => ['Aufbewahrung', 'Retention'],
        'sync' => ['Status Synchronisation', 'Status synchronisation'],
    ];

    /** The field within it, as its label says. */
    private const PARTS = [
        'name' => ['Name', 'name'], 'line1' => ['Straße', 'street'], 'line2' => ['Zusatz', 'addition'], 'line3' => ['Zusatz 2', 'addition 2'],
        'city' => ['Ort', 'city'], 'county' => ['Kreis', 'county'], 'region' => ['Bundesland', 'state'], 'postal_code' => ['PLZ', 'postal code'],
        'country' => ['Land', 'country'], 'table' => ['Tabelle', 'table'], 'column' => ['Spalte', 'column'],
        'key' => ['Spalte mit der Bestellnummer', 'column with the order number'], 'where' => ['nur wenn', 'only if'],
        'pattern' => ['Muster', 'pattern'], 'shipments' => ['Versandmeldungen am Tag', 'shipments per day'],
        'cancels' => ['Stornos am Tag', 'cancellations per day'], 'refused_percent' => ['Prozent abgelehnte Antworten', 'percent rejected answers'],
        'after_minutes' => ['Wartezeit vor dem Stornieren', 'wait before cancelling'], 'wait_hours' => ['Stunden', 'hours'],
    ];

    /** What a page says in its own words in both languages; the others keep the words of Check. */
    private const BOTH = [
        '/^a status number of the shop is expected.*$/' => ['zu dieser Adresse fehlt der Status; Status wählen oder die Adresse leeren.',
            'an address was entered without a status; choose the status or empty the address.'],
        '/^an e-mail address or null is expected$/' => ['eine gültige E-Mail-Adresse eintragen oder das Häkchen wegnehmen.',
            'enter a valid e-mail address or remove the tick.'],
        '/^a text is needed; fill it in$/' => ['fehlt, bitte ausfüllen.', 'is missing, please fill it in.'],
    ];

    /** Words of Check, Document and SettingsForm => German. */
    private const GERMAN = [
        '/^a whole number from (-?\d+) to (\d+) is expected$/' => 'eine ganze Zahl von $1 bis $2 eintragen.',
        '/^a number from 0\.01 to 1 .*$/' => 'eine Zahl von 0,01 bis 1 eintragen (1 = das ganze Limit).',
        '/^one of (.+) is expected$/' => 'eines davon wählen: $1.',
        '/^true or false is expected$/' => 'Ja oder Nein wählen.',
        '/^at most (\d+) printable characters are expected$/' => 'höchstens $1 druckbare Zeichen eintragen.',
        '/^"(.*)" is no name of a table or column; .*$/' => '"$1" ist keine Tabelle oder Spalte; eine des Shops wählen.',
        '/^choose one of the shop\'s tables$/' => 'eine Tabelle des Shops wählen.',
        '/^(\S+) has no column "(.*)"; choose one of its columns$/' => '$1 hat keine Spalte "$2"; eine ihrer Spalten wählen.',
        '/^a regular expression is expected$/' => 'ein Muster (regulärer Ausdruck) eintragen.',
        '/^is no regular expression; .*$/' => 'das Muster ist kein regulärer Ausdruck; Klammern und Zeichen prüfen.',
        '/^exactly one capture group .*$/' => 'im Muster genau eine Klammer (...) um den Wert setzen.',
        '/^two capital letters are expected.*$/' => 'Land mit zwei Großbuchstaben eintragen, etwa "DE".',
        '/^an Amazon carrier code or .*$/' => 'ein Transportunternehmen von Amazon wählen.',
        '/^"Other" needs a name; .*$/' => '"Other" braucht einen Namen; bitte eintragen.',
        '/^belongs to source "match" only; .*$/' => 'gehört nur zu "eigenes Datenbankfeld"; leeren.',
        '/^a text or a number is expected$/' => 'einen Text oder eine Zahl eintragen.',
    ];

    /** Lines of the connection test => German; what Amazon or the network said stays as it was. */
    private const TESTS = [
        '/^account (\S+): credentials$/' => 'Konto $1, Zugangsdaten', '/^account (\S+): clock$/' => 'Konto $1, Uhr',
        '/^account (\S+): orders$/' => 'Konto $1, Bestellungen', '/^account (\S+): seller$/' => 'Konto $1, Verkäuferkonto',
        '/^Amazon gave an access token$/' => 'Amazon hat ein Zugangstoken ausgestellt.',
        '/^differs by (-?\d+) seconds? from Amazon\'s$/' => 'weicht $1 Sekunden von Amazons Uhr ab.',
        '/^differs by (-?\d+) seconds? from Amazon\'s; have .*$/' => 'weicht $1 Sekunden von Amazons Uhr ab; vom Hoster stellen'
            . ' lassen (NTP).',
        '/^1 orders? of the last three days can be read$/' => '1 Bestellung der letzten drei Tage ist lesbar.',
        '/^(\d+) orders of the last three days can be read$/' => '$1 Bestellungen der letzten drei Tage sind lesbar.',
        '/^order (\S+) of the shop is in this seller account$/' => '$1 gefunden: richtiges Konto.',
        '/^order (.+) of the shop is not in this seller account; .*$/' => '$1 ist nicht in diesem Verkäuferkonto; die Nummer prüfen,'
            . ' und zu welchem Konto der Refresh-Token gehört.',
        '/^(.*); check the server\'s way to the internet .*$/s' => '$1. Den Weg des Servers ins Internet prüfen (443, Proxy,'
            . ' Zertifikate).',
        '/^(.*); client secret wrong or older than 180 days: .*$/s' => 'Client-Secret falsch oder abgelaufen (180 Tage). In der'
            . ' Entwicklerkonsole ein neues erzeugen und hier eintragen. Amazon: $1',
        '/^(.*); the app\'s authorisation ended: .*$/s' => 'Amazon hat die Freigabe der App beendet. App in Seller Central neu'
            . ' autorisieren und den Refresh-Token eintragen. Amazon: $1',
        '/^(.*); the app lacks the role .*$/s' => 'Der App fehlt die Rolle "Inventory and Order Tracking". Rolle ergänzen, danach'
            . ' neu autorisieren. Amazon: $1',
        '/^(.*) \(request (\S+)\)$/s' => '$1 (Request-ID $2)',
    ];

    /** What a call of the cron job said last => German, English. */
    private const CALLS = [
        '/^(statussync: )?notify: no mail server took the mail /' => ['Eine E-Mail über Probleme wurde nicht angenommen: diesem PHP fehlt ein'
            . ' Mailversand (sendmail_path). Unter Konfiguration "Test-E-Mail senden"; es wird wieder versucht.', 'A mail about problems was'
            . ' not taken: this PHP has nothing that sends mail (sendmail_path). "Send a test e-mail" in the settings; it is tried again.'],
    ];

    /** What an act or a missing table says => German, English, without the words of the command line. */
    private const ACTS = [
        '/^link: "(.*)" is no Amazon order number; .*$/s' => ['"$1" ist keine Amazon-Bestellnummer; eine sieht so aus:'
            . ' 303-1234567-1234567.', '"$1" is no Amazon order number; one looks like 303-1234567-1234567.'],
        '/^order (.*): is not known here; .*$/s' => ['Bestellung $1 ist hier noch nicht bekannt: Amazon-Bestellnummer zuordnen'
            . ' oder den nächsten Lauf abwarten.', 'Order $1 is not known here yet: link the Amazon order number, or wait for'
            . ' the next run.'],
        '/^retry .*?: order (\S+) is in conflict .*$/s' => ['Bestellung $1 steht bei Amazon anders als im Shop: was davon abgelehnt wurde, ist'
            . ' Nachweis und wird nicht erneut gesendet.', 'Order $1 stands otherwise at Amazon than in the shop: what was refused of it is evidence'
            . ' and is not sent again.'],
        '/^retry .*$/s' => ['Es gibt nichts mehr erneut zu senden: nichts davon ist noch abgelehnt.',
            'There is nothing to send again any more: nothing of it is refused now.'],
        '/^retry: .*$/s' => ['Es gibt nichts mehr erneut zu senden.', 'There is nothing to send again any more.'],
        '/^activate: that first day has not begun; .*$/' => ['Dieser Tag hat noch nicht begonnen, bis dahin würde nichts übertragen: heute oder'
            . ' einen früheren Tag wählen.', 'That day has not begun, nothing would be transmitted until then: choose today or an earlier day.'],
        '/^a run is changing this order; .*$/' => ['Ein Lauf ändert diese Bestellung gerade; in einer Minute noch einmal versuchen.',
            'A run is changing this order; try again in a minute.'],
        '/^cancel-reason: .*$/s' => ['Nichts geändert: erst einen Stornogrund wählen.', 'Nothing changed: choose a cancel reason first.'],
        '/^settings: somebody else saved just now; .*$/' => ['Jemand anderes hat inzwischen gespeichert. Die Seite in einem zweiten Fenster'
            . ' ansehen; erneut speichern ersetzt dessen Einstellungen durch diese.', 'Somebody else has saved meanwhile. Look at the page in a'
            . ' second window; saving again replaces their settings with these.'],
        '/^role: .*$/s' => ['Nichts geändert: erst "Hauptbestellung" oder "Teillieferung" wählen.',
            'Nothing changed: choose "main order" or "split" first.'],
        '/^database: our tables are missing or older; .*$/' => ['Unsere Tabellen fehlen oder sind älter: in der Modulliste des Shops'
            . ' "Installieren" oder "Aktualisieren" wählen.', 'Our tables are missing or older: choose "Install" or "Update" in the'
            . ' shop\'s list of modules.'],
        '/^database: our tables are missing or cannot be changed; .*$/' => ['Unsere Tabellen fehlen oder sind nicht änderbar: in der'
            . ' Modulliste des Shops "Aktualisieren" wählen.', 'Our tables are missing or cannot be changed: choose "Update" in the'
            . ' shop\'s list of modules.'],
    ];

    /** What the worker's last call said. @return string as it is where it has no other words */
    public static function said(string $text, string $language): string
    {
        foreach (self::CALLS as $pattern => $words) {
            if (preg_match($pattern, $text) === 1) {
                return $words[$language === 'de' ? 0 : 1];
            }
        }
        return $text;
    }

    /** A line of the connection test. @param array<string, mixed> $check name, ok, text */
    public static function test(array $check, string $language): string
    {
        $parts = [(string) $check['name'], (string) $check['text']];
        foreach ($language === 'de' ? $parts : [] as $i => $part) {
            foreach (self::TESTS as $pattern => $words) {
                if (preg_match($pattern, $part) === 1) {
                    $parts[$i] = One::of((string) preg_replace($pattern, $words, $part));
                    break;
                }
            }
        }
        return implode(': ', array_filter($parts));
    }

    /** A fault of account or credentials as the page says it, by the name of its field. */
    public static function access(string $fault, Texts $texts): string
    {
        $fields = ['name' => 'account_name', 'seller' => 'seller_id', 'client_id' => 'client_id', 'region' => 'region',
            'marketplaces' => 'marketplaces', 'refresh_token' => 'refresh_token', 'client_secret' => 'client_secret'];
        if (preg_match('/^account: (\w+) is not valid; /', $fault, $m) === 1 && isset($fields[$m[1]])) {
            $help = $texts->has("help_{$fields[$m[1]]}") ? ' ' . $texts->say("help_{$fields[$m[1]]}") : '';
            return $texts->say('field_bad', ['field' => $texts->say($fields[$m[1]])]) . $help;
        }
        if (strncmp($fault, 'account: marketplaces: ', 23) === 0) {
            return $texts->say('field_bad', ['field' => $texts->say('marketplaces')]) . ' ' . $texts->say('help_marketplaces');
        }
        // whatever is said of a secret, its value never is
        if (preg_match('/^credentials: .*?(client secret|refresh token)/', $fault, $m) === 1) {
            return $texts->say(strpos($fault, 'what was given as') === 13 ? 'secret_other' : 'secret_bad', ['field' => $texts->say(strtr($m[1], ' ', '_'))]);
        }
        return preg_match('/^account \S+: exists already; /', $fault) === 1 ? $texts->say('account_taken') : $fault;
    }

    /**
     * @param array<int, string> $statuses names of the shop's statuses, where a fault may name one
     * @return string the fault as it is where it has no other words
     */
    public static function say(string $fault, string $language, array $statuses = []): string
    {
        $word = $language === 'de' ? 0 : 1;
        if (preg_match('/^settings\.([^:]+): (.+)$/s', $fault, $m) !== 1) {
            foreach (self::ACTS as $pattern => $words) {
                if (preg_match($pattern, $fault) === 1) {
                    return (string) preg_replace($pattern, $words[$word], $fault);
                }
            }
            return $fault;
        }
        [$at, $field] = self::field($m[1], $word);
        $text = $m[2];
        if (preg_match('/^status (\d+) is used by (\S+) already; /', $text, $used) === 1) {
            $name = $statuses[(int) $used[1]] ?? $used[1];
            $other = self::field($used[2], $word)[1];
            return $word === 0 ? "$field: \"$name\" ist schon bei \"$other\" gewählt; jeden Status nur einmal verwenden."
                : "$field: \"$name\" is chosen at \"$other\" already; use each status once.";
        }
        if ($at === 'interval' && preg_match('/^a whole number from (\d+) to (\d+) is expected$/', $text, $range) === 1) {
            $text = sprintf('a whole number from %d to %d is expected', (int) ceil($range[1] / 60), intdiv((int) $range[2], 60)); // the field has minutes
        }
        foreach (self::BOTH as $pattern => $words) {
            $text = (string) preg_replace($pattern, $words[$word], $text);
        }
        foreach ($word === 0 ? self::GERMAN : [] as $pattern => $words) {
            if (preg_match($pattern, $text) === 1) {
                $text = (string) preg_replace($pattern, $words, $text);
                break;
            }
        }
        return $field . ($at === 'interval' ? ($word === 0 ? ' (Minuten)' : ' (minutes)') : '') . ": $text";
    }

    /** @return array{0: string, 1: string} the longest known beginning of a path; its name, with that of the field in it */
    private static function field(string $path, int $word): array
    {
        $path = (string) preg_replace('/\[\d+\]|\.\d+(?=\.|$)/', '', $path);
        for ($at = $path; $at !== '' && !isset(self::FIELDS[$at]);) {
            $at = strpos($at, '.') === false ? '' : substr($at, 0, (int) strrpos($at, '.'));
        }
        $field = $at === '' ? $path : self::FIELDS[$at][$word];
        $part = $at === '' ? '' : substr($path, strlen($at) + 1);
        if ($at === 'carrier.map') {
            return [$at, $field . ' "' . preg_replace('/\.other$/', '', $part) . '"'];
        }
        if ($at === 'carrier' && in_array($part, ['table', 'column', 'key', 'where', 'pattern'], true)) {
            $field = self::FIELDS['carrier.match'][$word];
        }
        return [$at, isset(self::PARTS[$part]) ? "$field, " . self::PARTS[$part][$word] : $field];
    }
}
