<?php

// Name and value of the token are random and change with every page that is only looked at. A POST
// without it loses its fields and its action; the page is shown as if nothing had been posted.
if (CSRF_TOKEN_SYSTEM === 'true') {
    $fault = false;
    if (count($_POST) > 0) {
        $sent = $_POST[$_SESSION['CSRFName'] ?? ''] ?? null;
        $fault = $sent === null || $sent !== ($_SESSION['CSRFToken'] ?? null);
    }
    if ($fault) {
        unset($_POST, $_GET['action'], $_GET['saction']);
        $messageStack->add('CSRFToken', 'warning');
    }
    if ($fault || !isset($_POST) || count($_POST) === 0) {
        $_SESSION['CSRFName'] = 'x' . xtc_random_word(5);
        $_SESSION['CSRFToken'] = xtc_random_word(32);
    }
}
