<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\MatchPreview;
use StatusSync\Php\Admin\StartCount;
use StatusSync\Php\Failure;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;

/** The guided first set-up: six lines as a checklist, the first open one unfolded; none blocks another. */
final class Setup extends Page
{
    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = $this->account();
        if ($method === 'POST') {
            return $this->act($answer, $account, $post);
        }
        $document = $this->services->settings()->document($account['id'] ?? '');
        $seen = [];
        foreach (['cli', 'url', 'scheduler'] as $kind) {
            $one = json_decode((string) $this->services->accounts()->readMeta("seen_$kind"), true);
            if (is_array($one) && ($seen['at'] ?? 0) < ($one['at'] ?? 0)) {
                $seen = $one;
            }
        }
        $preview = $this->services->jobs()->last('preview', null, true);
        $done = [
            1 => $this->amazonOrders() > 0 && ($seen !== [] || extension_loaded('statussync')),
            2 => ($account['secrets'] ?? null) !== null,
            3 => $document['ship'] !== [],
            4 => $document['carrier']['map'] !== [] || $document['carrier']['fallback'] !== null
                || $document['carrier']['source'] === 'fixed',
            5 => $preview !== null && $preview['state'] === 'done',
            6 => ($account['state']['mode'] ?? 'new') === 'active',
        ];
        $open = (int) self::text($this->get, 'step');
        if ($open < 1 || $open > 6) {
            $left = array_keys(array_filter($done, static function (bool $is): bool {
                return !$is;
            }));
            $open = $left[0] ?? 6;
        }
        return $this->view->render('setup', [
            'account' => $account, 's' => $document, 'done' => $done, 'open' => $open, 'seen' => $seen,
            'orders' => $this->amazonOrders(), 'magnalister' => $this->magnalister(), 'preview' => $preview,
            'extension' => phpversion('statussync') ?: null,
            'statuses' => $this->services->shop()->statusesIn($this->host->language()),
            'counts' => $this->facts->openByStatus(), 'match' => $this->match($document),
            'from' => $this->view->texts->date(($account['start_at'] ?? 0) > 0 ? $account['start_at']
                : $this->view->now - 14 * 86400),
        ]);
    }

    /**
     * @param array<string, mixed>|null $account
     * @param array<mixed> $post
     */
    private function act(Answer $answer, ?array $account, array $post): string
    {
        switch (self::text($post, 'do')) {
            case 'preview':
                $this->services->jobs()->ask('preview', null);
                return $this->go($answer, 'setup', 'preview_asked', ['step' => 5]);
            case 'activate':
                if ($account === null || $account['secrets'] === null) {
                    throw new Failure($this->view->texts->say('needs_access'));
                }
                $from = \DateTime::createFromFormat('!Y-m-d', self::text($post, 'from'), new \DateTimeZone($this->host->zone()));
                if ($from === false) {
                    throw new Failure($this->view->texts->say('bad_date'));
                }
                if ($account['state']['mode'] === 'active') {
                    if (self::text($post, 'sure') !== '1') { // counted first: it may set many orders going
                        return $this->view->render('start', ['account' => $account['id'], 'from' => self::text($post, 'from'),
                            'at' => $from->getTimestamp(), 'counts' => StartCount::of($this->services, $account, $from->getTimestamp())]);
                    }
                    $this->services->actions()->startAt($account['id'], $from->getTimestamp());
                    return $this->go($answer, 'setup', 'saved', ['step' => 6, 'account' => $account['id']]);
                }
                $this->services->actions()->activate(
                    $account['id'],
                    $from->getTimestamp(),
                    $this->services->shop()->identity(),
                    true
                );
                return $this->go($answer, 'setup', 'activated', ['step' => 6]);
            case 'release':
                if ($account !== null) {
                    return $this->go($answer, 'overview', $this->release($account['id']));
                }
        }
        return $this->go($answer, 'setup', 'nothing');
    }

    private function amazonOrders(): int
    {
        $db = $this->services->db();
        $n = (int) ($db->one('SELECT COUNT(*) AS n FROM `statussync_order` WHERE `amazon_order` IS NOT NULL')['n'] ?? 0);
        $schema = new LiveSchema($db);
        if ($n === 0 && $schema->hasTable('magnalister_orders')) {
            $n = (int) ($db->one("SELECT COUNT(*) AS n FROM `magnalister_orders` WHERE `platform` = 'amazon'")['n'] ?? 0);
        }
        return $n;
    }

    private function magnalister(): bool
    {
        try {
            return Magnalister::syncing($this->services->db()) !== [];
        } catch (\PDOException $e) {
            return false; // cannot be read: the run refuses to start then, and says why
        }
    }

    /** @param array<string, mixed> $document @return array<string, mixed> */
    private function match(array $document): array
    {
        try {
            return MatchPreview::of($this->services, $this->facts, $document);
        } catch (\PDOException $e) {
            return ['rows' => [], 'with' => 0, 'hint' => 'match_slow', 'amazon' => false];
        }
    }
}
