<?php

declare(strict_types=1);

// What a label module calls when a label was bought, outside of the admin: address and number, then the status.
require __DIR__ . '/engine/boot.php';
$id = (int) $_GET['id'];
MainFactory::create('ParcelTrackingCodeWriter')->insertTrackingUrl($id, 'https://label.example/' . $_GET['url'], 1, new ParcelServiceReader(), (string) $_GET['code']);
MainFactory::create('OrderWriteService')->updateOrderStatus(new IdType($id), new IntType(3), new StringType(''), new BoolType(false));
