<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Deadlines;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Story;
use StatusSync\Php\Words\Time;

/** status, list and order. */
final class ReportCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, $name === 'list' ? ['--state', '--lang'] : ['--lang'], ['--json'], $name);
        $words = new Words($args->language());
        $reports = new Reports($context->db(), $context->clock()->reader());
        $json = $args->has('--json');
        if ($name === 'status') {
            $args->expect(0, 0, 'status [--lang de|en] [--json]');
            $document = $reports->status($words->language, $context->shopConfig()->zone);
            return $this->status($context, $document, $json, $words);
        }
        if ($name === 'list') {
            $args->expect(0, 0, 'list [--state S] [--lang de|en] [--json]');
            $orders = $reports->each(self::state($args->value('--state')));
            $json ? $context->output->jsonList('orders', $orders) : self::table($context, $orders, $words);
            return Application::OK;
        }
        $args->expect(1, 1, 'order ORDER [--lang de|en] [--json]');
        $order = trim($args->words()[0]);
        $document = $reports->orders(null, $order, true);
        if ($document['orders'] === []) {
            throw new Failure(Actions::unknown($order));
        }
        if ($json) {
            $context->output->json($document);
            return Application::OK;
        }
        foreach ($document['orders'] as $order) {
            $this->order($context->output, $order, $words->language, $context->shopConfig()->zone);
        }
        return Application::OK;
    }

    private static function state(?string $state): ?string
    {
        if ($state !== null && !in_array($state, array_merge(Reports::ORDER_OF_STATES, Reports::VERDICTS), true)) {
            throw new Failure("list: --state $state is unknown; a message's state (" . implode(', ', Reports::ORDER_OF_STATES)
                . ') or a verdict (' . implode(', ', Reports::VERDICTS) . ')');
        }
        return $state;
    }

    /** Orders of a document as a table; times are the shop's. @param iterable<array<string, mixed>> $orders */
    public static function table(Context $context, iterable $orders, Words $words): void
    {
        $time = new Time($context->shopConfig()->zone, $words->language);
        $rows = static function () use ($orders, $time): \Generator {
            foreach ($orders as $order) {
                yield self::row($order, $time);
            }
        };
        $context->output->table($words->heads(), $rows());
    }

    /**
     * @param array<string, mixed> $order of a document
     * @return list<string>
     */
    private static function row(array $order, Time $time): array
    {
        $messages = [];
        foreach ($order['messages'] ?? [] as $message) {
            $messages[$message['kind'] . $message['parcel']] = $message['id']; // the newest of each
        }
        return [
            (string) $order['shop_order'], (string) $order['amazon_order'], (string) ($order['account'] ?? ''),
            (string) $order['verdict'], (string) $order['reason'], (string) $time->detail($order['detail'] ?? null),
            (string) $order['state'], self::time($order['deadline'] ?? null, $time), implode(' ', $messages),
            implode(' ', $order['notes'] ?? []),
        ];
    }

    private static function time(?int $at, Time $time): string
    {
        return $at === null || $at === 0 ? '' : $time->zoned($at);
    }

    /** The story of an order. @param array<string, mixed> $order */
    private function order(Output $output, array $order, string $language, string $zone): void
    {
        $time = new Time($zone, $language);
        $german = $language === 'de';
        $output->line(($german ? 'Bestellung ' : 'Order ') . "{$order['shop_order']} = {$order['amazon_order']} ("
            . ($german ? 'Konto ' : 'account ') . "{$order['account']}); "
            . ($german ? 'Zeiten: ' : 'times: ') . $zone);
        $places = Story::places($order);
        $output->line("  {$order['verdict']}" . ($order['reason'] === null ? '' : " ({$order['reason']}): "
            . Reasons::text($order['reason'], $language, $time->detail($order['detail']), $places))
            . ($order['state'] === null ? '' : "; {$order['state']}"));
        if ($order['deadline'] !== null) {
            $output->line('  ' . ($german ? 'Versandfrist ' : 'ship by ') . $time->minute($order['deadline']));
        }
        foreach ($order['notes'] as $note) {
            $output->line('  ' . ($german ? 'Hinweis: ' : 'note: ') . Reasons::text($note, $language, null, $places));
        }
        foreach ($order['parcels'] as $parcel) {
            $package = $parcel['amazon_ref'] === null ? ''
                : ($german ? ', bei Amazon Paket ' : ', package ') . $parcel['amazon_ref'];
            $output->line('  ' . ($german ? 'Paket ' : 'parcel ') . "{$parcel['number']}: "
                . ($parcel['carrier_name'] ?? $parcel['carrier']) . ' '
                . ($parcel['tracking'] ?? ($german ? '(ohne Nummer)' : '(no number)')) . ", {$parcel['state']}$package");
        }
        foreach ($order['messages'] as $message) {
            $output->line('  ' . ($german ? 'Meldung ' : 'message ') . "{$message['id']}: {$message['kind']}"
                . ($message['parcel'] > 0 ? " {$message['parcel']}" : '')
                . ($message['revision'] > 1 ? ".{$message['revision']}" : '') . ", {$message['state']}"
                . ($message['reason'] === null ? '' : " ({$message['reason']})")
                . ($message['code'] === null && $message['text'] === null ? ''
                    : '; Amazon: ' . trim("{$message['code']} {$message['text']}"))
                . ($message['request_id'] === null ? '' : " [{$message['request_id']}]"));
        }
        $output->line($german ? '  Was geschah:' : '  What happened:');
        foreach ((new Story($language, $time))->lines($order) as $line) {
            $output->line("  $line");
        }
    }

    /** @param array<string, mixed> $document */
    private function status(Context $context, array $document, bool $json, Words $words): int
    {
        $output = $context->output;
        $time = new Time($context->shopConfig()->zone, $words->language);
        $person = false;
        foreach ($document['accounts'] as $account) {
            $person = $person || $account['stopped'] !== null
                || in_array(true, array_column($account['hints'], 'person'), true)
                || array_intersect(Deadlines::PERSON, array_column($account['deadlines'], 'risk')) !== [];
        }
        $code = $person ? Application::PERSON : Application::OK;
        if ($json) {
            $output->json($document);
            return $code;
        }
        foreach ($document['accounts'] as $account) {
            self::account($output, $account, $time, $words);
        }
        $output->line($document['accounts'] === [] ? $words->say('no_account')
            : $words->say('times') . ': ' . $context->shopConfig()->zone);
        return $code;
    }

    /** @param array<string, mixed> $account of the status document */
    private static function account(Output $output, array $account, Time $time, Words $words): void
    {
        $stopped = $account['stopped'] === null ? '' : ", {$words->say('stopped')}: {$account['stopped']} " . self::why((string) $account['stopped_text']);
        $output->line("{$account['id']} ({$account['name']}): {$account['mode']}" . ($account['on'] ? '' : ', ' . $words->say('off'))
            . $stopped);
        foreach ($account['hints'] as $hint) {
            $output->line("  ! {$hint['text']}");
        }
        foreach (['messages' => 'states', 'held' => 'held'] as $name => $key) {
            $counts = [];
            foreach ((array) $account[$key] as $code => $count) {
                $counts[] = "$count $code";
            }
            $output->line('  ' . $words->say($name) . ': ' . ($counts === [] ? $words->say('none') : implode(', ', $counts)));
        }
        $output->line('  ' . $words->say('last_run') . ': ' . (self::time($account['last_run'], $time) ?: $words->say('never'))
            . ', ' . $words->say('next_due') . ': ' . (self::time($account['next_due'], $time) ?: $words->say('now')));
        foreach ($account['credentials']['findings'] as $finding) {
            $output->line('  ! ' . $finding['text']);
        }
        if ($account['credentials']['there']) {
            $output->line('  ' . $words->say('credentials') . ': ' . self::facts($account['credentials'], $time, $words));
        }
        foreach ($account['deadlines'] as $order) {
            $output->line('  ' . ($order['late'] || $order['risk'] !== null ? '! ' : '  ') . self::time($order['deadline'], $time)
                . "  {$order['shop_order']}  {$order['amazon_order']}  " . trim("{$order['verdict']} {$order['reason']}")
                . ($order['why'] === null ? '' : ": {$order['why']}"));
        }
    }

    /** What stopped an account: code and words, where the code is not their beginning. */
    public static function why(string $text): string
    {
        return trim((string) preg_replace('/^secrets (?=the secrets )/', '', $text));
    }

    /**
     * What is known of credentials, in a line.
     *
     * @param array<string, mixed> $credentials of Health
     */
    public static function facts(array $credentials, Time $time, Words $words): string
    {
        $parts = [];
        if ($credentials['days_left'] !== null) {
            $parts[] = $words->say('secret_days', ['n' => $credentials['days_left'],
                'from' => $words->say("from_{$credentials['counted_from']}")]);
        }
        if ($credentials['authorisation_days_left'] !== null) {
            $parts[] = $words->say('authorised_days', ['n' => $credentials['authorisation_days_left']]);
        }
        if ($credentials['token_at'] === 0) {
            $parts[] = $words->say($credentials['refused'] ? 'refused' : 'untested'); // nor was the clock compared
        } else {
            $skew = $credentials['clock_skew'];
            $parts[] = $words->say('token', ['time' => $time->zoned($credentials['token_at'])]);
            $parts[] = $words->say($skew === 0 ? 'clock_good' : ($skew > 0 ? 'clock_behind' : 'clock_ahead'), ['n' => abs($skew)]);
        }
        return implode(', ', $parts);
    }
}
