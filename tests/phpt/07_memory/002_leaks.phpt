--TEST--
Whatever ends a run, no transfer, engine or secret is left behind (valgrind)
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (getenv("SKIP_ASAN")) die("skip valgrind cannot run a PHP with AddressSanitizer");
if (!function_exists("pcntl_alarm")) die("skip pcntl is not there");
if (trim((string) shell_exec("command -v valgrind")) === "") die("skip valgrind is not there");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/nasty.php';
putenv('USE_ZEND_ALLOC=0');
putenv('ZEND_DONT_UNLOAD_MODULES=1');
$sim = new Sim([], [['op' => 'getOrder', 'call' => 'every', 'what' => 'slow', 'seconds' => 6]]);
foreach (['exit orders', 'fatal save', 'throw sleep', 'exit signal', 'fatal signal', 'throw signal', 'throw nowhere'] as $case) {
    [$what, $where] = explode(' ', $case);
    $sim->post('reset', []);
    $log = tempnam(sys_get_temp_dir(), 'vg');
    child($sim, $what, $where, 'valgrind -q --leak-check=full --show-leak-kinds=definite,indirect --log-file=' . escapeshellarg($log));
    // memory of the request itself is the engine's to free, and after a fatal error it does not
    $ours = 0;
    foreach (preg_split('/^==\d+== $/m', (string) file_get_contents($log)) as $block) {
        $malloced = preg_match('/\b(curl_|Curl_|ss_\w+) \(/', $block) && !preg_match('/_e(m|c|re)alloc|zend_\w*alloc/', $block);
        // PHP 7.4 itself compares strings by words; only what happens below our own functions counts
        $wrong = preg_match('/Invalid (read|write|free)|uninitialised/', $block) && preg_match('/\b(ss_|statussync_|curl_|Curl_)\w+ \(/', $block)
            && !preg_match('/ (at|by) \S+ zend_string_equal_val/', $block);
        $ours += $malloced || $wrong ? 1 : 0;
    }
    echo $case, ': ', $ours, "\n";
    if ($ours > 0) {
        echo file_get_contents($log);
    }
    unlink($log);
}
?>
--EXPECT--
exit orders: 0
fatal save: 0
throw sleep: 0
exit signal: 0
fatal signal: 0
throw signal: 0
throw nowhere: 0
