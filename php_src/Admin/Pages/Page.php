<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Host;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Admin\View;
use StatusSync\Php\Failure;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Store\ReleaseCheck;

/** What every page has: where it is shown, our tables, the chosen account, lines on top. */
abstract class Page
{
    /** @var Host */
    protected $host;

    /** @var Services */
    protected $services;

    /** @var View */
    protected $view;

    /** @var array<mixed> */
    protected $get;

    /** @var Facts */
    protected $facts;

    /** @var list<array{0: string, 1: string}> kind, plain text */
    private $lines = [];

    /** @param array<mixed> $get */
    public function __construct(Host $host, Services $services, View $view, array $get)
    {
        $this->host = $host;
        $this->services = $services;
        $this->view = $view;
        $this->get = $get;
        $this->facts = new Facts($services->ready()->db(), $view->now, $host->zone());
    }

    /**
     * Shows the page, or does what was posted (token and right are checked before).
     *
     * @param array<mixed> $post
     */
    abstract public function answer(Answer $answer, string $method, array $post): string;

    /** @param string $kind good, warn or bad */
    public function notice(string $kind, string $text): void
    {
        $this->lines[] = [$kind, $text];
    }

    public function notices(): string
    {
        $html = '';
        $said = self::text($this->get, 'said');
        if ($said !== '' && $this->view->texts->has("said_$said")) {
            $html .= '<p class="' . $this->view->note('good') . '" role="status">' . $this->view->t("said_$said") . '</p>';
        }
        foreach ($this->lines as [$kind, $text]) {
            $html .= '<p class="' . $this->view->note($kind) . '" role="' . ($kind === 'good' ? 'status' : 'alert')
                . '">' . $this->view->e($text) . '</p>';
        }
        return $html;
    }

    /** Orders that need the owner: the number on the tab. */
    public function needs(): int
    {
        return $this->facts->needs();
    }

    /** @param array<mixed> $from */
    protected static function text(array $from, string $key, string $default = ''): string
    {
        return is_string($from[$key] ?? null) ? $from[$key] : $default;
    }

    /** The account of the address, else the first. @return array<string, mixed>|null */
    protected function account(): ?array
    {
        $all = $this->services->accounts()->all();
        foreach ($all as $account) {
            if ($account['id'] === self::text($this->get, 'account')) {
                return $account;
            }
        }
        return $all[0] ?? null;
    }

    /** The account that its settings are for, null if they are those of all. */
    protected function whose(string $account): ?string
    {
        return $this->services->settings()->place($account) !== '' ? $account : null;
    }

    /**
     * Releases a preview that may be released, or lifts the safety stop.
     *
     * @return string what to say of it: "released", or "released_not" where nothing waited for it (any more)
     * @throws Failure with what is missing, in the words of the page
     */
    protected function release(string $account): string
    {
        $row = $this->services->accounts()->get($account);
        $document = $this->services->settings()->document($account);
        $cause = (new ReleaseCheck($this->services->db()))->cause($row, $document)
            ?? ($row['state']['mode'] === 'new' ? ['code' => 'new', 'n' => 0] : null);
        if ($cause !== null) {
            throw new Failure($this->view->texts->say("release_{$cause['code']}", ['n' => $cause['n'], 'name' => $row['name']]));
        }
        return $this->services->actions()->release($account)['what'] === '' ? 'released_not' : 'released';
    }

    /** A copy of the shop, as the account is bound elsewhere. @param array<string, mixed>|null $account */
    protected function copied(?array $account): bool
    {
        return $account !== null
            && Bound::fault($account['id'], $account['bound'], $this->services->shop()->identity(), $account['on']) !== null;
    }

    /** @param array<string, mixed> $query */
    protected function go(Answer $answer, string $page, string $said, array $query = []): string
    {
        $answer->redirect = $this->host->url($page, $query + ['said' => $said]);
        return '';
    }
}
