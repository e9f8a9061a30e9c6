<?php

require __DIR__ . '/includes/common.php';
session_name('MODsid');
session_start();
if (($_GET['action'] ?? '') === 'process') {
    $row = xtc_db_fetch_array(xtc_db_query("SELECT * FROM customers WHERE customers_email_address = '"
        . xtc_db_input($_POST['email_address'] ?? '') . "'"));
    if ($row && password_verify((string) ($_POST['password'] ?? ''), $row['customers_password'])) {
        session_regenerate_id(true);
        $_SESSION['customer_id'] = (int) $row['customers_id'];
        $_SESSION['customers_status'] = ['customers_status_id' => (string) $row['customers_status']];
        xtc_redirect(HTTP_SERVER . DIR_WS_CATALOG . 'index.php');
    }
}
$action = h(HTTP_SERVER . DIR_WS_CATALOG . 'login.php?action=process');
echo "<!doctype html><title>Anmelden</title><form method=\"post\" action=\"$action\">"
    . '<input name="email_address"><input type="password" name="password"><button>Anmelden</button></form>';
