<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

/** An order of a random history, and what happened to it. */
final class Sold
{
    /** @var int the shop's id */
    public $id;

    /** @var string Amazon's number */
    public $number;

    /** @var int */
    public $units;

    /** @var string what is odd about it at Amazon, "" = nothing */
    public $odd;

    /** @var list<array{at: int, status: int, history: bool}> */
    public $statuses = [];

    /** @var list<string> tracking codes in the shop now */
    public $codes = [];

    /** @var bool a code was replaced */
    public $corrected = false;

    /** @var bool somebody else did something at Amazon */
    public $touched = false;

    public function __construct(int $id, string $number, int $units, string $odd)
    {
        $this->id = $id;
        $this->number = $number;
        $this->units = $units;
        $this->odd = $odd;
    }

    public function status(): int
    {
        return $this->statuses === [] ? 1 : end($this->statuses)['status'];
    }

    /** Has it this status, or is there a history row that says that it had it? Plain SQL leaves none. */
    public function shows(int $status): bool
    {
        foreach ($this->statuses as $one) {
            if ($one['status'] === $status && $one['history']) {
                return true;
            }
        }
        return $this->status() === $status;
    }

    public function was(int $status): bool
    {
        return in_array($status, array_column($this->statuses, 'status'), true);
    }
}
