<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/** A child process with everything it says; ended for certain when its time is up. */
final class Process
{
    /** @var list<string> */
    private $command;

    /** @var resource */
    private $process;

    /** @var resource */
    private $out;

    /** @var resource */
    private $err;

    /** @var ?int known once it has ended */
    private $code;

    /**
     * Starts it; nothing waits.
     *
     * @param list<string> $command
     * @param array<string, string> $env the whole environment
     */
    public function __construct(array $command, array $env, string $input = '', ?string $directory = null)
    {
        // Files in place of pipes: a child that says much never blocks, and nobody has to read meanwhile.
        $this->command = $command;
        $this->out = self::file();
        $this->err = self::file();
        $in = self::file();
        fwrite($in, $input);
        rewind($in);
        $process = proc_open($command, [$in, $this->out, $this->err], $pipes, $directory, $env);
        if ($process === false) {
            throw new \RuntimeException("cannot start {$command[0]}");
        }
        fclose($in);
        $this->process = $process;
    }

    /**
     * @param list<string> $command
     * @param array<string, string> $env
     */
    public static function call(array $command, array $env, string $input = '', int $seconds = 120): Answer
    {
        return (new self($command, $env, $input))->wait($seconds);
    }

    public function pid(): int
    {
        return (int) proc_get_status($this->process)['pid'];
    }

    public function running(): bool
    {
        if ($this->code !== null) {
            return false;
        }
        $status = proc_get_status($this->process);
        if ($status['running']) {
            return true;
        }
        // the exit code is told once only
        $this->code = $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
        return false;
    }

    /** @param ?callable $meanwhile called again and again until it has ended */
    public function wait(int $seconds = 120, ?callable $meanwhile = null): Answer
    {
        $end = microtime(true) + $seconds;
        $pause = 500;
        while ($this->running()) {
            if (microtime(true) > $end) {
                $this->kill();
                throw new \RuntimeException(implode(' ', $this->command) . " did not end within $seconds s; it said: "
                    . $this->said($this->err) . $this->said($this->out));
            }
            if ($meanwhile !== null) {
                $meanwhile($this);
            }
            usleep($pause);
            $pause = min(10000, $pause * 2);
        }
        return new Answer((int) $this->code, $this->said($this->out), $this->said($this->err), implode(' ', $this->command));
    }

    public function kill(int $signal = 9): void
    {
        if ($this->running()) {
            proc_terminate($this->process, $signal);
        }
    }

    /** @return resource */
    private static function file()
    {
        $file = tmpfile();
        if ($file === false) {
            throw new \RuntimeException('no temporary file can be made');
        }
        return $file;
    }

    /** @param resource $file */
    private function said($file): string
    {
        // the child shares the offset: what it wrote moved it
        fseek($file, 0);
        $text = (string) stream_get_contents($file);
        fseek($file, 0, SEEK_END);
        return $text;
    }
}
