<?php

declare(strict_types=1);

// The cancel button of the order page: plain SQL, no service, no extender but the top one. The older one comes by GET.
require 'includes/application_top.php';
if (($_POST['orders_multi_cancel'] ?? '') === 'true') {
    $_SESSION['coo_page_token']->is_valid($_POST['page_token'] ?? null);
    foreach ((array) $_POST['gm_multi_status'] as $order) {
        query('UPDATE orders SET orders_status = 99, last_modified = NOW(), gm_cancel_date = NOW() WHERE orders_id = ?', [(int) $order]);
        add_history((int) $order, 99);
    }
    header('Location: /admin/orders.php?oID=' . (int) reset($_POST['gm_multi_status']) . '&action=edit');
    exit;
}
if (($_GET['type'] ?? '') === 'cancel') {
    query('UPDATE orders SET orders_status = 99, last_modified = NOW(), gm_cancel_date = NOW() WHERE orders_id = ?', [(int) $_GET['oID']]);
    add_history((int) $_GET['oID'], 99);
    echo 'Die Bestellung wurde storniert.';
}
