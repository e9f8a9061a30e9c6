--TEST--
Store and Shop throw at the nth call of every method: only that account fails, and nothing is doubled later
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$sim = new Sim(Sim::world(2, 2));
$problems = 0;
$tried = 0;
foreach (['store' => ['lease', 'load', 'save', 'renew', 'free'], 'shop' => ['statuses', 'changes', 'orders']] as $what => $methods) {
    foreach ($methods as $method) {
        for ($n = 1; $n <= 40; $n++) {
            $sim->post('reset', []);
            $store = new MemoryStore();
            $store->add('a1', ['seller' => 'A1SELLER']);
            $shop = new MemoryShop();
            $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
            $thrown = false;
            $target = $what === 'store' ? $store : $shop;
    $target->before = function (string $m, int $k) use ($method, $n, &$thrown) {
                if ($m === $method && $k === $n) {
                    $thrown = true;
                    throw new DomainException('broken secret-1 here');
                }
                return null;
            };
            $sync = new StatusSync\Synchronizer($store, $shop, $sim->clock());
            $sync->add('a1', function () { return Sim::account('a1'); });
            $run = $sync->run(['wait' => 1200])['accounts'][0];
            if (!$thrown) {
                break;
            }
            $tried++;
            $well = $run['failed'] && strpos($run['error'], 'DomainException: broken') === 0 && $run['person'];
            // the next worker takes over and finishes
            $store->before = $shop->before = null;
            for ($again = 0; $again < 3; $again++) {
                $store->accounts['a1']['owner'] = null;
                $store->accounts['a1']['fence']++;
                $sim->post('advance', ['seconds' => 8000]);
                $sync->add('a1', function () { return Sim::account('a1'); });
                $last = $sync->run(['wait' => 1200])['accounts'][0];
            }
            $effects = $sim->get('effects');
            $ships = count(array_filter($effects['effects'] ?? $effects, static function (array $e): bool { return $e['op'] === 'ship'; }));
            if (!$well || $ships !== 1 || $sim->violations() !== [] || $last['failed']) {
                $problems++;
                echo "$method $n: ", json_encode([$well, $ships, $sim->violations(), $run['error'], $last['error']]), "\n";
            }
        }
    }
}
var_dump($problems, $tried > 20);
?>
--EXPECT--
int(0)
bool(true)
