<?php
if ($action === 'storno' && $order_exists) {
    // The present status is selected: whoever just confirms gets totals of 0 and nothing else.
    echo '<div class="pageHeading">' . TEXT_STORNO . " $oID</div>" . xtc_draw_form('orders', 'orders.php', xtc_get_all_get_params(['action'])
        . 'action=stornoconfirm') . '<select name="status_storno">';
    foreach ($orders_statuses as $id => $name) {
        echo '<option value="' . $id . '"' . ((int) $order->info['orders_status'] === $id ? ' selected' : '') . '>' . h($name) . '</option>';
    }
    echo '</select> <input type="checkbox" name="restock"> <input class="button" type="submit" value="OK"></form>';
}
echo '<table class="tableBoxCenter collapse"><tr class="dataTableHeadingRow"><td>Best.Nr.</td><td>Kunde</td><td>Status</td><td></td></tr>';
$orders_query = xtc_db_query('SELECT * FROM orders ORDER BY orders_id DESC LIMIT 20');
while ($one = xtc_db_fetch_array($orders_query)) {
    $id = (int) $one['orders_id'];
    echo '<tr class="dataTableRow"><td>' . $id . '</td><td>' . h($one['customers_name']) . '</td><td>'
        . h($orders_statuses[(int) $one['orders_status']] ?? '') . '</td><td><a href="' . h(xtc_href_link('orders.php', "oID=$id&action=edit"))
        . '">Bearbeiten</a> <a href="' . h(xtc_href_link('orders.php', "oID=$id&action=storno")) . '">Storno</a></td></tr>';
}
echo '</table>';
