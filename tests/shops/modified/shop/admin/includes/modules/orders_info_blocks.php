<?php
echo '<div class="pageHeading">Bestellung ' . $oID . '</div><div id="customer">' . h($order->info['customers_name']) . '</div>';
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/modules/orders/orders_info_payment/', 'php') as $file) {
    require $file;
}
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/modules/orders/orders_info_blocks/', 'php') as $file) {
    require $file;
}
$keep = xtc_get_all_get_params(['action']);
?>
<div id="track_trace_block">
<div class="heading">Track &amp; Trace</div>
<?php echo xtc_draw_form('carriers', 'orders.php', $keep . 'action=inserttracking'); ?>
<table class="table borderall">
<?php
$rows = xtc_db_query('SELECT t.*, c.carrier_name FROM orders_tracking t JOIN carriers c ON c.carrier_id = t.carrier_id'
    . " WHERE t.orders_id = $oID");
while ($one = xtc_db_fetch_array($rows)) {
    echo '<tr><td>' . h($one['carrier_name']) . '</td><td>' . h($one['parcel_id']) . '</td><td><a href="'
        . h(xtc_href_link('orders.php', 'oID=' . $oID . '&tID=' . $one['tracking_id'] . '&action=deletetracking')) . '">x</a></td></tr>';
}
?>
<tr><td><select name="carrier_id">
<?php
$rows = xtc_db_query('SELECT * FROM carriers ORDER BY carrier_sort_order');
while ($one = xtc_db_fetch_array($rows)) {
    echo '<option value="' . (int) $one['carrier_id'] . '">' . h($one['carrier_name']) . '</option>';
}
?>
</select></td><td><input name="parcel_id"></td><td><input class="button" type="submit" value="<?php echo BUTTON_INSERT; ?>"></td></tr>
</table></form></div>
<div id="order_history_block"><table class="table">
<?php
$rows = xtc_db_query("SELECT * FROM orders_status_history WHERE orders_id = $oID ORDER BY date_added");
while ($one = xtc_db_fetch_array($rows)) {
    echo '<tr><td>' . h($one['date_added']) . '</td><td>' . h($orders_statuses[(int) $one['orders_status_id']] ?? '') . '</td><td>'
        . nl2br(h($one['comments'])) . '</td></tr>';
}
?>
</table></div>
<div id="order_status_block">
<?php echo xtc_draw_form('status', 'orders.php', $keep . 'action=update_order'); ?>
<table class="table"><tr><td><textarea name="comments" id="comments"></textarea></td></tr>
<tr><td><select name="status">
<?php
foreach ($orders_statuses as $id => $name) {
    echo '<option value="' . $id . '"' . ((int) $order->info['orders_status'] === $id ? ' selected' : '') . '>' . h($name) . '</option>';
}
?>
</select>
<label><input type="checkbox" name="notify" checked> Kunde benachrichtigen</label>
<label><input type="checkbox" name="notify_comments" checked> Kommentar mitsenden</label>
<input type="hidden" name="email_preview" value="">
<input class="button" type="submit" value="<?php echo BUTTON_UPDATE; ?>"></td></tr></table></form></div>
<?php
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/modules/orders/orders_info_blocks_end/', 'php') as $file) {
    require $file;
}
