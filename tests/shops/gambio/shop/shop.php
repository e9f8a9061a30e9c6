<?php

declare(strict_types=1);

// The scheduler: minute by minute, without a lock, and what a task throws ends the tasks after it.
require __DIR__ . '/engine/boot.php';
if (($_GET['do'] ?? '') !== 'Cronjobs/Run' || ($_GET['token'] ?? '') !== 'fixture-security-token') {
    http_response_code(401);
    exit;
}
constants();
$files = glob(SHOP . '/GXModules/*/*/Admin/CronjobConfiguration/*.json');
$tasks = [];
foreach ($files as $file) {
    $name = basename($file, '.json');
    if (config("cronjobs/$name/active") === 'true') {
        $tasks[(int) config("cronjobs/$name/sortOrder") . $name] = $name;
    }
}
ksort($tasks);
foreach ($tasks as $name) {
    $logger = MainFactory::create($name . 'CronjobLogger', new ExistingDirectory(SHOP));
    $task = MainFactory::create($name . 'CronjobTask', $logger, MainFactory::create($name . 'CronjobDependencies'));
    ($task->getCallback(microtime(true)))();
}
echo '{"success":true}';
