<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Reports;

/** status, list and order. */
final class ReportCommand implements Command
{
    public const HEAD = ['order', 'amazon order', 'account', 'verdict', 'reason', 'state', 'deadline (UTC)',
        'messages'];

    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, $name === 'list' ? ['--state'] : [], ['--json'], $name);
        $reports = new Reports($context->db(), $context->clock()->reader());
        $json = $args->has('--json');
        if ($name === 'status') {
            $args->expect(0, 0, 'status [--json]');
            return $this->status($context, $reports->status(), $json);
        }
        if ($name === 'list') {
            $args->expect(0, 0, 'list [--state S] [--json]');
            $document = $reports->orders($args->value('--state'));
            $json ? $context->output->json($document)
                : $context->output->table(self::HEAD, array_map([self::class, 'row'], $document['orders']));
            return Application::OK;
        }
        $args->expect(1, 1, 'order N [--json]');
        $document = $reports->orders(null, $args->words()[0], true);
        if ($document['orders'] === []) {
            throw new Failure('order ' . $args->words()[0] . ': is not known here; link it or let a run collect it');
        }
        $json ? $context->output->json($document) : $this->order($context->output, $document['orders']);
        return Application::OK;
    }

    /**
     * @param array<string, mixed> $order of a document
     * @return list<string>
     */
    public static function row(array $order): array
    {
        $messages = [];
        foreach ($order['parcels'] as $parcel) {
            if (isset($parcel['message'])) {
                $messages[] = $parcel['message'];
            }
        }
        return [
            (string) $order['shop_order'], (string) $order['amazon_order'], (string) ($order['account'] ?? ''),
            (string) $order['verdict'], (string) $order['reason'], (string) $order['state'],
            self::time($order['deadline'] ?? null), implode(' ', $messages),
        ];
    }

    private static function time(?int $at): string
    {
        return $at === null || $at === 0 ? '' : gmdate('Y-m-d H:i', $at);
    }

    /** @param list<array<string, mixed>> $orders */
    private function order(Output $output, array $orders): void
    {
        foreach ($orders as $order) {
            $output->line("order {$order['shop_order']} = {$order['amazon_order']} (account {$order['account']})");
            $output->line("  {$order['verdict']}" . ($order['reason'] === null ? '' : ": {$order['reason']}")
                . ($order['state'] === null ? '' : ", {$order['state']}")
                . ($order['deadline'] === null ? '' : ', ship by ' . self::time($order['deadline']) . ' UTC'));
            foreach ($order['parcels'] as $parcel) {
                $package = $parcel['amazon_ref'] === null ? '' : ", package {$parcel['amazon_ref']}";
                $output->line("  parcel {$parcel['number']}: {$parcel['carrier']} "
                    . ($parcel['tracking'] ?? '(no number)') . ", {$parcel['state']}$package");
            }
            foreach ($order['events'] as $event) {
                $output->line('  ' . gmdate('Y-m-d H:i:s', $event['at']) . "  {$event['what']}"
                    . ($event['http'] > 0 ? "  HTTP {$event['http']}" : '')
                    . ($event['request_id'] === null ? '' : "  {$event['request_id']}")
                    . ($event['code'] === null ? '' : "  {$event['code']}")
                    . ($event['text'] === null ? '' : "  {$event['text']}"));
            }
        }
    }

    /** @param array<string, mixed> $document */
    private function status(Context $context, array $document, bool $json): int
    {
        $person = false;
        foreach ($document['accounts'] as $account) {
            $person = $person || $account['stopped'] !== null;
        }
        $code = $person ? Application::PERSON : Application::OK;
        $output = $context->output;
        if ($json) {
            $output->json($document);
            return $code;
        }
        foreach ($document['accounts'] as $account) {
            $output->line("{$account['id']} ({$account['name']}): {$account['mode']}"
                . ($account['on'] ? '' : ', off')
                . ($account['stopped'] === null ? '' : ", stopped: {$account['stopped']} {$account['stopped_text']}"));
            $counts = [];
            foreach ((array) $account['states'] as $state => $count) {
                $counts[] = "$count $state";
            }
            $output->line('  messages: ' . ($counts === [] ? 'none' : implode(', ', $counts)));
            $output->line('  last run: ' . (self::time($account['last_run']) ?: 'never') . ', next due: '
                . (self::time($account['next_due']) ?: 'now') . ' (UTC)');
            $credentials = $account['credentials'];
            $output->line('  credentials: ' . (!$credentials['there'] ? 'missing'
                : "client secret good for {$credentials['days_left']} days more"));
            foreach ($account['deadlines'] as $order) {
                $output->line('  ' . ($order['late'] ? '! ' : '  ') . self::time($order['deadline'])
                    . "  {$order['shop_order']}  {$order['amazon_order']}  {$order['verdict']} {$order['reason']}");
            }
        }
        if ($document['accounts'] === []) {
            $output->line('there is no account yet; "account add" makes one');
        }
        return $code;
    }
}
