--TEST--
Wrong types from Store and Shop: ContractException in the run document, with the place
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim();
$due = ['due' => ['poll' => 1, 'ships' => 0, 'cancels' => 0, 'missing' => 0]];
$row = ['orders' => [['id' => 1, 'ok' => true]]];
$answers = [
    ['store', 'lease', []], ['store', 'lease', ['granted' => 'maybe']], ['store', 'lease', ['granted' => true]],
    ['store', 'lease', ['granted' => true, 'fence' => '1', 'takeover' => 0, 'state_version' => 1, 'counter' => -1, 'account' => 5]],
    ['store', 'load', []], ['store', 'load', ['feeds' => 'x'] + $due], ['store', 'load', ['feeds' => [['id' => 'x']]] + $due],
    ['store', 'load', ['feeds' => [['id' => 1, 'state' => 'odd']]] + $due],
    ['store', 'load', ['feeds' => [5]] + $due], ['store', 'load', ['feeds' => [['state' => 'queued']]] + $due],
    ['store', 'save', []], ['store', 'save', $row], ['store', 'save', ['state' => null] + $row],
    ['shop', 'statuses', [['id' => 1.5]]], ['shop', 'statuses', ['x']], ['shop', 'changes', []], ['shop', 'changes', ['orders' => [[]], 'watermarks' => '']],
    ['shop', 'changes', ['orders' => [], 'watermarks' => 5]], ['shop', 'changes', ['orders' => [], 'watermarks' => '', 'more' => 'x']],
    ['shop', 'orders', [['id' => '101', 'history' => [['id' => '1', 'status' => 'x']]]]], ['shop', 'orders', [['id' => '101', 'links' => [['source' => 'none']]]]],
    ['shop', 'orders', [['id' => '101', 'gone' => 2]]], ['shop', 'orders', [null]],
];
foreach ($answers as [$what, $method, $answer]) {
    $store = new MemoryStore();
    $store->add('eu');
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $target = $what === 'store' ? $store : $shop;
    $target->before = function (string $m) use ($method, $answer) {
        return $m === $method ? $answer : null;
    };
    $sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
    $sync->add('eu', function () { return Sim::account(); });
    $run = $sync->run()['accounts'][0];
    echo $run['failed'] ? $run['error'] : 'not failed', "\n";
}
?>
--EXPECT--
StatusSync\ContractException: Store::lease: granted is missing
StatusSync\ContractException: Store::lease: integer wanted, other text given
StatusSync\ContractException: Store::lease.fence: is missing
StatusSync\ContractException: Store::lease.account: map wanted, int given
StatusSync\ContractException: Store::load.due: map wanted
StatusSync\ContractException: Store::load.feeds: list wanted, string given
StatusSync\ContractException: Store::load.feeds[0].id: integer wanted, other text given
StatusSync\ContractException: Store::load.feeds[0].state: unknown word 'odd'
StatusSync\ContractException: Store::load.feeds[0]: map wanted, int given
StatusSync\ContractException: Store::load: a row has no id
StatusSync\ContractException: Store::save.orders: one result for each row wanted
StatusSync\ContractException: Store::save.state: boolean wanted
StatusSync\ContractException: Store::save.state: boolean wanted
StatusSync\ContractException: Shop::statuses[0].id: integer wanted, float given
StatusSync\ContractException: Shop::statuses[0]: map wanted, string given
StatusSync\ContractException: Shop::changes.watermarks: text wanted
StatusSync\ContractException: Shop::changes.orders[0]: text wanted, array given
StatusSync\ContractException: Shop::changes.watermarks: text wanted
StatusSync\ContractException: Shop::changes.more: integer wanted, other text given
StatusSync\ContractException: Shop::orders[0].history[0].status: integer wanted, other text given
StatusSync\ContractException: Shop::orders[0].links[0].source: unknown word 'none'
StatusSync\ContractException: Shop::orders[0].gone: boolean wanted, another number given
StatusSync\ContractException: Shop::orders[0]: map wanted, null given
