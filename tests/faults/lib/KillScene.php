<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Scene;

/** The story that is disturbed at each of its requests: two accounts, every way a message can take. */
final class KillScene
{
    private const ACCOUNTS = ['de', 'second'];

    /** @var Scene */
    public $scene;

    /** @var Snapshot */
    public $snapshot;

    /** @var array<int, callable> step => what happens before the run of that step */
    public $events;

    public function __construct(string $database)
    {
        // A feed that is sent twice must show: it stays in the queue for a while, and does everything again.
        $world = ['feed_timing' => ['queue' => 600, 'process' => 120], 'feed_reship' => 'add'];
        $this->scene = new Scene(['database' => $database, 'accounts' => self::ACCOUNTS, 'world' => $world]);
        $s = $this->scene->open();
        if ($database === 'mariadb') {
            Database::durable($s);
        }
        $s->settings(['transport' => 'express'], 'second');
        $bought = $s->now() - 2 * 86400;
        $fixed = [];
        foreach (self::ACCOUNTS as $account) {
            $sell = static function (array $with = []) use ($s, $account, $bought): int {
                return $s->sell($with + ['account' => $account, 'bought' => $bought]);
            };
            // by feed (de), by confirmShipment (second)
            $s->ship($sell());
            $s->ship($sell(['units' => [2]]), 'DPD');
            $two = $sell(['units' => [1, 1]]);
            $s->track($two);
            $s->ship($two, 'GLS');
            $s->status($sell(), Scene::CANCELLED);
            $s->ship($sell(['amazon' => ['refuse_codes' => [['code' => '18046', 'text' => 'The ship date is not valid.']]]]));
            $fixed[] = $corrected = $sell();
            $s->ship($corrected);
        }
        // the ship-by time is near: does not wait for a feed
        $s->ship($s->sell(['bought' => $bought, 'amazon' => ['ship_by' => $s->now() + 5400]]));
        $s->advance(1200);
        $this->events = [1 => static function () use ($s, $fixed): void {
            foreach ($fixed as $order) {
                // the same for every case, so that pictures can be compared
                $code = sprintf('5290000%04d', $order);
                $s->shop->sql('UPDATE orders_tracking SET carrier_id = 3, parcel_id = ? WHERE orders_id = ?', [$code, $order]);
            }
        }];
        $this->snapshot = new Snapshot($s, self::ACCOUNTS, $world);
    }
}
