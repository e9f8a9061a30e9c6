--TEST--
A presigned address that is not Amazon's storage: nothing is sent there, nothing is fetched from there
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
putenv('no_proxy=*');
// a server that closes every connection and counts them; 0.0.0.0 is this machine, too, but not a name of it
$count = '$s = stream_socket_server("tcp://0.0.0.0:0"); echo stream_socket_get_name($s, false), "\n"; while ($c = @stream_socket_accept($s, 60)) { echo "x"; fclose($c); }';
$server = proc_open([PHP_BINARY, '-n', '-r', $count], [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
$port = parse_url('tcp://' . trim((string) fgets($pipes[1])), PHP_URL_PORT);
stream_set_blocking($pipes[1], false);
$foreign = ["https://0.0.0.0:$port/x", "http://0.0.0.0:$port/x", "https://0.0.0.0:$port/x.amazonaws.com",
    "https://amazonaws.com@0.0.0.0:$port/x", "https://bucket.s3.amazonaws.com@0.0.0.0:$port/x", "https://0.0.0.0:$port/?.amazonaws.com"];
foreach (['createFeedDocument', 'getFeedDocument'] as $op) {
    foreach ($foreign as $url) {
        $sim = new Sim([], [['op' => $op, 'what' => 'wrong_type', 'field' => 'url', 'value' => $url]]);
        $store = new MemoryStore();
        $store->add('eu');
        $shop = new MemoryShop();
        $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
        $sim->run($store, $shop, ['wait' => 600], ['timeout' => 2]);
        $codes = array_values(array_unique(array_filter(array_column($store->events, 'code'))));
        if (stream_get_contents($pipes[1]) !== '') {
            proc_terminate($server, 9);
            die("$op went to $url\n");
        }
        echo $op, ' ', json_encode($codes), ' ', json_encode($store->shown('messages', 'state')), "\n";
        $sim->post('faults', []);
        $sim->post('advance', ['seconds' => 7200]);
        $sim->run($store, $shop, ['wait' => 1200]);
        echo '  then ', json_encode($store->shown('messages', 'state')), json_encode($sim->effects()), "\n";
    }
}
proc_terminate($server, 9);
?>
--EXPECT--
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
createFeedDocument ["storage_host"] [{"state":"pending"}]
  then [{"state":"accepted"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
getFeedDocument ["storage_host"] [{"state":"in_flight"}]
  then [{"state":"verified"}]["ship 301-0000000-0000001 feed"]
