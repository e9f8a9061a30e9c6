<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Host;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CronPage;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Headline;
use StatusSync\Php\Admin\ListSigns;
use StatusSync\Php\Admin\Pages;
use StatusSync\Php\Admin\Panel;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Admin\Texts;
use StatusSync\Php\Failure;
use StatusSync\Php\Shop\ConfigureFile;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/**
 * What the classes in Gambio's tree call. What is missing is said in its place; the shop's own page
 * goes on.
 */
final class GambioEntry
{
    /** Seconds that the shop's user waits for a lock of ours at most. */
    private const PATIENCE = 1;

    private const CRON = 'GXModules/StatusSync/AmazonOrderStatus/cron.php';

    /**
     * Our page.
     *
     * @param array<mixed> $get
     * @param array<mixed> $post
     * @return array{html: string, tabs: list<array{text: string, url: string, current: bool}>,
     *   redirect: ?string}
     */
    public static function page(string $folder, array $get, array $post): array
    {
        $host = new GambioHost($folder);
        $page = ['html' => '', 'tabs' => [], 'redirect' => null];
        try {
            $method = (string) ($_SERVER['REQUEST_METHOD'] ?? 'GET');
            unset($get['do']);
            $services = Services::ofShop($folder);
            $templates = is_file(dirname(__DIR__, 3) . '/admin_ui/lang/de.php');
            $cron = ($get['page'] ?? '') === 'cron' || !$templates;
            $answer = $cron ? (new CronPage($host, $services))->handle($method, $post, self::cronAddress(), self::CRON)
                : (new Pages($host, $services))->handle($method, $get, $post);
            self::send($answer);
            $page['html'] = $answer->html;
            $page['tabs'] = array_values($cron && $templates ? (new Pages($host, $services))->tabs('', 0) : $answer->tabs);
            $page['redirect'] = $answer->redirect === '' ? null : $answer->redirect;
        } catch (\Throwable $e) {
            $hint = $host->language() === 'de' ? 'Die Seite kann gerade nichts zeigen: '
                : 'The page cannot show anything at the moment: ';
            $page['html'] = '<div class="alert alert-danger">' . self::escape($hint . Failure::words($e)) . '</div>';
        }
        return $page;
    }

    /** One statement however many they are, and nothing else. @param non-empty-list<string> $orders that were changed */
    public static function saved(string $folder, array $orders): void
    {
        (new Actions(self::db($folder, self::PATIENCE)))->touchedAll($orders);
    }

    /**
     * The box of an order.
     *
     * @return array{head: string, html: string, line: string} markup; "" where nothing is to be shown
     */
    public static function panel(string $folder, string $order): array
    {
        $host = new GambioHost($folder);
        try {
            $panel = new Panel($host, self::patient($folder));
            $html = $panel->render($order);
            return ['head' => 'Amazon', 'html' => $html, 'line' => $panel->verdict() === '' ? ''
                : '<p><strong>Amazon:</strong> ' . self::escape($panel->verdict()) . '</p>'];
        } catch (\Throwable $e) {
            return ['head' => 'Amazon', 'html' => '<p class="text-muted">' . self::escape($host->language() === 'de'
                ? 'Amazon-Status gerade nicht lesbar.' : 'Amazon status not readable at the moment.') . '</p>',
                'line' => ''];
        }
    }

    /** A form of the box was sent to the order's page. Ends the request if it was one. */
    public static function panelPosted(string $folder): void
    {
        $host = new GambioHost($folder);
        $order = is_scalar($_GET['oID'] ?? null) ? (string) (int) $_GET['oID'] : '0';
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || $order === '0') {
            return;
        }
        if (!$host->may('orders') || !$host->tokenValid($_POST)) {
            self::message($host->language() === 'de' ? 'Nicht gespeichert: Seite neu laden und noch einmal versuchen.'
                : 'Not saved: reload the page and try again.', false);
        } else {
            try {
                // the page that was open, whatever the form says
                $answer = (new Panel($host, self::patient($folder)))->handle(['order' => $order] + $_POST);
                if ($answer->message !== null) {
                    self::message($answer->message, $answer->good);
                }
            } catch (\Throwable $e) {
                self::message(Failure::words($e), false);
            }
        }
        header('Location: ' . $host->orderUrl($order), true, 302);
        exit;
    }

    /**
     * What the list shows beside the numbers of its page; one query, and nothing if the database is slow.
     *
     * @param non-empty-list<string> $orders
     * @return array<int|string, array{icon: string, title: string, url: string}> orders that are linked with
     *   Amazon; plain text
     */
    public static function listStates(string $folder, array $orders): array
    {
        $db = self::db($folder, self::PATIENCE);
        return ListSigns::hurried($db, static function () use ($folder, $db, $orders): array {
            return (new ListSigns(new GambioHost($folder), time()))->of($db, $orders);
        });
    }

    /**
     * One red line among the shop's own messages, where something would be missed; else nothing. It is made
     * anew for each page, so it is gone when its cause is, and there is nothing to take away.
     */
    public static function redLine(string $folder): void
    {
        $host = new GambioHost($folder);
        if (!isset($GLOBALS['messageStack']) || !$host->may('orders')) {
            return;
        }
        $db = self::db($folder, self::PATIENCE);
        $red = ListSigns::hurried($db, static function () use ($db, $host): ?string {
            $late = (new Facts($db, time(), $host->zone()))->late();
            return (new Headline(new Texts($host), time()))->red((new Accounts($db))->all(), $late);
        });
        if ($red !== null) {
            // behind the text: the start page makes a button of a link that stands there
            $GLOBALS['messageStack']->add('Amazon: ' . self::escape(rtrim($red, '.')) . '. <a href="'
                . self::escape($host->url('overview')) . '">'
                . ($host->language() === 'de' ? 'Ansehen' : 'View') . '</a>', 'error');
        }
    }

    /** Our tables are made, or brought up to date. */
    public static function installed(string $folder): void
    {
        (new Schema(self::db($folder)))->migrate(5);
    }

    /** Address of the cron entry, as a hoster's panel calls it. */
    private static function cronAddress(): string
    {
        $server = defined('HTTP_SERVER') ? (string) constant('HTTP_SERVER') : '';
        $path = defined('DIR_WS_CATALOG') ? (string) constant('DIR_WS_CATALOG') : '/';
        return $server . $path . self::CRON;
    }

    /** Headers, the line for the shop's message box; a file ends the request. */
    private static function send(Answer $answer): void
    {
        if ($answer->message !== null) {
            self::message($answer->message, $answer->good);
        }
        foreach ($answer->headers as $name => $value) {
            header(is_int($name) ? $value : "$name: $value");
        }
        if ($answer->status !== 200 && ($answer->redirect ?? '') === '') {
            http_response_code($answer->status);
        }
        if ($answer->stream === null && ($answer->download ?? '') === '') {
            return;
        }
        while (ob_get_level() > 0) {
            ob_end_clean();
        }
        $answer->stream === null ? print($answer->download) : ($answer->stream)();
        exit;
    }

    private static function message(string $text, bool $good): void
    {
        if (isset($GLOBALS['messageStack'])) {
            $GLOBALS['messageStack']->add_session(self::escape($text), $good ? 'success' : 'error');
        }
    }

    private static function escape(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    /** For the shop's own pages: a table that is being changed does not keep them waiting. */
    private static function patient(string $folder): Services
    {
        return Services::ofShop($folder, self::PATIENCE)->causal();
    }

    private static function db(string $folder, int $patience = 0): Db
    {
        $place = ConfigureFile::read((string) Detector::configureFile($folder));
        return new Db(Connection::open(
            Connection::dsn($place['DB_SERVER'], $place['DB_DATABASE']),
            $place['DB_SERVER_USERNAME'],
            $place['DB_SERVER_PASSWORD'],
            false,
            $patience
        ));
    }
}
