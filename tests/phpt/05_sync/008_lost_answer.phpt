--TEST--
A createFeed whose answer is lost is never sent a second time, not even by libcurl itself
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after']]);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
$sync->add('eu', function () { return Sim::account(); });
$sync->run(['wait' => 3000]);
$effects = $sim->get('effects');
echo $sim->counts()['createFeed'], ' ', json_encode(array_column($effects['effects'] ?? $effects, 'op')), ' ', json_encode($sim->violations()), "\n";
echo json_encode($store->shown('messages', 'state')), "\n";
?>
--EXPECT--
1 ["ship"] []
[{"state":"accepted"}]
