--TEST--
A sweep of searchOrders moves on only behind what is stored
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
/** Somebody changes the order's row just before the picture of it is stored. */
final class TouchedStore extends MemoryStore
{
    public bool $touch = false;

    public function save(string $account, int $fence, array $batch): array
    {
        foreach ($batch['orders'] as $o) {
            if ($this->touch && $o['id'] > 0 && $o['read_at'] > $this->rows['orders'][$o['id']]['read_at']) {
                $this->touch = false;
                $this->rows['orders'][$o['id']]['version']++;
            }
        }
        return parent::save($account, $fence, $batch);
    }
}
$world = Sim::world(1);
$world['orders'][0]['changes'] = [['at' => Sim::NOW + 3600, 'set' => ['status' => 'CANCELLED', 'cancelled_by' => 'BUYER']]];
$sim = new Sim($world);
$store = new TouchedStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', Sim::number(1), 1, Sim::NOW - 3600, null);
$sim->run($store, $shop, ['wait' => 600]);
$sim->post('advance', ['seconds' => 7200]);
$before = [$sim->counts()['getOrder'] ?? 0, $sim->counts()['searchOrders']];
$store->touch = true;
$sim->run($store, $shop);
$sim->run($store, $shop);
echo json_encode([$store->touch, ($sim->counts()['getOrder'] ?? 0) - $before[0], $sim->counts()['searchOrders'] - $before[1]]), "\n";
echo json_encode(array_column(array_column($store->rows['orders'], 'amazon'), 'status')), "\n";
?>
--EXPECT--
[false,0,2]
["CANCELLED"]
