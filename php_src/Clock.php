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
        $port = $parts['port'] ?? 80;
        $at = strpos($host, ':') === false ? $host : "[$host]";
        $socket = @stream_socket_client("tcp://$at:$port", $code, $why, 5.0);
        if ($socket === false) {
            throw new Failure("--clock: {$this->url} does not answer ($why); start the clock's server");
        }
        stream_set_timeout($socket, 600);
        $path = ($parts['path'] ?? '/') . (isset($parts['query']) ? '?' . $parts['query'] : '');
        $head = "$method $path HTTP/1.0\r\nHost: $at:$port\r\nConnection: close\r\n";
        if ($body !== null) {
            $head .= "Content-Type: application/json\r\nContent-Length: " . strlen($body) . "\r\n";
        }
        fwrite($socket, $head . "\r\n" . (string) $body);
        $answer = (string) stream_get_contents($socket, 65536);
        fclose($socket);
        $split = explode("\r\n\r\n", $answer, 2);
        $data = json_decode($split[1] ?? '', true);
        if (preg_match('#^HTTP/1\.\d 2#', $answer) !== 1) {
            throw new Failure("--clock: {$this->url} refused the request (" . strtok($answer, "\r\n") . ')');
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
