<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Scene;

/** What must hold at the end of a history whatever happened in it. Written from the rules, not from the engine. */
final class Judge
{
    private const SETTLED = ['rejected', 'parked', 'mismatch', 'ignored'];
    private const CANCEL_AFTER = 1800;

    /** @var Scene */
    private $scene;

    /** @var array<int, Sold> */
    private $orders;

    /** @var list<string> */
    private $faults = [];

    /** @var array<string, array<string, mixed>> Amazon number => order at Amazon */
    private $amazon = [];

    /** @var array<string, array<string, mixed>> Amazon number => our row */
    private $rows = [];

    /** @var array<int, list<array<string, mixed>>> our row => its messages */
    private $messages = [];

    /** @param array<int, Sold> $orders */
    public function __construct(Scene $scene, array $orders)
    {
        $this->scene = $scene;
        $this->orders = $orders;
        foreach ($scene->amazon->get('orders')['orders'] as $order) {
            $this->amazon[$order['id']] = $order;
        }
        foreach ($scene->shop->sql('SELECT * FROM `statussync_order`') as $row) {
            $this->rows[(string) $row['amazon_order']] = $row;
        }
        foreach ($scene->shop->sql('SELECT * FROM `statussync_message` ORDER BY `id`') as $row) {
            $this->messages[(int) $row['order_id']][] = $row;
        }
    }

    /** @return list<string> */
    public function faults(): array
    {
        $effects = [];
        foreach ($this->scene->effects() as $effect) {
            $effects[$effect['order']][] = $effect;
        }
        foreach ($this->orders as $sold) {
            $this->effects($sold, $effects[$sold->number] ?? []);
            $this->wish($sold);
        }
        return $this->faults;
    }

    private function fault(Sold $sold, string $text): void
    {
        $row = $this->rows[$sold->number] ?? null;
        $at = $this->amazon[$sold->number];
        $shown = $row === null ? 'no row' : trim("{$row['verdict']} {$row['reason']} {$row['closed_why']} {$row['notes']}");
        $messages = array_map(static function (array $m): string {
            return "{$m['kind']} {$m['parcel']}/{$m['revision']} {$m['state']} {$m['reason']}";
        }, $row === null ? [] : $this->messages[(int) $row['id']] ?? []);
        $this->faults[] = "order {$sold->id} ({$sold->number}): $text; Amazon has {$at['status']} "
            . json_encode(array_column($at['packages'], 'tracking')) . ", we show $shown [" . implode(', ', $messages) . ']';
    }

    /** @param list<array<string, mixed>> $effects at Amazon by us */
    private function effects(Sold $sold, array $effects): void
    {
        $codes = [];
        $cancels = 0;
        foreach ($effects as $effect) {
            if ($effect['op'] === 'ship') {
                $codes[] = (string) ($effect['tracking'] ?? '');
            }
            $cancels += $effect['op'] === 'cancel' ? 1 : 0;
            if (in_array($effect['op'], ['ship', 'edit_package'], true) && !$sold->was(Scene::SHIPPED)) {
                $this->fault($sold, 'was shipped, which nobody wanted');
            }
            if ($effect['op'] === 'cancel' && !$this->cancelDue($sold, (int) $effect['at'])) {
                $this->fault($sold, 'was cancelled, which nobody wanted at that time');
            }
        }
        foreach (array_count_values($codes) as $code => $times) {
            if ($times > 1 && ($code !== '' || $times > $sold->units)) {
                $this->fault($sold, "parcel \"$code\" was shipped $times times");
            }
        }
        if ($cancels > 1) {
            $this->fault($sold, "was cancelled $cancels times");
        }
        if ($cancels > 0 && $codes !== []) {
            $this->fault($sold, 'was shipped and cancelled by us');
        }
    }

    /** The status said so for as long as the owner wants, at some time before; a feed takes its time. */
    private function cancelDue(Sold $sold, int $at): bool
    {
        foreach ($sold->statuses as $status) {
            if ($status['status'] === Scene::CANCELLED && $status['at'] + self::CANCEL_AFTER <= $at) {
                return true;
            }
        }
        return false;
    }

    private function wish(Sold $sold): void
    {
        $row = $this->rows[$sold->number] ?? null;
        $status = $sold->status();
        $cancel = $status === Scene::CANCELLED;
        $ship = !$cancel && $sold->shows(Scene::SHIPPED) && !($status === Scene::WORK && $sold->codes === []);
        if (!$cancel && !$ship) {
            return;
        }
        if ($row === null) {
            $this->fault($sold, 'is not known to us at all');
            return;
        }
        $at = $this->amazon[$sold->number];
        $done = $cancel ? $at['status'] === 'CANCELLED' : $this->isShipped($sold, $at);
        if (!$done && !$this->isVisible($row)) {
            $this->fault($sold, ($cancel ? 'cancel' : 'shipment') . ' is lost');
        }
        if (!$done && $this->isPlain($sold)) {
            $this->fault($sold, 'nothing is odd about it, and still it is not done');
        }
    }

    /** @param array<string, mixed> $at order at Amazon */
    private function isShipped(Sold $sold, array $at): bool
    {
        if ($at['status'] !== 'SHIPPED') {
            return false;
        }
        $there = array_column($at['packages'], 'tracking');
        return array_diff($sold->codes, $there) === [];
    }

    /** @param array<string, mixed> $row */
    private function isVisible(array $row): bool
    {
        if (in_array($row['verdict'], ['hold', 'skip', 'conflict'], true) && (string) $row['reason'] !== '') {
            return true;
        }
        // a later parcel for which no unit is left, one that the settings leave out
        if (preg_match('/cannot_be_added|parcel_dropped|several_claimed/', $row['reason'] . $row['notes']) === 1) {
            return true;
        }
        if ((int) $row['open'] === 0 && (string) $row['closed_why'] !== '' && !in_array($row['verdict'], ['ship', 'cancel', 'done'], true)) {
            return true;
        }
        foreach ($this->messages[(int) $row['id']] ?? [] as $message) {
            if (in_array($message['state'], self::SETTLED, true) || ($message['state'] === 'held' && (string) $message['reason'] !== '')) {
                return true;
            }
        }
        return false;
    }

    /** Nothing happened to it that a hold could be for: it must be done, not only visible. */
    private function isPlain(Sold $sold): bool
    {
        return in_array($sold->odd, ['', 'pending'], true) && !$sold->touched && !$sold->corrected && count($sold->codes) === 1
            && count($sold->statuses) === 1 && $sold->status() === Scene::SHIPPED;
    }
}
