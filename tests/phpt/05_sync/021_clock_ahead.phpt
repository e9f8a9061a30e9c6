--TEST--
A clock that is ahead of Amazon's: it is searched up to two minutes ago by Amazon's clock, and no ship date is in the future there
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim(['clock_skew' => -300]);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sim->run($store, $shop, ['wait' => 1200]); // the first answer tells Amazon's time
$sim->post('advance', ['seconds' => 70000]);
$shop->add('102', Sim::number(2), 3, $sim->now() - 5, '00340434161234567907'); // ship-by is near: leaves at once
$run = $sim->run($store, $shop, ['wait' => 1200]);
$searches = array_values(array_filter($sim->calls('searchOrders'), static fn (array $call): bool => $call[1] >= 70000));
echo json_encode([count($searches) > 0, array_unique(array_column($searches, 2))]), "\n";
echo json_encode([$run['sent'], $run['rejected'], array_unique(array_column($sim->calls('confirmShipment'), 2))]), "\n";
echo json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
[true,[200]]
[1,0,[204]]
["ship 301-0000000-0000001 feed","ship 301-0000000-0000002 express"][]
