--TEST--
A feed without an answer that is not listed any more, or whose listing Amazon refuses: its orders are read, then it goes on
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$refused = ['op' => 'getFeeds', 'call' => 'every', 'what' => 'refuse', 'status' => 400, 'code' => 'InvalidInput'];
foreach (['91 days later' => [91 * 86400, []], 'listing refused' => [9 * 3600, [$refused]]] as $case => [$seconds, $more]) {
    $sim = new Sim([], array_merge([['op' => 'createFeed', 'call' => 1, 'what' => 'drop_before']], $more));
    $store = new MemoryStore();
    $store->add('eu', [], ['transport' => 'feed']);
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $sim->run($store, $shop, ['wait' => 30]);
    $sim->post('advance', ['seconds' => 1000]);
    $sim->run($store, $shop, ['wait' => 30]);
    echo "$case: ", json_encode($store->shown('feeds', 'state')), json_encode($store->shown('messages', 'state')), "\n";
    $sim->post('advance', ['seconds' => $seconds]);
    [$asked, $began] = [$sim->counts()['getFeeds'] ?? 0, $sim->now()];
    $sim->run($store, $shop, ['wait' => 600]);
    $again = ($sim->counts()['getFeeds'] ?? 0) - $asked;
    $read = min(array_column($store->rows['orders'], 'read_at'));
    echo '  ', array_column($store->rows['feeds'], 'state')[0], ", $again getFeeds, ", $read > $began - 300 ? 'read' : 'unread', "\n";
    $store->accounts['eu']['state']['mode'] = 'active'; // the owner has seen the preview
    $sim->post('advance', ['seconds' => 7200]);
    $sim->run($store, $shop, ['wait' => 1200]);
    echo '  ', json_encode($sim->effects()), json_encode($sim->violations()), "\n";
}
?>
--EXPECT--
91 days later: [{"state":"submitting"}][{"state":"in_flight"}]
  lost, 0 getFeeds, read
  ["ship 301-0000000-0000001 feed"][]
listing refused: [{"state":"submitting"}][{"state":"in_flight"}]
  lost, 1 getFeeds, read
  ["ship 301-0000000-0000001 feed"][]
