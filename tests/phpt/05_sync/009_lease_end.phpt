--TEST--
A store that answers late: what could end after the lease is not sent, and goes with the next run
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
$late = 0;
$store->before = static function (string $method) use ($store, $sim, &$late) {
    // the very last answer of the store before createFeed; the lease is counted from the question
    if ($method === 'renew' && in_array('submitting', array_column($store->rows['feeds'], 'state'), true) && $late++ === 0) {
        $sim->post('advance', ['seconds' => 11]); // lease 30 less the longest request of 14: 16; a request of 7 ends after 18
    }
    return null;
};
$run = $sim->run($store, $shop, [], ['timeout' => 7, 'lease' => 30]);
echo json_encode([$late > 0, $run['error'], $sim->counts()['createFeed'] ?? 0]), "\n";
echo json_encode(array_values(array_filter(array_column($store->events, 'code')))), "\n";
echo json_encode($store->shown('messages', 'state')), json_encode($store->shown('feeds', 'state')), "\n";
$sim->post('advance', ['seconds' => 7200]);
$sim->run($store, $shop, ['wait' => 1200], ['timeout' => 7, 'lease' => 30]);
echo json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), json_encode($sim->violations()), "\n";
?>
--EXPECT--
[true,null,0]
["lease"]
[{"state":"pending"}][{"state":"abandoned"}]
[{"state":"accepted"}]["ship 301-0000000-0000001 feed"][]
