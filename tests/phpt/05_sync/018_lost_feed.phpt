--TEST--
A feed that Amazon does not know any more may still run: absence proves something only after eight hours
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'createFeed', 'call' => 1, 'queue' => 10000], ['op' => 'getFeed', 'what' => 'refuse', 'status' => 404]]);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sim->run($store, $shop, ['wait' => 600]);
echo json_encode($store->shown('messages', 'state')), json_encode($store->shown('feeds', 'state')), "\n";
for ($i = 1; $i <= 4; $i++) {
    // somebody asks for a fresh look at the order
    $sim->post('advance', ['seconds' => 1200]);
    foreach ($store->rows['orders'] as $id => $row) {
        $store->rows['orders'][$id]['read_due'] = $sim->now();
        $store->rows['orders'][$id]['version']++;
    }
    $sim->run($store, $shop);
}
echo $sim->counts()['getOrder'] > 3 ? 'read' : 'not read', ' ', json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), "\n";
$sim->post('advance', ['seconds' => 8 * 3600]);
$sim->run($store, $shop, ['wait' => 1200]);
echo json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
[{"state":"unknown"}][{"state":"lost"}]
read [{"state":"unknown"}][]
[{"state":"verified"}]["ship 301-0000000-0000001 feed"][]
