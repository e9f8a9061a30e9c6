--TEST--
After a 429 the bucket is empty and refills at half the rate for an hour; before that, every call is written down
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$refuse = ['op' => 'getOrder', 'call' => 5, 'what' => 'refuse', 'status' => 429, 'code' => 'QuotaExceeded'];
foreach ([[], [$refuse]] as $faults) {
    $sim = new Sim(Sim::world(60), $faults);
    $store = new MemoryStore();
    $store->add('eu', [], [], ['searched_to' => Sim::NOW - 1]);
    $shop = new MemoryShop();
    for ($i = 1; $i <= 60; $i++) {
        $shop->add((string) (100 + $i), Sim::number($i), 3, Sim::NOW - 3600, sprintf('003404341612345%05d', $i));
    }
    $sim->run($store, $shop);
    $bucket = array_column($store->accounts['eu']['buckets'], null, 'op')['getOrder'] ?? null;
    echo $sim->counts()['getOrder'], ' calls at once, ', json_encode($bucket), "\n";
    for ($at = Sim::NOW + 60; $at <= Sim::NOW + 600; $at += 60) {
        $sim->post('clock', ['until' => $at]);
        $sim->run($store, $shop);
    }
    $in = static fn (int $from, int $to): int => count(array_filter($sim->calls('getOrder'),
        static fn (array $c): bool => $c[1] > $from && $c[1] <= $to));
    echo $in(0, 60), ' in the first minute, ', $in(0, 120), ' in two, ', json_encode($sim->violations()), "\n";
}
?>
--EXPECT--
30 calls at once, {"op":"getOrder","tokens":0,"at":1764000000,"halved_until":0}
30 in the first minute, 30 in two, []
10 calls at once, {"op":"getOrder","tokens":0,"at":1764000000,"halved_until":1764003600}
15 in the first minute, 30 in two, []
