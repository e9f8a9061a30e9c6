--TEST--
Client: token, one order, a page of orders
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim(['token' => ['lifetime' => 3600, 'expires_in_type' => 'string', 'length' => 2048, 'refresh_token' => true]]);
$c = new StatusSync\Client(Sim::account(), $sim->clock());
$token = $c->token();
echo $token['expires_in'], ' ', $token['clock_skew'], ' ', strlen($token['request_id']) > 0 ? 'id' : 'no id', "\n";
$o = $c->getOrder(Sim::number(1));
echo $o['id'], ' ', $o['status'], ' ', $o['marketplace'], ' ', $o['ship_by'] - Sim::NOW, ' ', $o['items'][0]['ordered'], "\n";
var_dump($c->getOrder('303-9999999-9999999'));
$page = $c->searchOrders(['since' => Sim::NOW - 200000, 'before' => Sim::NOW - 120, 'marketplaces' => ['A1PA6795UKMFR9']]);
echo count($page['orders']), ' ', json_encode($page['next']), "\n";
echo json_encode([$sim->counts(), $sim->violations()]), "\n";
?>
--EXPECT--
3600 0 id
301-0000000-0000001 UNSHIPPED A1PA6795UKMFR9 100000 2
NULL
9 null
[{"getOrder":2,"searchOrders":1,"token":1},[]]
