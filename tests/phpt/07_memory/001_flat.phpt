--TEST--
Many runs, documents and refusals: memory stays flat
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
putenv('STATUSSYNC_API_URL=http://127.0.0.1:9');
putenv('STATUSSYNC_LWA_URL=http://127.0.0.1:9');
function round_of(int $n): void
{
    for ($i = 0; $i < $n; $i++) {
        $store = new MemoryStore();
        $store->add('eu');
        $shop = new MemoryShop();
        $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
        $sync = new StatusSync\Synchronizer($store, $shop, ['clock' => function (): int { return Sim::NOW; }]);
        $shop->before = function (string $m) use ($sync, $i) { // a circle through the object
            if ($m === 'orders' && $i % 3 === 0) {
                throw new DomainException('x');
            }
            return null;
        };
        $sync->add('eu', function () { return Sim::account(); });
        $sync->run();
        try {
            $sync->preview('eu');
            StatusSync\Report::parse('<a>');
        } catch (Exception $e) {
        }
        try {
            StatusSync\Feed::ship('A1', [['id' => 1, 'order' => '303-1234567-1234567', 'items' => [['id' => 1, 'x' => 1]]]]);
        } catch (Exception $e) {
        }
    }
    gc_collect_cycles();
}
round_of(20);
$before = memory_get_usage();
round_of(100);
var_dump(memory_get_usage() - $before < 20000);
?>
--EXPECT--
bool(true)
