--TEST--
Feed::cancel writes every item with its reason
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
echo StatusSync\Feed::cancel('A1SELLER', [['id' => '3', 'order' => '303-1234567-1234567',
    'items' => [['id' => '12345678901234', 'reason' => 'NoInventory']]]]);
?>
--EXPECTF--
%AOrderAcknowledgement%A<AmazonOrderID>303-1234567-1234567</AmazonOrderID>%A<StatusCode>Failure</StatusCode>%A<AmazonOrderItemCode>12345678901234</AmazonOrderItemCode>%ANoInventory%A
