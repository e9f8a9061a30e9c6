--TEST--
Endpoints: only https, plain http on this machine only; a simulated clock needs loopback
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$c = new StatusSync\Client(Sim::account(), ['timeout' => 5]);
$bad = ['http://example.com', 'ftp://127.0.0.1', 'http://127.0.0.1.example.com', 'http://user@127.0.0.1', 'http://127.0.0.1/x/y',
    'http://127.1', 'http://localhost.example', '//127.0.0.1', "http://127.0.0.1:0", 'http://127.0.0.1:1?x', 'http://[::1', 'http://127.0.0.1\\@example.com'];
foreach ($bad as $url) {
    putenv("STATUSSYNC_API_URL=$url");
    putenv('STATUSSYNC_LWA_URL=http://127.0.0.1:9');
    try {
        $c->token();
        echo "taken: $url\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getMessage(), "\n";
    } catch (StatusSync\TransportException $e) {
        echo "tried: $url\n";
    }
}
putenv('STATUSSYNC_API_URL=http://127.0.0.1:9');
try {
    $c->token();
} catch (StatusSync\TransportException $e) {
    echo $e->getMessage(), "\n";
}
putenv('STATUSSYNC_API_URL');
putenv('STATUSSYNC_LWA_URL');
try {
    (new StatusSync\Client(Sim::account(), ['clock' => function (): int { return 1; }]))->token();
} catch (StatusSync\InputException $e) {
    echo $e->getMessage(), "\n";
}
foreach ([['x' => 1], ['timeout' => 301], ['timeout' => 'x'], ['user_agent' => ''], ['user_agent' => "a\n"], ['clock' => 'no_such_function']] as $options) {
    try {
        new StatusSync\Client(Sim::account(), $options);
        echo "taken\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECTF--
STATUSSYNC_API_URL: plain http is for this machine only; https wanted
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: plain http is for this machine only; https wanted
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: must not have a path
STATUSSYNC_API_URL: plain http is for this machine only; https wanted
STATUSSYNC_API_URL: plain http is for this machine only; https wanted
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: not an address of a server
STATUSSYNC_API_URL: not an address of a server
Amazon: http: %s
clock: only when every endpoint is on this machine
options: unknown option 'x'
timeout: 1 to 300 seconds wanted
timeout: integer wanted, other text given
user_agent: text of 1 to 500 characters wanted
user_agent: printable ASCII wanted
clock: callable wanted
