<?php

require 'includes/configure.php';
require 'inc/xtc_db_query.inc.php';
xtc_db_connect();
session_name('XTCsid');
session_start();
if (isset($_POST['email_address'])) {
    $row = xtc_db_fetch_array(xtc_db_query("select * from customers where customers_email_address = '" . xtc_db_input($_POST['email_address']) . "'"));
    if ($row && md5($_POST['password']) === $row['customers_password']) {
        $_SESSION['customer_id'] = $row['customers_id'];
        $_SESSION['customers_status'] = array('customers_status_id' => $row['customers_status']);
        xtc_redirect(HTTP_SERVER . '/' . ($row['customers_status'] === '0' ? 'admin/start.php' : 'index.php'));
    }
}
echo '<!doctype html><title>Login</title><form method="post" action="/login.php"><input name="email_address"><input type="password" name="password">'
    . '<button>Login</button></form>';
