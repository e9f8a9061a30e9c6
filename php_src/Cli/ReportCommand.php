<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Words\Reasons;
use StatusSync\Php\Words\Story;
use StatusSync\Php\Words\Time;

/** status, list and order. */
final class ReportCommand implements Command
{
    public const HEAD = ['order', 'amazon order', 'account', 'verdict', 'reason', 'detail', 'state', 'deadline',
        'messages', 'notes'];

    public function run(Context $context, string $name, array $argv): int
    {
        $valued = ['list' => ['--state'], 'order' => ['--lang']];
        $args = new Arguments($argv, $valued[$name] ?? [], ['--json'], $name);
        $lang = $args->value('--lang');
        if ($lang !== null && !in_array($lang, ['de', 'en'], true)) {
            throw new Failure("order: --lang $lang is unknown; one of de, en");
        }
        $reports = new Reports($context->db(), $context->clock()->reader());
        $json = $args->has('--json');
        if ($name === 'status') {
            $args->expect(0, 0, 'status [--json]');
            $document = $reports->status(null, $context->shopConfig()->zone);
            return $this->status($context, $document, $json);
        }
        if ($name === 'list') {
            $args->expect(0, 0, 'list [--state S] [--json]');
            $document = $reports->orders(self::state($args->value('--state')));
            $json ? $context->output->json($document) : self::table($context, $document['orders']);
            return Application::OK;
        }
        $args->expect(1, 1, 'order ORDER [--lang de|en] [--json]');
        $document = $reports->orders(null, $args->words()[0], true);
        if ($document['orders'] === []) {
            throw new Failure(Actions::unknown($args->words()[0]));
        }
        if ($json) {
            $context->output->json($document);
            return Application::OK;
        }
        foreach ($document['orders'] as $order) {
            $language = $lang ?? $context->settings()->document($order['account'])['notify']['language'];
            $this->order($context->output, $order, $language, $context->shopConfig()->zone);
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

    /** Orders of a document as a table; times are the shop's. @param list<array<string, mixed>> $orders */
    public static function table(Context $context, array $orders): void
    {
        $time = new Time($context->shopConfig()->zone, 'en');
        $context->output->table(self::HEAD, array_map(static function (array $order) use ($time): array {
            return self::row($order, $time);
        }, $orders));
    }

    /**
     * @param array<string, mixed> $order of a document
     * @return list<string>
     */
    private static function row(array $order, Time $time): array
    {
        $messages = [];
        foreach ($order['parcels'] as $parcel) {
            if (isset($parcel['message'])) {
                $messages[] = $parcel['message'];
            }
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
    private function status(Context $context, array $document, bool $json): int
    {
        $output = $context->output;
        $time = new Time($context->shopConfig()->zone, 'en');
        $person = false;
        foreach ($document['accounts'] as $account) {
            $person = $person || $account['stopped'] !== null
                || in_array(true, array_column($account['hints'], 'person'), true)
                || in_array('amazon_down', array_column($account['deadlines'], 'risk'), true);
        }
        $code = $person ? Application::PERSON : Application::OK;
        if ($json) {
            $output->json($document);
            return $code;
        }
        foreach ($document['accounts'] as $account) {
            $output->line("{$account['id']} ({$account['name']}): {$account['mode']}"
                . ($account['on'] ? '' : ', off')
                . ($account['stopped'] === null ? '' : ", stopped: {$account['stopped']} {$account['stopped_text']}"));
            foreach ($account['hints'] as $hint) {
                $output->line("  ! {$hint['text']}");
            }
            $counts = [];
            foreach ((array) $account['states'] as $state => $count) {
                $counts[] = "$count $state";
            }
            $output->line('  messages: ' . ($counts === [] ? 'none' : implode(', ', $counts)));
            $held = [];
            foreach ((array) $account['held'] as $reason => $count) {
                $held[] = "$count $reason";
            }
            $output->line('  held: ' . ($held === [] ? 'none' : implode(', ', $held)));
            $output->line('  last run: ' . (self::time($account['last_run'], $time) ?: 'never') . ', next due: '
                . (self::time($account['next_due'], $time) ?: 'now'));
            self::credentials($output, $account['credentials'], $time);
            foreach ($account['deadlines'] as $order) {
                $output->line('  ' . ($order['late'] || $order['risk'] !== null ? '! ' : '  ')
                    . self::time($order['deadline'], $time)
                    . "  {$order['shop_order']}  {$order['amazon_order']}  {$order['verdict']} {$order['reason']}"
                    . ($order['why'] === null ? '' : ": {$order['why']}"));
            }
        }
        if ($document['accounts'] !== []) {
            $output->line('times: ' . $context->shopConfig()->zone);
        } else {
            $output->line('there is no account yet; "account add" makes one');
        }
        return $code;
    }

    /** @param array<string, mixed> $credentials */
    private static function credentials(Output $output, array $credentials, Time $time): void
    {
        foreach ($credentials['findings'] as $finding) {
            $output->line('  ! ' . $finding['text']);
        }
        if ($credentials['there']) {
            $output->line('  credentials: ' . self::facts($credentials, $time));
        }
    }

    /**
     * What is known of credentials, in a line.
     *
     * @param array<string, mixed> $credentials of Health
     */
    public static function facts(array $credentials, Time $time): string
    {
        $skew = $credentials['clock_skew'];
        return ($credentials['days_left'] === null ? '' : "client secret good for {$credentials['days_left']} days more ("
                . ($credentials['counted_from'] === 'made' ? 'counted from the day it was made'
                    : 'counted from the day it was stored; "account set" secret_made=DATE tells a better one') . '), ')
            . ($credentials['authorisation_days_left'] === null ? ''
                : "authorisation for {$credentials['authorisation_days_left']}, ")
            . ($credentials['token_at'] === 0 ? 'never tested' // nor the clock compared
                : 'last token ' . $time->zoned($credentials['token_at']) . ', clock '
                . ($skew === 0 ? 'agrees with Amazon\'s' : abs($skew) . ' seconds ' . ($skew > 0 ? 'behind' : 'ahead of')
                    . ' Amazon\'s'));
    }
}
