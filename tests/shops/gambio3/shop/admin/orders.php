<?php

require 'includes/application_top.php';

$statuses = array();
$rows = xtc_db_query("select orders_status_id, orders_status_name from orders_status where language_id = '" . (int) $_SESSION['languages_id'] . "'");
while ($row = xtc_db_fetch_array($rows)) {
    $statuses[$row['orders_status_id']] = $row['orders_status_name'];
}
if ($_GET['action'] === 'gm_multi_status') { // what owners click: plain statements, then a redirect
    foreach ($_POST['gm_multi_status'] as $id) {
        xtc_db_query("UPDATE orders SET orders_status = '" . (int) $_POST['gm_status'] . "' WHERE orders_id = " . (int) $id);
        xtc_db_query('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments) VALUES (' . (int) $id . ', '
            . (int) $_POST['gm_status'] . ", NOW(), '')");
    }
    xtc_redirect(xtc_href_link('orders.php', 'oID=' . (int) $_GET['oID'] . '&action=edit'));
}
if ($_GET['action'] === 'update_order') {
    $oID = xtc_db_prepare_input($_GET['oID']);
    $status = xtc_db_prepare_input($_POST['status']);
    $comments = xtc_db_prepare_input($_POST['comments']);
    $before = xtc_db_fetch_array(xtc_db_query("select orders_status from orders where orders_id = '" . xtc_db_input($oID) . "'"));
    if ($before['orders_status'] != $status || $comments != '') {
        xtc_db_query("update orders set orders_status = '" . xtc_db_input($status) . "', last_modified = now() where orders_id = '"
            . xtc_db_input($oID) . "'");
        xtc_db_query("insert into orders_status_history (orders_id, orders_status_id, date_added, customer_notified, comments) values ('"
            . xtc_db_input($oID) . "', '" . xtc_db_input($status) . "', now(), '0', '" . xtc_db_input($comments) . "')");
    }
    $_SESSION['message'] = SUCCESS_ORDER_UPDATED;
    xtc_redirect(xtc_href_link('orders.php', 'oID=' . (int) $oID . '&action=edit'));
}
if ($_GET['action'] === 'deleteconfirm') {
    xtc_db_query('delete from orders where orders_id = ' . (int) $_GET['oID']);
    xtc_redirect(xtc_href_link('orders.php'));
}
require 'includes/header.php';
if ($_GET['action'] === 'edit') {
    $order = xtc_db_fetch_array(xtc_db_query('select * from orders where orders_id = ' . (int) $_GET['oID']));
    echo '<h1 class="pageHeading">' . BOX_ORDERS . ' ' . (int) $order['orders_id'] . '</h1><table border="1" cellpadding="5" cellspacing="0">';
    $rows = xtc_db_query('select * from orders_status_history where orders_id = ' . (int) $order['orders_id'] . ' order by date_added');
    while ($row = xtc_db_fetch_array($rows)) {
        echo '<tr><td class="smallText">' . h($row['date_added']) . '</td><td class="smallText">' . h($statuses[$row['orders_status_id']])
            . '</td><td class="smallText">' . nl2br(h($row['comments'])) . '</td></tr>';
    }
    echo '</table><form name="status" method="post" action="' . xtc_href_link('orders.php', 'oID=' . (int) $order['orders_id'] . '&action=update_order')
        . '"><textarea name="comments" cols="60" rows="5"></textarea><br><select name="status">';
    foreach ($statuses as $id => $name) {
        echo '<option value="' . $id . '"' . ($id == $order['orders_status'] ? ' selected' : '') . '>' . h($name) . '</option>';
    }
    echo '</select> <input type="checkbox" name="notify"> <input type="submit" class="button" value="' . BUTTON_UPDATE . '"></form>';
} else {
    echo '<h1 class="pageHeading">' . BOX_ORDERS . '</h1><table width="100%">';
    $rows = xtc_db_query('select * from orders order by orders_id desc limit 20');
    while ($row = xtc_db_fetch_array($rows)) {
        echo '<tr class="dataTableRow"><td><a href="' . xtc_href_link('orders.php', 'oID=' . $row['orders_id'] . '&action=edit') . '">' . $row['orders_id']
            . '</a></td><td>' . h($row['customers_name']) . '</td><td>' . h($statuses[$row['orders_status']]) . '</td></tr>';
    }
    echo '</table>';
}
require 'includes/footer.php';
