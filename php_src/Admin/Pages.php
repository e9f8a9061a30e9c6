<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Failure;

/**
 * The pages that every shop wraps in its own frame: picks the page, checks right and token of each
 * write, and says what is missing where something is.
 */
final class Pages
{
    private const PAGES = [
        'overview' => Pages\Overview::class, 'log' => Pages\Log::class, 'list' => Pages\Orders::class,
        'settings' => Pages\Settings::class, 'expert' => Pages\Settings::class, 'access' => Pages\Access::class,
        'setup' => Pages\Setup::class, 'preview' => Pages\Preview::class, 'health' => Pages\Health::class,
    ];

    /** Pages without a tab of their own. */
    private const BELOW = ['list' => 'overview', 'preview' => 'overview', 'health' => 'overview',
        'expert' => 'settings', 'access' => 'settings', 'setup' => 'settings'];

    /** Pages that need more than the right to orders. */
    private const SETTINGS = ['settings', 'expert', 'access', 'setup'];

    /** @var Host */
    private $host;

    /** @var Services */
    private $services;

    public function __construct(Host $host, Services $services)
    {
        $this->host = $host;
        $this->services = $services;
    }

    /**
     * @param array<mixed> $get page, account and what the page itself takes
     * @param array<mixed> $post
     */
    public function handle(string $method, array $get, array $post): Answer
    {
        $readable = [Input::utf8($get, $this->host->charset()), Input::utf8($post, $this->host->charset())];
        $get = $readable[0] ?? array_intersect_key($get, ['page' => 0]);
        $post = $readable[1] ?? [];
        $name = is_string($get['page'] ?? null) && isset(self::PAGES[$get['page']]) ? $get['page'] : 'overview';
        $texts = new Texts($this->host);
        $answer = new Answer();
        $answer->title = $texts->say('title');
        $answer->headers = ['Cache-Control' => 'no-store', 'Referrer-Policy' => 'same-origin',
            'X-Content-Type-Options' => 'nosniff'];
        $view = new View($this->host, $texts, $this->services->now());
        if (!$this->host->may(in_array($name, self::SETTINGS, true) ? 'settings' : 'orders')) {
            $answer->status = 403;
            $this->frame($answer, $view, $name, '<p class="' . $view->note('bad') . '">'
                . $view->t('no_right') . '</p>', 0);
            return $answer;
        }
        $notice = null;
        if (in_array(null, $readable, true)) {
            $answer->status = 400;
            $notice = ['bad', $texts->say('not_text')];
            $method = 'GET';
        } elseif ($method === 'POST' && !$this->host->tokenValid($post)) {
            $answer->status = 403;
            $notice = ['bad', $texts->say('no_token')];
            $method = 'GET';
            $post = [];
        }
        try {
            $page = $this->page($name, $view, $get);
            if ($notice !== null) {
                $page->notice($notice[0], $notice[1]);
            }
            try {
                $html = $page->answer($answer, $method, $post);
            } catch (Failure $e) {
                if ($method !== 'POST') {
                    throw $e;
                }
                $answer->status = 422; // refused: said above the page, which stays as it was
                foreach ($e->causes() as $cause) {
                    $page->notice('bad', FaultWords::say($cause, $this->host->language()));
                }
                $html = $page->answer($answer, 'GET', []);
            }
            if ($answer->redirect === null && $answer->stream === null) {
                $this->frame($answer, $view, $name, $page->notices() . $html, $page->needs());
            }
        } catch (Failure $e) {
            $answer->status = $answer->status === 200 ? 503 : $answer->status;
            $this->frame($answer, $view, $name, $this->missing($view, $e->causes()), 0);
        } catch (\PDOException $e) {
            $answer->status = 503;
            // most faults of a server are HY000 to the standard: its own number tells a hoster more
            $code = $e->getCode() . (isset($e->errorInfo[1]) ? '/' . $e->errorInfo[1] : '');
            $this->frame($answer, $view, $name, $this->missing($view, [$texts->say('db_error', ['code' => $code])]), 0);
        }
        return $answer;
    }

    /** @param array<mixed> $get */
    private function page(string $name, View $view, array $get): Pages\Page
    {
        $class = self::PAGES[$name];
        return new $class($this->host, $this->services, $view, $get);
    }

    /** @param list<string> $causes */
    private function missing(View $view, array $causes): string
    {
        $causes = array_map(function (string $cause): string {
            return FaultWords::say($cause, $this->host->language());
        }, $causes);
        return $view->render('missing', ['causes' => $causes, 'extension' => phpversion('statussync') ?: null]);
    }

    private function frame(Answer $answer, View $view, string $name, string $html, int $needs): void
    {
        $answer->tabs = $this->tabs($name, $needs);
        $answer->html = $view->render('frame', ['html' => $html, 'tab' => self::BELOW[$name] ?? $name,
            'tabs' => $this->host->system() === 'gambio' ? [] : $answer->tabs]);
    }

    /**
     * @param string $name the page that is shown
     * @return array<string, array{text: string, url: string, current: bool}> by page; current: it is that page itself
     */
    public function tabs(string $name, int $needs): array
    {
        $texts = new Texts($this->host);
        $tabs = [];
        foreach (['overview', 'log', 'settings'] as $tab) {
            if ($tab !== 'settings' || $this->host->may('settings')) {
                $tabs[$tab] = ['text' => $texts->say("tab_$tab") . ($tab === 'log' && $needs > 0 ? " ($needs)" : ''),
                    'url' => $this->host->url($tab), 'current' => $tab === $name];
            }
        }
        return $tabs;
    }
}
