--TEST--
A run sends, reads the report and verifies, on the simulated clock
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
for ($i = 1; $i <= 3; $i++) {
    $shop->add("10$i", Sim::number($i), 3, Sim::NOW - 3600, "0034043416123456789$i");
}
$sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
$sync->add('eu', function () { return Sim::account(); });
$run = $sync->run(['wait' => 3600])['accounts'][0];
echo implode(' ', array_keys($run)), "\n";
echo json_encode(array_intersect_key($run, array_flip(['id', 'name', 'sent', 'accepted', 'rejected', 'stopped', 'taken', 'failed', 'error']))), "\n";
echo json_encode(array_column($store->rows['messages'], 'state')), ' ', json_encode($sim->violations()), "\n";
echo json_encode($sync->run()), "\n"; // the list of accounts is used up
$sim->post('advance', ['seconds' => 8000]);
$sync->add('eu', function () { return Sim::account(); });
$sync->run(['wait' => 3600]);
echo json_encode(array_column($store->rows['messages'], 'state')), "\n";
$effects = $sim->get('effects');
echo json_encode(array_column($effects['effects'] ?? $effects, 'op')), ' ', json_encode($sim->violations()), "\n";
?>
--EXPECT--
id name seconds collected sent accepted verified held rejected unknown skipped conflicts parked requests next_due stopped stopped_text taken not_due person failed error
{"id":"eu","name":"EU","sent":3,"accepted":3,"rejected":0,"stopped":null,"taken":false,"failed":false,"error":null}
["accepted","accepted","accepted"] []
{"accounts":[]}
["verified","verified","verified"]
["ship","ship","ship"] []
