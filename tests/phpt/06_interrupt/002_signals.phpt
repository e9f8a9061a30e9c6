--TEST--
An exception, exit() and a fatal error in a signal handler while a transfer hangs
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!function_exists("pcntl_alarm")) die("skip pcntl is not there");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/nasty.php';
$sim = new Sim([], [['op' => 'searchOrders', 'call' => 'every', 'what' => 'slow', 'seconds' => 60]]); // a transfer gives up after 30
foreach (['throw', 'exit', 'fatal'] as $what) {
    $started = microtime(true);
    [$status, $out] = child($sim, $what, 'signal');
    echo $what, ': ', $status, ' ', implode('|', $out), microtime(true) - $started < 20 ? '' : ' late', "\n";
}
?>
--EXPECT--
throw: 0 LogicException nasty soon|shutdown
exit: 17 shutdown
fatal: 255 shutdown
