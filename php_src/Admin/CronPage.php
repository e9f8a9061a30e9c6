<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Install\CronToken;
use StatusSync\Php\Install\Version;

/**
 * How the worker is called: the lines to copy, who called last and with which PHP, a new address.
 *
 * The token of the address is shown once, in the answer to the form that makes it.
 */
final class CronPage
{
    private const TEXTS = [
        'title' => ['Cronjob einrichten', 'Set up the cron job'],
        'intro' => ['Einer dieser Wege genügt; mehrere stören sich nicht: wer zuerst kommt, arbeitet.',
            'One of these ways is enough; several do no harm: whichever comes first does the work.'],
        'line' => ['Zeile für den Cronjob (jede Minute)', 'Line for the cron job (every minute)'],
        'address' => ['Adresse für den Cronjob im Panel des Hosters', 'Address for the cron job in your host\'s control panel'],
        'make' => ['Neue Adresse erzeugen', 'Create a new address'],
        'made' => ['Jetzt kopieren, sie wird nicht wieder gezeigt. Die Adresse von vorher gilt nicht mehr.',
            'Copy it now, it is not shown again. The previous address is no longer valid.'],
        'there' => ['Eine Adresse ist in Gebrauch.', 'An address is in use.'],
        'none' => ['Noch keine Adresse erzeugt.', 'No address has been created yet.'],
        'shop' => ['Geplante Aufgabe des Shops', 'Scheduled task of the shop'],
        'shop_text' => ['Ist eingerichtet; sie läuft, wenn Besucher kommen oder der Shop seinen eigenen Cronjob hat.',
            'Is set up; it runs when there are visitors or the shop has a cron job of its own.'],
        'gambio_text' => ['Toolbox > Zeitgesteuerte Aufgaben: aktivieren. Läuft nur, wenn Gambios Cronjob-Adresse jede'
            . ' Minute aufgerufen wird.', 'Toolbox > Scheduled tasks: activate. Runs only if Gambio\'s cron address is'
            . ' called every minute.'],
        'never' => ['noch kein Aufruf', 'no call yet'],
        'last' => ['zuletzt {time}, PHP {php}', 'last call {time}, PHP {php}'],
        'line_text' => ['Im Cronjob immer desselben Benutzers; bei mehreren PHP-Versionen statt "php" der volle Pfad des PHP, das die Erweiterung'
            . ' statussync hat, etwa /usr/bin/php8.2 ("php8.2 -m" nennt sie).', 'In the cron job of one and the same user; with several versions'
            . ' of PHP write, in place of "php", the full path of the one that has the extension statussync, as /usr/bin/php8.2 ("php8.2 -m"'
            . ' lists it).'],
        'web_lacks' => ['Geht hier nicht: dieser Weg läuft im PHP der Webseite ({php}), und dem fehlt die Erweiterung statussync. Die Zeile oben nehmen.',
            'Does not work here: this way runs in the web server\'s PHP ({php}), which lacks the extension statussync. Take the line above.'],
        'module' => ['Modul', 'module'], 'extension' => ['Erweiterung statussync', 'extension statussync'], 'none_here' => ['fehlt in diesem PHP', 'not in this PHP'],
        'missing' => ['diesem PHP fehlt die Erweiterung statussync', 'this PHP lacks the extension statussync'],
        'refused' => ['Nicht ausgeführt: Recht oder Sicherheitskennung fehlt. Seite neu laden.',
            'Not done: the right or the security token is missing. Reload the page.'],
    ];

    /** @var Host */
    private $host;

    /** @var Services */
    private $services;

    /** @var ?string version of the extension in this very PHP */
    private $extension;

    /** @param string|false|null $extension its version, for tests; null: as it is here */
    public function __construct(Host $host, Services $services, $extension = null)
    {
        $this->host = $host;
        $this->services = $services;
        $this->extension = ($extension ?? phpversion('statussync')) ?: null;
    }

    /**
     * @param array<mixed> $post
     * @param string $address of the cron entry in the shop's tree, without the token
     * @param string $entry that file below the shop's root
     */
    public function handle(
        string $method,
        array $post,
        string $address,
        string $entry = 'api/statussync/cron.php'
    ): Answer {
        $answer = new Answer();
        $answer->title = $this->say('title');
        $answer->headers = ['Cache-Control' => 'no-store', 'Referrer-Policy' => 'no-referrer'];
        $token = new CronToken($this->services->ready()->db());
        $html = '<p>' . $this->say('intro') . '</p>';
        $shown = null;
        if ($method === 'POST') {
            if ($this->host->tokenValid($post) && $this->host->may('settings')) {
                $shown = $address . '?token=' . $token->make();
            } else {
                $answer->status = 403;
                $html = '<div class="' . ($this->host->system() === 'gambio' ? 'alert alert-danger'
                    : 'error_message') . '">' . $this->say('refused') . '</div>' . $html;
            }
        }
        $html .= '<table class="tableConfig ss-config'
            . ($this->host->system() === 'gambio' ? ' table table-striped' : '') . '">'
            . $this->row($this->say('line'), $this->code('* * * * * ' . $this->services->command($entry)) . '<p>' . $this->say('line_text') . '</p>', $this->seen('cli'))
            . $this->row($this->say('address'), $this->address($token, $shown) . $this->lacks(), $this->seen('url'))
            . $this->row($this->say('shop'), $this->say($this->host->system() === 'gambio'
                ? 'gambio_text' : 'shop_text') . $this->lacks(), $this->seen('scheduler')) . '</table>'
            . '<p class="smallText">' . self::escape(trim($this->host->system() . ' ' . $this->host->systemVersion()) . ', PHP ' . PHP_VERSION . ', ')
                . $this->say('module') . ' ' . self::escape(Version::NUMBER) . ', ' . $this->say('extension') . ': '
                . ($this->extension === null ? $this->say('none_here') : self::escape($this->extension)) . '</p>';
        $answer->html = $html;
        if (is_file(dirname(__DIR__, 2) . '/admin_ui/templates/frame.php')) { // else the files are copied in part
            $this->frame($answer);
        }
        return $answer;
    }

    /** The tabs of all pages around this one: there is a way back. */
    private function frame(Answer $answer): void
    {
        $view = new View($this->host, new Texts($this->host), $this->services->now());
        $needs = (new Facts($this->services->db(), $this->services->now()))->needs();
        $answer->tabs = (new Pages($this->host, $this->services))->tabs('cron', $needs);
        $answer->html = $view->render('frame', ['html' => '<h2>' . $this->say('title') . "</h2>$answer->html",
            'tab' => 'settings', 'tabs' => $this->host->system() === 'gambio' ? [] : $answer->tabs]);
        $answer->title = $view->texts->say('title');
    }

    private function address(CronToken $token, ?string $shown): string
    {
        if ($shown !== null) {
            return $this->code($shown) . '<p><strong>' . $this->say('made') . '</strong></p>';
        }
        $html = '<p>' . $this->say($token->exists() ? 'there' : 'none') . '</p>';
        if (!$this->host->may('settings')) {
            return $html;
        }
        [$name, $value] = $this->host->token();
        return $html . '<form method="post" action="' . self::escape($this->host->url('cron')) . '">'
            . '<input type="hidden" name="' . self::escape($name) . '" value="' . self::escape($value) . '">'
            . '<button type="submit" class="' . ($this->host->system() === 'gambio' ? 'btn btn-primary' : 'button')
            . '" name="make" value="1">' . $this->say('make') . '</button></form>';
    }

    /** Address and scheduler run in the PHP that shows this page: where it lacks the extension they do nothing. */
    private function lacks(): string
    {
        return $this->extension !== null ? '' : '<p><strong>! ' . strtr($this->say('web_lacks'), ['{php}' => self::escape(PHP_VERSION)]) . '</strong></p>';
    }

    private function seen(string $kind): string
    {
        $seen = json_decode((string) $this->services->accounts()->readMeta("seen_$kind"), true);
        if (!is_array($seen)) {
            return $this->say('never');
        }
        $time = (new \DateTime('@' . (int) ($seen['at'] ?? 0)))->setTimezone(new \DateTimeZone($this->host->zone()));
        $text = strtr($this->say('last'), [
            '{time}' => $time->format($this->host->language() === 'de' ? 'd.m.Y H:i' : 'Y-m-d H:i'),
            '{php}' => self::escape((string) ($seen['php'] ?? '?') . ' (' . (string) ($seen['binary'] ?? '') . ')'),
        ]);
        if (($seen['extension'] ?? null) === null) {
            $text .= '<br><strong>! ' . $this->say('missing') . '</strong>';
        }
        return (string) ($seen['text'] ?? '') === '' ? $text : $text . '<br>' . self::escape(
            FaultWords::said((string) $seen['text'], $this->host->language())
        );
    }

    private function row(string $name, string $field, string $help): string
    {
        return '<tr><td class="dataTableConfig col-left">' . $name . '</td><td class="dataTableConfig col-middle">'
            . $field . '</td><td class="dataTableConfig col-right">' . $help . '</td></tr>';
    }

    private function code(string $text): string
    {
        return '<code style="word-break:break-all">' . self::escape($text) . '</code>';
    }

    private function say(string $key): string
    {
        return self::escape(self::TEXTS[$key][$this->host->language() === 'de' ? 0 : 1]);
    }

    private static function escape(string $text): string
    {
        return mb_encode_numericentity(
            htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'),
            [0x80, 0x10ffff, 0, 0x1fffff],
            'UTF-8'
        );
    }
}
