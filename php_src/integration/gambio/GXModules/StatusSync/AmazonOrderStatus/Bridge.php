<?php

declare(strict_types=1);

namespace GXModules\StatusSync\AmazonOrderStatus;

use StatusSync\Php\Admin\Host\GambioEntry;

/**
 * From Gambio's classes to our library, which lies in includes/external/statussync: Gambio's .htaccess
 * locks that folder, and below GXModules it would require every file named autoload.php.
 *
 * Nothing here throws and nothing fails when the library is missing: the shop goes on without us.
 */
final class Bridge
{
    /** Requests whose messages an owner sees: of the start page, which asks for them by script, and the order list. */
    private const SEEN = ['SecurityCheckAjax/Messages', 'OrdersOverview'];

    /** @var ?bool */
    private static $loaded;

    /** @var array<int|string, true>|null orders of this request */
    private static $changed;

    /** @return bool false: the library's files are not there */
    public static function library(): bool
    {
        if (self::$loaded === null) {
            $file = self::shop() . '/includes/external/statussync/php_src/autoload.php';
            self::$loaded = is_file($file);
            if (self::$loaded) {
                require_once $file;
            }
        }
        return self::$loaded;
    }

    /** The shop's root folder, without a slash at the end. */
    public static function shop(): string
    {
        return dirname(__DIR__, 3);
    }

    /** Address of our styles and scripts, with a slash at the end. */
    public static function assets(): string
    {
        $root = defined('DIR_WS_CATALOG') ? (string) constant('DIR_WS_CATALOG') : '/';
        return $root . 'GXModules/StatusSync/AmazonOrderStatus/Admin/Assets/';
    }

    /** The Module Center installed us: our tables are made, or found again. */
    public static function installed(): void
    {
        try {
            if (self::library()) {
                GambioEntry::installed(self::shop());
            }
        } catch (\Throwable $e) {
            return; // the page says what is missing
        }
    }

    /**
     * At the begin of an admin request: orders it names are marked after it has ended; what is red is said
     * where it is seen anyway.
     */
    public static function adminRequest(): void
    {
        self::saved(self::named());
        if (isset($_POST['statussync_do']) && self::library()) {
            GambioEntry::panelPosted(self::shop());
        }
        $get = ($_SERVER['REQUEST_METHOD'] ?? '') === 'GET';
        if ($get && in_array($_GET['do'] ?? null, self::SEEN, true) && self::library()) {
            GambioEntry::redLine(self::shop());
        }
    }

    /**
     * Orders whose data are changed in this request. They are marked once, when it has ended: the same
     * order comes from several places, and what Gambio writes after them must be there by then.
     *
     * @param array<mixed> $orders numbers; what is none is left out
     */
    public static function saved(array $orders): void
    {
        $ids = self::numbers($orders);
        if ($ids === []) {
            return;
        }
        if (self::$changed === null) {
            register_shutdown_function([self::class, 'mark']);
        }
        self::$changed = (self::$changed ?? []) + array_fill_keys($ids, true);
    }

    /** When the request has ended. */
    public static function mark(): void
    {
        try {
            $ids = array_map('strval', array_keys(self::$changed ?? []));
            self::$changed = [];
            if ($ids !== [] && self::library()) {
                GambioEntry::saved(self::shop(), $ids);
            }
        } catch (\Throwable $e) {
            return;
        }
    }

    /**
     * The box of an order.
     *
     * @return array{head: string, html: string, line: string} texts are markup; "" = show nothing
     */
    public static function panel(string $order): array
    {
        $nothing = ['head' => '', 'html' => '', 'line' => ''];
        try {
            return $order !== '0' && self::library() ? GambioEntry::panel(self::shop(), $order) : $nothing;
        } catch (\Throwable $e) {
            return $nothing;
        }
    }

    /**
     * @param array<mixed> $orders numbers of the shown page
     * @return array<int|string, array{icon: string, title: string, url: string}> order => what to show
     */
    public static function listStates(array $orders): array
    {
        try {
            $ids = self::numbers($orders);
            return $ids !== [] && self::library() ? GambioEntry::listStates(self::shop(), $ids) : [];
        } catch (\Throwable $e) {
            return [];
        }
    }

    /** What "run --if-due" does, in the time a web request has. @return bool false: see our page */
    public static function runIfDue(): bool
    {
        try {
            return self::library() && \StatusSync\Php\Cli\Trigger::scheduler(self::shop());
        } catch (\Throwable $e) {
            return false;
        }
    }

    /**
     * Orders that an admin request changes. The names are those of Gambio's forms; a request that only
     * shows an order is none, except the old list's links, which change the status by GET.
     *
     * @return list<string>
     */
    private static function named(): array
    {
        $post = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
        if (!$post && !isset($_GET['gm_status'])) {
            return [];
        }
        $found = [];
        foreach (['oID', 'orderId', 'order_id', 'orders_id', 'selectedOrders', 'gm_multi_status'] as $name) {
            foreach ([$_GET[$name] ?? [], $_POST[$name] ?? []] as $value) {
                $found = array_merge($found, is_array($value) ? array_values($value) : [$value]);
            }
        }
        return self::numbers($found);
    }

    /**
     * @param array<mixed> $values
     * @return list<string> order numbers, each once, 1000 at most
     */
    private static function numbers(array $values): array
    {
        $numbers = [];
        foreach ($values as $value) {
            if (is_scalar($value) && preg_match('/^[1-9]\d{0,17}$/', (string) $value) === 1) {
                $numbers[(string) $value] = (string) $value;
            }
        }
        return array_slice(array_values($numbers), 0, 1000);
    }
}
