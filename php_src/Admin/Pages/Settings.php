<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CarrierChoice;
use StatusSync\Php\Admin\Carriers;
use StatusSync\Php\Admin\ChangeCount;
use StatusSync\Php\Admin\FaultWords;
use StatusSync\Php\Admin\MatchPreview;
use StatusSync\Php\Admin\OpenCount;
use StatusSync\Php\Admin\SettingsForm;
use StatusSync\Php\Failure;
use StatusSync\Php\Install\MagnalisterSettings;
use StatusSync\Php\Json;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Notify\ShopMail;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Store\Tables;

/** Konfiguration with the expert settings: one form, one Speichern. */
final class Settings extends Page
{
    /** Sections whose change shows a step with counts first. */
    private const WEIGHTY = ['ship', 'cancel', 'open', 'carrier', 'tracking', 'amazon_number'];

    /** @var string "own": for this account alone; "common": this account goes back to what holds for all */
    private $scope = '';

    /** @var ?string the address as typed: it stays in its field, ticked or not */
    private $address;

    /** @var ?string what the form was made of: Repository::shown() */
    private $seen;

    /** @var list<int> renamed statuses that the owner says still mean what they meant */
    private $confirmed = [];

    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = $this->account();
        $id = $account['id'] ?? '';
        $stored = $this->services->settings()->document($id);
        if ($method !== 'POST') {
            $theirs = self::text($this->get, 'take') === '' ? null
                : MagnalisterSettings::ofShop($this->services->db())[self::text($this->get, 'take')] ?? null;
            return $theirs === null ? $this->form($stored, $account, false) : $this->taken($theirs, $stored, $account);
        }
        foreach (array_filter((array) ($post['confirm_status'] ?? []), 'is_string') as $status) {
            $this->confirmed[] = (int) $status;
        }
        $this->scope = self::text($post, 'scope');
        $this->seen = isset($post['seen']) ? self::text($post, 'seen') : null;
        $this->address = isset($post['email']) ? trim(self::text($post, 'email')) : null;
        if (self::text($post, 'do') === 'confirmed') {
            return $this->save($answer, $id, Json::object(self::text($post, 'document'), 'settings'), $account);
        }
        if (self::text($post, 'do') === 'scope') {
            return $this->change($answer, $id, $stored, $account, self::text($post, 'from'));
        }
        $document = SettingsForm::document($post, $stored);
        $schema = new LiveSchema($this->services->db());
        if (self::text($post, 'do') === 'match') {
            return $this->form($document, $account, true);
        }
        if (self::text($post, 'do') === 'mail') {
            return $this->mail($answer, $document, $account, (string) $this->address, self::text($post, 'mail_language'));
        }
        $faults = array_merge(Document::faults($document), SettingsForm::unknownNames($document, $schema));
        if ($faults !== []) {
            return $this->refused($answer, $faults, $document, $account);
        }
        if ($this->weighty($document, $stored) || array_intersect_key($this->renamed($stored), array_flip($this->confirmed)) !== []) {
            return $this->step($document, $stored, $account);
        }
        return $this->save($answer, $id, $document, $account);
    }

    /**
     * What magnalister was set to stands in the form; nothing is stored before it is looked at and saved.
     *
     * @param array<string, mixed> $stored
     * @param array<string, mixed>|null $account
     */
    private function taken(MagnalisterSettings $theirs, array $stored, ?array $account): string
    {
        $this->notice('warn', $this->view->texts->say('taken'));
        $left = array_unique(array_column($theirs->left, 0));
        if ($left !== []) {
            $this->notice('warn', $this->view->texts->say('taken_not', ['keys' => implode(', ', $left)]));
        }
        return $this->form($theirs->over($stored), $account, true);
    }

    /**
     * Two test mails: one from here by the shop's mailer, one by whatever the cron job's PHP sends with.
     *
     * @param array<string, mixed> $document as typed; nothing of it is stored
     * @param array<string, mixed>|null $account
     */
    private function mail(Answer $answer, array $document, ?array $account, string $to, string $language): string
    {
        $texts = $this->view->texts;
        if (filter_var($to, FILTER_VALIDATE_EMAIL) === false) {
            $answer->status = 422;
            $this->notice('bad', $texts->say('mail_bad_address'));
            return $this->form($document, $account, true);
        }
        $language = $language === 'en' ? 'en' : 'de';
        $notifier = new Notifier($this->services->db(), ShopMail::orPlain(), $this->view->now, $this->host->zone());
        $good = $notifier->test($to, $language);
        $this->notice($good ? 'good' : 'bad', $texts->say($good ? 'mail_given' : 'mail_refused', ['to' => $to]));
        $this->services->jobs()->ask('mail', null, ['to' => $to, 'language' => $language]);
        return $this->form($document, $account, true);
    }

    /**
     * Settings of an account's own, or the common ones again; counted first where that changes what is sent.
     *
     * @param array<string, mixed> $stored what holds now
     * @param array<string, mixed>|null $account
     * @param string $from whose document an own one begins with; "" = the common one
     */
    private function change(Answer $answer, string $id, array $stored, ?array $account, string $from): string
    {
        if ($id === '' || !in_array($this->scope, ['own', 'common'], true)) {
            return $this->go($answer, 'settings', 'nothing');
        }
        $wanted = $this->services->settings()->document($this->scope === 'own' ? $from : '');
        return $this->weighty($wanted, $stored) ? $this->step($wanted, $stored, $account) : $this->save($answer, $id, $wanted, $account);
    }

    /**
     * @param array<mixed> $document
     * @param array<string, mixed>|null $account
     */
    private function save(Answer $answer, string $id, array $document, ?array $account): string
    {
        $faults = SettingsForm::unknownNames(Document::complete($document), new LiveSchema($this->services->db()));
        $settings = $this->services->settings();
        if ($this->scope === 'common') {
            $settings->drop($id);
            return $this->go($answer, 'settings', 'common', ['account' => $id]);
        }
        try {
            if ($faults !== []) {
                throw new Failure($faults);
            }
            $settings->save(
                $this->scope === 'own' ? $id : $settings->place($id),
                $document,
                $this->services->shop()->statuses(),
                $this->confirmed,
                $this->scope === 'own' ? null : $this->seen
            );
        } catch (Failure $e) {
            $this->seen = $e->getMessage() === Repository::OTHERS ? null : $this->seen; // said once; then it is meant
            return $this->refused($answer, $e->causes(), Document::complete($document), $account);
        }
        return $this->go($answer, 'settings', 'saved', $id === '' ? [] : ['account' => $id]);
    }

    /**
     * @param list<string> $faults
     * @param array<string, mixed> $document
     * @param array<string, mixed>|null $account
     */
    private function refused(Answer $answer, array $faults, array $document, ?array $account): string
    {
        $answer->status = 422;
        $this->notice('bad', $this->view->texts->say('not_saved'));
        $names = array_column($this->services->shop()->statusesIn($this->host->language()), 'name', 'id');
        foreach ($faults as $fault) {
            $this->notice('bad', FaultWords::say($fault, $this->host->language(), $names));
        }
        return $this->form($document, $account, true);
    }

    /**
     * @param array<string, mixed> $new
     * @param array<string, mixed> $old
     */
    private function weighty(array $new, array $old): bool
    {
        foreach (self::WEIGHTY as $section) {
            if (self::canonical($new[$section]) !== self::canonical($old[$section])) {
                return true;
            }
        }
        return false;
    }

    /**
     * Statuses of the rules that the shop calls otherwise now, or has no more.
     *
     * @param array<string, mixed> $document as stored
     * @return array<int, array{old: string, new: ?string}>
     */
    private function renamed(array $document): array
    {
        $live = array_column($this->services->shop()->statuses(), 'name', 'id');
        $out = [];
        foreach ((array) $document['status_names'] as $status => $name) {
            if ((string) ($live[$status] ?? '') !== (string) $name || !isset($live[$status])) {
                $out[(int) $status] = ['old' => (string) $name, 'new' => isset($live[$status]) ? (string) $live[$status] : null];
            }
        }
        return $out;
    }

    /** The same for what means the same: neither the order of names nor an empty place is a change. @param array<mixed> $section */
    private static function canonical(array $section): string
    {
        if (($section['source'] ?? '') === 'auto' && array_key_exists('detect', $section)) {
            $section['source'] = 'tracking'; // of carriers the same
        }
        return Json::encode(self::sorted($section));
    }

    /** @param array<mixed> $part @return array<mixed> */
    private static function sorted(array $part): array
    {
        $list = array_keys($part) === range(0, count($part) - 1);
        foreach ($part as $key => $value) {
            $part[$key] = is_array($value) ? self::sorted($value) : $value;
        }
        $part = array_filter($part, static function ($value): bool {
            return $value !== null && $value !== [] && $value !== false;
        });
        $list ? sort($part) : ksort($part);
        return $part;
    }

    /**
     * What the change touches, counted, before anything is written.
     *
     * @param array<string, mixed> $new
     * @param array<string, mixed> $old
     * @param array<string, mixed>|null $account
     */
    private function step(array $new, array $old, ?array $account): string
    {
        $id = (string) ($account['id'] ?? '');
        $whose = $this->scope !== '' ? $id : $this->whose($id);
        $counted = (new OpenCount($this->services, $this->facts))->of($whose, $new, (int) ($account['start_at'] ?? 0));
        $counts = $counted['counts'];
        $names = array_column($this->services->shop()->statusesIn($this->host->language()), 'name', 'id');
        $change = new ChangeCount($counts, array_map('strval', $names));
        $change->rules($new, $old, array_map(static function (array $name): string {
            return (string) $name['new'];
        }, array_intersect_key($this->renamed($old), array_flip($this->confirmed))));
        $change->open($new['open'], $old['open'], $this->facts->takenBack($whose));
        foreach (['carrier', 'tracking', 'amazon_number'] as $section) {
            if (self::canonical($new[$section]) !== self::canonical($old[$section])) {
                $change->source($section, $section === 'carrier' ? $this->mended($new[$section], $old[$section], $whose) : null);
            }
        }
        foreach (['carrier'] as $section) {
            if (($new[$section]['map'] ?? null) === []) {
                $new[$section]['map'] = new \stdClass();
            }
        }
        unset($new['status_names']); // the repository keeps the stored names
        return $this->view->render('step', $change->result() + ['from' => $counted['from'],
            'later' => $this->later($whose) ? '_later' : '', 'document' => Json::encode($new), 'account' => $id,
            'confirmed' => $this->confirmed, 'scope' => $this->scope, 'seen' => $this->seen]);
    }

    /**
     * Orders that are held for want of what the change adds; null where it changes more than that.
     *
     * @param array<string, mixed> $new section of the carriers
     * @param array<string, mixed> $old
     */
    private function mended(array $new, array $old, ?string $whose): ?int
    {
        $added = array_diff_key($new['map'], $old['map']);
        $same = ['map' => array_diff_key($new['map'], $added)] + $new;
        $fallback = $old['fallback'] === null && $new['fallback'] !== null;
        if (self::canonical(($fallback ? ['fallback' => null] : []) + $same) !== self::canonical($old)) {
            return null;
        }
        $n = 0;
        foreach ($this->facts->causes() as $cause) {
            if (
                ($whose === null || $whose === $cause['account']) && $cause['kind'] === 'order'
                && (in_array($cause['reason'], CarrierChoice::UNKNOWN, true) ? isset($added[$cause['detail']]) : $fallback && $cause['reason'] === CarrierChoice::NONE)
            ) {
                $n += $cause['n'];
            }
        }
        return $n;
    }

    /** Whether a release stands between saving and sending: nothing of it goes at once then. */
    private function later(?string $whose): bool
    {
        foreach ($this->services->accounts()->all() as $account) {
            if (($whose === null || $whose === $account['id']) && in_array($account['state']['mode'], ['active', 'rebuild'], true)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The last connection test that was answered: whether it was good, and which order it found.
     *
     * @param array<string, mixed>|null $account
     * @return array{good: bool, order: string}|null
     */
    private function tested(?array $account): ?array
    {
        $found = null;
        foreach ($account === null ? [] : ['test', 'credentials'] as $kind) {
            $job = $this->services->jobs()->last($kind, (string) $account['id'], true);
            $found = $job !== null && $job['id'] > ($found['id'] ?? 0) ? $job : $found;
        }
        if ($found === null) { // entered by the command line, perhaps: what Amazon verified is a better test than any
            $sql = 'SELECT 1 AS n FROM ' . Tables::table('message') . " WHERE `account` = ? AND `state` = 'verified' LIMIT 1";
            return $account !== null && $this->services->db()->one($sql, [$account['id']]) !== null ? ['good' => true, 'order' => ''] : null;
        }
        $texts = implode(' ', array_column($found['answer']['checks'] ?? [], 'text'));
        preg_match('/order (\d{3}-\d{7}-\d{7}) of the shop is in /', $texts, $m);
        return ['good' => $found['state'] === 'done', 'order' => $m[1] ?? ''];
    }

    /**
     * @param array<string, mixed> $document
     * @param array<string, mixed>|null $account
     */
    private function form(array $document, ?array $account, bool $typed): string
    {
        $schema = new LiveSchema($this->services->db());
        $statuses = [];
        foreach ($this->services->shop()->statusesIn($this->host->language()) as $status) {
            $statuses[$status['id']] = (string) $status['name'];
        }
        $whose = $this->whose((string) ($account['id'] ?? ''));
        $counted = (new OpenCount($this->services, $this->facts))
            ->of($whose, $this->services->settings()->document((string) ($account['id'] ?? '')), (int) ($account['start_at'] ?? 0));
        $whole = MatchPreview::complete($document);
        try {
            $preview = $whole ? MatchPreview::of($this->services, $this->facts, $document, $whose)
                : ['rows' => [], 'with' => 0, 'hint' => 'match_choose', 'amazon' => true];
        } catch (\PDOException $e) {
            $preview = ['rows' => [], 'with' => 0, 'hint' => 'match_slow', 'amazon' => true];
        }
        $map = $document['carrier']['map'];
        $carriers = $this->facts->carriers($this->services->shop($whole ? $document : null));
        foreach (array_keys($map) as $name) {
            $carriers += [(string) $name => ['n' => 0, 'held' => 0]];
        }
        return $this->view->render('settings', [
            'seen' => $this->seen ?? $this->services->settings()->shown((string) ($account['id'] ?? '')),
            's' => $document, 'account' => $account, 'accounts' => $this->services->accounts()->all(),
            'statuses' => $statuses, 'counts' => $counted['counts'], 'codes' => Carriers::choices(),
            'renamed' => $this->renamed($this->services->settings()->document($account['id'] ?? '')),
            'confirmed' => $this->confirmed, 'own' => $this->services->settings()->own(),
            'carriers' => $carriers, 'schema' => $schema, 'preview' => $preview, 'typed' => $typed,
            'expert' => $typed || self::text($this->get, 'page') === 'expert', 'owner' => $this->address ?? $this->host->ownerEmail(),
            'mail' => $this->services->jobs()->last('mail'), 'test' => $this->tested($account),
            'first' => !$typed && $this->services->settings()->own() === []
                && $this->services->db()->one('SELECT 1 FROM ' . Tables::table('setting') . ' LIMIT 1') === null,
        ]);
    }
}
