<?php

declare(strict_types=1);

require_once dirname(__DIR__) . '/engine/boot.php';
session();
echo layout('Dashboard', '<p>' . (isset($_SESSION['customer_id']) ? 'angemeldet' : 'abgemeldet') . '</p>'
    . (isset($_SESSION['customer_id']) ? '<div id="message-stack"></div><script src="/admin/start.js"></script>' : ''));
