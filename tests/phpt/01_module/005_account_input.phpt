--TEST--
What an account refuses, with the place and without the value
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$good = ['id' => 'eu', 'seller' => 'A1', 'region' => 'eu', 'client_id' => 'c', 'client_secret' => 's', 'refresh_token' => 'r'];
$bad = [
    ['region' => 'de'], ['region' => null], ['client_secret' => "HIDDEN\n"], ['client_secret' => ''], ['refresh_token' => 5],
    ['refresh_token' => "a\0b"], ['extra' => 1], ['id' => str_repeat('x', 5000)],
];
foreach ($bad as $change) {
    try {
        new StatusSync\Account($change + $good);
        echo "taken\n";
    } catch (StatusSync\InputException $e) {
        echo $e->getPlace(), ' | ', $e->getMessage(), "\n";
    }
}
try {
    new StatusSync\Account([]);
} catch (StatusSync\InputException $e) {
    echo $e->getPlace(), "\n";
}
?>
--EXPECT--
region | region: eu, na or fe wanted
region | region: eu, na or fe wanted
client_secret | client_secret: empty, or has blanks or other characters than ASCII
client_secret | client_secret: empty, or has blanks or other characters than ASCII
refresh_token | refresh_token: text wanted
refresh_token | refresh_token: empty, or has blanks or other characters than ASCII
account | account: unknown key
buffer | buffer: more than 4096 bytes
id
