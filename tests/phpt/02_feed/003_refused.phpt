--TEST--
Illegal messages are refused with their place
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$m = ['id' => '1', 'order' => '303-1234567-1234567', 'shipped_at' => 1764000000, 'carrier' => 'DHL', 'carrier_name' => null,
    'method' => 'Standard', 'tracking' => 'A1', 'items' => null, 'ship_from' => null];
$bad = [
    [], [5], [['x' => 1] + $m], [['id' => []] + $m], [['id' => '1.5'] + $m], [['id' => '0'] + $m], [['order' => 'x'] + $m],
    [$m, ['id' => '1'] + $m], [['carrier' => null] + $m], [['carrier' => 'Other'] + $m], [['tracking' => ''] + $m],
    [['tracking' => "a\x01"] + $m], [['tracking' => "\xff"] + $m], [['shipped_at' => 1.5] + $m], [['items' => 'x'] + $m],
    [['items' => [['id' => '1', 'quantity' => 0]]] + $m], [['items' => [['id' => 'x', 'quantity' => 1]]] + $m],
    [['items' => [['id' => '1', 'quantity' => 1, 'reason' => 'NoInventory']]] + $m], [['ship_from' => ['name' => 'x']] + $m],
];
foreach ($bad as $messages) {
    try {
        StatusSync\Feed::ship('A1', $messages);
        echo "written\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getPlace(), "\n";
    }
}
foreach (['', str_repeat('A', 51)] as $merchant) {
    try {
        StatusSync\Feed::ship($merchant, [$m]);
        echo "written\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getPlace(), "\n";
    }
}
?>
--EXPECTF--
%s
messages[0]
messages[0]
messages[0].id
messages[0].id
messages[0].id
messages[0].order
messages[1]
messages[0].carrier
messages[0].carrier_name
messages[0].tracking
messages[0].tracking
messages[0].tracking
messages[0].shipped_at
messages[0].items
messages[0].items[0].quantity
messages[0].items[0].id
messages[0].items[0]
messages[0].ship_from%s
%s
%s
