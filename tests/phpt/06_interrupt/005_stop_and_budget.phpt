--TEST--
stop and budget end a waiting run and give the lease back
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [], null);
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 3, time() - 3600, '00340434161234567891');
foreach ([['budget' => 1], ['stop' => function (): bool { static $n = 0; return ++$n > 3; }]] as $options) {
    $started = microtime(true);
    $sync = new StatusSync\Synchronizer($store, $shop, $options);
    $sync->add('eu', function () { return Sim::account(); });
    $run = $sync->run(['wait' => 1200])['accounts'][0];
    echo microtime(true) - $started < 5 ? 'soon' : 'late', ' ', json_encode([$run['error'], $store->accounts['eu']['owner']]), "\n";
}
?>
--EXPECT--
soon [null,null]
soon [null,null]
