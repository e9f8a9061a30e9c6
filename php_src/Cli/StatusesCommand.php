<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

/**
 * statuses: the shop's order statuses by number, which the settings want, with what the settings make of each. A rule for a
 * status that the shop has no more, or calls otherwise now, rests: it is listed too, with what mends it.
 */
final class StatusesCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, [], [], $name);
        $args->expect(0, 0, 'statuses');
        $accounts = $context->accounts()->all();
        $uses = $kept = [];
        foreach ($accounts === [] ? [''] : array_column($accounts, 'id') as $id) {
            $document = $context->settings()->document((string) $id);
            $of = count($accounts) > 1 ? " ($id)" : '';
            foreach (['ship', 'cancel', 'open'] as $list) {
                foreach ($document[$list] as $rule) {
                    $status = (int) ($list === 'open' ? $rule : $rule['status']);
                    $uses[$status][] = $list . $of;
                    $kept[$status][] = (string) ($document['status_names'][$status] ?? '');
                }
            }
        }
        $live = array_column($context->shop()->statuses(), 'name', 'id');
        $rows = $rests = [];
        foreach ($live + $kept as $status => $name) {
            $old = array_diff(array_unique(array_filter($kept[$status] ?? [], 'strlen')), [(string) ($live[$status] ?? '')]);
            if (!isset($live[$status])) {
                $name = trim(implode(', ', $old) . ' (missing)');
                $rests[$status] = 'the shop has no such status (any more). Choose another one';
            } elseif ($old !== []) {
                $rests[$status] = 'was called "' . implode('", "', $old) . "\" and is \"$name\" now. Confirm it, or choose another one";
            }
            $rows[] = [(string) $status, (string) $name, implode(', ', $uses[$status] ?? []) . (isset($rests[$status]) ? ', rests' : '')];
        }
        $context->output->table(['status', 'name', 'in the settings'], $rows);
        foreach ($rests as $status => $why) {
            $context->output->line("! status $status: $why, in Konfiguration or by \"settings export\" and \"settings import\"; until then"
                . ' the rule for it rests');
        }
        return Application::OK;
    }
}
