<?php

declare(strict_types=1);

namespace StatusSync\Tests\Faults;

/** Counts what held and what did not, and prints a line for each; the last line is the sum. */
final class Tally
{
    /** @var int */
    private $passed = 0;

    /** @var int */
    private $failed = 0;

    /**
     * @param list<string> $faults what did not hold; none = it passed
     */
    public function add(string $name, array $faults): bool
    {
        if ($faults === []) {
            $this->passed++;
            echo "ok - $name\n";
            return true;
        }
        $this->failed++;
        echo "not ok - $name\n";
        foreach (array_slice($faults, 0, 8) as $fault) {
            echo '     ', str_replace("\n", "\n     ", rtrim($fault)), "\n";
        }
        if (count($faults) > 8) {
            echo '     and ', count($faults) - 8, " more\n";
        }
        return false;
    }

    /**
     * Runs a test; what it throws is a fault of it.
     *
     * @param callable $test fn(): list<string>
     */
    public function run(string $name, callable $test): bool
    {
        try {
            $faults = $test();
        } catch (\Throwable $e) {
            $faults = [get_class($e) . ': ' . $e->getMessage() . ' (' . basename($e->getFile()) . ':' . $e->getLine() . ')'];
        }
        return $this->add($name, $faults);
    }

    public function note(string $text): void
    {
        echo "# $text\n";
    }

    /** @return int exit code */
    public function end(): int
    {
        echo "{$this->passed} passed, {$this->failed} failed\n";
        return $this->failed === 0 ? 0 : 1;
    }
}
