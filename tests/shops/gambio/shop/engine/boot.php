<?php

declare(strict_types=1);

// Written for tests: the ways in which a Gambio GX4 calls modules and writes orders, and nothing else of it.

namespace Gambio\Core\Application {
    final class Application
    {
        public const VERSION = 'v4.8.0.3';
    }
}

namespace {
    define('SHOP', dirname(__DIR__));
    require SHOP . '/includes/configure.php';
    define('DIR_WS_CATALOG', '/');
    define('DIR_WS_ADMIN', '/admin/');
    define('DIR_FS_CATALOG', SHOP . '/');
    define('DIR_FS_INC', SHOP . '/inc/');
    require __DIR__ . '/values.php';
    require __DIR__ . '/factory.php';
    require __DIR__ . '/components.php';
    date_default_timezone_set('Europe/Berlin');

    spl_autoload_register(static function (string $class): void {
        if (strncmp($class, 'GXModules\\', 10) === 0 && is_file(SHOP . '/' . strtr($class, '\\', '/') . '.php')) {
            require SHOP . '/' . strtr($class, '\\', '/') . '.php';
        }
    });

    /** The shop's own connection: no sql_mode, no time zone, three-byte utf8. */
    function query(string $sql, array $values = []): PDOStatement
    {
        static $pdo = null;
        if ($pdo === null) {
            [$host, $socket] = explode('::', DB_SERVER) + [1 => ''];
            $pdo = new PDO("mysql:unix_socket=$socket;dbname=" . DB_DATABASE . ';charset=utf8', DB_SERVER_USERNAME, DB_SERVER_PASSWORD, [
                PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
                PDO::MYSQL_ATTR_INIT_COMMAND => "SET sql_mode = ''",
            ]);
        }
        $statement = $pdo->prepare($sql);
        $statement->execute($values);
        return $statement;
    }

    function config(string $key): ?string
    {
        $row = query('SELECT `value` FROM gx_configurations WHERE `key` = ?', [$key])->fetch();
        return $row === false ? null : (string) $row['value'];
    }

    /** Settings of the shop that are constants, in the admin as in the front. */
    function constants(): void
    {
        foreach (['STORE_OWNER', 'STORE_OWNER_EMAIL_ADDRESS', 'EMAIL_FROM', 'EMAIL_SUPPORT_ADDRESS'] as $name) {
            define($name, (string) config("configuration/$name"));
        }
    }

    function set_status(int $order, int $status): void
    {
        query('UPDATE orders SET orders_status = ?, last_modified = NOW() WHERE orders_id = ?', [$status, $order]);
    }

    /** In the clock of PHP. */
    function add_history(int $order, int $status, string $comment = ''): void
    {
        query('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, customer_notified, comments) VALUES (?, ?, ?, 0, ?)', [
            $order, $status, date('Y-m-d H:i:s'), $comment,
        ]);
    }

    /** In the clock of the database. */
    function add_tracking(int $order, string $code, int $service, int $return, string $url = ''): int
    {
        $row = query('SELECT name FROM parcel_services WHERE parcel_service_id = ?', [$service])->fetch();
        query('INSERT INTO orders_parcel_tracking_codes (order_id, tracking_code, is_return_delivery, parcel_service_id, parcel_service_name, url,'
            . ' comment, creation_date) VALUES (?, ?, ?, ?, ?, ?, \'\', NOW())', [$order, $code, $return, $service, $row['name'] ?? '', $url]);
        return 1;
    }

    function h($text): string
    {
        return htmlspecialchars((string) $text, ENT_QUOTES, 'UTF-8');
    }

    function session(): void
    {
        session_name('GXsid');
        session_set_cookie_params(['httponly' => true, 'samesite' => 'Lax', 'path' => '/']);
        session_start();
        if (isset($_GET['language'])) {
            $_SESSION['language'] = $_GET['language'] === 'en' ? 'english' : 'german';
        }
        $english = ($_SESSION['language'] ?? 'german') === 'english';
        $_SESSION['language_code'] = $english ? 'en' : 'de';
        $_SESSION['languages_id'] = $english ? 1 : 2;
        $_SESSION['language_charset'] = 'utf-8';
    }

    function layout(string $title, string $html, $assets = null, array $tabs = []): string
    {
        $head = '';
        foreach ($assets === null ? [] : $assets->assets as $asset) {
            $head .= substr($asset->path, -3) === '.js' ? '<script src="' . h($asset->path) . '" defer></script>'
                : (substr($asset->path, -4) === '.css' ? '<link rel="stylesheet" href="' . h($asset->path) . '">' : '');
        }
        $menu = '<li><a href="/admin/admin.php?do=OrdersOverview">Bestellungen</a></li>';
        foreach (MainFactory::menus() as $file) {
            foreach (json_decode((string) file_get_contents($file), true) as $group) {
                foreach ($group['id'] === 'BOX_HEADING_ORDERS' ? $group['items'] : [] as $item) {
                    $menu .= '<li><a href="/admin/' . h($item['link'] . '?' . $item['link_param']) . '">'
                        . h(LanguageTextManager::phrase($item['title'])) . '</a></li>';
                }
            }
        }
        $navigation = '';
        foreach ($tabs as [$text, $url, $current]) {
            // the tab of the page that is shown is no link
            $navigation .= $current ? '<li class="nav-item no-link">' . $text . '</li>'
                : '<li class="nav-item"><a href="' . $url . '">' . $text . '</a></li>';
        }
        $messages = isset($GLOBALS['messageStack']) ? $GLOBALS['messageStack']->output() : '';
        return '<!doctype html><html lang="' . h($_SESSION['language_code']) . '"><head><meta charset="utf-8"><base href="/admin/">'
            . '<meta name="viewport" content="width=device-width, initial-scale=1"><title>' . h($title) . ' - Fixture Admin</title>'
            . '<link rel="stylesheet" href="/admin/fixture.css"><script src="/admin/jquery.js"></script>' . $head . '</head><body>'
            . '<nav aria-label="Admin"><ul>' . $menu . '</ul></nav><main><h1>' . h($title) . '</h1><ul class="tabs">' . $navigation . '</ul>'
            . $messages . $html . '</main><footer>Version: v4.8.0.3</footer></body></html>';
    }
}
