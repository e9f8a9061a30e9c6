<?php
require 'includes/application_top.php';

$oID = isset($_GET['oID']) ? (int) $_GET['oID'] : 0;
$action = (string) ($_GET['action'] ?? '');
$email_preview = (string) ($_POST['email_preview'] ?? '') === '1';
if ($email_preview) {
    $action = 'update_order';
}
$row = xtc_db_fetch_array(xtc_db_query("SELECT * FROM orders WHERE orders_id = $oID"));
$order_exists = is_array($row);
$order = new stdClass();
$order->info = $row ?: [];
$orders_statuses = [];
$rows = xtc_db_query('SELECT * FROM orders_status WHERE language_id = ' . (int) $_SESSION['languages_id'] . ' ORDER BY sort_order');
while ($one = xtc_db_fetch_array($rows)) {
    $orders_statuses[(int) $one['orders_status_id']] = $one['orders_status_name'];
}
switch ($action) {
    case 'update_order':
        $status = (int) $_POST['status'];
        $comments = xtc_db_prepare_input($_POST['comments']);
        $order_updated = false;
        include 'includes/modules/orders_update.php';
        $messageStack->add_session(
            $order_updated ? SUCCESS_ORDER_UPDATED : WARNING_ORDER_NOT_UPDATED,
            $order_updated ? 'success' : 'warning'
        );
        xtc_redirect(xtc_href_link('orders.php', xtc_get_all_get_params(['action']) . 'action=edit'));
        break;
    case 'stornoconfirm':
        $new = (int) $_POST['status_storno'];
        $now = xtc_db_fetch_array(xtc_db_query("SELECT orders_status FROM orders WHERE orders_id = $oID"));
        if ((int) $now['orders_status'] !== $new) { // the same status: neither status nor history is written
            xtc_db_query("UPDATE orders SET orders_status = $new WHERE orders_id = $oID"); // last_modified stays
            xtc_db_perform('orders_status_history', ['orders_id' => $oID, 'orders_status_id' => $new, 'date_added' => 'now()',
                'customer_notified' => '0', 'comments' => 'Storniert', 'comments_sent' => '0']);
        }
        xtc_db_query("UPDATE orders_total SET value = '0.0000', text = '0.00' WHERE orders_id = $oID");
        xtc_redirect(xtc_href_link('orders.php', xtc_get_all_get_params(['action'])));
        break;
    case 'deleteconfirm':
        xtc_db_query("DELETE FROM orders WHERE orders_id = $oID");
        xtc_redirect(xtc_href_link('orders.php', xtc_get_all_get_params(['action', 'oID'])));
        break;
    case 'inserttracking':
        xtc_db_perform('orders_tracking', ['orders_id' => $oID, 'carrier_id' => xtc_db_prepare_input($_POST['carrier_id']),
            'parcel_id' => xtc_db_prepare_input($_POST['parcel_id']), 'date_added' => 'now()']);
        xtc_redirect(xtc_href_link('orders.php', xtc_get_all_get_params(['action']) . 'action=edit'));
        break;
    case 'deletetracking':
        xtc_db_query('DELETE FROM orders_tracking WHERE tracking_id = ' . (int) $_GET['tID']);
        xtc_redirect(xtc_href_link('orders.php', xtc_get_all_get_params(['action']) . 'action=edit'));
        break;
    case 'custom':
        foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/modules/orders/orders_action/', 'php') as $file) {
            require $file;
        }
        break;
}
require DIR_WS_INCLUDES . 'head.php';
echo '</head><body>';
require DIR_WS_INCLUDES . 'header.php';
echo '<table class="tableBody"><tr><td class="boxCenter">';
include $action === 'edit' && $order_exists ? 'includes/modules/orders_info_blocks.php' : 'includes/modules/orders_listing.php';
echo '</td></tr></table>';
require DIR_WS_INCLUDES . 'footer.php';
echo '</body></html>';
require DIR_WS_INCLUDES . 'application_bottom.php';
