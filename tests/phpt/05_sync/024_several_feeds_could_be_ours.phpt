--TEST--
createFeed goes unanswered and the listing shows two feeds that could be ours: neither is taken for it, the order is read and goes again
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_before']]);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sim->run($store, $shop);
$one = ['feedType' => 'POST_ORDER_FULFILLMENT_DATA', 'marketplaceIds' => ['A1PA6795UKMFR9'],
    'createdTime' => gmdate('Y-m-d\TH:i:s\Z', $sim->now() + 5), 'processingStatus' => 'DONE'];
$sim->post('faults', [['op' => 'getFeeds', 'call' => 1, 'what' => 'status', 'status' => 200, 'headers' => ['Content-Type' =>
    'application/json'], 'body' => json_encode(['feeds' => [['feedId' => '901'] + $one, ['feedId' => '902'] + $one]])]]);
$sim->post('advance', ['seconds' => 600]);
$sim->run($store, $shop);
echo count($sim->calls('getFeed')), ' asked about ', json_encode($store->shown('feeds', 'feed_id')), "\n";
$sim->post('advance', ['seconds' => 7200]);
$sim->run($store, $shop, ['wait' => 7200]);
echo json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
0 asked about [{"feed_id":null}]
[{"state":"verified"}]["ship 301-0000000-0000001 express"][]
