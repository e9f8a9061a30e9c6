<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Shop\LiveSchema;

/** settings export and import. */
final class SettingsCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account'], [], $name);
        $args->expect(1, 1, 'settings export|import [--account ID]');
        $what = $args->words()[0];
        $account = (string) $args->value('--account');
        if (!in_array($what, ['export', 'import'], true)) {
            throw new Failure('usage: statussync settings export|import [--account ID]');
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
        $document = Json::document((string) stream_get_contents(STDIN, 1048577), 'settings');
        self::checkSources($context, $document);
        try {
            $statuses = $context->shop()->statuses();
        } catch (\PDOException $e) {
            $statuses = null;
            $context->output->error('settings: the shop\'s statuses cannot be read, their names are not checked');
        }
        foreach ($context->settings()->save($account, $document, $statuses) as $warning) {
            $context->output->error("note: $warning");
        }
        $context->output->line('settings are saved; open orders are decided afresh by the next run');
        return Application::OK;
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
