<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/** Ids that are to be read: everything above one id, and gaps below it. */
final class IdRanges
{
    /** @var int */
    private $above;

    /** @var list<array{0: int, 1: int}> */
    private $gaps;

    /** @param list<array{0: int, 1: int}> $gaps first and last id of each */
    public function __construct(int $above, array $gaps = [])
    {
        $this->above = $above;
        $this->gaps = $gaps;
    }

    /** How many ids the gaps hold: so many rows more may be found. */
    public function room(): int
    {
        $ids = 0;
        foreach ($this->gaps as [$first, $last]) {
            $ids += $last - $first + 1;
        }
        return $ids;
    }

    /**
     * @param string $column quoted
     * @return array{0: string, 1: list<int>} condition and its parameters
     */
    public function where(string $column): array
    {
        $sql = "$column > ?";
        $params = [$this->above];
        foreach ($this->gaps as [$first, $last]) {
            $sql .= $first === $last ? " OR $column = ?" : " OR $column BETWEEN ? AND ?";
            array_push($params, ...($first === $last ? [$first] : [$first, $last]));
        }
        return ["($sql)", $params];
    }
}
