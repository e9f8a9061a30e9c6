<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/** How one call of the command line ended. */
final class Answer
{
    /** @var int exit code; 128 + n if signal n ended it */
    public $code;

    /** @var string */
    public $out;

    /** @var string */
    public $err;

    /** @var string the words of the call, for messages */
    public $call;

    public function __construct(int $code, string $out, string $err, string $call)
    {
        $this->code = $code;
        $this->out = $out;
        $this->err = $err;
        $this->call = $call;
    }

    /** @return array<mixed> the one document of --json */
    public function json(): array
    {
        $value = json_decode($this->out, true, 512, JSON_THROW_ON_ERROR);
        if (!is_array($value)) {
            throw new \UnexpectedValueException("{$this->call}: not a JSON document: {$this->out}");
        }
        return $value;
    }

    /** @return list<string> the lines of standard error */
    public function errors(): array
    {
        return $this->err === '' ? [] : explode("\n", rtrim($this->err, "\n"));
    }

    public function __toString(): string
    {
        return "{$this->call}: exit {$this->code}\n{$this->err}{$this->out}";
    }
}
