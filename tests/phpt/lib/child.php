<?php

declare(strict_types=1);

// A run in a process of its own that does something nasty somewhere: child.php WHAT WHERE URLS
require __DIR__ . '/store.php';
require __DIR__ . '/shop.php';

[, $what, $where, $urls] = $argv;
$urls = json_decode($urls, true);
putenv('STATUSSYNC_API_URL=' . $urls['api']);
putenv('STATUSSYNC_LWA_URL=' . $urls['lwa']);
register_shutdown_function(static function (): void {
    echo "shutdown\n";
});

function nasty(string $what): void
{
    if ($what === 'exit') {
        exit(17);
    }
    if ($what === 'fatal') {
        ini_set('display_errors', '0');
        eval('class Twice {} class Twice {}');
    }
    throw new LogicException('nasty');
}

$clock = 1764000000;
$store = new MemoryStore();
$store->add('eu');
$shop = new MemoryShop();
$shop->add('101', '301-0000000-0000001', 3, $clock - 3600, '00340434161234567891');
$store->before = $shop->before = static function (string $method) use ($what, $where) {
    if ($method === $where) {
        nasty($what);
    }
    return null;
};
$here = static function (string $name) use ($what, $where): void {
    if ($name === $where) {
        nasty($what);
    }
};
if ($where === 'signal') {
    pcntl_async_signals(true);
    pcntl_signal(SIGALRM, static function () use ($here): void {
        $here('signal');
    });
    pcntl_alarm(1);
}
$sync = new StatusSync\Synchronizer($store, $shop, [
    'clock' => static function () use ($here, &$clock): int {
        $here('clock');
        return $clock;
    },
    'sleep' => static function (int $until) use ($here, &$clock, $urls): void {
        $here('sleep');
        $clock = max($clock, $until);
        file_get_contents($urls['sim'] . '/clock', false, stream_context_create(['http' => ['method' => 'POST',
            'header' => 'Content-Type: application/json', 'content' => json_encode(['until' => $until])]]));
    },
    'stop' => static function () use ($here): bool {
        $here('stop');
        return false;
    },
]);
$sync->add('eu', static function () use ($here): StatusSync\Account {
    $here('account');
    return new StatusSync\Account(['id' => 'eu', 'seller' => 'A1SELLER', 'region' => 'eu', 'client_id' => 'client1',
        'client_secret' => 'secret-1', 'refresh_token' => 'Atzr|1']);
});
try {
    $started = microtime(true);
    $run = $sync->run(['wait' => 1200]);
    echo json_encode([$run['accounts'][0]['accepted'], $run['accounts'][0]['error']]), "\n";
} catch (LogicException $e) {
    echo get_class($e), ' ', $e->getMessage(), microtime(true) - $started < 20 ? ' soon' : ' late', "\n";
}
