<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/**
 * A shop's database: the tables and columns of modified eCommerce that matter here, written by us.
 *
 * Times are epoch seconds outside and the shop's wall clock time (Europe/Berlin) in the tables.
 */
final class Shop
{
    public const STATUSES = [1 => 'Offen', 2 => 'In Bearbeitung', 3 => 'Versendet', 4 => 'Storniert',
        7 => 'Abgeschlossen', 149 => 'Bewertung angefragt'];
    public const CARRIERS = [1 => 'DHL', 2 => 'DPD', 3 => 'GLS', 4 => 'UPS', 5 => 'HERMES', 12 => 'POST',
        20 => 'Spedition Huber'];

    private const TABLES = [
        'orders' => 'orders_id ID, customers_id INT NOT NULL DEFAULT 0, customers_name VARCHAR(64), comments TEXT,'
            . ' date_purchased DATETIME, last_modified DATETIME, orders_status INT NOT NULL, payment_class VARCHAR(32),'
            . ' shipping_class VARCHAR(64), shipping_method VARCHAR(255), currency CHAR(3), language VARCHAR(32)',
        'orders_total' => 'orders_total_id ID, orders_id INT NOT NULL, title VARCHAR(255), text VARCHAR(255),'
            . ' value DECIMAL(15,4) NOT NULL, class VARCHAR(32), sort_order INT',
        'orders_status' => 'orders_status_id INT NOT NULL, language_id INT NOT NULL, orders_status_name VARCHAR(64),'
            . ' sort_order INT, PRIMARY KEY (orders_status_id, language_id)',
        'orders_status_history' => 'orders_status_history_id ID, orders_id INT NOT NULL, orders_status_id INT NOT NULL,'
            . ' date_added DATETIME, customer_notified INT, comments TEXT',
        'carriers' => 'carrier_id ID, carrier_name VARCHAR(80) NOT NULL, carrier_tracking_link VARCHAR(512),'
            . ' carrier_sort_order INT',
        'orders_tracking' => 'tracking_id ID, orders_id INT NOT NULL, carrier_id INT NOT NULL,'
            . ' parcel_id VARCHAR(80) NOT NULL, date_added DATETIME, is_return INT NOT NULL DEFAULT 0',
        'magnalister_orders' => 'orders_id INT NOT NULL PRIMARY KEY, orders_status INT, mpID INT, platform VARCHAR(20),'
            . ' special TEXT, data TEXT, internaldata TEXT',
        'magnalister_config' => 'mpID INT NOT NULL, mkey VARCHAR(100) NOT NULL, value TEXT',
    ];
    private const INDEXES = ['orders' => 'orders_status', 'orders_status_history' => 'orders_id',
        'orders_tracking' => 'orders_id', 'orders_total' => 'orders_id'];

    /** @var string */
    private $dsn;

    /** @var ?\PDO */
    private $pdo;

    /** @var bool */
    private $bulk = false;

    public function __construct(string $dsn)
    {
        $this->dsn = $dsn;
        $lite = $this->isLite();
        $id = $lite ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY';
        foreach (self::TABLES as $table => $columns) {
            $columns = (string) preg_replace('/\bID\b/', $id, $columns);
            $this->pdo()->exec("CREATE TABLE $table ($columns)" . ($lite ? '' : ' ENGINE=InnoDB'));
        }
        foreach (self::INDEXES as $table => $column) {
            $this->pdo()->exec("CREATE INDEX idx_{$table}_$column ON $table ($column)");
        }
        foreach (self::STATUSES as $key => $name) {
            $this->insert('orders_status', ['orders_status_id' => $key, 'language_id' => 2, 'orders_status_name' => $name,
                'sort_order' => 0]);
        }
        foreach (self::CARRIERS as $key => $name) {
            $this->insert('carriers', ['carrier_id' => $key, 'carrier_name' => $name]);
        }
        $this->let(); // the file is closed: nobody holds it while the product works
    }

    public function isLite(): bool
    {
        return strncmp($this->dsn, 'sqlite:', 7) === 0;
    }

    public function pdo(): \PDO
    {
        if ($this->pdo === null) {
            $this->pdo = new \PDO($this->dsn, 'root', '', [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
                \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC]);
            if ($this->isLite()) {
                $this->pdo->exec('PRAGMA busy_timeout = 10000');
                $this->pdo->exec('PRAGMA synchronous = OFF');
            } else {
                // on a cluster: what another node has committed is seen here
                $this->pdo->exec('SET SESSION wsrep_sync_wait = 7');
            }
        }
        return $this->pdo;
    }

    /** The same database through another server of the cluster. */
    public function moveTo(string $dsn): void
    {
        $this->close();
        $this->dsn = $dsn;
    }

    /** Lets go of the file, for tests that copy or check it. */
    public function close(): void
    {
        $this->pdo = null;
    }

    /**
     * Any statement.
     *
     * @param list<mixed> $params
     * @return list<array<string, mixed>> rows, of a SELECT
     */
    public function sql(string $sql, array $params = []): array
    {
        $statement = $this->pdo()->prepare($sql);
        $statement->execute($params);
        $rows = $statement->columnCount() > 0 ? $statement->fetchAll() : [];
        $statement = null;
        $this->let();
        return $rows;
    }

    /** @param array<string, mixed> $row @return int its id */
    public function insert(string $table, array $row): int
    {
        $sql = "INSERT INTO $table (" . implode(', ', array_keys($row)) . ') VALUES ('
            . implode(', ', array_fill(0, count($row), '?')) . ')';
        $this->pdo()->prepare($sql)->execute(array_values($row));
        return (int) $this->pdo()->lastInsertId();
    }

    /** A new order as an import writes it: order, total, first history row. @param array<string, mixed> $columns */
    public function order(int $at, array $columns = []): int
    {
        $id = $this->insert('orders', $columns + ['orders_status' => 1, 'date_purchased' => self::wall($at),
            'customers_name' => 'Erika Mustermann', 'payment_class' => 'marketplace', 'shipping_class' => 'marketplace',
            'currency' => 'EUR', 'language' => 'german']);
        $this->insert('orders_total', ['orders_id' => $id, 'title' => 'Summe', 'text' => '19,90 EUR', 'value' => '19.90',
            'class' => 'ot_total', 'sort_order' => 99]);
        $this->history($id, 1, $at);
        $this->let();
        return $id;
    }

    /** The row by which magnalister links a shop order with Amazon's. */
    public function link(int $order, string $number, string $mpId, string $channel = 'MFN', string $data = ''): void
    {
        $length = strlen($channel);
        $this->insert('magnalister_orders', ['orders_id' => $order, 'orders_status' => 1, 'mpID' => (int) $mpId,
            'platform' => 'amazon', 'special' => $number, 'data' => $data,
            'internaldata' => "a:1:{s:18:\"FulfillmentChannel\";s:$length:\"$channel\";}"]);
        $this->let();
    }

    /** A new status; without history as an ERP writes it by plain SQL. */
    public function status(int $order, int $status, int $at, bool $history = true): void
    {
        $this->pdo()->prepare('UPDATE orders SET orders_status = ? WHERE orders_id = ?')->execute([$status, $order]);
        if ($history) {
            $this->history($order, $status, $at);
        }
        $this->let();
    }

    public function history(int $order, int $status, int $at): int
    {
        return $this->insert('orders_status_history', ['orders_id' => $order, 'orders_status_id' => $status,
            'date_added' => self::wall($at), 'customer_notified' => 0]);
    }

    /** A tracking row. @param ?string $carrier name in the table of carriers, null = none chosen */
    public function track(int $order, ?string $carrier, string $code, int $at, bool $return = false): int
    {
        $key = $carrier === null ? 0 : array_search($carrier, self::CARRIERS, true);
        if ($key === false) {
            $key = $this->insert('carriers', ['carrier_name' => $carrier]);
        }
        $id = $this->insert('orders_tracking', ['orders_id' => $order, 'carrier_id' => $key, 'parcel_id' => $code,
            'date_added' => self::wall($at), 'is_return' => $return ? 1 : 0]);
        $this->let();
        return $id;
    }

    /** The shop's way of writing a moment. */
    public static function wall(int $at): string
    {
        return (new \DateTime("@$at"))->setTimezone(new \DateTimeZone('Europe/Berlin'))->format('Y-m-d H:i:s');
    }

    /** Much at once, in one transaction. */
    public function bulk(callable $work): void
    {
        $this->bulk = true;
        $this->pdo()->beginTransaction();
        try {
            $work();
            $this->pdo()->commit();
        } finally {
            $this->bulk = false;
            $this->let();
        }
    }

    private function let(): void
    {
        if ($this->isLite() && !$this->bulk) {
            $this->pdo = null;
        }
    }
}
