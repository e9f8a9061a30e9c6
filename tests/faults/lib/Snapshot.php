<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Scene;

/**
 * A scene at one moment, to which it can be put back: database, run counter, Amazon and clock. So one
 * installation serves for hundreds of cases.
 */
final class Snapshot
{
    /** Facts of an order at the simulator that a world may have. */
    private const FACTS = ['id', 'seller', 'marketplace', 'status', 'fulfilled_by', 'programs', 'channel', 'created', 'ship_by',
        'items', 'packages', 'cancel_requested', 'transparency', 'refuse_codes', 'not_stored', 'warn_tracking',
        'reject_tracking', 'poison', 'hidden'];

    /** @var Scene */
    private $scene;

    /** @var array<string, mixed> */
    private $world;

    /** @var int */
    private $clock;

    /** @var array<string, string> file => content, beside the key */
    private $files = [];

    /** @var array<string, list<array<string, mixed>>> table => rows (MariaDB) */
    private $tables = [];

    /**
     * @param list<string> $accounts ids of Scene::ACCOUNTS
     * @param array<string, mixed> $settings of the world
     */
    public function __construct(Scene $scene, array $accounts, array $settings = [])
    {
        $this->scene = $scene;
        $this->clock = $scene->now();
        $this->world = $settings + ['accounts' => [], 'orders' => []];
        foreach ($accounts as $id) {
            $this->world['accounts'][] = array_diff_key(Scene::ACCOUNTS[$id], ['magnalister' => 1]);
        }
        foreach ($scene->amazon->get('orders')['orders'] as $order) {
            $order = array_intersect_key($order, array_flip(self::FACTS));
            foreach ($order['packages'] as $i => $package) {
                $order['packages'][$i] = array_diff_key($package, ['created' => 1, 'via' => 1]);
            }
            foreach ($order['items'] as $i => $item) {
                $order['items'][$i] = array_diff_key($item, ['unpacked' => 1]);
            }
            $this->world['orders'][] = $order;
        }
        foreach (glob("{$scene->directory}/keys/*") ?: [] as $file) {
            $this->files[$file] = (string) file_get_contents($file);
        }
        $scene->shop->close();
        if ($scene->shop->isLite()) {
            copy($this->file(), $this->file() . '.saved');
            return;
        }
        foreach ($scene->shop->sql('SHOW TABLES') as $row) {
            $table = (string) reset($row);
            $this->tables[$table] = $scene->shop->sql("SELECT * FROM `$table`");
        }
    }

    public function clock(): int
    {
        return $this->clock;
    }

    /** @return array<string, mixed> */
    public function world(): array
    {
        return $this->world;
    }

    /**
     * Back to that moment.
     *
     * @param list<array<string, mixed>> $faults of the simulator, from now on
     */
    public function restore(array $faults = []): void
    {
        foreach ($this->files as $file => $content) {
            if (file_get_contents($file) !== $content) {
                file_put_contents($file, $content);
            }
        }
        if ($this->scene->shop->isLite()) {
            $this->scene->shop->close();
            foreach (['-journal', '-wal', '-shm'] as $end) {
                if (is_file($this->file() . $end)) {
                    unlink($this->file() . $end);
                }
            }
            copy($this->file() . '.saved', $this->file());
        } else {
            $this->refill();
        }
        $this->scene->amazon->post('reset', ['world' => $this->world, 'clock' => $this->clock, 'faults' => $faults]);
    }

    private function refill(): void
    {
        $pdo = $this->scene->shop->pdo();
        Database::calm($this->scene);
        $pdo->beginTransaction();
        foreach ($this->tables as $table => $rows) {
            $pdo->exec("DELETE FROM `$table`");
            foreach (array_chunk($rows, 200) as $chunk) {
                $marks = '(' . implode(', ', array_fill(0, count($chunk[0]), '?')) . ')';
                $columns = '`' . implode('`, `', array_keys($chunk[0])) . '`';
                $sql = "INSERT INTO `$table` ($columns) VALUES " . implode(', ', array_fill(0, count($chunk), $marks));
                $pdo->prepare($sql)->execute(array_merge(...array_map('array_values', $chunk)));
            }
        }
        $pdo->commit();
    }

    private function file(): string
    {
        return substr($this->scene->dsn, strlen('sqlite:'));
    }
}
