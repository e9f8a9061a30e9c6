--TEST--
A refusal is not believed on a picture of the order from before it was sent
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
// the report says Error, yet Amazon took it; getOrder is away for a while, and a page asks to look at the order meanwhile
$sim = new Sim([], [['op' => 'createFeed', 'call' => 1, 'lie' => 'error_but_stored']]);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sim->run($store, $shop);
$sim->post('faults', [['op' => 'getOrder', 'what' => 'status'], ['op' => 'searchOrders', 'what' => 'status']]);
for ($i = 1; $i <= 6; $i++) {
    $sim->post('advance', ['seconds' => 120]);
    foreach ($store->rows['orders'] as $id => $row) {
        $store->rows['orders'][$id]['look_at'] = 0;
        $store->rows['orders'][$id]['version']++;
    }
    $sim->run($store, $shop);
}
echo json_encode($store->shown('messages', 'state', 'reason')), "\n";
$sim->post('faults', []);
$sim->post('advance', ['seconds' => 7200]);
$sim->run($store, $shop, ['wait' => 1200]);
echo json_encode($store->shown('messages', 'state', 'reason')), json_encode($sim->effects()), "\n";
?>
--EXPECT--
[{"state":"unknown","reason":"refused"}]
[{"state":"verified","reason":null}]["ship 301-0000000-0000001 feed"]
