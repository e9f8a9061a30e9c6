<?php

declare(strict_types=1);

/** A Shop in memory. */
class MemoryShop implements StatusSync\Shop
{
    public array $orders = [];
    public array $changed = [];
    /** @var ?callable(string $method, int $n): mixed */
    public $before = null;
    public array $calls = [];

    public function add(string $id, string $amazon, int $status, int $at, ?string $tracking, string $carrier = 'DHL'): void
    {
        $this->orders[$id] = [
            'id' => $id, 'purchased' => $at - 86400, 'status' => $status, 'shipping_module' => 'dp', 'payment_module' => 'amazon',
            'history' => [['id' => '1', 'status' => 1, 'at' => $at - 86400], ['id' => '2', 'status' => $status, 'at' => $at]],
            'tracking' => $tracking === null ? [] : [['id' => "t$id", 'carrier_key' => null, 'carrier' => $carrier,
                'code' => $tracking, 'is_return' => false, 'at' => $at]],
            'links' => [['source' => 'manual', 'amazon_order' => $amazon, 'account' => null, 'fulfilled_by' => null]],
        ];
        $this->changed[] = $id;
    }

    private function called(string $method)
    {
        $n = $this->calls[$method] = ($this->calls[$method] ?? 0) + 1;
        return $this->before !== null ? ($this->before)($method, $n) : null;
    }

    public function statuses(): array
    {
        return $this->called('statuses') ?? [['id' => 1, 'name' => 'Offen'], ['id' => 3, 'name' => 'Versendet']];
    }

    public function identity(): string
    {
        return $this->called('identity') ?? 'shop';
    }

    public function changes(?string $watermarks, int $since, int $limit): array
    {
        if (($answer = $this->called('changes')) !== null) {
            return $answer;
        }
        $from = (int) $watermarks;
        $page = array_slice($this->changed, $from, $limit);
        return ['orders' => $page, 'watermarks' => (string) ($from + count($page)), 'more' => false];
    }

    public function orders(array $ids): array
    {
        return $this->called('orders')
            ?? array_map(fn (string $id): array => $this->orders[$id] ?? ['id' => $id, 'gone' => true], $ids);
    }
}
