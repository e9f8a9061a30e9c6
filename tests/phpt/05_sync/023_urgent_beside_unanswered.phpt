--TEST--
An urgent pass beside a feed without an answer: each message is in its own feed
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$world = Sim::world();
$world['accounts'][0]['marketplaces'][] = 'A13V1IB3VIYZZH';
$world['orders'][1]['marketplace'] = 'A13V1IB3VIYZZH';
foreach ([0, 1] as $i) {
    $world['orders'][$i]['ship_by'] = Sim::NOW + 20000;
}
$store = new MemoryStore();
$store->add('eu', ['marketplaces' => ['A1PA6795UKMFR9', 'A13V1IB3VIYZZH']], ['transport' => 'feed', 'interval' => 86400]);

$sim = new Sim($world, [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after']]);
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, '00340434161234567907');
$store->accounts['eu']['state']['last_send'] = 0;
$sim->run($store, $shop);
$store->accounts['eu']['state']['last_send'] = $sim->now(); // so that the next pass is an urgent one only
$sim->post('advance', ['seconds' => 130]);
$sim->run($store, $shop, ['if_due' => true]);
$places = [];
foreach ($store->rows['feeds'] as $feed) {
    $places[$feed['id']] = $feed['marketplace'];
}
foreach ($store->rows['messages'] as $m) {
    $feed = $places[$m['feed']] ?? null;
    echo substr($m['amazon_order'], -1), ' ', $m['state'], ' ', $feed === null || $feed === $m['marketplace'] ? 'its own' : 'ANOTHER', "\n";
}
?>
--EXPECT--
1 in_flight its own
2 in_flight its own
