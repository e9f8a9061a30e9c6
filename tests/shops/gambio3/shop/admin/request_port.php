<?php

// The dialog for tracking numbers.
require 'includes/application_top.php';
if ($_GET['action'] === 'add_tracking_code') {
    $service = xtc_db_fetch_array(xtc_db_query('SELECT name FROM parcel_services WHERE parcel_service_id = ' . (int) $_POST['service_id']));
    xtc_db_query('INSERT INTO orders_parcel_tracking_codes (order_id, tracking_code, parcel_service_id, parcel_service_name, comment) VALUES ('
        . (int) $_POST['order_id'] . ", '" . xtc_db_input(stripslashes($_POST['tracking_code'])) . "', " . (int) $_POST['service_id'] . ", '"
        . xtc_db_input($service['name']) . "', '')");
    xtc_db_query('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments) SELECT orders_id, orders_status, NOW(), '
        . "'Nummer hinzu' FROM orders WHERE orders_id = " . (int) $_POST['order_id']);
}
echo '{"result": true}';
