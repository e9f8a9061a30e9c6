--TEST--
An account can be neither dumped, exported, serialised, cloned nor constructed twice
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$a = new StatusSync\Account(['id' => 'eu', 'seller' => 'A1', 'region' => 'eu', 'client_id' => 'c',
    'client_secret' => 'HIDDEN-1', 'refresh_token' => 'HIDDEN-2']);
ob_start();
var_dump($a, (array) $a, get_object_vars($a));
print_r($a);
var_export($a);
debug_zval_refcount($a);
echo json_encode($a);
$text = ob_get_clean();
var_dump(strpos($text, 'HIDDEN'), $a->getId());
function debug_zval_refcount($a) { debug_zval_refcount_is_gone: debug_zval_dump($a); }
$tries = [
    'clone' => function () use ($a) { return clone $a; },
    'serialize' => function () use ($a) { return serialize($a); },
    'unserialize' => function () { return unserialize('O:18:"StatusSync\\Account":0:{}'); },
    'construct' => function () use ($a) { $a->__construct(['id' => 'x']); },
    'extend' => function () { return (new ReflectionClass('StatusSync\\Account'))->isFinal() ? 'final' : 'open'; },
];
foreach ($tries as $name => $try) {
    try {
        $r = @$try();
        echo $name, ': ', is_string($r) ? $r : gettype($r), "\n";
    } catch (Throwable $e) {
        echo $name, ': ', strpos($e->getMessage(), 'HIDDEN') === false ? 'refused' : 'leaks', "\n";
    }
}
?>
--EXPECTF--
bool(false)
string(2) "eu"
clone: refused
serialize: refused
unserialize: %r(refused|boolean)%r
construct: refused
extend: final
