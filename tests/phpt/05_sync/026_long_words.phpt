--TEST--
Amazon's words are cut between two characters, so that the state can be stored
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
foreach ([0, 1, 2] as $shift) {
    $words = str_repeat('x', $shift) . str_repeat("\u{3042}", 400);
    $error = ['code' => 'Unauthorized', 'message' => $words, 'details' => "d$words"];
    $sim = new Sim([], [['op' => 'searchOrders', 'call' => 'every', 'what' => 'status', 'status' => 403, 'body' => ['errors' => [$error]]]]);
    $store = new MemoryStore();
    $store->add('eu');
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $sim->run($store, $shop);
    $text = (string) $store->accounts['eu']['state']['stopped_text'];
    $words = implode(array_map('serialize', $store->rows['events'] ?? []));
    echo $text !== '' && preg_match('//u', $text) === 1 ? 'whole' : 'CUT', ' ', strlen($text) > 150 && strlen($text) < 256 ? 'enough' : strlen($text),
        ' ', preg_match('//u', $words) === 1 ? 'whole' : 'CUT', "\n";
}
?>
--EXPECT--
whole enough whole
whole enough whole
whole enough whole
