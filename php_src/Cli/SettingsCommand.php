<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Settings\Effect;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Words\One;

/** settings export and import. */
final class SettingsCommand implements Command
{
    private const LARGEST = 1048576;

    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account'], in_array('import', $argv, true) ? ['--yes'] : [], $name);
        $args->expect(1, 1, 'settings export|import [--account ID] [--yes]');
        $what = $args->words()[0];
        $account = (string) $args->value('--account');
        if (!in_array($what, ['export', 'import'], true)) {
            throw new Failure('usage: statussync settings export|import [--account ID] [--yes]');
        }
        if ($account !== '') {
            $context->accounts()->get($account);
        }
        if ($what === 'export') {
            $document = $context->settings()->document($account);
            foreach (['map', 'where'] as $key) {
                foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
                    if (isset($document[$section][$key])) {
                        $document[$section][$key] = (object) $document[$section][$key];
                    }
                }
            }
            $document['status_names'] = (object) $document['status_names'];
            $context->output->raw(Json::pretty($document) . "\n");
            return Application::OK;
        }
        $input = (string) stream_get_contents(STDIN, self::LARGEST + 1);
        if (strlen($input) > self::LARGEST) {
            throw new Failure('settings: the input is larger than 1 MB; a settings document is a few KB');
        }
        $document = Json::object($input, 'settings');
        self::checkSources($context, $document);
        try {
            $statuses = $context->shop()->statuses();
        } catch (\PDOException $e) {
            $statuses = null;
            $context->output->error('settings: the shop\'s statuses cannot be read, their names are not checked');
        }
        self::counted($context, $account, $document, $statuses ?? [], $args->has('--yes'));
        foreach ($context->settings()->save($account, $document, $statuses) as $warning) {
            $context->output->error("note: $warning");
        }
        $context->output->line('settings are saved; open orders are decided afresh by the next run');
        return Application::OK;
    }

    /**
     * What the next run would send because of the change is said before it takes effect, as on the pages.
     *
     * @param array<mixed> $document
     * @param list<array{id: int, name: string}> $statuses the shop's; none: it cannot be asked
     * @throws Failure without --yes, if it is anything
     */
    private static function counted(Context $context, string $account, array $document, array $statuses, bool $yes): void
    {
        $settings = $context->settings();
        $own = $settings->own();
        $touched = [];
        foreach ($context->accounts()->all() as $one) {
            $id = (string) $one['id'];
            $holds = $account === '' ? !in_array($id, $own, true) : $id === $account;
            if ($holds && $one['on'] && $one['state']['mode'] === 'active') {
                $touched[] = $id;
            }
        }
        $effect = (new Effect($context->db()))->of($touched, $settings->document($account), Document::checked($document), $statuses);
        if ($touched !== [] && ($document['ship'] ?? []) === [] && $settings->document($account)['ship'] !== []) {
            $effect['lines'][] = 'settings: ship: no status would mean shipped any more: account ' . implode(', ', $touched)
                . ' would tell Amazon of no shipment';
        }
        if ($effect['lines'] === []) {
            return;
        }
        $parts = [];
        foreach (['ship' => 'shipment', 'cancel' => 'cancel'] as $kind => $word) {
            $n = $effect[$kind];
            $parts[] = $n === 0 ? '' : "$n $word" . ($n === 1 ? '' : 's');
        }
        $parts = array_filter([
            $effect['ship'] + $effect['cancel'] === 0 ? ''
                : implode(' and ', array_filter($parts)) . ' would go to Amazon because of this change',
            $effect['anew'] === 0 ? '' : "{$effect['anew']} open order" . ($effect['anew'] === 1 ? ' is' : 's are') . ' decided afresh',
        ]);
        $lines = array_merge($effect['lines'], $parts === [] ? [] : ['settings: ' . implode(', ', $parts)
            . ' (counted after the last run; the safety stop still holds)']);
        if (!$yes) {
            throw new Failure(array_merge($lines, ['settings: nothing is changed; if that is wanted, repeat it with --yes']));
        }
        foreach ($lines as $line) {
            $context->output->error("note: $line");
        }
    }

    /**
     * Tables and columns of "match" sources must be in the shop's schema now.
     *
     * @param array<mixed> $document
     */
    public static function checkSources(Context $context, array $document): void
    {
        $schema = new LiveSchema($context->db());
        foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
            $source = $document[$section] ?? null;
            if (!is_array($source) || ($source['source'] ?? null) !== 'match' || !is_string($source['table'] ?? null)) {
                continue; // its form is checked with the rest of the document
            }
            $schema->read([$source['table']]);
            if (!$schema->hasTable($source['table'])) {
                throw new Failure("settings: $section.table: the shop has no table \"{$source['table']}\"");
            }
            $where = is_array($source['where'] ?? null) ? array_keys($source['where']) : [];
            foreach (array_merge([$source['column'] ?? null, $source['key'] ?? null], $where) as $column) {
                if (is_string($column) && !$schema->hasColumn($source['table'], $column)) {
                    throw new Failure("settings: $section: the table \"{$source['table']}\" has no column \"$column\"");
                }
            }
        }
    }
}
