--TEST--
Client: what Amazon refuses becomes an ApiException that tells all but secrets
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'getOrder', 'call' => 1, 'what' => 'refuse', 'status' => 429, 'code' => 'QuotaExceeded', 'message' => 'slow'],
    ['op' => 'getOrder', 'call' => 2, 'what' => 'html', 'status' => 502], ['op' => 'getOrder', 'call' => 3, 'what' => 'redirect', 'location' => 'https://example.com/'],
    ['op' => 'getOrder', 'call' => 4, 'what' => 'garbage'], ['op' => 'getOrder', 'call' => 5, 'what' => 'truncate'],
    ['op' => 'getOrder', 'call' => 6, 'what' => 'drop_before'], ['op' => 'getOrder', 'call' => 7, 'what' => 'wrong_type', 'field' => 'order.orderItems.0.quantityOrdered', 'value' => 'two'],
    ['op' => 'getOrder', 'call' => 8, 'what' => 'missing_field', 'field' => 'order.fulfillment']]);
$tries = [];
$good = new StatusSync\Client(Sim::account(), $sim->clock());
foreach (range(1, 8) as $n) {
    $tries["call $n"] = function () use ($good) { return $good->getOrder(Sim::number(1)); };
}
// units that are none, or that no sum can take
$sim->post('world', ['orders' => [['id' => Sim::number(1), 'packages' => [['ref' => '1', 'shipped_at' => Sim::NOW - 600, 'carrier' => 'DHL',
    'tracking' => '00340434161234567891', 'items' => [['id' => sprintf('%014d', 1001), 'quantity' => 2]]]]]]]);
$units = [];
foreach (['packages.0.packageItems.0.quantity', 'orderItems.0.quantityOrdered', 'orderItems.0.fulfillment.quantityFulfilled'] as $field) {
    foreach ([-1, 1000000001, PHP_INT_MAX, 2.5] as $value) {
        $units[] = ['op' => 'getOrder', 'call' => count($units) + 1, 'what' => 'wrong_type', 'field' => "order.$field", 'value' => $value];
    }
}
$tries['rules'] = function () use ($sim, $units) { $sim->post('faults', $units); };
foreach ($units as $n => $rule) {
    $tries["$rule[field] $rule[value]"] = $tries['call 1'];
}
$tries['secret'] = function () use ($sim) { (new StatusSync\Client(Sim::account('eu', 1, ['client_secret' => 'HIDDEN-1'])))->token(); };
$tries['grant'] = function () { (new StatusSync\Client(Sim::account('eu', 1, ['refresh_token' => 'HIDDEN-2'])))->getOrder(Sim::number(1)); };
$tries['number'] = function () use ($good) { $good->getOrder('x'); };
$tries['query'] = function () use ($good) { $good->searchOrders([]); };
$tries['key'] = function () use ($good) { $good->searchOrders(['since' => 1, 'x' => 1]); };
$tries['again'] = function () use ($good) { return $good->getOrder(Sim::number(1)); };
foreach ($tries as $name => $try) {
    try {
        $r = $try();
        echo $name, ': well', "\n";
    } catch (StatusSync\ApiException $e) {
        echo $name, ': ', $e->getHttpStatus(), ' ', $e->getApiCode(), ' ', $e->getRequestId() !== '' ? 'id' : 'no id',
            strpos((string) $e, 'HIDDEN') === false ? '' : ' leaks', "\n";
    } catch (StatusSync\Exception $e) {
        echo $name, ': ', get_class($e), ' ', $e->getMessage(), "\n";
    }
}
echo json_encode($sim->violations()), "\n";
?>
--EXPECTF--
call 1: 429 QuotaExceeded id
call 2: 502 %s
call 3: 307 %s
call 4: 200 unreadable id
call 5: StatusSync\TransportException Amazon: http: %s
call 6: StatusSync\TransportException Amazon: http: %s
call 7: 200 unreadable id
call 8: 200 unreadable id
rules: well
order.packages.0.packageItems.0.quantity -1: 200 unreadable id
order.packages.0.packageItems.0.quantity 1000000001: 200 unreadable id
order.packages.0.packageItems.0.quantity 9223372036854775807: 200 unreadable id
order.packages.0.packageItems.0.quantity 2.5: 200 unreadable id
order.orderItems.0.quantityOrdered -1: 200 unreadable id
order.orderItems.0.quantityOrdered 1000000001: 200 unreadable id
order.orderItems.0.quantityOrdered 9223372036854775807: 200 unreadable id
order.orderItems.0.quantityOrdered 2.5: 200 unreadable id
order.orderItems.0.fulfillment.quantityFulfilled -1: 200 unreadable id
order.orderItems.0.fulfillment.quantityFulfilled 1000000001: 200 unreadable id
order.orderItems.0.fulfillment.quantityFulfilled 9223372036854775807: 200 unreadable id
order.orderItems.0.fulfillment.quantityFulfilled 2.5: 200 unreadable id
secret: 401 invalid_client id
grant: 400 invalid_grant id
number: StatusSync\InputException order: an Amazon order number (3-7-7) is wanted
query: StatusSync\InputException since: a time is needed
key: StatusSync\InputException query: unknown key 'x'
again: well
[]
