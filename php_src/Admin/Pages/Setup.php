<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CarrierChoice;
use StatusSync\Php\Admin\Carriers;
use StatusSync\Php\Admin\MatchPreview;
use StatusSync\Php\Admin\SetupState;
use StatusSync\Php\Admin\StartCount;
use StatusSync\Php\Failure;

/** The guided first set-up: six lines as a checklist, the first open one unfolded; none blocks another. */
final class Setup extends Page
{
    /** The owner said once whether he wants mails: after that the box shows what is stored. */
    private const MAIL_ASKED = 'mail_asked';

    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = $this->account();
        if ($method === 'POST') {
            return $this->act($answer, $account, $post);
        }
        $document = $this->services->settings()->document($account['id'] ?? '');
        $setup = new SetupState($this->services, $this->facts);
        $done = $setup->done($account, $document);
        $open = (int) self::text($this->get, 'step');
        try {
            $orders = $setup->orders($document, $this->host->language(), $this->whose((string) ($account['id'] ?? '')), (int) ($account['start_at'] ?? 0));
        } catch (\PDOException $e) {
            $orders = ['statuses' => [], 'shipped' => 0, 'with' => 0, 'names' => [], 'unmapped' => []];
        }
        return $this->view->render('setup', [
            'key' => array_filter(array_merge(array_column($this->services->accounts()->all(), 'public_key'), [
                $this->services->accounts()->readMeta('public_key')])) !== [],
            'account' => $account, 'accounts' => $this->services->accounts()->all(), 's' => $document, 'done' => $done,
            'open' => $open < 1 || $open > 6 ? SetupState::next($done) : $open, 'seen' => $setup->seen(),
            'orders' => $setup->amazonOrders(), 'magnalister' => $setup->magnalisterSyncs(),
            'take' => $setup->magnalister(), 'found' => $orders, 'codes' => Carriers::choices(),
            'preview' => $this->services->jobs()->last('preview', null, true),
            'extension' => phpversion('statussync') ?: null, 'match' => $this->match($document),
            'owner' => $document['notify']['email'] ?? $this->host->ownerEmail(),
            'mail_asked' => $this->services->accounts()->readMeta(self::MAIL_ASKED) !== null,
            'from' => (new \DateTime('@' . (($account['start_at'] ?? 0) > 0 ? $account['start_at'] : $this->view->now - 14 * 86400)))
                ->setTimezone(new \DateTimeZone($this->host->zone()))->format('Y-m-d'),
            'today' => (new \DateTime('@' . $this->view->now))->setTimezone(new \DateTimeZone($this->host->zone()))->format('Y-m-d'),
            'read' => (int) ($account['state']['last_full'] ?? 0) > 0 ? (int) $account['state']['last_run'] : 0,
        ]);
    }

    /**
     * @param array<string, mixed>|null $account
     * @param array<mixed> $post
     */
    private function act(Answer $answer, ?array $account, array $post): string
    {
        $query = $account === null ? [] : ['account' => $account['id']];
        switch (self::text($post, 'do')) {
            case 'preview':
                $this->services->jobs()->ask('preview', null);
                return $this->go($answer, 'setup', 'preview_asked', ['step' => 5] + $query);
            case 'fallback':
                CarrierChoice::save($this->services, $account['id'] ?? '', '', self::text($post, 'to'));
                return $this->go($answer, 'setup', 'saved', ['step' => 4] + $query);
            case 'mail':
                $this->mail($account, $post);
                return $this->go($answer, 'setup', 'saved', ['step' => 6] + $query);
            case 'activate':
                if ($account === null || $account['secrets'] === null) {
                    throw new Failure($this->view->texts->say('needs_access'));
                }
                $from = \DateTime::createFromFormat('!Y-m-d', self::text($post, 'from'), new \DateTimeZone($this->host->zone()));
                if ($from === false || $from->format('Y-m-d') !== self::text($post, 'from')) { // the 31st of February is no day
                    throw new Failure($this->view->texts->say('bad_date'));
                }
                $this->services->actions()->begun($from->getTimestamp());
                if (in_array($account['state']['mode'], ['active', 'rebuild'], true)) {
                    if (self::text($post, 'sure') !== '1') { // counted first: it may set many orders going
                        return $this->view->render('start', ['account' => $account['id'], 'from' => self::text($post, 'from'),
                            'at' => $from->getTimestamp(), 'counts' => StartCount::of($this->services, $account, $from->getTimestamp())]);
                    }
                    $this->services->actions()->startAt($account['id'], $from->getTimestamp());
                    return $this->go($answer, 'setup', 'saved', ['step' => 6] + $query);
                }
                if ($account['state']['mode'] === 'preview') { // prepared already; what it is bound to stays
                    $this->services->actions()->startAt($account['id'], $from->getTimestamp());
                    return $this->go($answer, 'setup', 'activated', ['step' => 6] + $query);
                }
                if (isset($post['email'])) { // it stands in the same form
                    $this->mail($account, $post);
                }
                $this->services->actions()->activate(
                    $account['id'],
                    $from->getTimestamp(),
                    $this->services->shop()->identity(),
                    true
                );
                return $this->go($answer, 'setup', 'activated', ['step' => 6] + $query);
            case 'release':
                if ($account !== null) {
                    return $this->go($answer, 'overview', $this->release($account['id']));
                }
        }
        return $this->go($answer, 'setup', 'nothing', $query);
    }

    /**
     * The address for troubles, or that none is wanted.
     *
     * @param array<string, mixed>|null $account
     * @param array<mixed> $post
     * @throws Failure if it is ticked without an address
     */
    private function mail(?array $account, array $post): void
    {
        $settings = $this->services->settings();
        $document = $settings->document($account['id'] ?? '');
        $document['notify'] = ['email' => isset($post['mail']) ? trim(self::text($post, 'email')) : null, 'language' => $this->host->language()];
        $settings->save($settings->place($account['id'] ?? ''), $document, $this->services->shop()->statuses(), []);
        $this->services->accounts()->meta(self::MAIL_ASKED, '1');
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
