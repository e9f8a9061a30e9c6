<?php

declare(strict_types=1);

// The older tracking dialog: through the writer, with a history row of the present status.
require 'includes/application_top.php';
if (($_GET['module'] ?? '') === 'ParcelServices' && ($_GET['action'] ?? '') === 'add_tracking_code') {
    $_SESSION['coo_page_token']->is_valid($_POST['page_token'] ?? null);
    $id = (int) $_POST['order_id'];
    MainFactory::create('ParcelTrackingCodeWriter')->insertTrackingCode($id, (string) $_POST['tracking_code'], (int) $_POST['service_id'], new ParcelServiceReader());
    add_history($id, (int) query('SELECT orders_status FROM orders WHERE orders_id = ?', [$id])->fetch()['orders_status'], 'Sendungsnummer hinzugefügt');
    echo '{"status":"success"}';
}
