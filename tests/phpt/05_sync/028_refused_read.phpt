--TEST--
An order that Amazon refuses to give is asked for again once soon and then each half hour, one that it failed to give after minutes; the others leave meanwhile
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
foreach (['refuse', 'status'] as $what) {
    $world = Sim::world();
    $world['orders'][0]['created'] = Sim::NOW - 3000000; // too long ago for the search
    $sim = new Sim($world, [['op' => 'getOrder', 'call' => 'every', 'order' => Sim::number(1), 'what' => $what]]);
    $store = new MemoryStore();
    $store->add('eu', [], ['transport' => 'feed']);
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, '00340434161234567907');
    for ($minute = 0; $minute < 360; $minute += 5) {
        $sim->run($store, $shop);
        $sim->post('advance', ['seconds' => 300]);
    }
    $asked = array_column(array_filter($sim->get('requests')['last'], static fn (array $r): bool => $r['op'] === 'getOrder'), 'at');
    $waits = array_map(static fn (int $i): int => $asked[$i] - $asked[$i - 1], array_keys(array_slice($asked, 1, null, true)));
    $late = array_slice($waits, 1);
    echo $what, ': ', min($late) >= 1800 && $waits[0] <= 600 ? 'once soon, then half hours' : (max($waits) <= 600 ? 'minutes' : json_encode($asked)), ', ', count($asked) > 1 ? 'again' : 'never again', ', ',
        json_encode($sim->effects()), "\n";
}
?>
--EXPECT--
refuse: once soon, then half hours, again, ["ship 301-0000000-0000002 feed"]
status: minutes, again, ["ship 301-0000000-0000002 feed"]
