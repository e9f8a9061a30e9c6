<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;

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
        if ($args->has('--json')) {
            $context->output->json(['orders' => $orders]);
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
        $context->output->line($parts === [] ? 'nothing to do' : implode(', ', $parts));
        return Application::OK;
    }
}
