--TEST--
What was counted as sent before midnight and did not go is taken from the day it was counted on
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$midnight = Sim::NOW - Sim::NOW % 86400 + 86400;
$world = Sim::world();
foreach ($world['orders'] as &$order) {
    $order['ship_by'] = $midnight + 20000; // near: by confirmShipment
}
$sim = new Sim($world);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$shop->add('102', Sim::number(2), 2, Sim::NOW - 3600, '');
$sim->run($store, $shop);
$shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, '00340434161234567907');
$sim->post('clock', ['until' => $midnight - 30]);
// midnight comes while Amazon answers that it is too much
$sim->post('faults', [['op' => 'confirmShipment', 'call' => 'every', 'what' => 'refuse', 'status' => 429,
    'code' => 'QuotaExceeded', 'clock_seconds' => 60]]);
$sim->run($store, $shop);
$days = $store->accounts['eu']['state']['days'];
echo json_encode(array_map(static fn (array $d): array => [$d['day'] - intdiv(Sim::NOW, 86400), $d['ships']], $days)), "\n";
echo json_encode($sim->effects()), "\n";
?>
--EXPECT--
[[0,1]]
["ship 301-0000000-0000001 feed"]
