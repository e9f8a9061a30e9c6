<?php

declare(strict_types=1);

require_once dirname(__DIR__) . '/engine/boot.php';
session();
if (isset($_GET['manual_data_cache'])) {
    @unlink(SHOP . '/cache/modules.json');
}
echo layout('Cache', '<p>Cache geleert</p>');
