<?php

declare(strict_types=1);

require 'includes/application_top.php';
require SHOP . '/engine/controllers.php';
[$name, $action] = explode('/', (string) ($_GET['do'] ?? '')) + [1 => ''];
if (preg_match('/^[A-Za-z0-9]+$/', $name) !== 1 || preg_match('/^[A-Za-z]*$/', $action) !== 1) {
    http_response_code(404);
    exit;
}
try {
    $response = MainFactory::create($name . 'Controller')->run($action);
} catch (Throwable $e) {
    // the real one prints the text of the exception too
    http_response_code(500);
    echo 'Unexpected error occurred: ' . $e->getMessage();
    exit;
}
foreach ($response->headers as $line) {
    header($line);
}
echo $response->body;
