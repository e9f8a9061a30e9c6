<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/** The simulated Amazon: one process for all tests of a PHP process, emptied for each scene. */
final class Amazon
{
    private const SERVE = __DIR__ . '/../../amazon/serve';

    /** @var ?self */
    private static $only;

    /** @var resource */
    private $process;

    /** @var array<string, mixed> the addresses it printed */
    private $addresses;

    /** @return self with the given world and nothing else: effects, requests, faults and feeds are forgotten */
    public static function fresh(array $world, int $clock): self
    {
        if (self::$only === null) {
            self::$only = new self($world, $clock);
        } else {
            self::$only->post('reset', ['world' => $world, 'clock' => $clock, 'faults' => []]);
        }
        return self::$only;
    }

    /** A process of its own, for a test that needs two of them or other options of serve. @param list<string> $options */
    public static function own(array $world, int $clock, array $options = []): self
    {
        return new self($world, $clock, $options);
    }

    /** @param list<string> $options */
    private function __construct(array $world, int $clock, array $options = [])
    {
        $file = (string) tempnam(sys_get_temp_dir(), 'world');
        file_put_contents($file, json_encode($world, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION));
        $command = array_merge(['node', self::SERVE, '--world', $file, '--clock', (string) $clock], $options);
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w']], $pipes);
        $line = $process === false ? false : fgets($pipes[1]);
        unlink($file);
        if ($process === false || $line === false) {
            throw new \RuntimeException('the simulated Amazon does not start; its reason stands above');
        }
        $this->process = $process;
        $this->addresses = json_decode($line, true, 8, JSON_THROW_ON_ERROR);
        register_shutdown_function([$this, 'stop']);
    }

    public function stop(): void
    {
        if (is_resource($this->process)) {
            proc_terminate($this->process);
            proc_close($this->process);
        }
    }

    /** An address: api, lwa, storage, clock, sim, ca. */
    public function address(string $name): string
    {
        return (string) $this->addresses[$name];
    }

    /** @return array<string, mixed> a page below _sim */
    public function get(string $page): array
    {
        return $this->ask('GET', $page, '');
    }

    /**
     * @param array<mixed> $body
     * @return array<string, mixed>
     */
    public function post(string $page, array $body): array
    {
        // an empty list of faults is a list, everything else an object
        $text = $body === [] && $page !== 'faults' ? '{}' : json_encode($body, JSON_THROW_ON_ERROR);
        return $this->ask('POST', $page, $text);
    }

    public function now(): int
    {
        return (int) $this->get('clock')['now'];
    }

    /** @return array<string, mixed> */
    private function ask(string $method, string $page, string $body): array
    {
        $context = stream_context_create(['http' => ['method' => $method, 'content' => $body, 'ignore_errors' => true,
            'timeout' => 60, 'header' => "Content-Type: application/json\r\nConnection: close"]]);
        $answer = file_get_contents($this->address('sim') . "/$page", false, $context);
        $value = json_decode((string) $answer, true, 64);
        if (!is_array($value) || isset($value['error'])) {
            throw new \RuntimeException("simulated Amazon, $method $page: " . ($value['error'] ?? $answer));
        }
        return $value;
    }
}
