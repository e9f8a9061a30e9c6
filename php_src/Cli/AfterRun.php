<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Notify\Causes;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Retention;

/**
 * What a run does once it is through: keeps when Amazon gave a token, mails what is due, deletes old
 * evidence. Nothing of it changes how the run ended, and a call with nothing due does nothing of it.
 */
final class AfterRun
{
    /**
     * @param list<array<string, mixed>> $before accounts as they were read before the run
     * @param list<array<string, mixed>> $results of the extension
     * @param int $begun when the run began, epoch seconds
     */
    public static function do(Context $context, array $before, array $results, int $begun): void
    {
        $ran = [];
        foreach ($results as $result) {
            if (isset($result['name']) && !($result['taken'] ?? false)) {
                $ran[$result['id']] = $result;
            }
        }
        if ($ran === []) {
            return;
        }
        if (!$context->called) {
            $byHand = self::hasTerminal();
            Trigger::seen($context, $byHand ? 'hand' : 'cli', Application::OK, '', $byHand ? ['before' => self::runs($context)] : []);
        }
        try {
            self::through($context, $before, $ran, $begun);
        } catch (\Throwable $e) {
            $context->output->error('after the run: ' . $e->getMessage() . '; tried again by the next one');
        }
    }

    /** A person sits at one; what calls by itself has none, whatever its options are. */
    private static function hasTerminal(): bool
    {
        foreach (['STDIN', 'STDOUT', 'STDERR'] as $name) {
            if (defined($name) && is_resource(constant($name)) && stream_isatty(constant($name))) {
                return true;
            }
        }
        return false;
    }

    /** How often something ran here before runs by hand were noted: nobody knows who called then. */
    private static function runs(Context $context): int
    {
        $noted = json_decode((string) $context->accounts()->readMeta('seen_hand'), true);
        if (is_array($noted)) {
            return (int) ($noted['before'] ?? 1);
        }
        return (int) max(array_map(static function (array $account): int {
            return (int) $account['state']['runs'];
        }, $context->overview()['accounts']));
    }

    /**
     * @param list<array<string, mixed>> $before
     * @param array<string, array<string, mixed>> $ran
     */
    private static function through(Context $context, array $before, array $ran, int $begun): void
    {
        $accounts = $context->accounts();
        foreach ($ran as $id => $result) {
            if (($result['requests'] ?? []) !== [] && ($result['stopped'] ?? null) !== 'credentials') {
                $accounts->tokenGiven((string) $id, $begun);
            }
        }
        $now = (int) ($context->time())();
        $silent = [];
        foreach ($before as $account) {
            $silent[$account['id']] = Causes::expected($account['state']);
        }
        $own = array_values(array_filter($accounts->overview()['accounts'], static function (array $account) use ($ran): bool {
            return isset($ran[$account['id']]);
        }));
        NotifyCommand::tell($context, NotifyCommand::notifier($context)->due($own, $silent)['failed']);
        $retention = new Retention($context->db());
        foreach ($own as $account) {
            $retention->prune($account['id'], Notifier::document($account)['retention_days'], $now);
        }
    }
}
