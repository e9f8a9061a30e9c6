<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/**
 * Whether a preview may be released: only what somebody could have looked at. The safety stop is no preview and is
 * lifted in any case.
 */
final class ReleaseCheck
{
    /** Code => German, English; {id} the account, {n} orders. */
    private const TEXTS = [
        'no_ship_status' => ['kein Status des Shops bedeutet "versendet", die Vorschau zeigt nichts. Zuerst den Status'
            . ' nennen (Konfiguration, oder "settings import").', 'no status of the shop means "shipped", the preview shows'
            . ' nothing; name it first by "settings import" ({"ship": [{"status": NUMBER}]}; "statuses" lists the numbers)'],
        'no_credentials' => ['Zugangsdaten fehlen, Amazon wurde nie gelesen. Zuerst eingeben ("account set {id}").',
            'it has no credentials, Amazon was never read; give them to "account set {id}", then "run"'],
        'credentials' => ['Amazon lehnt die Zugangsdaten ab, die Vorschau wurde nie gegen Amazon gelesen. Zuerst berichtigen'
            . ' ("account test {id}" sagt mehr).', 'Amazon refuses the credentials, so nothing of the preview was read there;'
            . ' mend them first ("account test {id}" tells more), then "run"'],
        'copy' => ['das sieht nach einer Kopie des Shops aus. Nach einem Umzug zuerst "account move {id}".',
            'this looks like a copy of the shop; after a move on purpose "account move {id}" first'],
        'not_read' => ['es gab noch keinen Lauf, die Vorschau ist leer. Zuerst "run", dann ansehen.',
            'nothing has run since it was switched on, there is no preview yet; "run" first, then look at "preview"'],
        'unread_one' => ['1 Bestellung wurde bei Amazon noch nicht gelesen. Den nächsten Lauf abwarten, dann ansehen.',
            '1 order was not read at Amazon yet; let "run" read it first, then look at "preview"'],
        'unread' => ['{n} Bestellungen wurden bei Amazon noch nicht gelesen. Den nächsten Lauf abwarten, dann ansehen.',
            '{n} orders were not read at Amazon yet; let "run" read them first, then look at "preview"'],
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
     * @param string $language de or en
     * @return ?string why not, and what to do; null: it may be released, or it is no preview
     */
    public function refusal(array $account, array $document, string $language): ?string
    {
        $cause = $this->cause($account, $document);
        $one = $cause !== null && $cause['n'] === 1 && isset(self::TEXTS["{$cause['code']}_one"]) ? '_one' : '';
        return $cause === null ? null : strtr(self::TEXTS[$cause['code'] . $one][$language === 'de' ? 0 : 1], ['{id}' => $account['id'],
            '{n}' => (string) $cause['n']]);
    }

    /**
     * The same for a page, which has words of its own.
     *
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     * @return array{code: string, n: int}|null a key of TEXTS, and how many orders are unread
     */
    public function cause(array $account, array $document): ?array
    {
        if ($account['state']['mode'] !== 'preview') {
            return null;
        }
        $unread = $this->unread($account);
        $code = $this->code($account, $document, $unread);
        return $code === null ? null : ['code' => $code, 'n' => $unread];
    }

    /**
     * @param array<string, mixed> $account
     * @param array<string, mixed> $document
     */
    private function code(array $account, array $document, int $unread): ?string
    {
        $state = $account['state'];
        if ($document['ship'] === []) {
            return 'no_ship_status';
        }
        if ($account['secrets'] === null) {
            return 'no_credentials';
        }
        if ($state['stopped'] === 'credentials' || $state['stopped'] === 'copy') {
            return $state['stopped'];
        }
        if ((int) $state['last_run'] === 0 || (int) $state['last_full'] === 0) {
            return 'not_read';
        }
        return $unread > 0 && ((int) $state['searched_to'] === 0 || (int) $state['down_since'] > 0) ? 'unread' : null;
    }

    /** Orders that wait for Amazon to be read. @param array<string, mixed> $account */
    private function unread(array $account): int
    {
        $row = $this->db->one('SELECT COUNT(*) AS n FROM ' . Tables::table('order') . ' WHERE `account` = ? AND `open` = 1'
            . " AND `verdict` = 'hold' AND `reason` = 'reading'", [$account['id']]);
        return (int) ($row['n'] ?? 0);
    }
}
