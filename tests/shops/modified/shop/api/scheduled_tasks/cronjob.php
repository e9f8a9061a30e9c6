<?php

// The scheduler: no lock, no token; every due task in one go, the next time is written before the call.
require dirname(__DIR__, 2) . '/includes/application_top_callback.php';
$tasks = xtc_db_query('SELECT * FROM scheduled_tasks WHERE status = 1 AND time_next <= ' . time());
while ($task = xtc_db_fetch_array($tasks)) {
    xtc_db_query('UPDATE scheduled_tasks SET time_next = ' . (time() + 60 * max(1, (int) $task['time_regularity']))
        . ' WHERE tasks_id = ' . (int) $task['tasks_id']);
    $file = DIR_FS_CATALOG . 'api/scheduled_tasks/modules/' . $task['tasks'] . '.php';
    if (is_file($file)) {
        require_once $file;
        $begun = microtime(true);
        if (function_exists('cron_' . $task['tasks']) && call_user_func('cron_' . $task['tasks'])) {
            xtc_db_perform('scheduled_tasks_log', ['tasks_id' => $task['tasks_id'], 'time_run' => time(),
                'time_taken' => microtime(true) - $begun]);
        }
    }
}
