--TEST--
A good certificate of another host is refused before anything is sent
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$code = 'try { $a = new StatusSync\Account(["id" => "eu", "seller" => "A1SELLER", "region" => "eu", "client_id" => "client1",'
    . ' "client_secret" => "secret-1", "refresh_token" => "Atzr|1"]); echo (new StatusSync\Client($a))->token()["expires_in"], "\n"; }'
    . ' catch (StatusSync\TransportException $e) { echo get_class($e), ": ", strpos($e->getMessage(), "tls") !== false ? "tls" : $e->getMessage(), "\n"; }';
$json = is_file(PHP_EXTENSION_DIR . '/json.so') ? '-d extension=' . escapeshellarg(PHP_EXTENSION_DIR . '/json.so') . ' ' : '';
$php = escapeshellarg(PHP_BINARY) . ' -n ' . $json . '-d extension=' . escapeshellarg(getenv('STATUSSYNC_MODULE'));
foreach ([[], ['--tls-name', 'sellingpartnerapi-eu.example.org']] as $options) {
    $process = proc_open(array_merge(['node', getenv('STATUSSYNC_ROOT') . '/tests/amazon/serve', '--world', __DIR__ . '/../lib/world.json',
        '--tls', '--no-schema'], $options), [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
    $urls = json_decode((string) fgets($pipes[1]), true);
    putenv('STATUSSYNC_API_URL=' . $urls['api']);
    putenv('STATUSSYNC_LWA_URL=' . $urls['lwa']);
    // signed by an authority that we trust
    echo shell_exec("$php -d statussync.ca_file=" . escapeshellarg($urls['ca']) . ' -r ' . escapeshellarg($code));
    proc_terminate($process, 9);
    proc_close($process);
}
?>
--EXPECT--
3600
StatusSync\TransportException: tls
