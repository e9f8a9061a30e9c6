<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CarrierChoice;
use StatusSync\Php\Admin\CauseWords;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Headline;
use StatusSync\Php\Admin\SetupState;
use StatusSync\Php\Shop\LiveSchema;

/** Is it running, is anything late, is there something to do. */
final class Overview extends Page
{
    private const ROWS = 5;

    /** What is mended by entering something at the order. */
    private const ENTER = ['no_tracking', 'no_carrier', 'bad_tracking', 'carrier_doubtful', 'cancel_reason', 'storno_no_status',
        'not_linked', 'units_left'];

    public function answer(Answer $answer, string $method, array $post): string
    {
        if ($method === 'POST') {
            return $this->act($answer, $post);
        }
        $status = $this->services->reports()->status();
        if ($status['accounts'] === []) {
            $done = $this->setup()->done(null, $this->services->settings()->document(''));
            return $this->view->render('welcome', ['done' => $done, 'next' => SetupState::next($done),
                'settings' => $this->host->may('settings')]);
        }
        $troubles = $this->facts->troubles();
        $words = new CauseWords($this->services, $this->facts, $this->view);
        $shown = [];
        $names = array_column($status['accounts'], 'name', 'id');
        foreach (array_slice($troubles, 0, self::ROWS) as $row) {
            $shown[] = $row + ['words' => $words->of($row), 'act' => $this->mend($row), 'name' => (string) ($names[$row['account']] ?? $row['account'])];
        }
        $counts = ['needs' => $this->facts->needs()] + self::counts($status['accounts']);
        $line = new Headline($this->view->texts, $this->view->now, !$this->setup()->onlyByHand());
        $accounts = [];
        foreach ($status['accounts'] as $account) {
            $accounts[] = $account + ['line' => $line->of([$account], array_values(array_filter($troubles, static function (
                array $row
            ) use ($account): bool {
                return $row['account'] === $account['id'];
            })), array_intersect($this->facts->running(), [$account['id']]))];
        }
        return $this->view->render('overview', [
            'state' => $line->of(
                $status['accounts'],
                $troubles,
                $this->facts->running(),
                $this->facts->newest(1) === [] ? $this->searched() : null,
                $counts['accepted'] + $counts['way'] + $counts['waits'] === 0
            ), 'accounts' => $accounts, 'open' => $this->open($status['accounts']), 'nowhere' => $this->nowhere(),
            'troubles' => $shown, 'more' => max(0, count($troubles) - self::ROWS),
            'late' => array_values(array_filter($troubles, static function (array $row): bool {
                return $row['late'];
            })), 'counts' => $counts, 'days' => $this->facts->days(),
            'job' => $this->services->jobs()->last('now', $status['accounts'][0]['id']),
            'settings' => $this->host->may('settings'),
            'first' => (new FirstDay($this->services, $this->view))->ticks(),
            'secret' => self::secret($status['accounts']),
        ]);
    }

    private function setup(): SetupState
    {
        return new SetupState($this->services, $this->facts);
    }

    /**
     * The set-up step that the first account which is not switched on has reached.
     *
     * @param list<array<string, mixed>> $accounts
     * @return array{account: string, step: int, rest: bool}|null rest: only Amazon's access and what follows from it is missing
     */
    private function open(array $accounts): ?array
    {
        foreach ($accounts as $account) {
            if ($account['mode'] === 'new' && $this->host->may('settings')) {
                $document = $this->services->settings()->document((string) $account['id']);
                $done = $this->setup()->done($this->services->accounts()->get((string) $account['id']), $document);
                return ['account' => (string) $account['id'], 'step' => SetupState::next($done),
                    'rest' => $done[1] && !$done[2] && $done[3] && $done[4]];
            }
        }
        return null;
    }

    /** The cron job's PHP, if the extension is neither there nor here. */
    private function nowhere(): ?string
    {
        $seen = $this->setup()->seen();
        return $seen === [] || ($seen['extension'] ?? null) !== null || extension_loaded('statussync') ? null
            : trim(($seen['binary'] ?? '') . ' ' . ($seen['php'] ?? ''));
    }

    /**
     * What the row's link does, and where it is done.
     *
     * @param array<string, mixed> $row of Facts::troubles()
     * @return array{0: string, 1: string} text, address
     */
    private function mend(array $row): array
    {
        $log = $this->host->url('log', ['cause' => Facts::keyOf($row)]);
        if (in_array($row['reason'], CarrierChoice::UNKNOWN, true)) {
            return ['map_it', $log];
        }
        return $row['n'] === 1 && in_array($row['reason'], self::ENTER, true) ? ['enter', $this->host->orderUrl($row['one'])]
            : ['look', $log];
    }

    /** @param array<mixed> $post */
    private function act(Answer $answer, array $post): string
    {
        $account = $this->account();
        if ($account === null) {
            return $this->go($answer, 'setup', 'none');
        }
        switch (self::text($post, 'do')) {
            case 'now':
                foreach ($this->services->accounts()->all() as $one) {
                    if ($one['on']) {
                        $this->services->jobs()->ask('now', $one['id']);
                    }
                }
                return $this->go($answer, 'overview', 'now');
            case 'release':
                if ($this->host->may('settings')) {
                    return $this->go($answer, 'overview', $this->release(self::text($post, 'account', $account['id'])));
                }
                break;
            case 'move':
                if ($this->host->may('settings')) {
                    $this->services->actions()->move(
                        self::text($post, 'account', $account['id']),
                        $this->services->shop()->identity()
                    );
                    return $this->go($answer, 'overview', 'moved');
                }
        }
        $answer->status = 403;
        $this->notice('bad', $this->view->texts->say('no_right'));
        return '';
    }

    /** Where Amazon orders were looked for, by the settings of the first account. */
    private function searched(): string
    {
        $document = $this->services->settings()->document((string) ($this->account()['id'] ?? ''))['amazon_number'];
        $schema = new LiveSchema($this->services->db());
        $texts = $this->view->texts;
        $places = $schema->hasTable('magnalister_orders') ? [$texts->say('place_magnalister')] : [];
        $places[] = $texts->say('place_manual');
        if ($document['source'] === 'match') {
            $places[] = $texts->say('place_field', ['field' => $document['table'] . '.' . $document['column']]);
        }
        $places[] = $texts->say(($document['text'] ?? false) ? 'place_text' : 'place_text_off');
        return implode(', ', $places);
    }

    /**
     * The account whose client secret ends first, when that is near.
     *
     * @param list<array<string, mixed>> $accounts
     * @return array{account: string, n: int}|null
     */
    private static function secret(array $accounts): ?array
    {
        $near = null;
        foreach ($accounts as $account) {
            $days = $account['credentials']['days_left'];
            if ($days !== null && $days < 21 && ($near === null || $days < $near['n'])) {
                $near = ['account' => (string) $account['id'], 'n' => max(0, (int) $days)];
            }
        }
        return $near;
    }

    /**
     * @param list<array<string, mixed>> $accounts
     * @return array<string, int>
     */
    private static function counts(array $accounts): array
    {
        $sum = ['verified' => 0, 'accepted' => 0, 'way' => 0, 'waits' => 0, 'skip' => 0];
        foreach ($accounts as $account) {
            $states = (array) $account['states'];
            $sum['verified'] += $states['verified'] ?? 0;
            $sum['accepted'] += $states['accepted'] ?? 0;
            $sum['way'] += ($states['in_flight'] ?? 0) + ($states['unknown'] ?? 0);
            $sum['waits'] += $states['pending'] ?? 0;
            $sum['skip'] += ((array) $account['verdicts'])['skip'] ?? 0;
        }
        return $sum;
    }
}
