<?php

foreach (['configuration', 'orders', 'orders_status', 'orders_status_history', 'orders_tracking', 'orders_total', 'carriers', 'customers',
    'admin_access', 'scheduled_tasks', 'scheduled_tasks_log'] as $name) {
    define('TABLE_' . strtoupper($name), $name);
}
