--TEST--
A dead account, one whose secrets cannot be read and one with a wrong secret hold up no other
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim(Sim::world(2, 4), [['op' => '*', 'seller' => 'A2SELLER', 'call' => 'every', 'what' => 'drop_before']]);
$store = new MemoryStore();
$shop = new MemoryShop();
$shop->before = function (string $m) { return null; };
$sync = new StatusSync\Synchronizer($store, new class extends MemoryShop {
    public function orders(array $ids): array
    {
        return array_map(function (string $id): array {
            $s = (int) $id[0];
            $this->add($id, Sim::number(1, $s), 3, Sim::NOW - 3600, "0034043416123456789$s");
            $this->orders[$id]['links'][0]['account'] = "a$s";
            return $this->orders[$id];
        }, $ids);
    }
    public function changes(?string $watermarks, int $since, int $limit): array
    {
        return ['orders' => $watermarks === null ? ['1', '2', '3', '4'] : [], 'watermarks' => 'x', 'more' => false];
    }
}, $sim->clock() + ['timeout' => 2, 'lease' => 60]);
for ($s = 1; $s <= 4; $s++) {
    $store->add("a$s", ['seller' => "A{$s}SELLER", 'only_account' => false]);
}
$reads = 0;
$sync->add('a1', function () { return Sim::account('a1', 1); });
$sync->add('a2', function () { return Sim::account('a2', 2); });
$sync->add('a3', function () { throw new RuntimeException('the key file is gone'); });
$sync->add('a4', function () use (&$reads) {
    return Sim::account('a4', 4, ++$reads === 1 ? ['client_secret' => 'old'] : []); // mended meanwhile
});
foreach ($sync->run(['wait' => 1200])['accounts'] as $run) {
    echo $run['id'], ' sent ', $run['sent'], ' accepted ', $run['accepted'], ' stopped ', json_encode($run['stopped']), ' ',
        json_encode($run['error']), "\n";
}
echo $reads, ' ', json_encode($sim->violations()), "\n";
?>
--EXPECT--
a1 sent 1 accepted 1 stopped null null
a2 sent 0 accepted 0 stopped null null
a3 sent 0 accepted 0 stopped "credentials" "RuntimeException: the key file is gone"
a4 sent 1 accepted 1 stopped null null
2 []
