<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Hints;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Words\Time;

/** preview: what a run would do now. Everything is opened for reading only. */
final class PreviewCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account', '--lang'], ['--json'], $name);
        $args->expect(0, 0, 'preview [--account ID] [--lang de|en] [--json]');
        $words = new Words($args->language());
        $context->needExtension();
        $context->readOnly();
        if ($args->value('--account') === null && (!$context->hasTables() || $context->overview()['accounts'] === [])) {
            if ($args->has('--json')) {
                $context->output->json(['orders' => []]);
                $context->output->error('note: ' . $words->say('no_account'));
            } else {
                $context->output->line($words->say('no_account'));
            }
            return Application::OK;
        }
        $accounts = $args->value('--account') === null ? $context->overview()['accounts']
            : RunCommand::chosen($context, $args->value('--account'));
        $orders = [];
        $shown = self::working($accounts);
        foreach (RunCommand::groups($shown) as $group) {
            $sync = RunCommand::synchronizer($context, $group['document']);
            foreach ($group['ids'] as $id) {
                $orders = array_merge($orders, $sync->preview($id));
            }
        }
        $orders = self::one($orders, self::closed($context, array_column($shown, 'id')));
        $hints = self::hints($context, $accounts, $orders, $words->language);
        if ($args->has('--json')) {
            $context->output->json(['orders' => $orders]);
            foreach ($hints as $hint) {
                if ($hint['code'] !== 'not_released') { // nothing is wrong: a program that asks for the preview knows
                    $context->output->error("note: {$hint['text']}");
                }
            }
            return Application::OK;
        }
        $counts = [];
        foreach ($orders as $order) {
            $counts[$order['verdict']] = ($counts[$order['verdict']] ?? 0) + 1;
        }
        ReportCommand::table($context, $orders, $words);
        $parts = [];
        foreach ($counts as $verdict => $count) {
            $parts[] = "$count $verdict";
        }
        $context->output->line($parts === [] ? $words->say($hints === [] ? 'nothing' : 'no_order') : implode(', ', $parts));
        foreach ($hints as $hint) {
            $context->output->line("! {$hint['text']}");
        }
        return Application::OK;
    }

    /**
     * Accounts that a run works on; if none is ready yet, those that are being set up.
     *
     * @param list<array<string, mixed>> $accounts
     * @return list<array<string, mixed>>
     */
    private static function working(array $accounts): array
    {
        $ready = array_values(array_filter($accounts, [Accounts::class, 'takesPart']));
        return $ready === [] ? $accounts : $ready;
    }

    /**
     * Orders that are held or in conflict though no run looks at them any more.
     *
     * @param list<string> $accounts
     * @return list<array<string, mixed>>
     */
    private static function closed(Context $context, array $accounts): array
    {
        $reports = new Reports($context->db(), $context->clock()->reader());
        $orders = array_merge($reports->orders('hold')['orders'], $reports->orders('conflict')['orders']);
        return array_values(array_filter($orders, static function (array $order) use ($accounts): bool {
            return in_array($order['account'], $accounts, true);
        }));
    }

    /**
     * One row an order: an account that leaves an order to another one has nothing to say of it.
     *
     * @param list<array<string, mixed>> $orders as a run would decide them
     * @param list<array<string, mixed>> $closed
     * @return list<array<string, mixed>>
     */
    private static function one(array $orders, array $closed): array
    {
        $seen = [];
        foreach ($orders as $order) {
            $seen[$order['shop_order'] . ' ' . $order['account']] = true;
        }
        foreach ($closed as $order) {
            if (!isset($seen[$order['shop_order'] . ' ' . $order['account']])) {
                $orders[] = $order;
            }
        }
        $kept = [];
        foreach ($orders as $order) {
            $better = $kept[$order['shop_order']] ?? null;
            if ($better === null || $better['account'] === $order['account']) {
                $kept[$order['shop_order']] = $order;
            }
        }
        return $orders;
    }

    /**
     * What holds for whole accounts.
     *
     * @param list<array<string, mixed>> $accounts
     * @param list<array<string, mixed>> $orders that were found linked
     * @param string $language of the sentences
     * @return list<array{code: string, person: bool, text: string}>
     */
    private static function hints(Context $context, array $accounts, array $orders, string $language): array
    {
        $linked = array_fill_keys(array_column($orders, 'account'), true);
        $lines = [];
        foreach ($accounts as $account) {
            $document = Notifier::document($account);
            $time = new Time($context->shopConfig()->zone, $language);
            $found = isset($linked[$account['id']]) ? true : null;
            if ($found === null && ($orders === [] && $account['state']['mode'] === 'new')) {
                $found = false; // nothing of it is in our rows yet, but the shop was read for this
            }
            foreach ((new Hints($context->db()))->of($account, $document, $time, $language, $found) as $hint) {
                $lines[] = $hint;
            }
        }
        return $lines;
    }
}
