<?php

declare(strict_types=1);

// REST v2: Basic auth, front-end run mode; the same overloads as in the admin are in force.
require __DIR__ . '/engine/boot.php';
$row = query('SELECT customers_password FROM customers WHERE customers_email_address = ? AND customers_status = 0', [$_SERVER['PHP_AUTH_USER'] ?? ''])->fetch();
if ($row === false || !password_verify($_SERVER['PHP_AUTH_PW'] ?? '', $row['customers_password'])) {
    http_response_code(401);
    exit;
}
$parts = explode('/', trim((string) ($_SERVER['PATH_INFO'] ?? ''), '/'));
$id = (int) ($parts[2] ?? 0);
$body = (array) json_decode((string) file_get_contents('php://input'), true);
$what = $_SERVER['REQUEST_METHOD'] . ' ' . ($parts[3] ?? '');
if ($what === 'PATCH status') {
    OrderWriteService::$fails = isset($body['fail']);
    MainFactory::create('OrderWriteService')->updateOrderStatus(new IdType($id), new IntType($body['statusId']), new StringType(''), new BoolType(false));
} elseif ($what === 'PUT ') {
    $order = new GXEngineOrder();
    $order->id = $id;
    $order->status = $body['statusId'];
    MainFactory::create('OrderWriteService')->updateOrder($order);
} elseif ($what === 'POST tracking_code') {
    add_tracking($id, (string) $body['trackingCode'], (int) $body['parcelServiceId'], 0, (string) ($body['url'] ?? ''));
} else {
    http_response_code(404);
}
echo '{}';
