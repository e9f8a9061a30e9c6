--TEST--
createFeed without an answer: looked for after 150 s; sent again only after two listings, five minutes apart, without it
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
foreach (['listed late' => 'drop_after', 'never created' => 'drop_before'] as $case => $drop) {
    $faults = [['op' => 'createFeed', 'call' => 1, 'what' => $drop]];
    if ($drop === 'drop_after') {
        $faults[] = ['op' => 'getFeeds', 'call' => 1, 'what' => 'wrong_type', 'field' => 'feeds', 'value' => []];
    }
    $sim = new Sim([], $faults);
    $store = new MemoryStore();
    $store->add('eu');
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $sim->run($store, $shop, ['wait' => 3600]);
    $sim->post('advance', ['seconds' => 7200]);
    $sim->run($store, $shop, ['wait' => 1200]);
    $listings = array_column($sim->calls('getFeeds'), 1);
    $creates = array_column($sim->calls('createFeed'), 1);
    echo "$case: ", count($creates), ' createFeed, ', count($listings), ' getFeeds, ', json_encode($sim->effects()),
        json_encode($sim->violations()), "\n";
    echo '  ', $listings[0] - $creates[0] >= 150 ? 'not before it can be listed' : 'listed ' . ($listings[0] - $creates[0]),
        ', ', $listings[1] - $listings[0] >= 300 ? 'five minutes apart' : 'apart ' . ($listings[1] - $listings[0]),
        isset($creates[1]) ? ', again ' . ($creates[1] > $listings[1] ? 'after the second' : 'too early') : '', "\n";
}
?>
--EXPECT--
listed late: 1 createFeed, 2 getFeeds, ["ship 301-0000000-0000001 feed"][]
  not before it can be listed, five minutes apart
never created: 2 createFeed, 2 getFeeds, ["ship 301-0000000-0000001 feed"][]
  not before it can be listed, five minutes apart, again after the second
