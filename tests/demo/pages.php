<?php

/**
 * Router of PHP's built-in server for "bin/demo --serve" and the browser tests: a small shop with our pages.
 *
 * Environment: STATUSSYNC_DEMO_DSN, STATUSSYNC_DEMO_NOW (epoch, or an address that tells it; empty = now),
 * STATUSSYNC_DEMO_RIGHTS (all, orders, none).
 */

declare(strict_types=1);

use StatusSync\Php\Admin\CronPage;
use StatusSync\Php\Admin\Host\DemoHost;
use StatusSync\Php\Admin\Pages;
use StatusSync\Php\Admin\Panel;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Admin\Texts;
use StatusSync\Php\Install\CronToken;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;

$root = dirname(__DIR__, 2);
require $root . '/php_src/autoload.php';

$path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (in_array($path, ['/statussync.css', '/statussync.js'], true)) {
    header('Content-Type: ' . ($path === '/statussync.css' ? 'text/css' : 'text/javascript') . '; charset=utf-8');
    readfile($root . '/admin_ui' . $path);
    return true;
}

$token = is_string($_COOKIE['demo'] ?? null) && strlen($_COOKIE['demo']) === 32 ? $_COOKIE['demo'] : bin2hex(random_bytes(16));
setcookie('demo', $token, ['httponly' => true, 'samesite' => 'Strict', 'path' => '/']);
$host = new DemoHost(is_string($_GET['lang'] ?? null) ? $_GET['lang'] : 'de', $token, getenv('STATUSSYNC_DEMO_RIGHTS') ?: 'all');
$dsn = (string) getenv('STATUSSYNC_DEMO_DSN');
$db = new Db(Connection::open($dsn, getenv('STATUSSYNC_DB_USER') ?: null, getenv('STATUSSYNC_DB_PASSWORD') ?: null));
$config = Detector::dsn($dsn);
$config->url = (string) getenv('STATUSSYNC_SHOP_URL');
$now = (string) getenv('STATUSSYNC_DEMO_NOW');
$services = Services::ofPlace($db, $config, $now === '' ? null : static function () use ($now): int {
    static $time = null;
    return $time = $time ?? (int) (ctype_digit($now) ? $now : json_decode((string) file_get_contents($now), true)['now']);
}, $root . '/bin/statussync --dsn ' . $dsn . ' run --if-due');
$site = 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1');

/** @return array{0: string, 1: string} title, HTML */
function orders(Db $db, DemoHost $host): array
{
    $html = '<h1>' . ($host->language() === 'de' ? 'Bestellungen' : 'Orders') . '</h1><div class="ss-scroll"><table class="ss-table">';
    $html .= '<thead><tr><th scope="col">' . ($host->language() === 'de' ? 'Nr.' : 'No.') . '</th><th scope="col">Amazon</th><th scope="col">Status</th></tr></thead>';
    $sql = 'SELECT o.`orders_id` AS i, s.`orders_status_name` AS s, (SELECT MAX(x.`amazon_order`) FROM `statussync_order` x'
        . ' WHERE x.`shop_order` = o.`orders_id`) AS a FROM `orders` o LEFT JOIN `orders_status` s ON s.`orders_status_id` ='
        . ' o.`orders_status` AND s.`language_id` = 2 ORDER BY o.`orders_id` DESC LIMIT 100';
    foreach ($db->all($sql) as $row) {
        $html .= '<tr><td><a href="' . htmlspecialchars($host->orderUrl((string) $row['i'])) . '">' . htmlspecialchars((string) $row['i'])
            . '</a></td><td>' . htmlspecialchars((string) $row['a']) . '</td><td>' . htmlspecialchars((string) $row['s']) . '</td></tr>';
    }
    return [$host->language() === 'de' ? 'Bestellungen' : 'Orders', $html . '</table></div>'];
}

if ($path === '/cron') { // "bin/demo --serve" plays the cron job all the time: this only tells whether the address is the right one
    $good = is_string($_GET['token'] ?? null) && (new CronToken($db))->valid($_GET['token']);
    http_response_code($good ? 200 : 403);
    header('Content-Type: text/plain; charset=utf-8');
    echo $good ? "ok\n" : "forbidden\n";
    return true;
}
$status = 200;
if ($path === '/' || $path === '/orders') {
    [$title, $html] = orders($db, $host);
} elseif ($path === '/order') {
    $order = is_string($_GET['order'] ?? null) ? $_GET['order'] : '';
    $panel = new Panel($host, $services);
    $said = '';
    if ($_SERVER['REQUEST_METHOD'] === 'POST') {
        $answer = $panel->handle(['order' => $order] + $_POST);
        $status = $answer->status;
        $said = '<p role="status" class="ss-note ' . ($answer->good ? 'ss-good' : 'ss-bad') . '">'
            . htmlspecialchars((string) $answer->message) . '</p>';
    }
    $box = $panel->render($order);
    $box = $box !== '' ? $box : '<p>' . htmlspecialchars((new Texts($host))->say('order_unknown', ['order' => $order])) . '</p>';
    $title = ($host->language() === 'de' ? 'Bestellung ' : 'Order ') . $order;
    $html = '<h1>' . htmlspecialchars($title) . '</h1>' . $said . '<div class="ss ss-demo">' . $box . '</div>';
} else {
    if (($_GET['page'] ?? '') === 'cron') {
        $answer = (new CronPage($host, $services))->handle($_SERVER['REQUEST_METHOD'], $_POST, "$site/cron");
    } else {
        $answer = (new Pages($host, $services))->handle($_SERVER['REQUEST_METHOD'], $_GET, $_POST);
    }
    foreach ($answer->headers as $name => $value) {
        header("$name: $value");
    }
    http_response_code($answer->status);
    if ($answer->redirect !== null) {
        header('Location: ' . $answer->redirect, true, 303);
        return true;
    }
    if ($answer->stream !== null) {
        ($answer->stream)();
        return true;
    }
    $title = $answer->title;
    $html = '<h1>' . htmlspecialchars($title) . '</h1>' . $answer->html;
}
http_response_code($status === 200 ? (http_response_code() ?: 200) : $status);
header('Content-Type: text/html; charset=utf-8');
header("Content-Security-Policy: default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; form-action 'self'");
$language = $host->language();
$back = $language === 'de' ? 'Bestellungen' : 'Orders';
echo "<!DOCTYPE html><html lang=\"$language\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
    htmlspecialchars($title), '</title><link rel="stylesheet" href="/statussync.css"><script src="/statussync.js" defer></script>',
    '<style>body{margin:0;background:#f4f6f8}main,header{padding:10px 20px}header{background:#22303f;display:flex;gap:18px}header a{color:#fff}',
    'main{font-family:system-ui,sans-serif;color:#1d2430}h1{font-size:20px}</style></head><body><header>',
    "<a href=\"/orders?lang=$language\">$back</a><a href=\"/amazon?lang=$language\">Amazon</a><a href=\"/amazon?lang=",
    $language === 'de' ? 'en">English' : 'de">Deutsch', '</a></header><main>', $html, '</main></body></html>';
return true;
