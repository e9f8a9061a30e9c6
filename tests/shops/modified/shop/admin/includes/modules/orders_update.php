<?php

// The hook runs only where the customer is told, or for a look at the mail; behind the status, before the history.
if ((int) $order->info['orders_status'] !== $status || $comments !== '' || $email_preview) {
    if (!$email_preview) {
        xtc_db_query("UPDATE orders SET orders_status = $status, last_modified = now() WHERE orders_id = $oID");
    }
    $customer_notified = 0;
    if (($_POST['notify'] ?? '') === 'on' || $email_preview) {
        foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/modules/orders/orders_update/', 'php') as $file) {
            require $file;
        }
        if ($email_preview) {
            echo '<p id="mail">Vorschau der E-Mail</p>';
            exit;
        }
        $customer_notified = 1;
    }
    xtc_db_perform('orders_status_history', ['orders_id' => $oID, 'orders_status_id' => $status, 'date_added' => 'now()',
        'customer_notified' => $customer_notified, 'comments' => $comments,
        'comments_sent' => ($_POST['notify_comments'] ?? '') === 'on' ? 1 : 0]);
    $order_updated = true;
}
