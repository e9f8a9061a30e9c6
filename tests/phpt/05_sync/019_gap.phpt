--TEST--
After a pause of days nothing leaves before the order was read again
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim();
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 1, Sim::NOW - 3600, null);
$sim->run($store, $shop, ['wait' => 600]);
echo json_encode($store->shown('orders', 'known')), "\n";
$sim->post('advance', ['seconds' => 2 * 86400]);
$order = &$shop->orders['101'];
$order['status'] = 3;
$order['history'][] = ['id' => '3', 'status' => 3, 'at' => $sim->now() - 3600];
$order['tracking'][] = ['id' => 't1', 'carrier_key' => null, 'carrier' => 'DHL', 'code' => '00340434161234567891', 'is_return' => false,
    'at' => $sim->now() - 3600];
$shop->changed[] = '101';
$sim->post('faults', [['op' => 'getOrder', 'what' => 'status'], ['op' => 'searchOrders', 'what' => 'status']]);
$sim->run($store, $shop, ['wait' => 3600]);
echo json_encode($store->shown('orders', 'verdict', 'reason')), json_encode($sim->effects()), ' ', $sim->counts()['createFeed'] ?? 0, "\n";
$sim->post('faults', []);
$sim->post('advance', ['seconds' => 7200]);
$sim->run($store, $shop, ['wait' => 1200]);
echo json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
[{"known":"found"}]
[{"verdict":"hold","reason":"reading"}][] 0
["ship 301-0000000-0000001 express"][]
