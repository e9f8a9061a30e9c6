--TEST--
A child forked in a callback does not go on with the run
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!function_exists("pcntl_alarm")) die("skip pcntl is not there");
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
$main = getmypid();
$child = 0;
$shop->before = function (string $m) use (&$child) {
    if ($m === 'orders' && $child === 0) {
        $child = pcntl_fork();
    }
    return null;
};
$sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
$sync->add('eu', function () { return Sim::account(); });
try {
    $run = $sync->run(['wait' => 1200])['accounts'][0];
} catch (StatusSync\Exception $e) {
    posix_kill(getmypid(), getmypid() !== $main ? 9 : 15); // no destructors in the child
}
pcntl_waitpid($child, $status);
$effects = $sim->get('effects');
echo pcntl_wifsignaled($status) ? 'stopped' : 'went on', ' ', $run['accepted'], ' ', count($effects['effects'] ?? $effects), "\n";
?>
--EXPECT--
stopped 1 1
