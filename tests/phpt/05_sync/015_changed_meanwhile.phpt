--TEST--
A message that somebody changed between loading and claiming it is not sent, by either way, and does not count for the safety stop
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
/** As "ignore" of the command line does: the row gets another state and version just before it is claimed. */
final class TouchedStore extends MemoryStore
{
    public string $ignored = '';

    public function save(string $account, int $fence, array $batch): array
    {
        foreach ($batch['messages'] as $m) {
            if ($m['state'] === 'in_flight' && $m['shop_order'] === $this->ignored) {
                $this->ignored = '';
                $this->rows['messages'][$m['id']]['state'] = 'ignored';
                $this->rows['messages'][$m['id']]['version']++;
            }
        }
        return parent::save($account, $fence, $batch);
    }
}
foreach (['feed', 'express'] as $transport) {
    $sim = new Sim();
    $store = new TouchedStore();
    $store->add('eu', [], ['transport' => $transport]);
    $store->ignored = '102';
    $shop = new MemoryShop();
    for ($i = 1; $i <= 3; $i++) {
        $shop->add("10$i", Sim::number($i), 3, Sim::NOW - 3600, "0034043416123456789$i");
    }
    $sim->run($store, $shop, ['wait' => 3600]);
    echo json_encode($sim->effects()), json_encode(array_column($store->rows['messages'], 'state', 'shop_order')), json_encode($sim->violations()),
        array_sum(array_column($store->accounts['eu']['state']['days'], 'ships')), "\n";
}
?>
--EXPECT--
["ship 301-0000000-0000001 feed","ship 301-0000000-0000003 feed"]{"101":"accepted","102":"ignored","103":"accepted"}[]2
["ship 301-0000000-0000001 express","ship 301-0000000-0000003 express"]{"101":"accepted","102":"ignored","103":"accepted"}[]2
