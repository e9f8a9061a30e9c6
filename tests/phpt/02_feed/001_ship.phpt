--TEST--
Feed::ship writes a document; ids may be numbers or numeric texts
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); if (!extension_loaded("simplexml")) die("skip simplexml is not there"); ?>
--FILE--
<?php
$m = ['id' => '1', 'order' => '303-1234567-1234567', 'shipped_at' => 1764000000, 'carrier' => 'Other',
    'carrier_name' => 'Radkurier <&>', 'method' => 'Standard', 'tracking' => 'A-1',
    'items' => [['id' => '12345678901234', 'quantity' => '2']],
    'ship_from' => ['name' => 'Lager', 'line1' => 'Weg 1', 'city' => 'Köln', 'postal_code' => '50667', 'country' => 'DE']];
$xml = StatusSync\Feed::ship('A1SELLER', [$m, ['id' => 2, 'carrier' => 'DHL', 'carrier_name' => null, 'items' => null, 'ship_from' => null] + $m]);
$d = simplexml_load_string($xml);
echo $d->MessageType, ' ', count($d->Message), ' ', $d->Header->MerchantIdentifier, "\n";
$o = $d->Message[0]->OrderFulfillment;
echo $d->Message[0]->MessageID, ' ', $o->AmazonOrderID, ' ', $o->FulfillmentDate, "\n";
echo $o->FulfillmentData->CarrierName, ' ', $o->Item->Quantity, "\n";
echo $d->Message[1]->MessageID, ' ', $d->Message[1]->OrderFulfillment->FulfillmentData->CarrierCode, ' ', count($d->Message[1]->OrderFulfillment->Item), "\n";
?>
--EXPECT--
OrderFulfillment 2 A1SELLER
1 303-1234567-1234567 2025-11-24T16:00:00Z
Radkurier <&> 2
2 DHL 0
