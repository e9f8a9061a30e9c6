<?php

declare(strict_types=1);

require __DIR__ . '/engine/boot.php';
session();
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $row = query('SELECT * FROM customers WHERE customers_email_address = ?', [(string) ($_POST['email_address'] ?? '')])->fetch();
    if ($row !== false && password_verify((string) ($_POST['password'] ?? ''), $row['customers_password'])) {
        session_regenerate_id(true);
        $_SESSION['customer_id'] = (int) $row['customers_id'];
        $_SESSION['customers_status'] = ['customers_status_id' => (string) $row['customers_status']];
        header('Location: /admin/start.php');
        exit;
    }
}
echo '<!doctype html><html lang="de"><title>Login</title><form method="post"><input name="email_address" aria-label="E-Mail"><input name="password"'
    . ' type="password" aria-label="Passwort"><button>Anmelden</button></form></html>';
