<?php

/** usage: data.php DSN NOW full|hostile|long|empty|bare   or   data.php DSN NOW ask SQL (prints JSON) */

declare(strict_types=1);

use StatusSync\Php\Jobs\Queue;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Store\Tables;

$root = dirname(__DIR__, 3);
require $root . '/php_src/autoload.php';
[, $dsn, $now, $kind] = $argv;
$now = (int) $now;
if ($kind === 'ask') {
    echo json_encode((new Db(Connection::open($dsn)))->all($argv[4]), JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
    return;
}
passthru(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg("$root/tests/demo/shop.php") . ' create ' . escapeshellarg($dsn), $code);
$code === 0 || exit(1);
touch(substr($dsn, 7));
$db = new Db(Connection::open($dsn));
foreach ([1 => 'Offen', 2 => 'In Bearbeitung', 3 => 'Versendet', 4 => 'Storniert', 149 => 'Rechnung erstellt'] as $id => $name) {
    $db->run('INSERT INTO orders_status VALUES (?, 2, ?, 0)', [$id, $name]);
}
if ($kind === 'bare') {
    return;
}
(new Schema($db))->migrate();
if ($kind === 'empty') {
    return;
}
$bad = $kind === 'hostile' ? '"><img src=x onerror=alert(1)><script>alert(2)</script>\'\\' : '';
$long = $kind === 'long' ? str_repeat('Ueberlang', 20) : '';
$accounts = new Accounts($db, static function () use ($now): int {
    return $now;
});
$key = base64_encode(sodium_crypto_box_publickey(sodium_crypto_box_keypair()));
$accounts->add('de', ['name' => 'Amazon.de' . substr($bad . $long, 0, 80), 'region' => 'eu', 'seller' => 'A1TEST',
    'client_id' => 'amzn1.application-oa2-client.test', 'marketplaces' => 'A1PA6795UKMFR9'], $key, 'sealed');
$accounts->change('de', ['start_at' => $now - 14 * 86400]);
$accounts->changeState('de', static function (array $state) use ($now): array {
    return ['mode' => 'active', 'last_run' => $now - 600, 'last_success' => $now - 600] + $state;
});
$db->run('UPDATE statussync_account SET next_due = ?', [$now + 3600]);
(new Repository($db))->save('', ['ship' => [['status' => 3, 'ship_from' => null]], 'cancel' => [], 'open' => [1, 2]], [
    ['id' => 1, 'name' => 'Offen'], ['id' => 2, 'name' => 'In Bearbeitung'], ['id' => 3, 'name' => 'Versendet']]);
$insert = static function (string $table, array $row) use ($db): int {
    $columns = Tables::encode($table, $row);
    $names = implode(', ', array_map(static function (string $name): string {
        return "`$name`";
    }, array_keys($columns)));
    $db->run('INSERT INTO ' . Tables::table($table) . " ($names) VALUES " . Db::marks(count($columns)), array_values($columns));
    return $db->lastId();
};
$carrier = 'Sperrgut' . $bad . $long;
$db->run('INSERT INTO carriers VALUES (1, ?, NULL, 0), (2, ?, NULL, 0)', ['DHL', $carrier === 'Sperrgut' ? 'Sperrgut Süd' : $carrier]);
$count = $kind === 'long' ? 120 : 30;
for ($i = 1; $i <= $count; $i++) {
    $held = $i % 5 === 0;
    $refused = !$held && $i % 7 === 0;
    $number = sprintf('303-%07d-%07d', 1000000 + $i, 2000000 + $i);
    $code = $kind === 'hostile' ? $bad . $i : '003404341610940425' . sprintf('%02d', $i % 100) . $long;
    $db->run('INSERT INTO orders (orders_id, date_purchased, orders_status, comments) VALUES (?, ?, 3, ?)', [1000 + $i,
        gmdate('Y-m-d H:i:s', $now - $i * 3600), $bad]);
    $db->run('INSERT INTO orders_tracking (orders_id, carrier_id, parcel_id, date_added) VALUES (?, ?, ?, ?)', [1000 + $i,
        $held ? 2 : 1, substr($code, 0, 80), gmdate('Y-m-d H:i:s', $now - 3600)]);
    $order = $insert('order', ['account' => 'de', 'shop_order' => (string) (1000 + $i), 'amazon_order' => $number,
        'link_source' => 'magnalister', 'uncertain' => false, 'role' => '', 'purchased' => $now - $i * 3600, 'open' => $held || $refused,
        'closed_why' => null, 'verdict' => $held ? 'hold' : 'ship', 'reason' => $held ? 'carrier_unmapped' : null,
        'detail' => $held ? $carrier : null, 'shop_digest' => null, 'shop_status' => 3, 'shipped_at' => $now - 3600,
        'cancel_since' => 0, 'known' => '', 'amazon' => null, 'read_at' => 0, 'look_at' => 0, 'read_due' => 0,
        'deadline' => $now + $i * 1800, 'seen_at' => $now - 3600, 'express' => false, 'ignored' => false, 'carrier_confirmed' => false,
        'replace_theirs' => false, 'released' => false, 'cancel_revoked' => false, 'cancel_reason' => null, 'notes' => [],
        'version' => 1, 'fence' => 0, 'nonce' => 0]);
    $insert('parcel', ['order_id' => $order, 'number' => 1, 'row' => '1', 'tracking' => $code, 'carrier' => $held ? $carrier : 'DHL',
        'amazon_ref' => null, 'state' => $held ? 'held' : 'verified', 'version' => 1, 'fence' => 0, 'nonce' => 0]);
    if (!$held) {
        $insert('message', ['account' => 'de', 'order_id' => $order, 'shop_order' => (string) (1000 + $i), 'amazon_order' => $number,
            'kind' => 'ship', 'parcel' => 1, 'revision' => 1, 'state' => $refused ? 'rejected' : 'verified',
            'reason' => $refused ? 'amazon_rejected' : null, 'marketplace' => 'A1PA6795UKMFR9', 'carrier' => 'DHL', 'tracking' => $code,
            'digest' => '', 'amazon_ref' => null, 'lane' => 'feed', 'attempts' => 1, 'splits' => 0, 'part' => 0, 'not_before' => 0,
            'deadline' => $now + $i * 1800, 'feed' => 0, 'code' => $refused ? '18028' : null, 'text' => $refused
            ? 'The order cannot be found. ' . $bad . $long : null, 'request_id' => 'req-' . $i, 'created_at' => $now - 3500,
            'sent_at' => $now - ($i % 25) * 86400 - 600, 'changed_at' => $now - 600, 'version' => 1, 'fence' => 0, 'nonce' => 0]);
    }
    $insert('event', ['at' => $now - 600, 'account' => 'de', 'order_id' => $order, 'message' => 0, 'feed' => 0, 'what' => 'held',
        'http' => 0, 'request_id' => 'req-' . $i, 'code' => $refused ? '18028' : null, 'text' => ($refused ? 'The order cannot be found. '
            : '') . $bad . $long, 'nonce' => 0]);
}
$accounts->meta('seen_cli', json_encode(['at' => $now - 60, 'php' => '8.2.1', 'binary' => '/usr/bin/php8.2', 'extension' => '0.1', 'code' => 0,
    'text' => '']) ?: '');
$queue = new Queue($db, static function () use ($now): int {
    return $now;
});
$id = $queue->ask('preview', null);
$queue->done($id, true, ['ok' => true, 'counts' => ['ship' => 1], 'more' => 0, 'orders' => [['shop_order' => '1001',
    'amazon_order' => '303-1000001-2000001', 'account' => 'de', 'verdict' => 'hold', 'reason' => 'carrier_unmapped', 'state' => null,
    'detail' => $carrier, 'deadline' => $now, 'parcels' => [['carrier' => $carrier, 'carrier_name' => null, 'tracking' => $bad]]]]]);
$id = $queue->ask('test', 'de');
$queue->done($id, false, ['ok' => false, 'checks' => [['name' => 'orders', 'ok' => false, 'text' => 'refused ' . $bad]]]);
