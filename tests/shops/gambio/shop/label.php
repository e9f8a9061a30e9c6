<?php

declare(strict_types=1);

// What a label module calls when a label was bought, outside of the admin: address and number, then the status.
require __DIR__ . '/engine/boot.php';
$id = (int) $_GET['id'];
$code = (string) ($_GET['code'] ?? '');
$writer = MainFactory::create('ParcelTrackingCodeWriter');
if (isset($_GET['url'])) {
    $writer->insertTrackingUrl($id, 'https://label.example/' . $_GET['url'], 1, new ParcelServiceReader(), $code);
} else {
    $writer->insertTrackingCode($id, $code, 1, new ParcelServiceReader());
}
if (($_GET['status'] ?? '3') !== '') { // some leave the status to the owner
    MainFactory::create('OrderWriteService')->updateOrderStatus(new IdType($id), new IntType((int) ($_GET['status'] ?? 3)), new StringType(''), new BoolType(false));
}
