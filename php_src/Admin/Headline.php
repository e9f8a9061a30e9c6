<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** The one line that says whether all is well: the worst of all accounts, with the mend. */
final class Headline
{
    /** Without a run for so long nothing is well. */
    private const SILENCE = 21600;

    /** @var Texts */
    private $texts;

    /** @var int */
    private $now;

    /** @var bool */
    private $called;

    /** @param bool $called false: nothing ever called by itself, so the runs there were are no sign of the next one */
    public function __construct(Texts $texts, int $now, bool $called = true)
    {
        $this->texts = $texts;
        $this->now = $now;
        $this->called = $called;
    }

    /**
     * @param non-empty-list<array<string, mixed>> $accounts of Reports::status(), or ofRows()
     * @param list<array<string, mixed>> $troubles of Facts
     * @param list<string> $running accounts whose run goes on right now
     * @param ?string $searched where was looked for Amazon orders, if none is known
     * @param bool $all nothing waits or is on its way
     * @return array{kind: string, key: string, values: array<string, string|int>, account: string}
     */
    public function of(array $accounts, array $troubles, array $running = [], ?string $searched = null, bool $all = false): array
    {
        foreach ($accounts as $account) {
            if ($account['stopped'] !== null && $account['stopped'] !== 'limit') {
                $key = 'state_stopped_' . $account['stopped'];
                $why = (string) $account['stopped_text'];
                if ($account['stopped'] === 'brake') {
                    $key = strpos($why, 'pilot') === 0 ? 'state_stopped_pilot' : $key;
                    $why = $this->brakes($why);
                }
                return self::line('bad', $this->texts->has($key) ? $key : 'state_stopped', [
                    'why' => $why, 'code' => (string) $account['stopped']], $account);
            }
        }
        foreach ($accounts as $account) {
            if (!$account['credentials']['there']) {
                return self::line('warn', 'state_no_access', ['name' => $account['name']], $account);
            }
            if ($account['mode'] !== 'new' && ($account['down_since'] ?? 0) > 0) {
                return self::line('warn', 'state_down', [
                    'time' => $this->texts->time((int) $account['down_since'], $this->now)], $account);
            }
            if ($account['mode'] === 'new' || $account['mode'] === 'preview') {
                return self::line('warn', 'state_mode_' . $account['mode'], ['name' => $account['name']], $account);
            }
        }
        $last = max(array_map('intval', array_column($accounts, 'last_run')));
        if ($running === [] && $last < $this->now - self::SILENCE) {
            return self::line('bad', 'state_no_run', ['time' => $this->texts->time($last, $this->now)], $accounts[0]);
        }
        if ($running === [] && !$this->called) {
            return self::line('warn', 'state_no_cron', ['time' => $this->texts->time($last, $this->now)], $accounts[0]);
        }
        if ($searched !== null) {
            return self::line('warn', 'state_no_orders', ['places' => $searched], $accounts[0]);
        }
        if ($running !== []) {
            return self::line('good', 'state_running', ['last' => $this->texts->time($last, $this->now)], $accounts[0]);
        }
        $next = min(array_map('intval', array_column($accounts, 'next_due')));
        return self::line('good', $troubles === [] ? ($all ? 'state_all' : 'state_quiet') : 'state_runs', [
            'last' => $this->texts->time($last, $this->now), 'next' => $next <= $this->now ? $this->texts->say('next_call')
                : $this->texts->say('by_time', ['time' => $this->texts->time($next, $this->now)])], $accounts[0]);
    }

    /**
     * What is red, and only that: for a shop's own pages.
     *
     * @param list<array<string, mixed>> $rows of Accounts::all()
     * @param int $late orders that a person must mend before their ship-by time, which is near (Facts::late)
     * @return ?string plain text
     */
    public function red(array $rows, int $late): ?string
    {
        if ($rows === []) {
            return null;
        }
        $line = $this->of(self::ofRows($rows), []);
        if ($line['kind'] === 'bad') {
            return $this->texts->say($line['key'], $line['values']);
        }
        return $late === 0 || $line['kind'] !== 'good' ? null
            : $this->texts->say($late === 1 ? 'late_one' : 'late_many', ['n' => $late]);
    }

    /**
     * @param list<array<string, mixed>> $rows of Accounts::all()
     * @return list<array<string, mixed>> as of() takes them
     */
    private static function ofRows(array $rows): array
    {
        $out = [];
        foreach ($rows as $row) {
            $state = $row['state'];
            $out[] = ['id' => $row['id'], 'name' => $row['name'], 'stopped' => $state['stopped'],
                'stopped_text' => $state['stopped_text'], 'credentials' => ['there' => $row['secrets'] !== null],
                'mode' => $state['mode'], 'last_run' => $state['last_run'], 'next_due' => $row['next_due']];
        }
        return $out;
    }

    /** The brakes that "stopped_text" names, in the language of the page. */
    private function brakes(string $words): string
    {
        $named = [];
        foreach (['shipments', 'cancels', 'refused'] as $brake) {
            if (in_array($brake, explode(' ', $words), true)) {
                $named[] = $this->texts->say("brake_of_$brake");
            }
        }
        return $named === [] ? $this->texts->say('brake_of_any') : implode(', ', $named);
    }

    /**
     * @param array<string, string|int> $values
     * @param array<string, mixed> $account
     * @return array{kind: string, key: string, values: array<string, string|int>, account: string}
     */
    private static function line(string $kind, string $key, array $values, array $account): array
    {
        return ['kind' => $kind, 'key' => $key, 'values' => $values, 'account' => (string) $account['id']];
    }
}
