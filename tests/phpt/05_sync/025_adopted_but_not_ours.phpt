--TEST--
The one feed in the listing was another program's after all: its report proves nothing about ours, which may still be in the queue
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
$shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
$sim->run($store, $shop, ['wait' => 3600]);
$report = $store->rows['feeds'][array_key_last($store->rows['feeds'])]['result_id'];

// ours is created and stands in the queue for five hours; its answer is lost, and the listing shows somebody else's
$shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, '00340434161234567892');
$sim->post('advance', ['seconds' => 7200]);
$sim->post('faults', [['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after', 'queue' => 18000]]);
$sim->run($store, $shop);
$other = ['feedId' => '901', 'feedType' => 'POST_ORDER_FULFILLMENT_DATA', 'marketplaceIds' => ['A1PA6795UKMFR9'],
    'createdTime' => gmdate('Y-m-d\TH:i:s\Z', $sim->now() + 5), 'processingStatus' => 'DONE'];
$answer = fn (array $body): array => ['what' => 'status', 'status' => 200, 'headers' => ['Content-Type' => 'application/json'],
    'body' => json_encode($body)];
$sim->post('faults', [['op' => 'getFeeds', 'call' => 1] + $answer(['feeds' => [$other]]),
    ['op' => 'getFeed', 'call' => 1] + $answer($other + ['resultFeedDocumentId' => $report])]);
for ($i = 0; $i < 8; $i++) {
    $sim->post('advance', ['seconds' => 1800]);
    $sim->run($store, $shop);
}
echo json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), "\n";
$sim->post('advance', ['seconds' => 6 * 3600]);
$sim->run($store, $shop, ['wait' => 1200]);
echo json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
[{"state":"verified"},{"state":"unknown"}]["ship 301-0000000-0000001 feed"]
[{"state":"verified"},{"state":"verified"}]["ship 301-0000000-0000001 feed","ship 301-0000000-0000002 feed"][]
