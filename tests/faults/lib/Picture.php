<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Scene;

/** What it came to: at Amazon, and what the owner is shown. Times, ids and ways are left out. */
final class Picture
{
    /** @var array<string, string> Amazon number => state and packages at Amazon */
    public $amazon = [];

    /** @var array<string, array<string, int>> Amazon number => op => how often it took effect */
    public $effects = [];

    /** @var array<string, string> Amazon number => verdict, reason and message states */
    public $shown = [];

    public static function of(Scene $scene): self
    {
        $picture = new self();
        foreach ($scene->amazon->get('orders')['orders'] as $order) {
            $packages = [];
            foreach ($order['packages'] as $package) {
                $packages[] = "{$package['carrier']} {$package['tracking']}";
            }
            sort($packages);
            $picture->amazon[$order['id']] = trim($order['status'] . ' ' . implode(', ', $packages));
            $picture->effects[$order['id']] = [];
        }
        foreach ($scene->effects() as $effect) {
            $count = &$picture->effects[$effect['order']][$effect['op']];
            $count = (int) $count + 1;
            unset($count);
        }
        $sql = 'SELECT `id`, `amazon_order`, `verdict`, `reason` FROM `statussync_order` ORDER BY `id`';
        $numbers = [];
        foreach ($scene->shop->sql($sql) as $row) {
            $numbers[$row['id']] = (string) $row['amazon_order'];
            $picture->shown[(string) $row['amazon_order']] = trim("{$row['verdict']} {$row['reason']}:");
        }
        // a parcel that was given up and asked for again has several rows: the newest counts
        $sql = "SELECT `order_id`, `kind`, `parcel`, `state` FROM `statussync_message` WHERE `state` <> 'superseded' ORDER BY `id`";
        $newest = [];
        foreach ($scene->shop->sql($sql) as $row) {
            $newest[$row['order_id']]["{$row['kind']} {$row['parcel']}"] = $row['state'];
        }
        foreach ($newest as $order => $messages) {
            ksort($messages);
            foreach ($messages as $message => $state) {
                $picture->shown[$numbers[$order] ?? ''] .= " $message $state";
            }
        }
        ksort($picture->amazon);
        ksort($picture->shown);
        return $picture;
    }

    /**
     * What is otherwise than in the picture of the undisturbed run.
     *
     * @return list<string>
     */
    public function differs(self $wanted): array
    {
        $faults = [];
        foreach ($wanted->amazon as $number => $state) {
            if ($this->amazon[$number] !== $state) {
                $faults[] = "$number: Amazon has \"{$this->amazon[$number]}\", not \"$state\"";
            }
            foreach ($this->effects[$number] as $op => $times) {
                $most = $wanted->effects[$number][$op] ?? 0;
                // A first message that goes out late carries the corrected number at once: fewer is no fault.
                if ($times > $most) {
                    $faults[] = "$number: $op took effect $times times, not $most";
                }
            }
        }
        foreach ($wanted->shown as $number => $state) {
            $is = $this->shown[$number] ?? 'no row';
            if ($is !== $state) {
                $faults[] = "$number: shown as \"$is\", not \"$state\"";
            }
        }
        return $faults;
    }
}
