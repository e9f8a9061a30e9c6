<?php

declare(strict_types=1);

namespace StatusSync\Tests\Bench;

use StatusSync\Tests\Scene\Scene;

/** Many accounts made from one by copying its rows: adding each by the command line would take minutes. */
final class Crowd
{
    /** @var Scene */
    private $scene;

    /** @var list<array<string, mixed>> accounts, as Scene::ACCOUNTS has them */
    private $accounts = [];

    /** @var list<int> */
    private $orders = [];

    public function __construct(Scene $scene)
    {
        $this->scene = $scene;
    }

    /** Accounts with one open order each, the scene's own one among them. */
    public function make(int $count): void
    {
        $first = Scene::ACCOUNTS['de'];
        $row = $this->scene->shop->sql("SELECT * FROM statussync_account WHERE id = 'de'")[0];
        $setting = $this->scene->shop->sql("SELECT * FROM statussync_setting WHERE account = 'de'")[0];
        $this->accounts = [$first];
        $world = [];
        for ($i = 1; $i < $count; $i++) {
            $id = sprintf('crowd%03d', $i);
            $account = ['seller' => sprintf('A9CROWD%06d', $i), 'refresh_token' => "Atzr|IwEBICrowdRefresh$i", 'magnalister' => (string) (20000 + $i)]
                + $first;
            $this->accounts[] = $account;
            $secrets = json_encode(['client_secret' => $account['client_secret'], 'refresh_token' => $account['refresh_token']]);
            $sealed = base64_encode(sodium_crypto_box_seal((string) $secrets, (string) base64_decode($row['public_key'], true)));
            $this->insert('statussync_account', ['id' => $id, 'name' => "Konto $i", 'seller' => $account['seller'], 'secrets' => $sealed,
                'magnalister_ids' => json_encode([$account['magnalister']])] + $row);
            $this->insert('statussync_setting', ['account' => $id] + $setting);
            $world[] = array_diff_key($account, ['magnalister' => 1]);
        }
        $this->scene->amazon->post('world', ['accounts' => $world]);
        $bulk = new Bulk($this->scene);
        foreach ($this->accounts as $account) {
            $this->orders[] = $bulk->sell(1, $this->scene->now() - 2 * 86400, $account)[0];
        }
    }

    public function ship(): void
    {
        (new Bulk($this->scene))->ship($this->orders);
    }

    /** @param array<string, mixed> $row */
    private function insert(string $table, array $row): void
    {
        $this->scene->shop->sql("INSERT INTO $table (`" . implode('`, `', array_keys($row)) . '`) VALUES ('
            . implode(', ', array_fill(0, count($row), '?')) . ')', array_values($row));
    }
}
