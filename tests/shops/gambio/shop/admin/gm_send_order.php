<?php

declare(strict_types=1);

// The cancel button of the order page: plain SQL, no service, no extender but the top one.
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
