<?php

declare(strict_types=1);

require_once __DIR__ . '/store.php';
require_once __DIR__ . '/shop.php';

/** The simulated Amazon in a process of its own, and this process pointed at it. */
final class Sim
{
    public const NOW = 1764000000;
    public array $urls;
    /** @var resource */
    private $process;

    public function __construct(array $world = [], array $faults = [], ?int $clock = self::NOW)
    {
        $folder = sys_get_temp_dir();
        $files = [tempnam($folder, 'world'), tempnam($folder, 'faults')];
        file_put_contents($files[0], json_encode($world + self::world()));
        file_put_contents($files[1], json_encode($faults));
        $command = array_merge(['node', getenv('STATUSSYNC_ROOT') . '/tests/amazon/serve', '--world', $files[0],
            '--faults', $files[1], '--no-schema'], $clock !== null ? ['--clock', (string) $clock] : []);
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
        $line = fgets($pipes[1]);
        array_map('unlink', $files);
        if ($line === false) {
            die("the simulated Amazon does not start\n");
        }
        $this->urls = json_decode($line, true);
        putenv('STATUSSYNC_API_URL=' . $this->urls['api']);
        putenv('STATUSSYNC_LWA_URL=' . $this->urls['lwa']);
    }

    public function __destruct()
    {
        proc_terminate($this->process, 9);
        proc_close($this->process);
    }

    /** One seller; orders 1 to 9 with one item of two units each. */
    public static function world(int $orders = 9, int $sellers = 1): array
    {
        $world = ['accounts' => [], 'orders' => []];
        for ($s = 1; $s <= $sellers; $s++) {
            $world['accounts'][] = ['seller' => "A{$s}SELLER", 'client_id' => "client$s", 'client_secret' => "secret-$s",
                'refresh_token' => "Atzr|$s", 'marketplaces' => ['A1PA6795UKMFR9']];
            for ($i = 1; $i <= $orders; $i++) {
                $world['orders'][] = ['id' => self::number($i, $s), 'seller' => "A{$s}SELLER", 'marketplace' => 'A1PA6795UKMFR9',
                    'created' => self::NOW - 100000, 'ship_by' => self::NOW + 100000,
                    'items' => [['id' => sprintf('%014d', $s * 1000 + $i), 'quantity' => 2]]];
            }
        }
        return $world;
    }

    public static function number(int $i, int $seller = 1): string
    {
        return sprintf('30%d-0000000-%07d', $seller, $i);
    }

    public static function account(string $id = 'eu', int $seller = 1, array $change = []): StatusSync\Account
    {
        return new StatusSync\Account($change + ['id' => $id, 'seller' => "A{$seller}SELLER", 'region' => 'eu',
            'client_id' => "client$seller", 'client_secret' => "secret-$seller", 'refresh_token' => "Atzr|$seller"]);
    }

    public function get(string $what): array
    {
        return json_decode(file_get_contents($this->urls['sim'] . "/$what"), true);
    }

    public function post(string $what, array $body): array
    {
        $context = stream_context_create(['http' => ['method' => 'POST', 'header' => 'Content-Type: application/json',
            'content' => $body === [] && $what !== 'faults' ? '{}' : json_encode($body), 'ignore_errors' => true]]);
        return json_decode(file_get_contents($this->urls['sim'] . "/$what", false, $context), true) ?? [];
    }

    public function now(): int
    {
        return (int) $this->get('clock')['now'];
    }

    /** Options for a Synchronizer or Client on the simulated clock. */
    public function clock(): array
    {
        return ['clock' => fn (): int => $this->now(), 'sleep' => function (int $until): void {
            $this->post('clock', ['until' => $until]);
        }];
    }

    /** Codes of what the client did that it must never do. */
    public function violations(): array
    {
        $answer = $this->get('violations');
        return array_column($answer['violations'] ?? $answer, 'code');
    }

    /** What really happened to orders at Amazon, e.g. ["ship 101.. express"], in order. */
    public function effects(): array
    {
        return array_map(static fn (array $e): string => "$e[op] $e[order] $e[via]", $this->get('effects')['effects']);
    }

    /** Calls of these operations in order: [operation, seconds since NOW, HTTP status]. */
    public function calls(string ...$operations): array
    {
        $calls = [];
        foreach ($this->get('requests')['last'] as $r) {
            if (in_array($r['op'], $operations, true)) {
                $calls[] = [$r['op'], $r['at'] - self::NOW, $r['status'] ?? null];
            }
        }
        return $calls;
    }

    /** One run of account "eu" on the simulated clock; its document. */
    public function run(MemoryStore $store, MemoryShop $shop, array $run = [], array $options = []): array
    {
        $sync = new StatusSync\Synchronizer($store, $shop, $options + $this->clock());
        $sync->add('eu', static fn (): StatusSync\Account => self::account());
        return $sync->run($run)['accounts'][0];
    }

    /** How often each operation was called. */
    public function counts(): array
    {
        $counts = array_filter(array_map(static fn (array $c): int => $c['total'], $this->get('requests')['counts']));
        ksort($counts);
        return $counts;
    }
}
