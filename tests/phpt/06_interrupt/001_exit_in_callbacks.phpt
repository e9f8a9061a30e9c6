--TEST--
exit() in every callback ends the script with its code
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
foreach (['lease', 'load', 'save', 'free', 'statuses', 'identity', 'changes', 'orders', 'account', 'clock', 'sleep', 'stop'] as $where) {
    $sim->post('reset', []);
    [$status, $out] = child($sim, 'exit', $where);
    echo $where, ': ', $status, ' ', implode('|', $out), "\n";
}
?>
--EXPECT--
lease: 17 shutdown
load: 17 shutdown
save: 17 shutdown
free: 17 shutdown
statuses: 17 shutdown
identity: 17 shutdown
changes: 17 shutdown
orders: 17 shutdown
account: 17 shutdown
clock: 17 shutdown
sleep: 17 shutdown
stop: 17 shutdown
