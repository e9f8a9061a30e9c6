<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\FaultWords;
use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\SecretInput;
use StatusSync\Php\Secrets\Vault;
use StatusSync\Php\Store\Accounts;

/** Zugang zu Amazon: account and credentials. Secrets go in, sealed, and never come out again. */
final class Access extends Page
{
    private const FIELDS = ['name', 'region', 'seller', 'client_id'];

    public const MARKETS = [
        'eu' => ['A1PA6795UKMFR9' => 'Amazon.de', 'A13V1IB3VIYZZH' => 'Amazon.fr', 'APJ6JRA9NG5V4' => 'Amazon.it',
            'A1RKKUPIHCS9HS' => 'Amazon.es', 'A1805IZSGTT6HS' => 'Amazon.nl', 'A1C3SOZRARQ6R3' => 'Amazon.pl',
            'A2NODRKZP88ZB9' => 'Amazon.se', 'AMEN7PMS3EDWL' => 'Amazon.com.be', 'A28R8C7NBKEWEA' => 'Amazon.ie',
            'A1F83G8C2ARO7P' => 'Amazon.co.uk', 'A33AVAJ2PDY3EV' => 'Amazon.com.tr', 'A2VIGQ35RCS4UG' => 'Amazon.ae',
            'A17E79C6D8DWNP' => 'Amazon.sa', 'ARBP9OOSHTCHU' => 'Amazon.eg', 'AE08WJ6YKNBMC' => 'Amazon.co.za',
            'A21TJRUUN4KGV' => 'Amazon.in'],
        'na' => ['ATVPDKIKX0DER' => 'Amazon.com', 'A2EUQ1WTGCTBG2' => 'Amazon.ca', 'A1AM78C64UM0Y8' => 'Amazon.com.mx',
            'A2Q3Y263D00KWC' => 'Amazon.com.br'],
        'fe' => ['A1VC38T7YXB528' => 'Amazon.co.jp', 'A39IBJ37TRP1C6' => 'Amazon.com.au', 'A19VAU5U5O7RUS' => 'Amazon.sg'],
    ];

    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = self::text($this->get, 'account') === '+' ? null : $this->account();
        if ($method !== 'POST') {
            return $this->form($account, []);
        }
        if (self::text($post, 'do') === 'key') {
            if ($this->publicKey($account) === null) {
                $this->services->jobs()->ask('key', null);
            }
            return $this->go($answer, 'access', 'key_asked', ['account' => $account['id'] ?? '+']);
        }
        if (self::text($post, 'do') === 'test' && $account !== null) {
            $this->services->jobs()->ask('test', $account['id']);
            return $this->go($answer, 'access', 'test_asked', ['account' => $account['id']]);
        }
        try {
            return $this->save($answer, $account, $post);
        } catch (Failure $e) {
            $answer->status = 422;
            foreach ($e->causes() as $cause) {
                $this->notice('bad', FaultWords::access($cause, $this->view->texts));
            }
            if (self::text($post, 'client_secret') . self::text($post, 'refresh_token') !== '') {
                $this->notice('warn', $this->view->texts->say('secrets_dropped'));
            }
            return $this->form($account, $post);
        }
    }

    /**
     * @param array<string, mixed>|null $account
     * @param array<mixed> $post
     */
    private function save(Answer $answer, ?array $account, array $post): string
    {
        $values = [];
        foreach (self::FIELDS as $key) {
            $values[$key] = trim(self::text($post, $key));
        }
        // those of another region are folded away, ticked or not
        $values['marketplaces'] = implode(',', array_filter(
            array_filter((array) ($post['marketplaces'] ?? []), 'is_string'),
            static function (string $id) use ($values): bool {
                return isset(self::MARKETS[$values['region']][$id]);
            }
        ));
        $secrets = $this->checked($values, $post);
        if ($secrets !== [] && $this->copied($account)) {
            throw new Failure($this->view->texts->say('copy_no_credentials'));
        }
        $key = $this->publicKey($account);
        if ($secrets !== [] && $key === null) {
            $this->services->jobs()->ask('key', null);
            throw new Failure($this->view->texts->say('no_key_yet'));
        }
        if (count($secrets) === 1 && ($account['secrets'] ?? null) === null) {
            throw new Failure($this->view->texts->say('both_secrets')); // before anything is stored
        }
        if ($account === null) {
            $id = strtolower((string) preg_replace('/[^A-Za-z0-9_-]+/', '-', trim($values['name'], ' -')));
            $id = substr(trim($id, '-'), 0, 32);
            $this->services->accounts()->add($id === '' ? 'konto' : $id, $values, $key, $secrets === []
                ? null : Vault::seal($secrets, (string) $key));
            $id = $id === '' ? 'konto' : $id;
        } else {
            $id = $account['id'];
            $this->services->accounts()->set($id, $values);
            if ($secrets !== []) { // the old ones hold until Amazon took the new ones
                $this->services->jobs()->ask('credentials', $id, ['sealed' => Vault::seal($secrets, (string) $key)]);
                return $this->go($answer, 'access', 'credentials_asked', ['account' => $id]);
            }
        }
        if ($secrets !== []) {
            $this->services->jobs()->ask('test', $id);
        }
        return $this->go($answer, 'access', 'saved', ['account' => $id]);
    }

    /**
     * All that is wrong is said at once, the secrets included.
     *
     * @param array<string, string> $values
     * @param array<mixed> $post
     * @return array<string, string> the secrets that were given
     * @throws Failure
     */
    private function checked(array $values, array $post): array
    {
        $secrets = $faults = [];
        foreach ($values as $key => $value) {
            try {
                Accounts::check($key, $value);
            } catch (Failure $e) {
                array_push($faults, ...$e->causes());
            }
        }
        foreach (['client_secret', 'refresh_token'] as $key) {
            try {
                $secrets += SecretInput::read(static function (string $name) use ($post, $key): ?string {
                    return strtolower($name) === "statussync_$key" ? self::text($post, $key) : null;
                }, null);
            } catch (Failure $e) {
                array_push($faults, ...$e->causes());
            }
        }
        if ($faults !== []) {
            throw new Failure($faults);
        }
        return $secrets;
    }

    /** @param array<string, mixed>|null $account */
    private function publicKey(?array $account): ?string
    {
        $key = $account['public_key'] ?? null;
        foreach ($key === null ? $this->services->accounts()->all() : [] as $other) {
            $key = $key ?? $other['public_key'];
        }
        return $key ?? $this->services->accounts()->readMeta('public_key');
    }

    /**
     * @param array<string, mixed>|null $account
     * @param array<mixed> $post what was typed, kept; never the secrets
     */
    private function form(?array $account, array $post): string
    {
        $values = [];
        foreach (self::FIELDS as $key) {
            $values[$key] = $post === [] ? (string) ($account[$key] ?? '') : self::text($post, $key);
        }
        $values['marketplaces'] = $post === [] ? ($account['marketplaces'] ?? ['A1PA6795UKMFR9'])
            : array_filter((array) ($post['marketplaces'] ?? []), 'is_string');
        $made = (int) ($account['secret_made_at'] ?? 0);
        return $this->view->render('access', [
            'account' => $account, 'copy' => $this->copied($account), 'accounts' => $this->services->accounts()->all(), 'values' => $values,
            'made' => $made, 'left' => $made > 0 ? 180 - intdiv($this->view->now - $made, 86400) : null,
            'stored' => ($account['secrets'] ?? null) !== null, 'key' => $this->publicKey($account) !== null,
            'asked' => in_array($this->services->jobs()->last('key')['state'] ?? '', ['waiting', 'running'], true),
            'test' => $account === null ? null : $this->newer(
                $this->services->jobs()->last('test', $account['id']),
                $this->services->jobs()->last('credentials', $account['id'])
            ),
        ]);
    }

    /**
     * @param array<string, mixed>|null $a
     * @param array<string, mixed>|null $b
     * @return array<string, mixed>|null
     */
    private function newer(?array $a, ?array $b): ?array
    {
        return ($b['id'] ?? 0) > ($a['id'] ?? 0) ? $b : $a;
    }
}
