<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Failure;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Dialect;
use StatusSync\Php\Store\Loader;
use StatusSync\Php\Store\OwnerActions;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Story;
use StatusSync\Php\Words\Time;

/**
 * The box on an order's page: what Amazon knows, what is missing, and what can be done by hand.
 *
 * Without any sign of Amazon there is no box. Every act is a form of its own with the shop's token.
 */
final class Panel
{
    private const SHOWN = 5;

    /** Lines of a long history that are shown of its beginning and of its end. */
    private const BEGAN = 6;
    private const LAST = 30;

    /** Held orders that sending at once sets going, each with its button; any other waits for its own mend. */
    private const SENDS = ['no_tracking' => 'send_bare', 'release_cancel' => 'release_cancel', 'storno_no_status' => 'send_kept',
        'access_denied' => 'send'];

    /** Button => the owner's act behind it, and its word where the button itself is one. */
    private const ACTS = ['send' => ['send', ''], 'send_bare' => ['send', ''], 'send_kept' => ['send', ''], 'look' => ['look', ''],
        'ignore' => ['ignore', ''], 'unignore' => ['unignore', ''], 'revoke' => ['cancel-revoke', ''],
        'unrevoke' => ['cancel-revoke', 'undo'], 'reason' => ['cancel-reason'], 'role' => ['role'],
        'carrier_confirmed' => ['carrier-confirm', ''], 'replace_theirs' => ['replace-theirs', ''],
        'release_cancel' => ['send', ''], 'keep' => ['ignore', ''], 'settled' => ['ignore', '']];

    /** Amazon does it by itself: there is no act. */
    private const NOTHING = ['fba', 'ship_plus', 'easy_ship', 'delivery_by_amazon', 'store_pickup', 'not_amazon_channel',
        'label_bought', 'other_account', 'too_old'];

    /** @var Host */
    private $host;

    /** @var Services */
    private $services;

    /** @var PanelTexts */
    private $texts;

    /** @var string plain text of the first verdict that render() has shown */
    private $verdict = '';

    /** @var Places */
    private $places;

    public function __construct(Host $host, Services $services)
    {
        $this->host = $host;
        $this->services = $services;
        $this->texts = new PanelTexts($host);
        $this->places = new Places($host, $services);
    }

    /** @return string HTML in the charset of the shop's page; "" where there is no sign of Amazon */
    public function render(string $shopOrder): string
    {
        $found = $this->services->ready()->reports()->orders(null, $shopOrder, true)['orders'];
        if ($found !== []) {
            $html = '';
            $rows = array_column((new Loader($this->services->db()))->rows('order', '`shop_order` = ?', [$shopOrder]), null, 'account');
            foreach ($found as $order) {
                $html .= $this->order($order, ['verdict' => $order['verdict'], 'reason' => $order['reason']]
                    + $rows[$order['account']]);
            }
            return $this->frame($html);
        }
        $number = $this->linked($shopOrder);
        if ($number !== null) {
            $on = array_filter($this->services->accounts()->all(), [Accounts::class, 'takesPart']) !== [];
            $fresh = $on ? $this->fresh($shopOrder, null, []) : null;
            $this->verdict = (string) $fresh;
            return $this->frame($this->line($this->texts->say($on ? 'linked' : 'linked_bare', ['order' => $number]))
                . ($fresh === null ? '' : $this->line($fresh)) . $this->linkForm($shopOrder, $number));
        }
        $number = $this->suspected($shopOrder);
        return $number === null ? '' : $this->frame($this->line($this->texts->say('suspected'))
            . $this->linkForm($shopOrder, $number));
    }

    /** One line for where a shop lets us speak beside its own status form; "" before render(). Plain text. */
    public function verdict(): string
    {
        return $this->verdict;
    }

    /**
     * @param array<string, mixed> $post order, statussync_do, statussync_value, statussync_account
     * @return Answer with a message; the caller has checked token and right, they are checked here again
     */
    public function handle(array $post): Answer
    {
        $answer = new Answer();
        $post = Input::utf8($post, $this->host->charset());
        if ($post === null) {
            $answer->status = 400;
            $answer->good = false;
            $answer->message = $this->texts->say('not_text');
            return $answer;
        }
        if (!$this->host->tokenValid($post) || !$this->host->may('orders')) {
            $answer->status = 403;
            $answer->good = false;
            $answer->message = $this->texts->say('refused');
            return $answer;
        }
        $order = is_string($post['order'] ?? null) ? $post['order'] : '';
        $do = is_string($post['statussync_do'] ?? null) ? $post['statussync_do'] : '';
        $value = is_string($post['statussync_value'] ?? null) ? trim($post['statussync_value']) : '';
        $account = is_string($post['statussync_account'] ?? null) ? $post['statussync_account'] : '';
        try {
            $answer->message = $this->act($order, $do, $value, $account);
        } catch (Failure $e) {
            $answer->good = false;
            $answer->message = implode(' ', array_map(function (string $cause): string {
                return FaultWords::say($cause, $this->host->language());
            }, $e->causes()));
        } catch (\PDOException $e) {
            $answer->good = false;
            $answer->message = $this->texts->say('unwritable');
        }
        return $answer;
    }

    private function act(string $order, string $do, string $value, string $account): string
    {
        $actions = $this->services->ready()->actions();
        if ($do === 'retry') {
            $actions->retry(['order' => $order]); // its number may be the id of a message of another one
        } elseif ($do === 'link') {
            $actions->link($order, $value, $this->purchased($order), 'manual', $account === '' ? null : $account);
        } elseif ($do === 'map') {
            return $this->map($order, $value);
        } elseif (isset(self::ACTS[$do])) {
            [$name, $word] = self::ACTS[$do] + [1 => $value];
            OwnerActions::run($actions, $name, $order, $word);
        } else {
            throw new Failure($this->texts->say('unknown'));
        }
        return $this->texts->say('done');
    }

    /** One carrier for a name of the shop, or for want of one: it holds for every order, so it needs that right. */
    private function map(string $order, string $to): string
    {
        if (!$this->host->may('settings')) {
            throw new Failure($this->texts->say('refused'));
        }
        $done = false;
        foreach ((new Loader($this->services->db()))->rows('order', '`shop_order` = ?', [$order]) as $row) {
            if (in_array($row['reason'], CarrierChoice::UNKNOWN, true) || $row['reason'] === CarrierChoice::NONE) {
                $name = $row['reason'] === CarrierChoice::NONE ? '' : (string) $row['detail'];
                $done = CarrierChoice::save($this->services, (string) $row['account'], $name, $to) || $done;
            }
        }
        return $this->texts->say($done ? 'mapped' : 'choose_first');
    }

    /**
     * @param array<string, mixed> $order of Reports
     * @param array<string, mixed> $row of the table order, with verdict and reason of Reports
     */
    private function order(array $order, array $row): string
    {
        $html = '<div class="statussync-head" style="padding:2px 0"><strong>' . $this->escape((string) $order['amazon_order']) . '</strong> '
            . $this->seller((string) $order['amazon_order'], $row['amazon']['marketplace'] ?? null)
            . ($order['deadline'] === null ? '' : ' <span>' . $this->escape($this->texts->say('deadline', [
                'time' => $this->texts->time((int) $order['deadline'])])) . '</span>')
            . ' <strong class="statussync-state">' . $this->escape($this->head($order)) . '</strong></div>';
        [$places, $detail] = $this->places->of($row);
        $verdict = $this->fresh((string) $order['shop_order'], $row, $order['parcels']) ?? $this->left($row)
            ?? $this->progress($order) ?? $this->latest($order, $row)
            ?? $this->texts->reason($order['verdict'], $order['reason'], $places, $detail);
        $this->verdict = $this->verdict === '' ? $verdict : $this->verdict;
        $html .= $this->line($verdict);
        foreach (array_diff($order['notes'], [(string) $order['reason']]) as $note) {
            $html .= $this->line('! ' . $this->texts->reason('', (string) $note, $note === 'double_link'
                ? $places + $this->places->twin($row) : $places));
        }
        $theirs = $this->theirs($order);
        $html .= $theirs === '' ? '' : $this->line('Amazon: "' . $theirs . '"');
        return $html . $this->parcels($order['parcels']) . $this->buttons($order, $row) . $this->history($order)
            . '<details><summary>' . $this->escape($this->texts->say('change_number')) . '</summary>'
            . $this->linkForm((string) $order['shop_order'], (string) $order['amazon_order']) . '</details>';
    }

    /** The newest in sight, those before folded. @param list<array<string, mixed>> $parcels */
    private function parcels(array $parcels): string
    {
        $lines = [];
        foreach ($parcels as $parcel) {
            $lines[] = $this->line($this->texts->say('parcel', [
                'number' => (string) $parcel['number'], 'carrier' => (string) ($parcel['carrier_name']
                    ?? $parcel['carrier'] ?? '-'), 'tracking' => (string) ($parcel['tracking'] ?? '-'),
            ]) . ' ' . $this->texts->state($parcel['state']));
        }
        $older = array_slice($lines, 0, -self::SHOWN);
        return implode('', array_slice($lines, -self::SHOWN)) . ($older === [] ? '' : '<details><summary>'
            . $this->escape($this->texts->say('older', ['n' => (string) count($older)])) . '</summary>'
            . implode('', $older) . '</details>');
    }

    /** Glyph and word of the whole order, and when it was read back. @param array<string, mixed> $order */
    private function head(array $order): string
    {
        $held = in_array($order['verdict'], ['hold', 'conflict'], true);
        $state = $this->texts->state($held ? 'held' : $order['state']);
        $at = $held || $order['state'] !== 'verified' ? 0 : self::newest($order, 'verified', 'changed_at');
        return $at === 0 ? $state : "$state, " . $this->texts->near($at, $this->services->now());
    }

    /** @param array<string, mixed> $order */
    private static function newest(array $order, string $state, string $time): int
    {
        $at = 0;
        foreach ($order['messages'] as $message) {
            $at = $message['state'] === $state ? max($at, (int) $message[$time]) : $at;
        }
        return $at;
    }

    /** What is saved in the shop, but not looked at yet; null if nothing is. @param list<array<string, mixed>> $parcels */
    private function fresh(string $order, ?array $row, array $parcels): ?string
    {
        try {
            return (new Fresh($this->host, $this->services, $this->texts))->line($order, $row, $parcels);
        } catch (\PDOException $e) {
            return null; // what the last run knew is shown all the same
        }
    }

    /** What is on its way at Amazon, since when; null where nothing is. @param array<string, mixed> $order */
    private function progress(array $order): ?string
    {
        $times = ['in_flight' => 'sent_at', 'unknown' => 'sent_at', 'accepted' => 'changed_at'];
        $state = (string) $order['state'];
        if (!isset($times[$state]) || !in_array($order['verdict'], ['ship', 'cancel'], true) || $order['reason'] !== null) {
            return null;
        }
        $at = self::newest($order, $state, $times[$state]);
        return $this->texts->say("progress_$state", ['time' => $this->texts->near($at, $this->services->now())]);
    }

    /** Amazon's own words about what it refused, "" where nothing is. @param array<string, mixed> $order */
    private function theirs(array $order): string
    {
        $refused = in_array($order['state'], ['rejected', 'parked'], true);
        foreach ($refused ? array_reverse($order['messages']) : [] as $message) {
            $text = trim((string) ($message['text'] ?? ''));
            if (in_array($message['state'], ['rejected', 'parked'], true) && !in_array($text, ['', (string) $message['code']], true)) {
                return $text;
            }
        }
        return '';
    }

    /** When a cancel leaves that can still be taken back; null where none waits. @param array<string, mixed> $row */
    private function left(array $row): ?string
    {
        if ($row['verdict'] !== 'cancel' || $row['cancel_since'] <= 0) {
            return null;
        }
        foreach ($this->services->settings()->document((string) $row['account'])['cancel'] as $rule) {
            $at = (int) $row['cancel_since'] + 60 * (int) ($rule['after_minutes'] ?? 30);
            if ((int) $rule['status'] === (int) $row['shop_status'] && $at > $this->services->now()) {
                $n = (int) ceil(($at - $this->services->now()) / 60);
                return $this->texts->say('minutes', ['n' => (string) $n,
                    'time' => $this->texts->time($at)]);
            }
        }
        return null;
    }

    /**
     * When a shipment that waits goes at the latest, with what it says; null where nothing is promised.
     *
     * @param array<string, mixed> $order of Reports
     * @param array<string, mixed> $row
     */
    private function latest(array $order, array $row): ?string
    {
        if ($row['verdict'] !== 'ship' || !in_array($order['state'], [null, '', 'pending'], true)) {
            return null;
        }
        $before = 0;
        $waiting = (new Loader($this->services->db()))->rows('message', "`order_id` = ? AND `state` = 'pending'", [$row['id']]);
        foreach ($waiting as $message) {
            $before = max($before, (int) $message['not_before']);
        }
        $account = (string) $row['account'];
        $now = $this->services->now();
        $at = Latest::at($row, $this->services->accounts()->get($account), $this->services->settings()->document($account), $before, $now);
        if ($at === null) {
            return null;
        }
        $parcel = $order['parcels'][0] ?? [];
        $what = trim((string) ($parcel['carrier_name'] ?? $parcel['carrier'] ?? '') . ' ' . (string) ($parcel['tracking'] ?? ''));
        return rtrim($this->texts->say($at <= $now ? 'goes_next' : 'goes_latest', ['time' => $this->texts->near($at, $now)])
            . ($what === '' ? '.' : ": $what."), ' ');
    }

    /** The choice of a carrier where that is what is missing. @param array<string, mixed> $row */
    private function carriers(array $row): string
    {
        $none = $row['reason'] === CarrierChoice::NONE;
        if ((!$none && !in_array($row['reason'], CarrierChoice::UNKNOWN, true)) || !$this->host->may('settings')) {
            return '';
        }
        $choices = ['' => $this->texts->say('choose')] + Carriers::choices();
        if (!$none) {
            $choices['Other'] = $this->texts->say('other_named', ['name' => (string) $row['detail']]);
        }
        return $this->form((string) $row['shop_order'], 'map', '<label>' . $this->escape($none ? $this->texts->say('map_none')
            : $this->texts->say('map_name', ['name' => (string) $row['detail']])) . ' '
            . $this->options('statussync_value', $choices, '') . '</label> ');
    }

    /** What can be done about it by hand. @param array<string, mixed> $order of Reports @return list<string> */
    private function acts(array $order): array
    {
        [$reason, $state, $verdict] = [(string) $order['reason'], (string) $order['state'], (string) $order['verdict']];
        if (in_array($reason, self::NOTHING, true)) {
            return [];
        }
        $refused = in_array($state, ['rejected', 'parked', 'mismatch'], true);
        $do = $refused && $verdict !== 'conflict' ? ['retry'] : [];
        $underWay = in_array($state, ['in_flight', 'unknown', 'accepted'], true) && $verdict !== 'hold';
        $waits = !$refused && !$underWay && $state !== 'verified';
        if (($waits && $verdict === 'ship') || $reason === 'before_start') {
            $do[] = 'send';
        } elseif ($waits && $verdict === 'hold' && isset(self::SENDS[$reason])) {
            $do[] = self::SENDS[$reason];
        }
        if (($verdict === 'cancel' && !$underWay) || in_array($reason, ['cancel_reason', 'release_cancel'], true)) {
            $do[] = 'revoke';
        } elseif ($reason === 'cancel_revoked') {
            $do[] = 'unrevoke';
        }
        if ($reason === 'carrier_doubtful') {
            $do[] = 'carrier_confirmed';
        }
        if ($reason === 'already_shipped' || $state === 'mismatch') {
            $do[] = 'replace_theirs';
        }
        $do[] = 'look';
        if ($reason === 'ignored') {
            $do[] = 'unignore';
        } elseif ($verdict !== 'done' && !$underWay && $reason !== 'not_shipped') {
            $do[] = $verdict === 'conflict' || $state === 'mismatch' ? ($reason === 'already_shipped' || $state === 'mismatch'
                ? 'keep' : 'settled') : 'ignore';
        }
        return $do;
    }

    /**
     * @param array<string, mixed> $order of Reports
     * @param array<string, mixed> $row
     */
    private function buttons(array $order, array $row): string
    {
        $id = (string) $order['shop_order'];
        $do = $this->acts($order);
        $html = '';
        foreach ($do as $name) {
            $html .= $this->form($id, $name, '');
        }
        if ($order['reason'] === 'cancel_reason') {
            $reasons = ['' => $this->texts->say('choose')];
            foreach (Document::REASONS as $reason) {
                $reasons[$reason] = $this->texts->say($reason);
            }
            $html .= $this->form($id, 'reason', $this->select('statussync_value', 'cancel_reason', $reasons, (string) $row['detail']));
        }
        if (
            array_intersect(['double_link', 'split_twin'], array_merge([(string) $order['reason']], $order['notes'])) !== []
            || in_array($row['role'], ['main', 'split'], true)
        ) {
            $html .= $this->form($id, 'role', $this->select('statussync_value', 'role', ['none' => $this->texts->say('role_none'),
                'main' => $this->texts->say('role_main'), 'split' => $this->texts->say('role_split')], (string) $row['role']));
        }
        if ($order['reason'] === 'which_account') {
            $html .= $this->linkForm($id, (string) $order['amazon_order']);
        }
        return '<div class="statussync-acts">' . $this->carriers($row) . $html . '</div>';
    }

    /** @param array<int|string, string> $options value => text */
    private function select(string $name, string $label, array $options, string $chosen): string
    {
        return '<label>' . $this->escape($this->texts->say($label)) . ' ' . $this->options($name, $options, $chosen)
            . '</label> ';
    }

    /** @param array<int|string, string> $options value => text */
    private function options(string $name, array $options, string $chosen): string
    {
        $html = '';
        foreach ($options as $value => $text) {
            $html .= '<option value="' . $this->escape((string) $value) . '"' . ((string) $value === $chosen ? ' selected' : '')
                . '>' . $this->escape($text) . '</option>';
        }
        return '<select name="' . $name . '" class="noStyling" style="max-width:100%;width:auto">' . $html . '</select>';
    }

    private function linkForm(string $order, string $number): string
    {
        return $this->form($order, 'link', '<label>' . $this->escape($this->texts->say('number'))
            . ' <input type="text" name="statussync_value" style="width:14em" size="20" maxlength="60" pattern="\s*\d{3}-\d{7}-\d{7}\s*" title="' . $this->escape($this->texts->say('number_form')) . '" value="'
            . $this->escape($number) . '"></label> ' . $this->accounts($order));
    }

    /** Which account an order belongs to, where there is a choice. */
    private function accounts(string $order): string
    {
        $all = $this->services->accounts()->all();
        if (count($all) < 2) {
            return '';
        }
        $sql = 'SELECT `account` AS a FROM ' . Tables::table('link') . " WHERE `shop_order` = ? AND `source` = 'manual'";
        $row = $this->services->db()->one($sql, [$order]);
        return $this->select('statussync_account', 'account', ['' => $this->texts->say('account_any')]
            + array_column($all, 'name', 'id'), (string) ($row['a'] ?? ''));
    }

    private function form(string $order, string $do, string $fields): string
    {
        [$name, $value] = $this->host->token();
        return '<form method="post" accept-charset="UTF-8" style="display:inline-block;margin:3px 0" action="' . $this->escape($this->host->url('panel', [
            'order' => $order])) . '"><input type="hidden" name="' . $this->escape($name) . '" value="'
            . $this->escape($value) . '"><input type="hidden" name="statussync_do" value="' . $do . '">' . $fields
            . '<button type="submit" class="' . ($this->inBox() ? 'btn btn-default' : 'button') . '">' . $this->escape($this->texts->say("do_$do")) . '</button></form> ';
    }

    /** What happened, in that order, in sentences; of very much the beginning and the end. @param array<string, mixed> $order */
    private function history(array $order): string
    {
        if ($order['events'] === []) {
            return '';
        }
        $german = $this->host->language() === 'de';
        $lines = (new Story($german ? 'de' : 'en', new Time($this->host->zone(), $german ? 'de' : 'en')))->lines($order);
        $left = count($lines) - self::BEGAN - self::LAST;
        if ($left > 1) {
            array_splice($lines, self::BEGAN, $left, [$this->texts->say('left_out', ['n' => (string) $left])]);
        }
        return '<details><summary>' . $this->escape($this->texts->say('history')) . '</summary><ul><li>'
            . implode('</li><li>', array_map([$this, 'escape'], $lines)) . '</li></ul></details>';
    }

    private function seller(string $number, ?string $market): string
    {
        if (preg_match('/^\d{3}-\d{7}-\d{7}$/', $number) !== 1) {
            return '';
        }
        return '<a href="' . SellerCentral::address($number, $market) . '" target="_blank"'
            . ' rel="noopener noreferrer" style="color:#0b5394;text-decoration:underline">' . $this->escape($this->texts->say('seller_central')) . '</a>';
    }

    /** Whether the shop puts its own box around ours. */
    private function inBox(): bool
    {
        return $this->host->system() === 'gambio';
    }

    private function frame(string $html): string
    {
        if ($this->inBox()) {
            return '<div id="statussync_block" class="statussync-panel">' . $html . '</div>';
        }
        return '<div id="statussync_block" class="statussync-panel" style="scroll-margin-top:90px;max-width:calc(100vw - 16px);overflow-wrap:anywhere"><div class="heading">Amazon:</div>'
            . '<table class="table borderall"><tr><td class="smallText" style="padding:5px">' . $html
            . '</td></tr></table></div>';
    }

    private function line(string $text): string
    {
        return '<div class="statussync-line" style="padding:2px 0">' . $this->escape($text) . '</div>';
    }

    /** The one place where text becomes HTML; ASCII, so that every charset of a shop can carry it. */
    private function escape(string $text): string
    {
        return mb_encode_numericentity(
            htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'),
            [0x80, 0x10ffff, 0, 0x1fffff],
            'UTF-8'
        );
    }

    /** Linked already, but not collected by a run yet. */
    private function linked(string $order): ?string
    {
        $db = $this->services->db();
        $row = $db->one('SELECT `amazon_order` AS n FROM ' . Tables::table('link') . ' WHERE `shop_order` = ?', [$order]);
        if ($row !== null) {
            return (string) $row['n'];
        }
        $schema = new LiveSchema($db);
        $schema->read(['magnalister_orders']);
        $links = (new Magnalister($db, $schema, []))->links([(int) $order]);
        return $links === [] ? null : (string) reset($links)['amazon_order'];
    }

    /** A number that stands in the order's own words: shown for a person to judge, never used by itself. */
    private function suspected(string $order): ?string
    {
        foreach (['orders', 'orders_status_history'] as $table) {
            try {
                $sql = 'SELECT `comments` AS c FROM ' . Dialect::name($table) . ' WHERE `orders_id` = ? AND `comments` LIKE ?'
                    . ' LIMIT 1';
                $row = $this->services->db()->one($sql, [(int) $order, '%AmazonOrderID%']);
            } catch (\PDOException $e) {
                continue;
            }
            if (preg_match('/\b\d{3}-\d{7}-\d{7}\b/', (string) ($row['c'] ?? ''), $m) === 1) {
                return $m[0];
            }
        }
        return null;
    }

    private function purchased(string $order): int
    {
        $facts = $this->services->shop()->orders([$order])[0];
        if ($facts['gone']) {
            throw new Failure($this->texts->say('no_order'));
        }
        return (int) $facts['purchased'];
    }
}
