--TEST--
confirmShipment without an outcome: the order is read before anything is sent again
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
foreach (['drop_after', 'drop_before', 'crash'] as $case) {
    $sim = new Sim([], $case === 'crash' ? [] : [['op' => 'confirmShipment', 'call' => 1, 'what' => $case]]);
    $store = new MemoryStore();
    $store->add('eu', [], ['transport' => 'express']);
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $store->before = static function (string $method) use ($sim, $case) {
        // the worker dies: nothing is written down any more, not even the end of the lease
        if ($case === 'crash' && ($sim->counts()['confirmShipment'] ?? 0) > 0) {
            throw new RuntimeException('the server has gone away');
        }
        return null;
    };
    try {
        $sim->run($store, $shop, ['wait' => $case === 'crash' ? 0 : 1200]);
    } catch (RuntimeException $e) {
        echo $e->getMessage(), "\n";
    }
    $store->before = null;
    $store->accounts['eu']['owner'] = null;
    if ($case === 'crash') {
        echo json_encode($store->shown('messages', 'state')), "\n";
        $sim->post('faults', [['op' => 'getOrder', 'call' => 1, 'what' => 'status']]); // it cannot be read at once
        $sim->run($store, $shop, ['wait' => 1200]);
        $sim->post('advance', ['seconds' => 7200]);
        $sim->run($store, $shop, ['wait' => 1200]);
    }
    $calls = $sim->calls('confirmShipment', 'getOrder', 'searchOrders');
    $from = array_search('confirmShipment', array_column($calls, 0), true);
    echo $case, ': ', json_encode(array_column(array_slice($calls, $from), 0)), json_encode($sim->effects()),
        json_encode(array_column($store->rows['messages'], 'state')), json_encode($sim->violations()), "\n";
}
?>
--EXPECT--
drop_after: ["confirmShipment","getOrder"]["ship 301-0000000-0000001 express"]["verified"][]
drop_before: ["confirmShipment","getOrder","confirmShipment"]["ship 301-0000000-0000001 express"]["accepted"][]
[{"state":"in_flight"}]
crash: ["confirmShipment","getOrder","searchOrders"]["ship 301-0000000-0000001 express"]["verified"][]
