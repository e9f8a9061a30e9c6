--TEST--
References and objects in the input
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$id = '1';
$items = [['id' => '12345678901234', 'quantity' => 1]];
$m = ['id' => &$id, 'order' => '303-1234567-1234567', 'shipped_at' => 1764000000, 'carrier' => 'DHL', 'method' => 'S',
    'tracking' => 'A1', 'items' => &$items];
$list = [&$m];
var_dump(strpos(StatusSync\Feed::ship('A1', $list), '<MessageID>1</MessageID>') !== false);
foreach ([new stdClass(), new ArrayObject($m)] as $object) {
    try {
        StatusSync\Feed::ship('A1', [$object]);
    } catch (StatusSync\InputException $e) {
        echo $e->getPlace(), "\n";
    }
}
var_dump($id, count($items));
?>
--EXPECT--
bool(true)
messages[0]
messages[0]
string(1) "1"
int(1)
