<?php

declare(strict_types=1);

namespace StatusSync\Tests\Bench;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\Shop;

/** Thousands of orders at once: in the shop, linked, and at Amazon. */
final class Bulk
{
    private const CHUNK = 500;

    /** @var Scene */
    private $scene;

    /** @var int the last shop order */
    private $last;

    public function __construct(Scene $scene)
    {
        $this->scene = $scene;
        $this->last = (int) $scene->shop->sql('SELECT COALESCE(MAX(orders_id), 100000) AS id FROM orders')[0]['id'];
    }

    public static function number(int $order): string
    {
        return sprintf('304-%07d-%07d', intdiv($order, 1000), $order);
    }

    /**
     * @param array<string, mixed> $account of Scene::ACCOUNTS
     * @param bool $known Amazon has them too
     * @return list<int> shop orders
     */
    public function sell(int $count, int $bought, array $account, bool $known = true, int $status = Scene::OPEN): array
    {
        $ids = $count === 0 ? [] : range($this->last + 1, $this->last + $count);
        $this->last += $count;
        $at = Shop::wall($bought);
        foreach (array_chunk($ids, self::CHUNK) as $chunk) {
            $rows = ['orders' => [], 'orders_total' => [], 'orders_status_history' => [], 'magnalister_orders' => []];
            $world = [];
            foreach ($chunk as $id) {
                $number = self::number($id);
                $rows['orders'][] = "($id, $status, '$at', 'marketplace', 'marketplace')";
                $rows['orders_total'][] = "($id, 19.90, 'ot_total')";
                $rows['orders_status_history'][] = "($id, $status, '$at')";
                $rows['magnalister_orders'][] = "($id, 1, {$account['magnalister']}, 'amazon', '$number', '',"
                    . " 'a:1:{s:18:\"FulfillmentChannel\";s:3:\"MFN\";}')";
                $world[] = ['id' => $number, 'seller' => $account['seller'], 'marketplace' => $account['marketplaces'][0],
                    'created' => $bought - 600, 'ship_by' => $bought + 30 * 86400,
                    'items' => [['id' => sprintf('%014d', 70000000000000 + $id), 'quantity' => 1]]];
            }
            $columns = ['orders' => 'orders_id, orders_status, date_purchased, payment_class, shipping_class',
                'orders_total' => 'orders_id, value, class', 'orders_status_history' => 'orders_id, orders_status_id, date_added',
                'magnalister_orders' => 'orders_id, orders_status, mpID, platform, special, data, internaldata'];
            foreach ($rows as $table => $values) {
                $this->scene->shop->sql("INSERT INTO $table ({$columns[$table]}) VALUES " . implode(', ', $values));
            }
            if ($known) {
                $this->scene->amazon->post('world', ['orders' => $world]);
            }
        }
        return $ids;
    }

    /** Tracking rows and shipped status. @param list<int> $ids */
    public function ship(array $ids): void
    {
        $at = Shop::wall($this->scene->now());
        foreach (array_chunk($ids, self::CHUNK) as $chunk) {
            $tracking = [];
            $history = [];
            foreach ($chunk as $id) {
                $code = sprintf('%011d', 52000000000 + $id);
                $tracking[] = "($id, 3, '$code', '$at')";
                $history[] = "($id, 3, '$at')";
            }
            $list = implode(', ', $chunk);
            $this->scene->shop->sql('INSERT INTO orders_tracking (orders_id, carrier_id, parcel_id, date_added) VALUES '
                . implode(', ', $tracking));
            $this->scene->shop->sql('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added) VALUES '
                . implode(', ', $history));
            $this->scene->shop->sql("UPDATE orders SET orders_status = 3 WHERE orders_id IN ($list)");
        }
    }
}
