--TEST--
Carriers: table, names, tracking numbers
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$info = StatusSync\Carriers::info();
echo implode(' ', array_keys($info)), "\n";
var_dump(count(StatusSync\Carriers::codes()) === $info['codes'], StatusSync\Carriers::known('DHL'), StatusSync\Carriers::known('dhl'),
    StatusSync\Carriers::known(''), StatusSync\Carriers::known("DHL\0"));
foreach (['dhl', 'DHL Paket', 'Shipcloud', 'Nobody', ''] as $name) {
    echo json_encode(StatusSync\Carriers::lookup($name)), "\n";
}
foreach ([' 1Z 999AA1 0123456784 ', 'https://x.de/1', '', "a\0b", str_repeat('9', 51)] as $number) {
    echo json_encode(StatusSync\Carriers::inspect($number)), "\n";
}
echo json_encode(StatusSync\Carriers::inspect('1Z999AA10123456784', 'UPS')), "\n";
?>
--EXPECT--
version source date codes
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
{"match":"exact","code":"DHL"}
{"match":"guess","code":"DHL"}
{"match":"service","code":null}
{"match":"unknown","code":null}
{"match":"unknown","code":null}
{"tracking":"1Z999AA10123456784","fault":null,"certainty":"certain","code":"UPS"}
{"tracking":null,"fault":"url","certainty":"none","code":null}
{"tracking":null,"fault":"empty","certainty":"none","code":null}
{"tracking":null,"fault":"character","certainty":"none","code":null}
{"tracking":null,"fault":"too_long","certainty":"none","code":null}
{"tracking":"1Z999AA10123456784","fault":null,"certainty":"certain","code":"UPS","fit":"yes"}
