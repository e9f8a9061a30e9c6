<?php

// The cancel button of an order's page: plain statements, then a page to its end.
require 'includes/application_top.php';
if (isset($_POST['orders_multi_cancel'])) {
    foreach ($_POST['gm_multi_status'] as $id) {
        xtc_db_query('UPDATE orders SET orders_status = 99 WHERE orders_id = ' . (int) $id);
        xtc_db_query('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments) VALUES (' . (int) $id . ", 99, NOW(), '')");
    }
}
echo '<html><body>done</body></html>';
mysqli_close($GLOBALS['___mysqli_ston']);
