<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Jobs\Worker;
use StatusSync\Php\Json;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\Magnalister;
use StatusSync\Php\Store\ClockBack;
use StatusSync\Php\Store\Deadlines;
use StatusSync\Php\Store\Hints;
use StatusSync\Php\Words\Time;

/** run and refresh. */
final class RunCommand implements Command
{
    /** Keys of an account in the run document; others are for the exit code only. */
    private const KEYS = ['id', 'name', 'seconds', 'collected', 'sent', 'accepted', 'verified', 'held', 'rejected',
        'unknown', 'skipped', 'conflicts', 'parked', 'requests', 'next_due', 'stopped'];

    private const COUNTS = ['collected', 'sent', 'accepted', 'verified', 'held', 'rejected', 'unknown', 'conflicts',
        'parked'];

    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account', '--wait', '--lang'], ['--if-due', '--json'], $name);
        $args->expect(0, 0, "$name [--account ID] [--if-due] [--wait SECONDS] [--lang de|en] [--json]");
        $words = new Words($args->language());
        $context->needExtension();
        if ($args->has('--if-due') && $args->value('--account') === null && !$context->hasTables()) {
            return self::nobody($context, $args->has('--json'), $words); // cron was set up first: nothing is made for it
        }
        if ($name === 'run' && $context->overview()['jobs'] > 0) {
            (new Worker($context))->work();
            $context->forget();
        }
        if (!$args->has('--if-due')) {
            self::refuseMagnalister($context);
        } elseif ($args->value('--account') === null && $context->overview()['accounts'] === []) {
            return self::nobody($context, $args->has('--json'), $words);
        }
        $accounts = self::chosen($context, $args->value('--account'));
        if ($name === 'run') {
            self::mendClock($context, $accounts);
        }
        $options = ['mode' => $name, 'if_due' => $args->has('--if-due'), 'wait' => $args->int('--wait', 0, 864000)];
        $begun = (int) ($context->time())();
        $results = self::syncAll($context, self::groups($accounts), $options);
        if ($name === 'run') {
            AfterRun::do($context, $accounts, $results, $begun);
        }
        $names = array_column($accounts, 'name', 'id');
        foreach ($results as $i => $result) {
            $results[$i]['name'] = $result['name'] ?? $names[$result['id']] ?? null; // not read if nothing was due
        }
        $after = self::after($context, $results, $words->language);
        $code = self::exitCode($results);
        if ($code === Application::OK && $after['person']) {
            $code = Application::PERSON;
        }
        foreach ($results as $result) {
            if (is_string($result['error'] ?? null) && $result['error'] !== '') {
                $context->output->error("account {$result['id']}: {$result['error']}");
            }
        }
        if ($context->called && $code === Application::PERSON) {
            $context->needs = array_merge(Needs::lines($context->db(), $results), $after['needs']);
        }
        $fault = self::keyFault($context, $accounts, $results);
        if ($fault !== null) {
            $context->output->error("note: $fault");
        }
        $document = ['accounts' => array_map([self::class, 'shown'], $results)];
        if ($args->has('--json')) {
            $context->output->json($document);
            foreach ($after['lines'] as $id => $lines) {
                foreach ($lines as $line) {
                    $context->output->error('note: ' . self::ofAccount((string) $id, $line));
                }
            }
        } else {
            self::show($context->output, $results, $after['lines'], $words);
        }
        return $code;
    }

    /** Nothing can be due before there is an account: a cron job may be there first. */
    private static function nobody(Context $context, bool $json, Words $words): int
    {
        if ($json) {
            $context->output->json(['accounts' => []]);
            $context->output->error('note: ' . $words->say('no_account'));
        } else {
            $context->output->line($words->say('no_account'));
        }
        return Application::OK;
    }

    /**
     * What else has to be said of the accounts that ran: hints, and orders that will be late because Amazon does
     * not answer or take them. Nothing is asked if nothing was due.
     *
     * @param list<array<string, mixed>> $results
     * @param string $language of the sentences
     * @return array{person: bool, lines: array<string, list<string>>, needs: list<string>} lines by account; those that
     *   need a person, with the account
     */
    private static function after(Context $context, array $results, string $language): array
    {
        $ran = [];
        foreach ($results as $result) {
            $idle = ($result['taken'] ?? false) || ($result['not_due'] ?? false) || ($result['failed'] ?? false);
            if (isset($result['name']) && !$idle) {
                $ran[$result['id']] = true;
            }
        }
        $out = ['person' => false, 'lines' => [], 'needs' => []];
        foreach ($ran === [] ? [] : $context->accounts()->overview()['accounts'] as $account) {
            if (!isset($ran[$account['id']])) {
                continue;
            }
            $document = Notifier::document($account);
            $time = new Time($context->shopConfig()->zone, $language);
            $lines = [];
            foreach ((new Hints($context->db()))->of($account, $document, $time, $language) as $hint) {
                $lines[] = $hint['text'];
                if ($hint['person']) {
                    $out['person'] = true;
                    $out['needs'][] = self::ofAccount((string) $account['id'], $hint['text']);
                }
            }
            $now = (int) ($context->time())();
            $late = (new Deadlines($context->db(), $language, $time))
                ->between($account, $document, $now, $now - 2 * 86400, $now + Deadlines::FEED);
            foreach ($late as $order) {
                if (in_array($order['risk'], Deadlines::PERSON, true)) {
                    $out['person'] = true;
                    $lines[] = $line = "{$order['shop_order']} ({$order['amazon_order']}), " . $time->zoned($order['deadline'])
                        . ": {$order['why']}";
                    $out['needs'][] = self::ofAccount((string) $account['id'], $line);
                }
            }
            $out['lines'][$account['id']] = $lines;
        }
        return $out;
    }

    /** A run of before was ahead of the clock. @param list<array<string, mixed>> $accounts with their state */
    private static function mendClock(Context $context, array $accounts): void
    {
        $now = (int) ($context->time())();
        foreach ($accounts as $account) {
            if (ClockBack::happened($account['state'], $now)) {
                $ahead = ClockBack::mend($context->db(), $context->accounts(), $account['id'], $now);
                $context->output->error("note: account {$account['id']}: the clock was put back by " . intdiv($ahead, 60)
                    . ' minutes since the last run; what was stored for later is done now. Let the host set the clock by NTP');
                $context->forget();
            }
        }
    }

    /** A sentence that names its account needs no name in front. */
    public static function ofAccount(string $id, string $sentence): string
    {
        return preg_match('/^(account|Konto) ' . preg_quote($id, '/') . ' /', $sentence) === 1 ? $sentence : "account $id: $sentence";
    }

    /**
     * A key file that others can read, said before anything is due; null if it is not so, or was said. Another fault may
     * be this caller's alone (the web user beside cron's): it is said when the key is needed.
     *
     * @param list<array<string, mixed>> $accounts
     * @param list<array<string, mixed>> $results
     */
    private static function keyFault(Context $context, array $accounts, array $results): ?string
    {
        $sealed = array_filter(array_column($accounts, 'secrets')) !== [];
        $said = strpos(implode(' ', array_column($results, 'error')), 'key file') !== false;
        return $sealed && !$said && $context->keyFile()->isOpen() ? $context->keyFile()->fault() : null;
    }

    /**
     * Accounts that are on, or the one that was named.
     *
     * @return list<array<string, mixed>>
     */
    public static function chosen(Context $context, ?string $id): array
    {
        $all = $context->overview()['accounts'];
        if ($id !== null) {
            $found = array_values(array_filter($all, static function (array $account) use ($id): bool {
                return $account['id'] === $id;
            }));
            if ($found === []) {
                throw new Failure("account $id: there is no such account; see \"account list\"");
            }
            return $found;
        }
        if ($all === []) {
            throw new Failure('there is no account yet; "account add" makes one');
        }
        return array_values(array_filter($all, static function (array $account): bool {
            return $account['on'];
        }));
    }

    /**
     * Accounts that read the shop in the same way run together.
     *
     * @param list<array<string, mixed>> $accounts
     * @return list<array{document: array<string, mixed>, ids: list<string>}>
     */
    public static function groups(array $accounts): array
    {
        $groups = [];
        foreach ($accounts as $account) {
            try {
                $document = Document::complete(Json::stored($account['document']) ?? []);
            } catch (\JsonException $e) {
                $document = Document::complete([]); // the store says what is wrong with this account's settings
            }
            $sections = ['carrier' => 1, 'method' => 1, 'tracking' => 1, 'amazon_number' => 1];
            $sources = array_intersect_key($document, $sections);
            foreach ($sources as $key => $source) {
                $match = array_flip(['source', 'table', 'column', 'key', 'where', 'pattern', 'text']);
                $sources[$key] = array_intersect_key($source, $match);
            }
            $key = Json::encode($sources);
            $groups[$key]['document'] = $document;
            $groups[$key]['ids'][] = $account['id'];
        }
        return array_values($groups);
    }

    /**
     * One group after the other; each has its share of the time that is left, and none is stopped by what fails in another.
     *
     * @param list<array{document: array<string, mixed>, ids: list<string>}> $groups
     * @param array<string, mixed> $options
     * @return list<array<string, mixed>> accounts of the run document
     * @throws Failure if the only one failed, or nothing may run at all
     */
    private static function syncAll(Context $context, array $groups, array $options): array
    {
        $stop = self::stop();
        $now = $context->time();
        $until = $now() + $options['wait'];
        [$budget, $begun] = [$context->budget, microtime(true)];
        $results = [];
        $refused = null;
        foreach ($groups as $i => $group) {
            $left = count($groups) - $i;
            $options['wait'] = intdiv((int) max(0, $until - $now()), $left);
            if ($budget > 0) {
                $context->budget = max(1, intdiv((int) ($budget - (microtime(true) - $begun)), $left));
            }
            try {
                $results = array_merge($results, self::sync($context, $group, $options, $stop, $refused)['accounts'] ?? []);
            } catch (Failure $e) {
                if (count($groups) === 1) {
                    throw $e;
                }
                foreach ($group['ids'] as $id) {
                    $results[] = ['id' => $id, 'failed' => true, 'error' => $e->getMessage()]
                        + ['name' => null, 'requests' => [], 'stopped' => null] + array_fill_keys(self::KEYS, 0);
                }
            }
            if ($refused !== null) {
                throw $refused;
            }
        }
        $context->budget = $budget;
        return $results;
    }

    /** SIGTERM and SIGINT end the whole run; what is under way is ended first. @return callable(): bool */
    private static function stop(): callable
    {
        $stop = false;
        if (function_exists('pcntl_async_signals')) {
            pcntl_async_signals(true);
            foreach ([SIGTERM, SIGINT] as $signal) {
                pcntl_signal($signal, static function () use (&$stop): void {
                    $stop = true;
                });
            }
        }
        return static function () use (&$stop): bool {
            return $stop;
        };
    }

    /**
     * @param array{document: array<string, mixed>, ids: list<string>} $group
     * @param array<string, mixed> $options
     * @param Failure|null $refused why no account may run at all
     * @return array<string, mixed> the run document of the extension
     */
    private static function sync(Context $context, array $group, array $options, callable $stop, ?Failure &$refused): array
    {
        $sync = self::synchronizer($context, $group['document'], $stop);
        foreach ($group['ids'] as $id) {
            $sync->add($id, static function () use ($context, $id, $options, &$refused): \StatusSync\Account {
                // before any request; a call of cron that finds nothing due does not ask
                if ($options['if_due']) {
                    try {
                        self::refuseMagnalister($context);
                    } catch (Failure $e) {
                        $refused = $e;
                        throw $e;
                    }
                }
                return $context->amazonAccount($id);
            });
        }
        return $sync->run($options);
    }

    /** @param array<string, mixed> $document settings of the accounts */
    public static function synchronizer(
        Context $context,
        array $document,
        ?callable $stop = null
    ): \StatusSync\Synchronizer {
        $host = substr((string) gethostname(), 0, 40);
        $options = ['owner' => $host . '-' . getmypid() . '-' . bin2hex(random_bytes(6))];
        if ($context->clock()->isSimulated()) {
            $options['clock'] = $context->clock()->reader();
            $options['sleep'] = $context->clock()->sleeper();
        }
        if ($stop !== null) {
            $options['stop'] = $stop;
        }
        if ($context->budget > 0) {
            $options['budget'] = $context->budget;
        }
        return new \StatusSync\Synchronizer($context->store(), $context->shop($document), $options);
    }

    /** Two programs that confirm the same orders: we do not start. */
    private static function refuseMagnalister(Context $context): void
    {
        $folder = $context->folder();
        if ($folder !== '' && Detector::magnalister($folder) === null) {
            return;
        }
        $overview = $context->overview();
        if ($overview['magnalister_gone']) {
            return;
        }
        try {
            $on = Magnalister::syncing($context->db());
        } catch (\PDOException $e) {
            throw new Failure('magnalister: whether its own sync is on cannot be read (' . $e->getMessage() . '); give'
                . ' the database user SELECT on magnalister_config, or, if magnalister is gone, "account set ID'
                . ' magnalister_gone=1"');
        }
        if ($on !== []) {
            throw new Failure('magnalister: its own Amazon order status sync is on; choose "Keine Synchronisierung"'
                . ' there (Amazon > Konfiguration > Bestellstatus Synchronisation), or, if it is gone, "account set ID'
                . ' magnalister_gone=1"');
        }
    }

    /** @param array<string, mixed> $result of an account */
    public static function needsPerson(array $result): bool
    {
        return ($result['person'] ?? false) || ($result['failed'] ?? false)
            || ($result['rejected'] ?? 0) > 0 || ($result['parked'] ?? 0) > 0
            || !in_array($result['stopped'] ?? null, [null, 'limit'], true);
    }

    /** @param list<array<string, mixed>> $results */
    private static function exitCode(array $results): int
    {
        $taken = 0;
        $person = false;
        foreach ($results as $result) {
            $taken += ($result['taken'] ?? false) ? 1 : 0;
            $person = $person || self::needsPerson($result);
        }
        if ($results !== [] && $taken === count($results)) {
            return Application::TAKEN;
        }
        return $person ? Application::PERSON : Application::OK;
    }

    /**
     * @param array<string, mixed> $result
     * @return array<string, mixed>
     */
    private static function shown(array $result): array
    {
        $shown = array_intersect_key($result, array_flip(self::KEYS));
        if (isset($shown['requests'])) {
            $shown['requests'] = (object) $shown['requests'];
        }
        return $shown;
    }

    /**
     * @param list<array<string, mixed>> $results
     * @param array<string, list<string>> $more lines by account
     */
    private static function show(Output $output, array $results, array $more, Words $words): void
    {
        foreach ($results as $result) {
            if ($result['taken'] ?? false) {
                $output->line("{$result['id']}: " . $words->say('busy'));
                continue;
            }
            $parts = [];
            foreach (self::COUNTS as $key) {
                if (($result[$key] ?? 0) > 0) {
                    $parts[] = $result[$key] . ' ' . $words->say("run_$key");
                }
            }
            $said = $more[$result['id']] ?? [];
            $nothing = $words->say($said === [] ? 'nothing' : 'undone');
            $line = $result['id'] . ': ' . ($parts === [] ? $nothing : implode(', ', $parts));
            if (($result['stopped'] ?? null) !== null) {
                $line .= '; ' . $words->say('stopped') . ': ' . $result['stopped'];
            }
            $output->line($line);
            foreach ($said as $sentence) {
                $output->line("  ! $sentence");
            }
        }
    }
}
