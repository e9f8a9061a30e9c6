--TEST--
A preview changes nothing, uses no network, and lets an exception through as it is
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
putenv('STATUSSYNC_API_URL=http://127.0.0.1:9');
putenv('STATUSSYNC_LWA_URL=http://127.0.0.1:9');
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$shop->add('102', Sim::number(2), 1, Sim::NOW - 3600, null);
$sync = new StatusSync\Synchronizer($store, $shop, ['clock' => function (): int { return Sim::NOW; }]);
foreach ($sync->preview('eu') as $order) {
    echo $order['shop_order'], ' ', $order['amazon_order'], ' ', $order['verdict'], ' ', count($order['parcels']), ' ', implode(',', array_keys($order)), "\n";
}
echo json_encode([array_keys($store->calls), $store->rows['orders'], $store->events]), "\n";
$shop->before = function (string $m) {
    if ($m === 'orders') {
        throw new DomainException('no table', 7);
    }
    return null;
};
try {
    $sync->preview('eu');
} catch (DomainException $e) {
    echo get_class($e), ' ', $e->getCode(), "\n";
}
?>
--EXPECTF--
101 301-0000000-0000001 %r(hold|ship)%r 1 shop_order,amazon_order,account,verdict,reason,detail,state,deadline,cancel_reason,parcels,notes,events
102 301-0000000-0000002 %s 0 shop_order,amazon_order,account,verdict,reason,detail,state,deadline,cancel_reason,parcels,notes,events
[["load"],[],[]]
DomainException 7
