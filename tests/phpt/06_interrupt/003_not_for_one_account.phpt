--TEST--
Exceptions of clock, sleep and stop belong to no account: they end the run
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!function_exists("pcntl_alarm")) die("skip pcntl is not there");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/nasty.php';
$sim = new Sim();
foreach (['clock', 'sleep', 'stop', 'identity', 'orders', 'account'] as $where) {
    $sim->post('reset', []);
    [$status, $out] = child($sim, 'throw', $where);
    echo $where, ': ', $status, ' ', implode('|', $out), "\n";
}
?>
--EXPECT--
clock: 0 LogicException nasty soon|shutdown
sleep: 0 LogicException nasty soon|shutdown
stop: 0 LogicException nasty soon|shutdown
identity: 0 LogicException nasty soon|shutdown
orders: 0 [0,"LogicException: nasty"]|shutdown
account: 0 [0,"LogicException: nasty"]|shutdown
