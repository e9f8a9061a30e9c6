<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

/** What happened in random histories: histories in which nothing of interest happens prove nothing. */
final class Happenings
{
    /** Each of these in at least one history of a hundred. */
    private const NEEDED = ['ships', 'cancels', 'conflicts', 'killed runs', 'unknowns', 'lost answers', 'lost answers of an effect'];
    /** With fewer histories chance decides. */
    private const ENOUGH = 100;

    /** @var int */
    private $histories = 0;

    /** @var array<string, int> what => how often */
    private $times = [];

    /** @var array<string, int> what => in how many histories */
    private $in = [];

    /** @param array<string, int> $happened what => how often, in one history */
    public function add(array $happened): void
    {
        $this->histories++;
        foreach ($happened as $what => $times) {
            $this->times[$what] = ($this->times[$what] ?? 0) + $times;
            $this->in[$what] = ($this->in[$what] ?? 0) + ($times > 0 ? 1 : 0);
        }
    }

    /** @return list<string> */
    public function lines(): array
    {
        $lines = [];
        foreach ($this->times as $what => $times) {
            $lines[] = sprintf('%-26s %6d   in %5.1f %% of the histories', $what, $times, 100 * $this->in[$what] / $this->histories);
        }
        return $lines;
    }

    /** @return ?list<string> of what there was too little; null: too few histories to say so */
    public function missing(): ?array
    {
        if ($this->histories < self::ENOUGH) {
            return null;
        }
        $missing = [];
        foreach (self::NEEDED as $what) {
            if (100 * ($this->in[$what] ?? 0) < $this->histories) {
                $missing[] = "too few histories with $what";
            }
        }
        return $missing;
    }
}
