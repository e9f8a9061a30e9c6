<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

use StatusSync\Tests\Scene\Scene;

/**
 * One random history: what happens in the shop and at Amazon, and what goes wrong between them. The seed
 * alone decides what happens.
 */
final class History
{
    private const HOUR = 3600;
    /** Shop and Amazon change during so many hours; then there are only runs. */
    private const LENGTH = 30;
    private const QUIET_STEPS = 40;

    private const ANSWERS = [
        ['what' => 'drop_before'], ['what' => 'drop_after'], ['what' => 'refuse', 'status' => 500],
        ['what' => 'refuse', 'status' => 500, 'when' => 'after'], ['what' => 'status', 'status' => 503], ['what' => 'html'],
        ['what' => 'refuse', 'status' => 429], ['what' => 'truncate'], ['what' => 'garbage'],
        ['what' => 'html', 'when' => 'after'],
    ];
    /** These come after the request was carried out. */
    private const UNREADABLE = ['drop_after', 'truncate', 'garbage'];
    private const FATES = [
        ['feed_stuck' => 'IN_QUEUE', 'seconds' => 14400], ['feed_stuck' => 'IN_PROGRESS', 'seconds' => 7200],
        ['end' => 'FATAL', 'apply' => 'none', 'report' => false], ['end' => 'FATAL', 'apply' => 'some', 'report' => true],
        ['end' => 'CANCELLED'], ['lie' => 'counters_wrong'], ['lie' => 'missing_messages'], ['lie' => 'no_report'],
        ['lie' => 'truncated_report'], ['lie' => 'html_report'], ['lie' => 'report_success_but_not_stored'],
    ];

    /** @var Scene */
    private $scene;

    /** @var int */
    private $start;

    /** @var array<int, Sold> shop order => what it is about */
    private $orders = [];

    /** @var list<array{0: int, 1: string, 2: callable}> time, what, how */
    private $events = [];

    /** @var list<string> what happened, for a failure's message */
    private $log = [];

    /** @var int answers 429 that were made to order and given */
    private $throttled = 0;

    /** @var list<string> operations that were carried out and whose answers nobody could read */
    private $lost = [];

    /** @var Driver */
    private $driver;

    /** @var string "" = all kinds of trouble */
    private $calm;

    /** @param string $calm "1" = nothing goes wrong: for telling a fault of the rules from one of recovery */
    public function __construct(Scene $scene, int $seed, string $calm = '')
    {
        mt_srand($seed);
        $this->scene = $scene;
        $this->start = $scene->now();
        $this->driver = new Driver($scene);
        $this->calm = $calm;
    }

    public function runs(): int
    {
        return $this->driver->runs();
    }

    /**
     * What happened in it. At Amazon: what it says; to us: by the evidence and the runs' own words.
     *
     * @return array<string, int> what => how often
     */
    public function happened(): array
    {
        $ops = array_count_values(array_column($this->scene->effects(), 'op'));
        $told = "SELECT COUNT(*) AS n FROM `statussync_event` WHERE `what` = 'conflict'";
        return [
            'ships' => $ops['ship'] ?? 0, 'corrections' => $ops['edit_package'] ?? 0, 'cancels' => $ops['cancel'] ?? 0,
            'conflicts' => (int) $this->scene->shop->sql($told)[0]['n'], 'killed runs' => $this->driver->killed(),
            'unknowns' => $this->driver->unknown(), 'lost answers' => count($this->lost),
            'lost answers of an effect' => count(array_intersect($this->lost, Driver::EFFECTS)),
        ];
    }

    /** @return list<string> */
    public function log(): array
    {
        return $this->log;
    }

    /** @return list<string> what did not hold */
    public function play(): array
    {
        $count = mt_rand(4, 10);
        for ($i = 0; $i < $count; $i++) {
            $this->sell();
        }
        usort($this->events, static function (array $a, array $b): int {
            return $a[0] <=> $b[0];
        });
        $now = $this->start;
        while ($now < $this->start + self::LENGTH * self::HOUR) {
            $now += mt_rand(20, 200) * 60;
            $now = (int) $this->scene->amazon->post('clock', ['until' => $now])['now'];
            $this->happen($now);
            $this->disturbedRun();
        }
        $this->happen(PHP_INT_MAX);
        $this->scene->amazon->post('faults', []);
        $this->scene->advance(600);
        $quiet = $this->driver->untilQuiet([], 4, self::QUIET_STEPS, 7200);
        $faults = array_merge($quiet ? [] : ['it does not come to rest'], $this->driver->faults($this->throttled));
        $judge = new Judge($this->scene, $this->orders);
        return array_merge($faults, $judge->faults());
    }

    private function say(string $text): void
    {
        $this->log[] = sprintf('%+6.2f h  %s', ($this->scene->now() - $this->start) / 3600, $text);
    }

    private function chance(int $percent): bool
    {
        return mt_rand(1, 100) <= $percent;
    }

    private function happen(int $until): void
    {
        while ($this->events !== [] && $this->events[0][0] <= $until) {
            [, $what, $how] = array_shift($this->events);
            $this->say($what);
            $how($this->scene->now());
        }
    }

    private function disturbedRun(): void
    {
        $words = [['--wait', '900'], ['--wait', '900'], [], ['--if-due']][mt_rand(0, 3)];
        $rules = [];
        $kills = false;
        $lost = false;
        $what = '';
        if ($this->chance(60) && $this->calm === '') {
            // a third of them where it matters most: at what changes something at Amazon
            $where = $this->chance(33) ? ['op' => ['createFeed', 'confirmShipment'][mt_rand(0, 1)], 'call' => 1]
                : ['op' => '*', 'call' => mt_rand(1, 12)];
            $kills = $this->chance(45);
            $rule = $kills ? ['what' => 'kill_client', 'when' => ['before', 'after'][mt_rand(0, 1)]]
                : self::ANSWERS[mt_rand(0, count(self::ANSWERS) - 1)];
            $what = implode(' ', $rule) . " at request {$where['call']} ({$where['op']})";
            $rules[] = $where + $rule;
            $lost = !$kills && (($rule['when'] ?? '') === 'after' || in_array($rule['what'], self::UNREADABLE, true));
        }
        if ($this->chance(12) && $this->calm === '') {
            $fate = self::FATES[mt_rand(0, count(self::FATES) - 1)];
            $what .= ' feed: ' . json_encode($fate);
            $rules[] = ['op' => 'createFeed', 'call' => 1] + $fate;
        }
        $this->scene->amazon->post('faults', $rules);
        $before = count($this->disturbed());
        $this->say(trim('run ' . implode(' ', $words) . ' ' . $what));
        $second = $this->chance(5) ? $this->scene->begin(['run', '--json']) : null;
        $this->driver->run($words, $kills);
        if ($second !== null) {
            $this->driver->note($second->wait());
        }
        foreach (array_slice($this->disturbed(), $before) as $request) {
            $this->throttled += ($request['status'] ?? 0) === 429 ? 1 : 0;
            if ($lost) {
                $this->lost[] = $request['op'];
            }
        }
        $this->scene->amazon->post('victim', ['pid' => null]);
    }

    /** @return list<array<string, mixed>> requests that went wrong to order, as the simulator tells */
    private function disturbed(): array
    {
        $disturbed = array_filter($this->scene->amazon->get('requests')['last'], static function (array $request): bool {
            return isset($request['fault']);
        });
        return array_values($disturbed);
    }

    // ---- orders and what becomes of them

    private function sell(): void
    {
        $units = [[1], [1], [2], [1, 1], [3, 1]][mt_rand(0, 4)];
        $account = ['de', 'second'][mt_rand(0, 1)];
        $bought = $this->start - mt_rand(1, 60) * self::HOUR;
        $amazon = ['ship_by' => $this->start + mt_rand(4, 120) * self::HOUR];
        $odd = '';
        if ($this->chance(25)) {
            $odd = ['ship_plus', 'fba', 'pending', 'refused_once', 'refused', 'not_stored', 'poison'][mt_rand(0, 6)];
            $amazon += $this->oddity($odd);
        }
        $id = $this->scene->sell(['units' => $units, 'account' => $account, 'bought' => $bought, 'amazon' => $amazon]);
        $sold = new Sold($id, $this->scene->amazonNumber($id), array_sum($units), $odd);
        $this->orders[$id] = $sold;
        $this->say("order $id ({$sold->number}, $account, units " . implode('+', $units) . ", $odd)");
        $this->story($sold, $this->start + mt_rand(0, (self::LENGTH - 8) * 60) * 60);
    }

    /** @return array<string, mixed> facts at Amazon */
    private function oddity(string $odd): array
    {
        switch ($odd) {
            case 'ship_plus':
                return ['programs' => ['FBM_SHIP_PLUS']];
            case 'fba':
                return ['fulfilled_by' => 'AMAZON'];
            case 'pending':
                $at = $this->start + mt_rand(1, 20) * self::HOUR;
                return ['status' => 'PENDING', 'changes' => [['at' => $at, 'set' => ['status' => 'UNSHIPPED']]]];
            case 'refused_once':
                return ['refuse_codes' => [['code' => '18046', 'text' => 'The date is not valid.', 'times' => 1]]];
            case 'refused':
                return ['refuse_codes' => [['code' => '18046', 'text' => 'The date is not valid.']]];
            case 'not_stored':
                return ['not_stored' => 1];
            default:
                return ['poison' => 'feed_invalid'];
        }
    }

    private function story(Sold $sold, int $at): void
    {
        switch (mt_rand(0, 9)) {
            case 0:
                $this->cancel($sold, $at);
                break;
            case 1: // the number comes later
                $this->status($sold, $at, Scene::SHIPPED);
                $this->track($sold, $at + mt_rand(1, 6) * self::HOUR);
                break;
            case 2: // a second parcel, at once or later
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED);
                $this->track($sold, $at + 120 + mt_rand(0, 4) * self::HOUR);
                break;
            case 3: // the number is corrected
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED);
                $this->correct($sold, $at + mt_rand(10, 400) * 60);
                break;
            case 4: // the status is passed through
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED, true);
                $this->status($sold, $at + mt_rand(2, 100) * 60, Scene::REVIEW, true);
                break;
            case 5: // taken back
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED);
                $this->status($sold, $at + mt_rand(5, 200) * 60, Scene::WORK);
                break;
            case 6: // cancelled and taken back, then shipped
                $this->cancel($sold, $at);
                $this->status($sold, $at + mt_rand(5, 90) * 60, Scene::WORK);
                $this->track($sold, $at + 100 * 60);
                $this->status($sold, $at + 101 * 60, Scene::SHIPPED);
                break;
            case 7: // Amazon or the buyer was quicker
                $this->atAmazon($sold, $at + mt_rand(-90, 200) * 60);
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED);
                break;
            default:
                $this->track($sold, $at);
                $this->status($sold, $at + 60, Scene::SHIPPED);
        }
    }

    private function event(int $at, string $what, callable $how): void
    {
        $this->events[] = [max($at, $this->start + 60), $what, $how];
    }

    /** @param ?bool $history null = by chance: a page writes one, an ERP does not */
    private function status(Sold $sold, int $at, int $status, ?bool $history = null): void
    {
        $history = $history ?? $this->chance(60);
        $text = "order {$sold->id}: status $status" . ($history ? '' : ' by plain SQL');
        $this->event($at, $text, function (int $now) use ($sold, $status, $history): void {
            $this->scene->status($sold->id, $status, $history);
            $sold->statuses[] = ['at' => $now, 'status' => $status, 'history' => $history];
        });
    }

    private function cancel(Sold $sold, int $at): void
    {
        $this->status($sold, $at, Scene::CANCELLED);
    }

    private function track(Sold $sold, int $at): void
    {
        $carrier = ['DHL', 'DPD', 'GLS', 'UPS'][mt_rand(0, 3)];
        $this->event($at, "order {$sold->id}: parcel of $carrier", function () use ($sold, $carrier): void {
            $sold->codes[] = $this->scene->track($sold->id, $carrier);
        });
    }

    private function correct(Sold $sold, int $at): void
    {
        $this->event($at, "order {$sold->id}: number corrected", function () use ($sold): void {
            $code = $this->scene->numbers->tracking('GLS');
            $sql = 'UPDATE orders_tracking SET carrier_id = 3, parcel_id = ? WHERE orders_id = ?';
            $this->scene->shop->sql($sql, [$code, $sold->id]);
            $sold->codes = [$code];
            $sold->corrected = true;
        });
    }

    private function atAmazon(Sold $sold, int $at): void
    {
        $how = ['cancelled', 'shipped', 'cancel_requested'][mt_rand(0, 2)];
        $this->event($at, "order {$sold->id}: at Amazon $how", function (int $now) use ($sold, $how): void {
            foreach ($this->scene->amazon->get('orders')['orders'] as $order) {
                if ($order['id'] !== $sold->number || $order['status'] !== 'UNSHIPPED') {
                    continue;
                }
                $sold->touched = true;
                $this->scene->atAmazon($sold->id, [
                    'cancelled' => ['status' => 'CANCELLED', 'cancelled_by' => 'BUYER'],
                    'shipped' => ['status' => 'SHIPPED', 'packages' => [['ref' => '9001', 'carrier' => 'DHL',
                        'tracking' => $this->scene->numbers->tracking('DHL'), 'shipped_at' => $now - 60]]],
                    'cancel_requested' => ['cancel_requested' => true],
                ][$how]);
            }
        });
    }
}
