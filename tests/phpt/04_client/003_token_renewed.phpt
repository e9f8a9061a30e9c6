--TEST--
A token that Amazon refuses is renewed once and the call repeated; one near its end is renewed before
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim([], [['op' => 'getOrder', 'call' => [2, 3], 'what' => 'refuse', 'status' => 403, 'code' => 'Unauthorized',
    'message' => 'Access to requested resource is denied. The access token you provided has expired.']]);
$c = new StatusSync\Client(Sim::account(), $sim->clock());
$c->getOrder(Sim::number(1));
try {
    $c->getOrder(Sim::number(1)); // refused with the old and with the new one
} catch (StatusSync\ApiException $e) {
    echo $e->getHttpStatus(), ' ', $e->getApiCode(), "\n";
}
$c->getOrder(Sim::number(1));
echo json_encode($sim->counts()), "\n";
$sim->post('clock', ['until' => Sim::NOW + 3400]); // 200 s left: renewed
$c->getOrder(Sim::number(1));
echo json_encode($sim->counts()), "\n";
?>
--EXPECT--
403 Unauthorized
{"getOrder":4,"token":2}
{"getOrder":5,"token":3}
