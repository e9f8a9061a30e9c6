<?php

declare(strict_types=1);

namespace StatusSync\Php;

/**
 * The time: the machine's, or a simulated one (--clock).
 *
 * --clock URL: GET gives {"now": T}, sleeping is POST {"until": T}. --clock EPOCH: stands still and
 * only sleeping moves it. Both are for tests: the caller allows them only if every endpoint is on
 * loopback.
 */
final class Clock
{
    /** @var ?string */
    private $url = null;

    /** @var ?int */
    private $fixed = null;

    /** @var ?resource the kept connection to the address */
    private $socket = null;

    /** @throws Failure if it is neither an epoch nor a loopback address */
    public function __construct(?string $source = null)
    {
        if ($source === null) {
            return;
        }
        if (ctype_digit($source) && strlen($source) <= 12) {
            $this->fixed = (int) $source;
            return;
        }
        if (!Loopback::url($source)) {
            throw new Failure('--clock: expected epoch seconds, or an address on this machine'
                . ' (http://127.0.0.1:PORT/...)');
        }
        $this->url = $source;
    }

    public function isSimulated(): bool
    {
        return $this->url !== null || $this->fixed !== null;
    }

    public function now(): int
    {
        if ($this->url !== null) {
            return $this->ask('GET', null);
        }
        return $this->fixed ?? time();
    }

    /** Returns when the clock has reached $until. */
    public function sleep(int $until): void
    {
        if ($this->url !== null) {
            $this->ask('POST', Json::encode(['until' => $until]));
        } elseif ($this->fixed !== null) {
            $this->fixed = max($this->fixed, $until);
        } else {
            $left = $until - time();
            if ($left > 0) {
                sleep($left);
            }
        }
    }

    /** @return ?callable fn(): int for a simulated clock, null for the machine's */
    public function reader(): ?callable
    {
        return $this->isSimulated() ? function (): int {
            return $this->now();
        } : null;
    }

    /** @return ?callable fn(int): void */
    public function sleeper(): ?callable
    {
        return $this->isSimulated() ? function (int $until): void {
            $this->sleep($until);
        } : null;
    }

    private function ask(string $method, ?string $body): int
    {
        $parts = parse_url((string) $this->url);
        $host = trim((string) $parts['host'], '[]');
        $at = (strpos($host, ':') === false ? $host : "[$host]") . ':' . ($parts['port'] ?? 80);
        $path = ($parts['path'] ?? '/') . (isset($parts['query']) ? '?' . $parts['query'] : '');
        // by HTTP/1.0 no answer comes in chunks; one without a length ends with its connection
        $request = "$method $path HTTP/1.0\r\nHost: $at\r\nConnection: keep-alive\r\n";
        if ($body !== null) {
            $request .= "Content-Type: application/json\r\nContent-Length: " . strlen($body) . "\r\n";
        }
        $request .= "\r\n" . (string) $body;
        // A run asks some hundred times: the connection is kept. One that the server gave up is made anew, once.
        $answer = $this->socket === null ? null : $this->exchange($request);
        if ($answer === null) {
            $this->connect($at);
            $answer = $this->exchange($request);
        }
        if ($answer === null) {
            throw new Failure("--clock: {$this->url} does not answer (the connection ended); start the clock's server");
        }
        return $this->time($method, $answer[0], $answer[1]);
    }

    /** @throws Failure */
    private function connect(string $at): void
    {
        $socket = @stream_socket_client("tcp://$at", $code, $why, 5.0);
        if ($socket === false) {
            throw new Failure("--clock: {$this->url} does not answer ($why); start the clock's server");
        }
        stream_set_timeout($socket, 600);
        $this->socket = $socket;
    }

    /** @return ?array{0: string, 1: string} first line and body; null if the connection ended before an answer */
    private function exchange(string $request): ?array
    {
        $line = @fwrite($this->socket, $request) === strlen($request) ? fgets($this->socket, 1024) : false;
        if ($line === false) {
            $this->socket = null;
            return null;
        }
        [$length, $closes] = [null, false];
        while (($header = rtrim((string) fgets($this->socket, 8192))) !== '') {
            [$name, $value] = explode(':', strtolower($header), 2) + [1 => ''];
            $length = $name === 'content-length' ? min((int) $value, 65536) : $length;
            $closes = $closes || ($name === 'connection' && trim($value) === 'close');
        }
        $body = (string) stream_get_contents($this->socket, $length ?? 65536);
        if ($closes || $length === null) {
            $this->socket = null;
        }
        return [rtrim($line), $body];
    }

    /** @throws Failure */
    private function time(string $method, string $line, string $body): int
    {
        $data = json_decode($body, true);
        if (preg_match('#^HTTP/1\.\d 2#', $line) !== 1) {
            throw new Failure("--clock: {$this->url} refused the request ($line)");
        }
        if ($method === 'POST' && !isset($data['now'])) {
            return 0;
        }
        if (!is_array($data) || !is_int($data['now'] ?? null)) {
            throw new Failure("--clock: {$this->url} did not answer {\"now\": SECONDS}");
        }
        return $data['now'];
    }
}
