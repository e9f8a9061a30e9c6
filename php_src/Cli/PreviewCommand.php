<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Store\Hints;
use StatusSync\Php\Words\Time;

/** preview: what a run would do now. Everything is opened for reading only. */
final class PreviewCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account'], ['--json'], $name);
        $args->expect(0, 0, 'preview [--account ID] [--json]');
        $context->needExtension();
        $context->readOnly();
        $accounts = $args->value('--account') === null ? $context->overview()['accounts']
            : RunCommand::chosen($context, $args->value('--account'));
        if ($accounts === []) {
            throw new Failure('there is no account yet; "account add" makes one');
        }
        $orders = [];
        foreach (RunCommand::groups($accounts) as $group) {
            $sync = RunCommand::synchronizer($context, $group['document']);
            foreach ($group['ids'] as $id) {
                $orders = array_merge($orders, $sync->preview($id));
            }
        }
        $hints = self::hints($context, $accounts, $orders);
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
        ReportCommand::table($context, $orders);
        $parts = [];
        foreach ($counts as $verdict => $count) {
            $parts[] = "$count $verdict";
        }
        $context->output->line($parts === [] ? ($hints === [] ? 'nothing to do' : 'no order') : implode(', ', $parts));
        foreach ($hints as $hint) {
            $context->output->line("! {$hint['text']}");
        }
        return Application::OK;
    }

    /**
     * What holds for whole accounts.
     *
     * @param list<array<string, mixed>> $accounts
     * @param list<array<string, mixed>> $orders that were found linked
     * @return list<array{code: string, person: bool, text: string}>
     */
    private static function hints(Context $context, array $accounts, array $orders): array
    {
        $linked = array_fill_keys(array_column($orders, 'account'), true);
        $lines = [];
        foreach ($accounts as $account) {
            $document = Notifier::document($account);
            $language = $document['notify']['language'];
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
