--TEST--
A feed in progress for ever: after eight hours what has a number goes by confirmShipment, the rest waits for the feed
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_PROGRESS']]);
$store = new MemoryStore();
$store->add('eu', [], ['wait_hours' => 0, 'carrier_fallback' => 'DHL']);
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, null);
$sim->run($store, $shop, ['wait' => 8 * 3600 - 600]);
echo json_encode($sim->effects()), json_encode($store->shown('messages', 'state')), "\n";
$sim->run($store, $shop, ['wait' => 7200]);
$sim->run($store, $shop, ['wait' => 7200]);
echo json_encode($sim->effects()), json_encode($store->shown('messages', 'state')), json_encode($sim->violations()), "\n";
echo json_encode(array_map('intval', array_intersect_key($sim->counts(), ['createFeed' => 1, 'confirmShipment' => 1]))), "\n";
?>
--EXPECT--
[][{"state":"in_flight"},{"state":"in_flight"}]
["ship 301-0000000-0000001 express"][{"state":"verified"},{"state":"in_flight"}][]
{"confirmShipment":1,"createFeed":1}
