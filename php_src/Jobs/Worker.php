<?php

declare(strict_types=1);

namespace StatusSync\Php\Jobs;

use StatusSync\Php\Cli\ConnectionTest;
use StatusSync\Php\Cli\Context;
use StatusSync\Php\Cli\NotifyCommand;
use StatusSync\Php\Cli\RunCommand;
use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\Redact;
use StatusSync\Php\Secrets\Vault;
use StatusSync\Php\Shop\Bound;

/** Does the jobs of the pages, where extension, key and network are. */
final class Worker
{
    /** Orders of a preview that are kept for the page; the counts are of all. */
    private const SHOWN = 500;

    /** @var Context */
    private $context;

    /** @var Queue */
    private $queue;

    public function __construct(Context $context)
    {
        $this->context = $context;
        $this->queue = new Queue($context->db(), $context->time());
    }

    /** All that wait, but no more than a run can bear. */
    public function work(): void
    {
        for ($n = 0; $n < 20; $n++) {
            $job = $this->queue->take();
            if ($job === null) {
                break;
            }
            try {
                $answer = $this->one($job);
                $this->queue->done($job['id'], $answer['ok'] ?? true, $answer);
            } catch (\Throwable $e) { // whatever a job meets, the sync behind it goes on
                $this->queue->done($job['id'], false, ['ok' => false, 'text' => Redact::text($e->getMessage())]);
            }
        }
    }

    /**
     * @param array<string, mixed> $job
     * @return array<string, mixed>
     */
    private function one(array $job): array
    {
        switch ($job['kind']) {
            case 'key':
                if (!$this->context->keyFile()->exists()) {
                    $this->context->keyFile()->make();
                }
                $this->context->accounts()->meta('public_key', $this->context->keyFile()->publicKey());
                return ['ok' => true];
            case 'test':
                return $this->test((string) $job['account']);
            case 'credentials':
                return $this->credentials((string) $job['account'], (string) ($job['argument']['sealed'] ?? ''));
            case 'mail':
                $argument = $job['argument'];
                return ['ok' => NotifyCommand::notifier($this->context)
                    ->test((string) ($argument['to'] ?? ''), (string) ($argument['language'] ?? 'de'))];
            case 'preview':
                return $this->preview((string) $job['account']);
            default:
                $this->context->accounts()->changeState((string) $job['account'], static function (array $state): array {
                    $state['last_send'] = 0; // the normal send is due, and so is the account: next_due becomes 0
                    return $state;
                });
                return ['ok' => true];
        }
    }

    /** @return array<string, mixed> */
    private function test(string $account): array
    {
        $checks = ConnectionTest::check($this->context, $account);
        return ['ok' => !in_array(false, array_column($checks, 'ok'), true), 'checks' => $checks];
    }

    /** The old credentials hold until Amazon took the new ones. @return array<string, mixed> */
    private function credentials(string $account, string $sealed): array
    {
        $row = $this->context->accounts()->get($account);
        $place = Bound::fault($account, $row['bound'], $this->context->identity(), $row['on']);
        if ($place !== null) { // the database was copied with the job in it
            return ['ok' => false, 'code' => 'copy', 'text' => "account $account: credentials are not stored from here: it is $place"];
        }
        $key = $this->context->keyFile();
        $new = Vault::open($sealed, $key);
        $old = $row['secrets'] === null ? [] : Vault::open($row['secrets'], $key);
        $both = $new + $old;
        foreach ($both as $secret) {
            Redact::learn($secret);
        }
        $client = new \StatusSync\Client(new \StatusSync\Account([
            'id' => $account, 'seller' => $row['seller'], 'region' => $row['region'],
            'client_id' => (string) $row['client_id'], 'client_secret' => $both['client_secret'] ?? '',
            'refresh_token' => $both['refresh_token'] ?? '',
        ]));
        $client->token();
        $other = static function (string $name) use ($new, $old): bool {
            return isset($new[$name]) && $new[$name] !== ($old[$name] ?? null);
        };
        $this->context->accounts()->seal(
            $account,
            $key->publicKey(),
            Vault::seal($both, $key->publicKey()),
            $other('client_secret'), // what was not replaced keeps its age
            $other('refresh_token')
        );
        return $this->test($account);
    }

    /** @return array<string, mixed> */
    private function preview(string $account): array
    {
        $orders = [];
        foreach (RunCommand::groups(RunCommand::chosen($this->context, $account === '' ? null : $account)) as $group) {
            $sync = RunCommand::synchronizer($this->context, $group['document']);
            foreach ($group['ids'] as $id) {
                $orders = array_merge($orders, $sync->preview($id));
            }
        }
        $counts = [];
        foreach ($orders as $order) {
            $counts[$order['verdict']] = ($counts[$order['verdict']] ?? 0) + 1;
        }
        $weight = ['ship' => 0, 'cancel' => 1, 'conflict' => 2, 'hold' => 3, 'skip' => 4, 'done' => 5];
        usort($orders, static function (array $a, array $b) use ($weight): int {
            return [$weight[$a['verdict']] ?? 9, $a['deadline'] ?? PHP_INT_MAX] <=> [$weight[$b['verdict']] ?? 9,
                $b['deadline'] ?? PHP_INT_MAX];
        });
        $kept = array_slice($orders, 0, self::SHOWN);
        foreach ($kept as $i => $order) {
            unset($kept[$i]['events']);
        }
        return ['ok' => true, 'counts' => $counts, 'orders' => $kept, 'more' => count($orders) - count($kept)];
    }
}
