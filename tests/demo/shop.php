<?php

/**
 * The demo's shop: the tables of modified eCommerce that matter here, written by us.
 *
 * usage: shop.php create DSN            makes tables, statuses and carriers
 *        shop.php apply DSN < EVENTS    carries out rows of {"do", "table", "row"|"set", "where"}
 * DSN is of SQLite or MySQL/MariaDB; user and password come from STATUSSYNC_DB_USER and
 * STATUSSYNC_DB_PASSWORD. A value {"time": EPOCH} is written as the shop's wall clock time.
 */

declare(strict_types=1);

const TABLES = [
    'orders' => [
        'orders_id' => 'ID', 'orders_ident_key' => 'VARCHAR(128)', 'customers_id' => 'INT NOT NULL DEFAULT 0',
        'comments' => 'TEXT', 'date_purchased' => 'DATETIME', 'last_modified' => 'DATETIME',
        'orders_status' => 'INT NOT NULL', 'orders_date_finished' => 'DATETIME', 'payment_class' => 'VARCHAR(32)',
        'shipping_class' => 'VARCHAR(32)', 'currency' => 'CHAR(3)', 'language' => 'VARCHAR(32)',
    ],
    'orders_total' => [
        'orders_total_id' => 'ID', 'orders_id' => 'INT NOT NULL', 'title' => 'VARCHAR(255)', 'text' => 'VARCHAR(255)',
        'value' => 'DECIMAL(15,4) NOT NULL', 'class' => 'VARCHAR(32)', 'sort_order' => 'INT',
    ],
    'orders_status' => [
        'orders_status_id' => 'INT NOT NULL', 'language_id' => 'INT NOT NULL', 'orders_status_name' => 'VARCHAR(64)',
        'sort_order' => 'INT', '' => 'PRIMARY KEY (orders_status_id, language_id)',
    ],
    'orders_status_history' => [
        'orders_status_history_id' => 'ID', 'orders_id' => 'INT NOT NULL', 'orders_status_id' => 'INT NOT NULL',
        'date_added' => 'DATETIME', 'customer_notified' => 'INT', 'comments' => 'TEXT',
    ],
    'carriers' => [
        'carrier_id' => 'ID', 'carrier_name' => 'VARCHAR(80) NOT NULL', 'carrier_tracking_link' => 'VARCHAR(512)',
        'carrier_sort_order' => 'INT',
    ],
    // is_return is of the kind that label modules add to the table
    'orders_tracking' => [
        'tracking_id' => 'ID', 'orders_id' => 'INT NOT NULL', 'carrier_id' => 'INT NOT NULL',
        'parcel_id' => 'VARCHAR(80) NOT NULL', 'date_added' => 'DATETIME', 'is_return' => 'INT NOT NULL DEFAULT 0',
    ],
    'magnalister_orders' => [
        'orders_id' => 'INT NOT NULL PRIMARY KEY', 'orders_status' => 'INT', 'mpID' => 'INT', 'platform' => 'VARCHAR(20)',
        'special' => 'TEXT', 'data' => 'TEXT', 'internaldata' => 'TEXT',
    ],
    'magnalister_config' => ['mpID' => 'INT NOT NULL', 'mkey' => 'VARCHAR(100) NOT NULL', 'value' => 'TEXT'],
];
const KEYS = [
    ['orders', 'orders_status'], ['orders_status_history', 'orders_id'], ['orders_tracking', 'orders_id'],
    ['orders_total', 'orders_id'],
];

function connect(string $dsn): PDO
{
    $user = getenv('STATUSSYNC_DB_USER') ?: null;
    $password = getenv('STATUSSYNC_DB_PASSWORD') ?: null;
    $pdo = new PDO($dsn, $user, $password, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    if ($pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'sqlite') {
        // our own run may be writing at the same time
        $pdo->exec('PRAGMA busy_timeout = 10000');
    }
    return $pdo;
}

function create(PDO $pdo): void
{
    $lite = $pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'sqlite';
    $id = $lite ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY';
    foreach (TABLES as $table => $columns) {
        $parts = [];
        foreach ($columns as $name => $type) {
            $parts[] = $name === '' ? $type : "`$name` " . ($type === 'ID' ? $id : $type);
        }
        $pdo->exec("CREATE TABLE `$table` (" . implode(', ', $parts) . ')' . ($lite ? '' : ' ENGINE=InnoDB'));
    }
    foreach (KEYS as [$table, $column]) {
        $pdo->exec("CREATE INDEX `idx_{$table}_$column` ON `$table` (`$column`)");
    }
}

function value($value, DateTimeZone $zone)
{
    if (!is_array($value)) {
        return $value;
    }
    return (new DateTime('@' . $value['time']))->setTimezone($zone)->format('Y-m-d H:i:s');
}

function apply(PDO $pdo, array $events): void
{
    $zone = new DateTimeZone('Europe/Berlin');
    $pdo->beginTransaction();
    foreach ($events as $event) {
        $values = [];
        foreach (($event['row'] ?? $event['set'] ?? []) as $name => $value) {
            $values["`$name`"] = value($value, $zone);
        }
        $where = [];
        foreach ($event['where'] ?? [] as $name => $value) {
            $where["`$name` = ?"] = $value;
        }
        $condition = ' WHERE ' . implode(' AND ', array_keys($where));
        if ($event['do'] === 'insert') {
            $sql = "INSERT INTO `{$event['table']}` (" . implode(', ', array_keys($values)) . ') VALUES ('
                . implode(', ', array_fill(0, count($values), '?')) . ')';
        } elseif ($event['do'] === 'update') {
            $sql = "UPDATE `{$event['table']}` SET " . implode(' = ?, ', array_keys($values)) . " = ?$condition";
        } else {
            $sql = "DELETE FROM `{$event['table']}`$condition";
        }
        $pdo->prepare($sql)->execute(array_merge(array_values($values), array_values($where)));
    }
    $pdo->commit();
}

[, $action, $dsn] = $argv + ['', '', ''];
if (!in_array($action, ['create', 'apply'], true) || $dsn === '') {
    fwrite(STDERR, "usage: shop.php create|apply DSN\n");
    exit(2);
}
$action === 'create' ? create(connect($dsn))
    : apply(connect($dsn), json_decode((string) stream_get_contents(STDIN), true, 16, JSON_THROW_ON_ERROR));
