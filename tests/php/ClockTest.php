<?php

declare(strict_types=1);

namespace StatusSync\Tests\Php;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Clock;
use StatusSync\Php\Failure;

/** The simulated clock of --clock. */
final class ClockTest extends TestCase
{
    /** A server that counts: each answer is one second later. It ends its connection after so many answers; -1: after each, which has no length. */
    private const SERVER = <<<'PHP'
        $server = stream_socket_server('tcp://127.0.0.1:0');
        echo stream_socket_get_name($server, false), "\n";
        for ($now = 1000; $socket = stream_socket_accept($server, 20); fclose($socket)) {
            for ($left = abs((int) $argv[1]); $left > 0 && ($line = fgets($socket)) !== false; $left--) {
                while (trim((string) fgets($socket)) !== '') {
                }
                $body = json_encode(['now' => $now++]);
                fwrite($socket, strpos($line, '/gone') !== false ? "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\n" . ($argv[1] < 0 ? '' : 'Content-Length: ' . strlen($body) . "\r\n") . "\r\n$body");
            }
        }
        PHP;

    /** @var ?resource */
    private $server;

    protected function tearDown(): void
    {
        if ($this->server !== null) {
            proc_terminate($this->server);
            proc_close($this->server);
            $this->server = null;
        }
    }

    public function testAConnectionThatTheServerEndedIsMadeAnew(): void
    {
        foreach ([1, 2, 5, -1] as $answers) {
            $this->tearDown();
            $clock = new Clock($this->serve($answers));
            $seen = [];
            for ($i = 0; $i < 5; $i++) {
                $seen[] = $clock->now();
            }
            self::assertSame([1000, 1001, 1002, 1003, 1004], $seen, "connections of $answers answers");
        }
    }

    public function testAServerThatRefusesOrIsGoneIsSaid(): void
    {
        $address = $this->serve(1);
        try {
            (new Clock("{$address}gone"))->now();
            self::fail('a refusal was taken for a time');
        } catch (Failure $e) {
            self::assertStringContainsString('refused the request (HTTP/1.1 404 Gone)', $e->getMessage());
        }
        $clock = new Clock($address);
        self::assertSame(1001, $clock->now());
        proc_terminate($this->server, 9);
        $this->expectException(Failure::class);
        $this->expectExceptionMessage('does not answer');
        for ($i = 0; $i < 100; $i++) { // until the server's end is seen
            $clock->now();
        }
    }

    private function serve(int $answers): string
    {
        $this->server = proc_open([PHP_BINARY, '-r', self::SERVER, '--', (string) $answers], [1 => ['pipe', 'w']], $pipes);
        return 'http://' . trim((string) fgets($pipes[1])) . '/';
    }
}
