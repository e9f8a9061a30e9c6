<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

/** statuses: the shop's order statuses by number, which the settings want, with what the settings make of each. */
final class StatusesCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, [], [], $name);
        $args->expect(0, 0, 'statuses');
        $accounts = $context->accounts()->all();
        $uses = [];
        foreach ($accounts === [] ? [''] : array_column($accounts, 'id') as $id) {
            $document = $context->settings()->document((string) $id);
            $of = count($accounts) > 1 ? " ($id)" : '';
            foreach (['ship', 'cancel', 'open'] as $list) {
                foreach ($document[$list] as $rule) {
                    $uses[(int) ($list === 'open' ? $rule : $rule['status'])][] = $list . $of;
                }
            }
        }
        $rows = [];
        foreach ($context->shop()->statuses() as $status) {
            $rows[] = [(string) $status['id'], $status['name'], implode(', ', $uses[$status['id']] ?? [])];
        }
        $context->output->table(['status', 'name', 'in the settings'], $rows);
        return Application::OK;
    }
}
