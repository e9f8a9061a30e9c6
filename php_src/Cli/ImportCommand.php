<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Install\MagnalisterSettings;
use StatusSync\Php\Json;
use StatusSync\Php\Settings\Document;

/** import-magnalister: shows what would be taken; with --yes it is stored. */
final class ImportCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account', '--mp'], ['--yes', '--json'], $name);
        $args->expect(0, 0, 'import-magnalister [--account ID] [--mp MPID] [--yes] [--json]');
        if (!$args->has('--yes')) {
            $context->keepSchema();
        }
        $all = MagnalisterSettings::ofShop($context->plainDb());
        if ($all === []) {
            throw new Failure('import-magnalister: there is no Amazon configuration of magnalister in this database');
        }
        $mp = $args->value('--mp') ?? (string) array_key_first($all);
        if (!isset($all[$mp]) || ($args->value('--mp') === null && count($all) > 1)) {
            throw new Failure('import-magnalister: magnalister has the accounts ' . $this->names($all)
                . '; name one by --mp');
        }
        $found = $all[$mp];
        $account = (string) $args->value('--account');
        $faults = Document::faults($found->document);
        if ($args->has('--json')) {
            $context->output->json(['mp' => $mp, 'account' => $found->account, 'settings' => (object) $found->document,
                'taken' => $found->taken, 'left' => $found->left, 'faults' => $faults, 'stored' => $args->has('--yes')]);
        } else {
            $this->show($context, $mp, $found);
        }
        if ($faults !== []) {
            throw new Failure($faults);
        }
        if (!$args->has('--yes')) {
            if (!$args->has('--json')) {
                $context->output->line('nothing was written; the same command with --yes stores it');
            }
            return Application::OK;
        }
        $this->store($context, $account, $mp, $found);
        if (!$args->has('--json')) {
            $context->output->line('stored' . ($account === '' ? ' for all accounts' : " for account $account")
                . '; links of orders are read live from magnalister_orders');
        }
        return $found->left === [] ? Application::OK : Application::PERSON;
    }

    private function store(Context $context, string $account, string $mp, MagnalisterSettings $found): void
    {
        $accounts = $context->accounts();
        $row = $account === '' ? null : $accounts->get($account);
        $document = Json::encode($found->over($context->settings()->document($account)));
        $document = Json::object($document, 'settings');
        SettingsCommand::checkSources($context, $document);
        $context->settings()->save($account, $document, $context->shop()->statuses(), []);
        if ($row === null) {
            return;
        }
        $ids = array_values(array_unique(array_merge($row['magnalister_ids'], [$mp])));
        $change = ['magnalister' => implode(',', $ids)];
        $markets = array_values(array_unique(array_merge($row['marketplaces'], $found->account['marketplaces'])));
        if ($markets !== $row['marketplaces']) {
            $change['marketplaces'] = implode(',', $markets);
        }
        $accounts->set($account, $change);
    }

    private function show(Context $context, string $mp, MagnalisterSettings $found): void
    {
        $out = $context->output;
        $out->line("magnalister account $mp" . ($found->account['name'] === null ? '' : " ({$found->account['name']})"));
        $out->line('taken:');
        foreach ($found->taken as [$key, $what]) {
            $out->line("  $key -> $what");
        }
        $out->line('not taken:');
        foreach ($found->left as [$key, $why]) {
            $out->line("  $key: $why");
        }
        if ($found->left === []) {
            $out->line('  (nothing)');
        }
        $out->line('Amazon credentials are not in magnalister\'s tables: enter them with the account');
    }

    /** @param array<string, MagnalisterSettings> $all */
    private function names(array $all): string
    {
        $names = [];
        foreach ($all as $mp => $found) {
            $names[] = $found->account['name'] === null ? (string) $mp : "$mp ({$found->account['name']})";
        }
        return implode(', ', $names);
    }
}
