<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** What a change of the settings touches, as lines with counts; and which orders that are in all, each once. */
final class ChangeCount
{
    /** @var array<int, int> status => orders that wait at it */
    private $counts;

    /** @var array<int, string> */
    private $names;

    /** @var list<array{key: string, n: int, status: string}> */
    private $lines = [];

    /** @var array<int, true> statuses whose orders are touched */
    private $touched = [];

    /** @var int orders touched for another cause than their status */
    private $more = 0;

    /** @var bool */
    private $all = false;

    /** @var array{ship: int, cancel: int} */
    private $would = ['ship' => 0, 'cancel' => 0];

    /** @param array<int, int> $counts @param array<int, string> $names of the statuses */
    public function __construct(array $counts, array $names)
    {
        $this->counts = $counts;
        $this->names = $names;
    }

    /**
     * @param array<string, mixed> $new
     * @param array<string, mixed> $old
     * @param array<int, string> $confirmed renamed statuses whose rule holds again => name
     */
    public function rules(array $new, array $old, array $confirmed): void
    {
        foreach (['ship', 'cancel'] as $kind) {
            [$now, $before] = [array_column($new[$kind], null, 'status'), array_column($old[$kind], null, 'status')];
            foreach (array_diff_key($now, $before) as $status => $rule) {
                $ask = ($rule['reason'] ?? '') === 'ask';
                $this->line("step_$kind" . ($ask ? '_ask' : ''), $status, $ask ? '' : $kind);
            }
            foreach (array_keys(array_diff_key($before, $now)) as $status) {
                $this->line("step_no_$kind", $status);
            }
            foreach (array_intersect_key($now, $before) as $status => $rule) {
                $answered = ($before[$status]['reason'] ?? '') === 'ask' && ($rule['reason'] ?? '') !== 'ask';
                if ($rule != $before[$status]) {
                    $this->line($answered ? 'step_answered' : 'step_rule', $status, $answered ? 'cancel' : '');
                }
            }
        }
        $ships = array_column($new['ship'], 'status');
        foreach ($confirmed as $status => $name) {
            $this->names[$status] = $name;
            $this->line('step_confirmed', $status, in_array($status, $ships, true) ? 'ship' : '');
        }
    }

    /**
     * Open statuses: one that is none any more lets go what it took back.
     *
     * @param list<int> $new
     * @param list<int> $old
     * @param array<int, int> $held by status
     */
    public function open(array $new, array $old, array $held): void
    {
        foreach (array_diff($old, $new) as $status) {
            $n = $held[$status] ?? 0;
            $this->lines[] = ['key' => 'step_no_open', 'n' => $n, 'status' => $this->name($status)];
            $this->would['ship'] += isset($this->touched[$status]) ? 0 : $n;
            $this->more += isset($this->touched[$status]) ? 0 : $n;
        }
        foreach (array_diff($new, $old) as $status) {
            $this->line('step_open', $status);
        }
    }

    /** Numbers or carriers come from elsewhere. @param ?int $n orders; null: every one that waits */
    public function source(string $section, ?int $n): void
    {
        $this->all = $this->all || $n === null;
        $this->more += $n ?? 0;
        $this->lines[] = ['key' => "step_$section", 'n' => $n ?? array_sum($this->counts), 'status' => ''];
    }

    /** @return array{lines: list<array{key: string, n: int, status: string}>, total: int, would: array<string, int>} */
    public function result(): array
    {
        $all = array_sum($this->counts);
        $total = $this->all ? $all : min($all, $this->more + array_sum(array_intersect_key($this->counts, $this->touched)));
        return ['lines' => $this->lines, 'total' => $total, 'would' => array_filter($this->would)];
    }

    /** @param string $does ship or cancel: at once; "" = nothing by itself */
    private function line(string $key, int $status, string $does = ''): void
    {
        $n = $this->counts[$status] ?? 0;
        $this->lines[] = ['key' => $key, 'n' => $n, 'status' => $this->name($status)];
        $this->touched[$status] = true;
        if ($does !== '') {
            $this->would[$does] += $n;
        }
    }

    private function name(int $status): string
    {
        return $this->names[$status] ?? (string) $status;
    }
}
