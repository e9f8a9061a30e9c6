--TEST--
Accounts of a shared store are asked together; what one of them cannot have is its own failure
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';

/** Counts the calls that several accounts share; $break changes what one of them answers. */
class Shared extends MemoryStore implements StatusSync\SharedStore
{
    public $asked = [];
    public $break = null;

    private function together(string $method, array $asks, callable $one): array
    {
        $this->asked[$method][] = count($asks);
        $answers = array_map(static function ($ask) use ($one) {
            try {
                return $one($ask);
            } catch (Throwable $e) {
                return $e;
            }
        }, $asks);
        return $this->break === null ? $answers : ($this->break)($method, $asks, $answers);
    }

    public function leaseAll(array $accounts, string $owner, int $ttl): array
    {
        return $this->together('lease', $accounts, fn (string $a): array => $this->lease($a, $owner, $ttl));
    }

    public function freeAll(array $leases, string $owner): array
    {
        return $this->together('free', $leases, fn (array $l): bool => $this->free($l['account'], $owner, $l['fence']));
    }

    public function loadAll(array $asks): array
    {
        return $this->together('load', $asks, fn (array $a): array => $this->load($a['account'], $a['query']));
    }

    public function saveAll(array $asks): array
    {
        return $this->together('save', $asks, fn (array $a): array => $this->save($a['account'], $a['fence'], $a['batch']));
    }
}

function story(string $name, ?callable $break): void
{
    $sim = new Sim(Sim::world(2, 3));
    $store = new Shared();
    $store->break = $break;
    $shop = new MemoryShop();
    for ($s = 1; $s <= 3; $s++) {
        $store->add("a$s", ['seller' => "A{$s}SELLER", 'only_account' => false]);
        $shop->add((string) $s, Sim::number(1, $s), 3, Sim::NOW - 3600, "0034043416123456789$s");
        $shop->orders[(string) $s]['links'][0]['account'] = "a$s";
    }
    $sync = new StatusSync\Synchronizer($store, $shop, $sim->clock() + ['timeout' => 2, 'lease' => 60]);
    for ($s = 1; $s <= 3; $s++) {
        $sync->add("a$s", static fn () => Sim::account("a$s", $s));
    }
    echo "$name:\n";
    foreach ($sync->run(['wait' => 1200])['accounts'] as $run) {
        echo '  ', $run['id'], ' sent ', $run['sent'], ' accepted ', $run['accepted'], ' ', json_encode($run['error']), "\n";
    }
    $free = count($store->asked['free'] ?? []) + ($store->calls['free'] ?? 0) > 0 ? 'leases went back' : 'no lease went back';
    echo '  lease for ', json_encode($store->asked['lease']), ', most in one load ', max($store->asked['load'] ?? [0]), ', in one save ',
        max($store->asked['save'] ?? [0]), ', ', $free, ', ', json_encode($sim->violations()), "\n";
}

story('all is well', null);
story('the second cannot have its lease', static function (string $method, array $asks, array $answers): array {
    if ($method === 'lease') {
        $answers[1] = new RuntimeException('its settings are broken');
    }
    return $answers;
});
story('the third cannot be saved', static function (string $method, array $asks, array $answers): array {
    foreach ($asks as $i => $ask) {
        if ($method === 'save' && $ask['account'] === 'a3') {
            $answers[$i] = new RuntimeException('disk full');
        }
    }
    return $answers;
});
story('loads for all fail, so each is asked alone', static function (string $method, array $asks, array $answers): array {
    if ($method === 'load') {
        throw new RuntimeException('too large');
    }
    return $answers;
});
story('saves for all fail', static function (string $method, array $asks, array $answers): array {
    if ($method === 'save') {
        throw new RuntimeException('gone away');
    }
    return $answers;
});
story('an answer is missing', static function (string $method, array $asks, array $answers): array {
    return $method === 'save' ? array_slice($answers, 1) : $answers;
});
?>
--EXPECT--
all is well:
  a1 sent 1 accepted 1 null
  a2 sent 1 accepted 1 null
  a3 sent 1 accepted 1 null
  lease for [3], most in one load 3, in one save 3, leases went back, []
the second cannot have its lease:
  a1 sent 1 accepted 1 null
  a2 sent 0 accepted 0 "RuntimeException: its settings are broken"
  a3 sent 1 accepted 1 null
  lease for [3], most in one load 2, in one save 2, leases went back, []
the third cannot be saved:
  a1 sent 1 accepted 1 null
  a2 sent 1 accepted 1 null
  a3 sent 0 accepted 0 "RuntimeException: disk full"
  lease for [3], most in one load 3, in one save 3, leases went back, []
loads for all fail, so each is asked alone:
  a1 sent 1 accepted 1 null
  a2 sent 1 accepted 1 null
  a3 sent 1 accepted 1 null
  lease for [3], most in one load 3, in one save 3, leases went back, []
saves for all fail:
  a1 sent 0 accepted 0 "RuntimeException: gone away"
  a2 sent 0 accepted 0 "RuntimeException: gone away"
  a3 sent 0 accepted 0 "RuntimeException: gone away"
  lease for [3], most in one load 3, in one save 3, leases went back, []
an answer is missing:
  a1 sent 0 accepted 0 "StatusSync\\ContractException: SharedStore::saveAll: one answer for each of 3 accounts wanted"
  a2 sent 0 accepted 0 "StatusSync\\ContractException: SharedStore::saveAll: one answer for each of 3 accounts wanted"
  a3 sent 0 accepted 0 "StatusSync\\ContractException: SharedStore::saveAll: one answer for each of 3 accounts wanted"
  lease for [3], most in one load 3, in one save 3, leases went back, []