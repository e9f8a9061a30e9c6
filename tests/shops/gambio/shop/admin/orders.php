<?php

declare(strict_types=1);

require 'includes/application_top.php';
$action = (string) ($_GET['action'] ?? '');
$id = (int) ($_GET['oID'] ?? 0);

if ($action === 'gm_multi_status') {
    // what the dialog "Bestellstatus ändern" sends
    $_SESSION['coo_page_token']->is_valid($_POST['page_token'] ?? null);
    $service = MainFactory::create('OrderWriteService');
    foreach ((array) ($_POST['gm_multi_status'] ?? []) as $order) {
        $service->updateOrderStatus(
            new IdType((int) $order),
            new IntType((int) $_POST['gm_status']),
            new StringType((string) ($_POST['gm_comments'] ?? '')),
            new BoolType(isset($_POST['gm_notify']))
        );
        $extender = MainFactory::create_object('AdminOrderActionExtenderComponent');
        $extender->set_data('order_updated', true);
        $extender->proceed();
    }
    header('Location: /admin/orders.php?oID=' . $id . '&action=edit');
    exit;
}
if ($action === 'update_order') {
    // the old form: plain SQL
    $_SESSION['coo_page_token']->is_valid($_POST['page_token'] ?? null);
    set_status($id, (int) $_POST['status']);
    add_history($id, (int) $_POST['status'], (string) ($_POST['comments'] ?? ''));
    MainFactory::create_object('AdminOrderActionExtenderComponent')->proceed();
    header('Location: /admin/orders.php?oID=' . $id . '&action=edit');
    exit;
}
if (isset($_GET['gm_status'])) {
    // links of the old list: by GET, without a token, and the history row has status 0
    set_status($id, (int) $_GET['gm_status']);
    add_history($id, 0);
}
$order = query('SELECT * FROM orders WHERE orders_id = ?', [$id])->fetch();
if ($order === false) {
    echo layout('Bestellungen', '<p>Die Bestellung existiert nicht.</p>');
    exit;
}
$extender = MainFactory::create('OrderExtenderComponent');
$extender->proceed();
$extender->postProceed();
$token = $_SESSION['coo_page_token']->generate_token();
$boxes = '';
foreach ($extender->get_output('below_order_info') as $box) {
    $boxes .= '<div class="frame-wrapper"><div class="frame-head"><label class="title">' . $box['head'] . '</label></div>'
        . '<div class="frame-content">' . $box['content'] . '</div></div>';
}
$statuses = '';
foreach (query('SELECT * FROM orders_status WHERE language_id = ? AND orders_status_id <> 99 ORDER BY 1', [$_SESSION['languages_id']]) as $row) {
    $statuses .= '<option value="' . $row['orders_status_id'] . '">' . h($row['orders_status_name']) . '</option>';
}
$services = '';
foreach (query('SELECT * FROM parcel_services') as $row) {
    $services .= '<option value="' . $row['parcel_service_id'] . '">' . h($row['name']) . '</option>';
}
$codes = '';
foreach (query('SELECT * FROM orders_parcel_tracking_codes WHERE order_id = ?', [$id]) as $row) {
    $codes .= '<li>' . h($row['parcel_service_name'] . ' ' . $row['tracking_code']) . '</li>';
}
echo layout("Bestellung $id", '<p class="customer">' . h($order['customers_name']) . '</p><p>Status: <b class="status">' . $order['orders_status'] . '</b></p>'
    . $boxes
    . '<section><h2>Sendungsnummern</h2><ul>' . $codes . '</ul><form name="tracking" method="post" action="admin.php?do=OrdersModalsAjax/StoreTrackingNumber">'
    . '<input type="hidden" name="orderId" value="' . $id . '"><input type="hidden" name="pageToken" value="' . $token . '">'
    . '<input name="trackingNumber" aria-label="Sendungsnummer"><select name="parcelServiceId" aria-label="Paketdienst">' . $services . '</select>'
    . '<label><input type="checkbox" name="isReturnDelivery" value="true"> Retoure</label><button>Hinzufügen</button></form></section>'
    . '<section><h2>Bestellstatus ändern</h2><form name="status" method="post" action="orders.php?oID=' . $id . '&amp;action=gm_multi_status">'
    . '<input type="hidden" name="page_token" value="' . $token . '"><input type="hidden" name="gm_multi_status[]" value="' . $id . '">'
    . '<select name="gm_status" aria-label="Status">' . $statuses . '</select><textarea name="gm_comments" aria-label="Kommentar"></textarea>'
    . implode('', array_map(static function ($line) {
        return "<div>$line</div>";
    }, $extender->get_output('order_status')))
    . '<button>Ausführen</button></form>'
    . '<form name="cancel" method="post" action="gm_send_order.php?oID=undefined"><input type="hidden" name="page_token" value="' . $token . '">'
    . '<input type="hidden" name="orders_multi_cancel" value="true"><input type="hidden" name="gm_multi_status[]" value="' . $id . '">'
    . '<button>Stornieren</button></form></section>');
