--TEST--
A message that no feed can take is refused alone: what waits behind it leaves in the same run, also as the first one of all
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
/** A row that somebody wrote into by hand: its tracking number is longer than Amazon takes. */
final class WrittenStore extends MemoryStore
{
    public function save(string $account, int $fence, array $batch): array
    {
        $answer = parent::save($account, $fence, $batch);
        foreach ($this->rows['messages'] as $id => $m) {
            if ($m['state'] === 'pending' && $m['shop_order'] === '101') {
                $this->rows['messages'][$id]['tracking'] = str_repeat('9', 300);
            }
        }
        return $answer;
    }
}
foreach ([false, true] as $known) {
    $world = Sim::world();
    $world['orders'][0]['ship_by'] = Sim::NOW + 50000;
    $sim = new Sim($world);
    $store = new WrittenStore();
    $store->add('eu', [], ['transport' => 'feed'], ['pilot_feed' => $known]);
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $shop->add('102', Sim::number(2), 3, Sim::NOW - 3600, '00340434161234567907');
    $sim->run($store, $shop);
    echo json_encode(array_column($store->rows['messages'], 'state', 'shop_order')), json_encode($sim->violations()), "\n";
}
?>
--EXPECT--
{"101":"rejected","102":"in_flight"}[]
{"101":"rejected","102":"in_flight"}[]
