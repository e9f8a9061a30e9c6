<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Host;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CronPage;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\FaultWords;
use StatusSync\Php\Admin\Headline;
use StatusSync\Php\Admin\Hook;
use StatusSync\Php\Admin\ListSigns;
use StatusSync\Php\Admin\Pages;
use StatusSync\Php\Admin\Panel;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Admin\Texts;
use StatusSync\Php\Failure;
use StatusSync\Php\Install\Registration;
use StatusSync\Php\Install\Version;
use StatusSync\Php\Shop\ConfigureFile;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/**
 * What the files in modified's tree call. None of it throws: what is missing is said in its place,
 * and the shop's own page goes on.
 */
final class ModifiedEntry
{
    /**
     * Our page. Redirects and downloads end the request.
     *
     * @param array<mixed> $get
     * @param array<mixed> $post what the shop left of it: empty if its token was missing or wrong
     * @return array{title: string, html: string} in the charset of the shop's page
     */
    public static function page(array $get, array $post): array
    {
        $host = new ModifiedHost();
        try {
            parse_str((string) ($_SERVER['QUERY_STRING'] ?? ''), $raw); // the shop's filter changes some names
            $raw['page'] = is_string($raw[ModifiedHost::VIEW] ?? null) ? $raw[ModifiedHost::VIEW] : '';
            unset($raw[ModifiedHost::VIEW]);
            $method = $post === [] ? 'GET' : (string) ($_SERVER['REQUEST_METHOD'] ?? 'GET');
            $services = Services::ofShop(self::folder());
            $answer = $raw['page'] === 'cron' || !class_exists(Pages::class)
                ? (new CronPage($host, $services))->handle($method, $post, self::cronAddress())
                : (new Pages($host, $services))->handle($method, $raw, $post);
            self::leave($answer);
            return ['title' => $answer->title, 'html' => $answer->html];
        } catch (\Throwable $e) {
            return ['title' => 'Amazon', 'html' => self::problem($host, $e)];
        }
    }

    /** The box on an order's page; marks the order too, for the view follows every save. */
    public static function panel(string $order): string
    {
        $host = new ModifiedHost();
        Hook::orderSaved($order);
        try {
            return (new Panel($host, Hook::of(self::folder())->causal()))->render($order);
        } catch (\Throwable $e) {
            return self::box($host, $host->language() === 'de' ? 'Amazon-Status gerade nicht lesbar.'
                : 'Amazon status not readable at the moment.');
        }
    }

    /**
     * Before the shop's order page acts.
     *
     * @param array<mixed> $get
     * @param array<mixed> $post
     */
    public static function orders(string $action, array $get, array $post): void
    {
        $order = is_scalar($get['oID'] ?? null) ? (string) (int) $get['oID'] : '0';
        if ($action === 'stornoconfirm') {
            // the shop has no hook behind the storno: when the request ends, it is done
            register_shutdown_function([Hook::class, 'orderSaved'], $order);
            return;
        }
        $host = new ModifiedHost();
        if ($post === [] || !$host->tokenValid($post) || !$host->may('orders')) {
            return;
        }
        try {
            $post['order'] = $order; // the page that was open, whatever the form says
            $answer = (new Panel($host, Hook::of(self::folder())->causal()))->handle($post);
            if ($answer->message !== null) {
                self::message($answer->message, $answer->good);
            }
            $order = $answer->redirect === null ? $order : '';
            self::leave($answer);
        } catch (\Throwable $e) {
            self::message(FaultWords::say(Failure::words($e), $host->language()), false);
        }
        \xtc_redirect($host->orderUrl($order));
    }

    /**
     * Signs of the orders that a page of the shop's list shows; "" whatever goes wrong.
     *
     * @param mixed $result what the shop has read its list from: a mysqli_result
     * @return string style, map and script, for the end of the page
     */
    public static function listing($result): string
    {
        try {
            $host = new ModifiedHost();
            if (!$result instanceof \mysqli_result || !$host->may('orders')) {
                return '';
            }
            $ids = [];
            $result->data_seek(0);
            while (is_array($row = $result->fetch_assoc())) {
                $ids[] = (string) (int) ($row['orders_id'] ?? 0);
            }
            $services = Hook::of(self::folder());
            $signs = ListSigns::hurried($services->db(), static function () use ($host, $services, $ids): array {
                return (new ListSigns($host, $services->now()))->of($services->db(), $ids);
            });
            if ($signs === []) {
                return '';
            }
            $map = json_encode($signs, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT | JSON_FORCE_OBJECT);
            return '<link rel="stylesheet" type="text/css" href="' . self::escape($host->assetUrl('statussync.css')) . '">'
                . '<script type="application/json" id="statussync-signs">' . $map . '</script>'
                . '<script src="' . self::escape($host->assetUrl('statussync.js')) . '" defer></script>';
        } catch (\Throwable $e) {
            return '';
        }
    }

    /** One red line among the shop's own messages, where something would be missed; else nothing. */
    public static function redLine(): void
    {
        try {
            $host = new ModifiedHost();
            if (!$host->may('orders')) {
                return;
            }
            $services = Hook::of(self::folder());
            $red = ListSigns::hurried($services->db(), static function () use ($host, $services): ?string {
                return (new Headline(new Texts($host), $services->now()))->red(
                    $services->accounts()->all(),
                    (new Facts($services->db(), $services->now(), $host->zone()))->late()
                );
            });
            if ($red !== null) {
                $link = self::escape($host->url('overview'));
                $GLOBALS['messageStack']->add('<a style="font:inherit;text-decoration:underline" href="' . $link . '">Amazon</a>: ' . self::escape($red), 'error');
            }
        } catch (\Throwable $e) {
            return; // the shop's page is no place for our own troubles
        }
    }

    /** One line for the module's description: what is there and what is not. HTML without marks. */
    public static function moduleState(): string
    {
        $lines = ['PHP ' . PHP_VERSION . ', statussync ' . (phpversion('statussync') ?: '-')];
        $german = ($_SESSION['language_code'] ?? 'de') === 'de';
        if (!extension_loaded('statussync')) {
            $lines[] = $german ? 'Dem PHP der Webseite fehlt die Erweiterung statussync. Kein Fehler, wenn das PHP'
                . ' des Cronjobs sie hat.' : 'The web PHP lacks the extension statussync. No fault if the PHP of the'
                . ' cron job has it.';
        }
        try {
            $reached = (new Schema(self::db()))->current();
            if ($reached < Schema::VERSION) {
                $lines[] = $german ? 'Unsere Tabellen fehlen oder sind älter: "Installieren" oder "Aktualisieren" legt'
                    . ' sie an.' : 'Our tables are missing or older: "Install" or "Update" makes them.';
            }
        } catch (\Throwable $e) {
            $lines[] = Failure::words($e);
        }
        return implode('<br>', array_map([self::class, 'escape'], $lines));
    }

    /** @return array{0: string, 1: bool} message (HTML), whether it is good */
    public static function moduleInstall(int $admin): array
    {
        $german = ($_SESSION['language_code'] ?? 'de') === 'de';
        try {
            $db = self::db();
            $had = (new Schema($db))->current();
            (new Schema($db))->migrate(5);
            (new Registration($db))->add($admin);
        } catch (\Throwable $e) {
            return [self::escape(Failure::words($e)), false];
        }
        $text = $german ? 'Version ' . Version::NUMBER . ' ist eingerichtet. '
            . ($had > 0 ? 'Frühere Daten wurden gefunden, es geht mit ihnen weiter. ' : '')
            . 'Weiter unter Partner Module > Amazon Bestellstatus.'
            : 'Version ' . Version::NUMBER . ' is set up. ' . ($had > 0 ? 'Earlier data were found and are used. ' : '')
            . 'Go on with Partner Modules > Amazon order status.';
        return [self::escape($text), true];
    }

    /** @return array{0: string, 1: bool} */
    public static function moduleRemove(int $admin): array
    {
        try {
            (new Registration(self::db()))->remove();
        } catch (\Throwable $e) {
            return [self::escape(Failure::words($e)), false];
        }
        $german = ($_SESSION['language_code'] ?? 'de') === 'de';
        return [self::escape($german ? 'Entfernt. Bestellungen und Nachweise bleiben in der Datenbank.'
            : 'Removed. Orders and evidence stay in the database.'), true];
    }

    private static function cronAddress(): string
    {
        $server = defined('ENABLE_SSL') && constant('ENABLE_SSL') ? 'HTTPS_SERVER' : 'HTTP_SERVER';
        return rtrim((string) constant($server), '/') . constant('DIR_WS_CATALOG') . 'api/statussync/cron.php';
    }

    private static function leave(Answer $answer): void
    {
        foreach ($answer->headers as $name => $value) {
            header(is_int($name) ? $value : "$name: $value");
        }
        if ($answer->redirect !== null && $answer->redirect !== '') {
            \xtc_redirect($answer->redirect);
        }
        if ($answer->stream !== null) {
            while (ob_get_level() > 0) {
                ob_end_clean();
            }
            ($answer->stream)();
            exit;
        }
        if ($answer->download !== null && $answer->download !== '') {
            while (ob_get_level() > 0) {
                ob_end_clean();
            }
            echo $answer->download;
            exit;
        }
    }

    private static function message(string $text, bool $good): void
    {
        $GLOBALS['messageStack']->add_session(self::escape($text), $good ? 'success' : 'error');
    }

    private static function problem(ModifiedHost $host, \Throwable $e): string
    {
        $hint = $host->language() === 'de' ? 'Die Seite kann gerade nichts zeigen: '
            : 'The page cannot show anything at the moment: ';
        return '<div class="error_message">' . self::escape($hint . FaultWords::say(Failure::words($e), $host->language())) . '</div>';
    }

    private static function box(ModifiedHost $host, string $text): string
    {
        return '<div class="heading">Amazon</div><table class="table borderall"><tr><td class="smallText">'
            . self::escape($text) . '</td></tr></table>';
    }

    /** ASCII for every charset the shop may have. */
    private static function escape(string $text): string
    {
        return mb_encode_numericentity(htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'), [
            0x80, 0x10ffff, 0, 0x1fffff,
        ], 'UTF-8');
    }

    private static function folder(): string
    {
        return rtrim((string) constant('DIR_FS_CATALOG'), '/');
    }

    private static function db(): Db
    {
        $place = ConfigureFile::read((string) Detector::configureFile(self::folder()));
        return new Db(Connection::open(
            Connection::dsn($place['DB_SERVER'], $place['DB_DATABASE']),
            $place['DB_SERVER_USERNAME'],
            $place['DB_SERVER_PASSWORD']
        ));
    }
}
