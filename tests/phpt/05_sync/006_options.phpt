--TEST--
Options of the Synchronizer and of run
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
$bad = [['x' => 1], ['owner' => ''], ['owner' => str_repeat('x', 65)], ['lease' => 1], ['lease' => 60], ['timeout' => 101, 'lease' => 3600], ['lease' => 'x'], ['budget' => -1],
    ['sleep' => 'strlen'], ['stop' => 5], ['clock' => 'nothing']];
foreach ($bad as $options) {
    try {
        new StatusSync\Synchronizer(new MemoryStore(), new MemoryShop(), $options);
        echo "taken\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getMessage(), "\n";
    }
}
$sync = new StatusSync\Synchronizer(new MemoryStore(), new MemoryShop());
foreach ([['x' => 1], ['mode' => 'preview'], ['mode' => 5], ['wait' => -1], ['if_due' => 'x']] as $options) {
    try {
        $sync->run($options);
        echo "taken\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getMessage(), "\n";
    }
}
foreach ([['', 'strlen'], [str_repeat('x', 65), 'strlen'], ['a b', 'strlen'], ['a', 'nothing']] as [$id, $callable]) {
    try {
        $sync->add($id, $callable);
        echo "taken\n";
    } catch (StatusSync\InputException | TypeError $e) {
        echo "refused\n";
    }
}
$sync->add('12', 'strlen');
try {
    $sync->add('12', 'strlen');
} catch (StatusSync\InputException $e) {
    echo $e->getMessage(), "\n";
}
foreach ([function () use ($sync) { clone $sync; }, function () use ($sync) { serialize($sync); }] as $try) {
    try {
        $try();
        echo "done\n";
    } catch (Throwable $e) {
        echo "refused\n";
    }
}
?>
--EXPECT--
options: unknown option 'x'
owner: text of 1 to 64 characters wanted
owner: text of 1 to 64 characters wanted
lease: 30 to 3600 wanted
lease: at least four times the timeout wanted
timeout: 1 to 100 seconds wanted for runs
lease: integer wanted, other text given
budget: 0 to 86400 wanted
sleep: goes with clock only
stop: callable wanted
clock: callable wanted
options: unknown option 'x'
mode: run or refresh wanted
mode: run or refresh wanted
wait: 0 to 31536000 wanted
if_due: integer wanted, other text given
refused
refused
refused
refused
id: the account was added already
refused
refused
