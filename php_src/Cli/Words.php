<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Words\One;

/** What run, preview, status and list say around the codes, in the one language of a call (--lang). */
final class Words
{
    /** Code => German, English. */
    private const TEXTS = [
        'busy' => ['ein anderer Lauf ist damit beschäftigt', 'another run is busy with it'],
        'nothing' => ['nichts zu tun', 'nothing to do'],
        'undone' => ['es wurde nichts getan', 'nothing was done'],
        'no_order' => ['keine Bestellung', 'no order'],
        'no_account' => ['es gibt noch kein Konto; "account add" legt eines an', 'there is no account yet; "account add" makes one'],
        'stopped' => ['angehalten', 'stopped'],
        'off' => ['aus', 'off'],
        'messages' => ['Meldungen', 'messages'],
        'held' => ['gehalten', 'held'],
        'none' => ['keine', 'none'],
        'last_run' => ['letzter Lauf', 'last run'],
        'next_due' => ['nächster fällig', 'next due'],
        'never' => ['nie', 'never'],
        'now' => ['jetzt', 'now'],
        'times' => ['Zeiten', 'times'],
        'credentials' => ['Zugangsdaten', 'credentials'],
        'secret_days' => ['Client-Secret gilt noch {n} Tage ({from})', 'client secret good for {n} days more ({from})'],
        'from_made' => ['gezählt ab dem Tag, an dem es erzeugt wurde', 'counted from the day it was made'],
        'from_stored' => ['gezählt ab dem Tag, an dem es gespeichert wurde; "account set" secret_made=TAG nennt einen besseren',
            'counted from the day it was stored; "account set" secret_made=DATE tells a better one'],
        'authorised_days' => ['Autorisierung noch {n}', 'authorisation for {n}'],
        'untested' => ['nie geprüft', 'never tested'],
        'refused' => ['beim letzten Test abgelehnt', 'refused when last tested'],
        'token' => ['letzter Token {time}', 'last token {time}'],
        'clock_good' => ['die Uhr stimmt mit Amazons überein', 'clock agrees with Amazon\'s'],
        'clock_behind' => ['die Uhr geht gegen Amazons {n} Sekunden nach', 'clock {n} seconds behind Amazon\'s'],
        'clock_ahead' => ['die Uhr geht gegen Amazons {n} Sekunden vor', 'clock {n} seconds ahead of Amazon\'s'],
        'run_collected' => ['entschieden', 'decided'],
        'run_sent' => ['gesendet', 'sent'],
        'run_accepted' => ['angenommen', 'accepted'],
        'run_verified' => ['geprüft', 'verified'],
        'run_held' => ['gehalten', 'held'],
        'run_rejected' => ['abgelehnt', 'rejected'],
        'run_unknown' => ['ungewiss', 'unknown'],
        'run_conflicts' => ['im Widerspruch', 'conflicts'],
        'run_parked' => ['abgestellt', 'parked'],
    ];

    /** Heads of the table of orders. */
    private const HEADS = [
        'de' => ['Bestellung', 'Amazon-Bestellung', 'Konto', 'Urteil', 'Grund', 'Einzelheit', 'Zustand', 'Versandfrist', 'Meldungen',
            'Hinweise'],
        'en' => ['order', 'amazon order', 'account', 'verdict', 'reason', 'detail', 'state', 'deadline', 'messages', 'notes'],
    ];

    /** @var string de or en */
    public $language;

    public function __construct(string $language)
    {
        $this->language = $language;
    }

    /** @param array<string, string|int> $places */
    public function say(string $code, array $places = []): string
    {
        $fill = [];
        foreach ($places as $name => $value) {
            $fill['{' . $name . '}'] = (string) $value;
        }
        return One::of(strtr(self::TEXTS[$code][$this->language === 'de' ? 0 : 1], $fill));
    }

    /** @return list<string> */
    public function heads(): array
    {
        return self::HEADS[$this->language];
    }
}
