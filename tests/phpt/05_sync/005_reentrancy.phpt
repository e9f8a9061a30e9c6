--TEST--
A callback that runs, adds or destroys the synchronizer
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
$sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
$said = [];
$shop->before = function (string $m) use (&$sync, &$said) {
    if ($sync === null) {
        return null;
    }
    foreach ([function () use ($sync) { $sync->run(); }, function () use ($sync) { $sync->add('x', 'strlen'); },
        function () use ($sync) { $sync->preview('eu'); }, function () use ($sync, $m) { $sync->__construct(new MemoryStore(), new MemoryShop()); }] as $try) {
        try {
            $try();
            $said['done'] = true;
        } catch (StatusSync\Exception $e) {
            $said[$e->getMessage()] = true;
        }
    }
    if ($m === 'orders') {
        $sync = null; // the last reference outside goes
    }
    return null;
};
$sync->add('eu', function () { return Sim::account(); });
$run = $sync->run(['wait' => 1200])['accounts'][0];
echo $run['accepted'], ' ', json_encode($run['error']), "\n", implode("\n", array_keys($said)), "\n";
?>
--EXPECT--
1 null
a run is going on already
constructed twice
