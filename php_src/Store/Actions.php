<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Words\Reasons;
use StatusSync\Shop;

/**
 * What a person does by hand. Each action is a compare-and-set, may be repeated, and leaves an event.
 * Nothing is decided or sent here: the order is marked, the next run looks at it.
 */
final class Actions
{
    private const TRIES = 5;

    /** What only a person sends again. A mismatch is among them: Amazon took it and shows something else. */
    private const REFUSED = "`state` IN ('rejected', 'parked', 'mismatch')";

    /** What was refused for an order that is in conflict with Amazon tells how it came to that; it is not sent again. */
    public const EVIDENCE = "EXISTS (SELECT 1 FROM `statussync_order` eo WHERE eo.`id` = `order_id` AND eo.`verdict` = 'conflict')";

    /** Of the state after another first day: older orders may belong to it now, and the next call reads the shop whole. */
    private const ANEW = ['watermarks' => null, 'last_full' => 0, 'last_send' => 0];

    /** Marks that a person may put on an order. */
    private const MARKS = ['ignored', 'express', 'released', 'carrier_confirmed', 'replace_theirs', 'cancel_revoked'];

    /** @var Db */
    private $db;

    /** @var callable fn(): int */
    private $clock;

    /** @var Accounts */
    private $accounts;

    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->clock = $clock ?? 'time';
        $this->accounts = new Accounts($db, $clock);
    }

    /**
     * Rejected, parked and mismatched messages are sent again, unless reading their orders at Amazon shows them there: a
     * person may have told it by hand meanwhile, and what Amazon took once may have come to light.
     *
     * @param array{ids?: list<string>, order?: string, cause?: string, account?: ?string, code?: string, state?: string, all?: bool} $which
     *   ids are message ids, Amazon numbers, or shop orders if no message has that id; order is a shop order, whatever ids
     *   messages have; each way takes the same states; a cause may be that of one account, Amazon's code and state alone
     * @return int messages that will be sent again, unless they are there
     * @throws Failure where there is none, with the reason
     */
    public function retry(array $which): int
    {
        $loader = new Loader($this->db);
        $rows = [];
        if (isset($which['ids'])) {
            foreach ($which['ids'] as $id) {
                $rows = array_merge($rows, $this->retryable($loader, $id));
            }
        } elseif (isset($which['order'])) {
            $rows = $this->retryable($loader, $which['order'], true);
        } else {
            [$where, $params] = [self::REFUSED, []];
            if (isset($which['cause'], $which['code'])) {
                $where .= " AND COALESCE(`reason`, `code`, '') = ? AND COALESCE(`code`, '') = ?";
                $params = [$which['cause'], $which['code']];
            } elseif (isset($which['cause'])) {
                $where .= ' AND (`reason` = ? OR `code` = ?)';
                $params = [$which['cause'], $which['cause']];
            }
            foreach (['account', 'state'] as $column) {
                if (($which[$column] ?? '') !== '') {
                    $where .= " AND `$column` = ?";
                    $params[] = $which[$column];
                }
            }
            $rows = $loader->rows('message', "$where AND NOT " . self::EVIDENCE . ' ORDER BY `id`', $params);
            if ($rows === []) {
                $this->evidence($loader->rows('message', "$where ORDER BY `id` LIMIT 1", $params), isset($which['cause'])
                    ? (string) $which['cause'] : '--all');
            }
            if ($rows === [] && isset($which['cause'])) {
                $this->knownCause((string) $which['cause']);
            }
        }
        $done = 0;
        foreach (array_chunk($rows, Dialect::ROWS) as $chunk) {
            $done += $this->again($chunk);
        }
        if ($rows !== [] && $done === 0) {
            throw new Failure('a run is changing this order; try again in a minute');
        }
        return $done;
    }

    /** A cause that nothing has or ever had is a slip of the pen. @throws Failure with those that there are */
    private function knownCause(string $cause): void
    {
        $table = Tables::table('message');
        $had = $this->db->one("SELECT 1 AS n FROM $table WHERE `reason` = ? OR `code` = ? LIMIT 1", [$cause, $cause]);
        if ($had !== null || isset(Reasons::all()[$cause])) {
            return;
        }
        $there = [];
        $sql = "SELECT `reason`, `code`, COUNT(*) AS n FROM $table WHERE " . self::REFUSED . ' AND NOT ' . self::EVIDENCE . ' GROUP BY `reason`, `code`';
        foreach ($this->db->all($sql) as $row) {
            foreach (array_unique(array_filter([$row['reason'], $row['code']])) as $name) {
                $there[(string) $name] = ($there[(string) $name] ?? 0) + (int) $row['n'];
            }
        }
        ksort($there);
        $names = array_map(static function ($name, int $n): string {
            return "$name ($n)";
        }, array_keys($there), $there);
        throw new Failure("retry: no message was ever refused with the cause $cause; there are: "
            . ($names === [] ? 'none at the moment' : implode(', ', $names)));
    }

    /** @return list<array<string, mixed>> */
    private function retryable(Loader $loader, string $id, bool $order = false): array
    {
        $states = self::REFUSED;
        if (!$order && preg_match('/^\d{3}-\d{7}-\d{7}$/', $id) === 1) {
            $rows = $loader->rows('message', "`amazon_order` = ? AND $states", [$id]);
        } else {
            $rows = !$order && ctype_digit($id) ? $loader->rows('message', "`id` = ? AND $states", [(int) $id]) : [];
            $ofOrder = $loader->rows('message', "`shop_order` = ? AND $states", [$id]);
            if ($rows !== [] && $ofOrder !== [] && $ofOrder[0]['order_id'] !== $rows[0]['order_id']) {
                throw new Failure("retry $id: message $id (of order {$rows[0]['shop_order']}) and order $id were both refused; write the Amazon"
                    . " number of the one that is meant: {$rows[0]['amazon_order']} or {$ofOrder[0]['amazon_order']}");
            }
            $rows = $rows === [] ? $ofOrder : $rows;
        }
        if ($rows === []) {
            throw new Failure("retry $id: nothing of it was refused, parked or a mismatch; see \"list --state rejected\"");
        }
        $this->evidence($rows, $id);
        return $rows;
    }

    /**
     * @param list<array<string, mixed>> $rows messages
     * @param string $what as it was asked for
     * @throws Failure if the order of one of them is in conflict, with the reason
     */
    private function evidence(array $rows, string $what): void
    {
        foreach ($rows as $message) {
            $order = $this->db->one('SELECT `shop_order`, `verdict`, `reason` FROM ' . Tables::table('order') . ' WHERE `id` = ?', [$message['order_id']]);
            if (($order['verdict'] ?? '') === 'conflict') {
                throw new Failure("retry $what: order {$order['shop_order']} is in conflict ({$order['reason']}), what was refused of it is not sent"
                    . ' again: ' . Reasons::text((string) $order['reason'], 'en'));
            }
        }
    }

    /** @param list<array<string, mixed>> $rows messages */
    private function again(array $rows): int
    {
        $now = $this->now();
        $changes = [];
        // Unknown as of now: reading decides. What is there is verified, what is not goes again. What Amazon took once stays
        // one that was sent.
        $sql = 'UPDATE ' . Tables::table('message') . " SET `reason` = NULL, `splits` = 0,"
            . " `attempts` = CASE WHEN `state` = 'mismatch' THEN 1 ELSE 0 END, `state` = 'unknown', `not_before` = ?, `feed` = 0, `changed_at` = ?,"
            . ' `version` = `version` + 1 WHERE `id` = ? AND `version` = ? AND `state` = ?';
        $events = [];
        foreach ($rows as $row) {
            if ($this->db->change($sql, [$now, $now, $row['id'], $row['version'], $row['state']]) !== 1) {
                continue; // a run was quicker: it is not refused any more
            }
            $changes[$row['order_id']] = true;
            $events[] = ['at' => $now, 'account' => $row['account'], 'order_id' => $row['order_id'],
                'message' => $row['id'], 'what' => 'retry'];
        }
        // A picture of this very second, or by a clock that was ahead, proves nothing: it is from before.
        $sql = 'SELECT `id` FROM ' . Tables::table('order') . ' WHERE `read_at` >= ? AND `id` IN %s';
        $late = array_flip(array_column($this->db->byKeys($sql, [$now], array_keys($changes)), 'id'));
        foreach (array_keys($changes) as $order) {
            $this->compareAndSet((int) $order, ['read_due' => 0] + (isset($late[$order]) ? ['read_at' => $now - 1] : []));
        }
        (new Writer($this->db))->events($events);
        return count($events);
    }

    /** Nothing of this order is sent; false sends it after all. */
    public function ignore(string $order, bool $ignored = true): void
    {
        $this->mark($order, ['ignored' => $ignored], $ignored ? 'ignore' : 'unignore');
    }

    /** This order is sent now: by the express lane, without waiting, released if it was held back. */
    public function send(string $order): void
    {
        $this->mark($order, ['express' => true, 'released' => true, 'ignored' => false], 'send');
    }

    /** The order is read at Amazon and decided again. */
    public function look(string $order): void
    {
        $this->mark($order, ['read_due' => 0], 'look');
    }

    public function cancelRevoke(string $order): void
    {
        $this->mark($order, ['cancel_revoked' => true], 'cancel_revoke');
    }

    public function cancelReason(string $order, string $reason): void
    {
        if (!in_array($reason, Document::REASONS, true)) {
            throw new Failure("cancel-reason: $reason is no reason; one of " . implode(', ', Document::REASONS));
        }
        $this->mark($order, ['cancel_reason' => $reason, 'cancel_revoked' => false], 'cancel_reason', $reason);
    }

    /**
     * One of several shop orders with the same Amazon number: "main", "split" or "none". There is one main order at the
     * most, the one named last; the others are looked at again, as the choice changes them too.
     */
    public function role(string $order, string $role): void
    {
        if (!in_array($role, ['main', 'split', 'none'], true)) {
            throw new Failure("role: $role is unknown; one of main, split, none");
        }
        $chosen = $this->find($order);
        if (count($chosen) > 1) {
            throw new Failure("role: $order is on the orders " . implode(', ', array_column($chosen, 'shop_order'))
                . '; name one of them by its number in the shop');
        }
        $this->mark($order, ['role' => $role], 'role', $role);
        foreach ((new Loader($this->db))->rows('order', '`amazon_order` = ?', [$chosen[0]['amazon_order']]) as $twin) {
            if ($twin['id'] === $chosen[0]['id']) {
                continue;
            }
            $demoted = $role === 'main' && $twin['role'] === 'main';
            $this->compareAndSet($twin['id'], $demoted ? ['role' => 'none'] : []);
            if ($demoted) {
                $this->event($twin['account'], $twin['id'], 'role', 'none');
            }
        }
    }

    /** A mark of the order panel (carrier_confirmed, replace_theirs ...). */
    public function flag(string $order, string $mark, bool $value): void
    {
        if (!in_array($mark, self::MARKS, true)) {
            throw new Failure("mark: $mark is unknown");
        }
        $this->mark($order, [$mark => $value], $mark, $value ? null : 'undo');
    }

    /** A hook of the shop: something was saved at this order. One statement, by key. */
    public function touched(string $shopOrder): void
    {
        $this->touchedAll([$shopOrder]);
    }

    /**
     * The same for the orders of one request of the shop: one statement for up to 500, by key.
     *
     * @param list<string> $shopOrders
     */
    public function touchedAll(array $shopOrders): void
    {
        foreach (array_chunk($shopOrders, Dialect::ROWS) as $chunk) {
            $marks = implode(', ', array_fill(0, count($chunk), '?'));
            $this->db->change('UPDATE ' . Tables::table('order') . ' SET `look_at` = 0, `open` = 1,'
                . " `closed_why` = NULL, `version` = `version` + 1 WHERE `shop_order` IN ($marks)"
                . ' AND (`look_at` > 0 OR `open` = 0)', $chunk);
        }
    }

    /**
     * Links a shop order with an Amazon order by hand.
     *
     * @param int $purchased the shop order's purchase date: another date later voids the link
     * @param ?string $account whose order it is; null: the accounts' rules find it
     * @throws Failure if the number has not Amazon's form or there is no such account
     */
    public function link(
        string $shopOrder,
        string $number,
        int $purchased,
        string $source = 'manual',
        ?string $account = null
    ): void {
        if (preg_match('/^\d{3}-\d{7}-\d{7}$/', $number) !== 1) {
            throw new Failure("link: \"$number\" is no Amazon order number; it looks like 303-1234567-1234567");
        }
        if ($account !== null) {
            $this->accounts->get($account);
        }
        $table = Tables::table('link');
        $now = $this->now();
        $sql = "INSERT INTO $table (`shop_order`, `amazon_order`, `source`, `account`, `purchased`, `created_at`,"
            . ' `version`) VALUES (?, ?, ?, ?, ?, ?, 1)' . $this->db->dialect()->keepExisting('id');
        $this->db->run($sql, [$shopOrder, $number, $source, $account, $purchased, $now]);
        $sql = "UPDATE $table SET `amazon_order` = ?, `account` = ?, `purchased` = ?, `version` = `version` + 1"
            . ' WHERE `shop_order` = ? AND `source` = ? AND (`amazon_order` <> ? OR `purchased` <> ?'
            . " OR COALESCE(`account`, '') <> ?)";
        $new = [$number, $account, $purchased];
        $this->db->change($sql, array_merge($new, [$shopOrder, $source, $number, $purchased, (string) $account]));
        $rows = (new Loader($this->db))->rows('order', '`shop_order` = ?', [$shopOrder]);
        foreach ($rows as $row) {
            $this->wake($row['id']);
        }
        $this->event($rows[0]['account'] ?? '', $rows[0]['id'] ?? 0, 'link', "$shopOrder = $number");
    }

    /**
     * First activation: from when orders are looked after, what the account is bound to.
     *
     * @param int $startAt epoch seconds
     * @param bool $pilot false: goes without the two trial messages
     */
    public function activate(string $account, int $startAt, string $identity, bool $pilot): void
    {
        $before = $this->accounts->get($account);
        $fault = Bound::fault($account, $before['bound'], $identity, $before['on']);
        if ($fault !== null) {
            throw new Failure("account $account: $fault"); // a copy stays a copy until it is moved on purpose
        }
        $this->begun($startAt);
        $this->accounts->change($account, ['start_at' => $startAt, 'bound' => $identity, 'on' => true]);
        $this->accounts->changeState($account, static function (array $state) use ($before, $startAt, $pilot): array {
            if ($state['mode'] === 'new') {
                $state['mode'] = 'preview';
            }
            if ($before['start_at'] !== $startAt) {
                $state = self::ANEW + $state;
            }
            if (!$pilot) {
                $state['pilot_express'] = $state['pilot_feed'] = true;
                $state['pilot_message'] = 0;
            }
            return $state;
        });
        $this->event($account, 0, 'activate', gmdate('Y-m-d\TH:i:s\Z', $startAt));
    }

    /**
     * Another first day for an account that is on; what it is bound to stays, so a copy stays a copy.
     *
     * @param int $startAt epoch seconds
     */
    public function startAt(string $account, int $startAt): void
    {
        $this->begun($startAt);
        $this->accounts->change($account, ['start_at' => $startAt]);
        $this->accounts->changeState($account, static function (array $state): array {
            return self::ANEW + $state;
        });
        $this->event($account, 0, 'activate', gmdate('Y-m-d\TH:i:s\Z', $startAt));
    }

    /** @throws Failure if that first day is still to come: nothing would be sent, and nothing would say why */
    public function begun(int $startAt): void
    {
        if ($startAt > $this->now()) {
            throw new Failure('activate: that first day has not begun; nothing would be sent until then. Give a day up to today');
        }
    }

    /**
     * Releases the preview, or lifts for today the brakes that "stopped_text" names, and no other. Whether a
     * preview may be released: ReleaseCheck.
     *
     * @return array{what: string, ship: int, cancel: int, asked: int} what was released: "preview", "brake", or "" for
     *   nothing; orders that wait to be sent; cancels that are held until each is released
     */
    public function release(string $account): array
    {
        $counts = $this->waiting($account);
        $brake = (new Repository($this->db, $this->clock))->document($account)['brake']; // so many more than wait now
        $day = intdiv($this->now(), 86400);
        $now = $this->now();
        $what = '';
        $this->accounts->changeState($account, static function (array $state) use ($counts, $day, $brake, $now, &$what): array {
            $what = $state['mode'] === 'preview' ? 'preview' : ($state['stopped'] === 'brake' ? 'brake' : '');
            if ($state['mode'] === 'new') {
                throw new Failure('release: the account was never activated; "activate" it first');
            }
            if ($state['mode'] === 'preview') {
                $state['mode'] = 'active';
                $state['cancels_after'] = $now; // the shipments are released; each of these cancels by itself
                $state['preview_count'] = $counts['ship'];
            }
            return $state['stopped'] === 'brake' ? self::lift($state, $day, $counts, $brake) : $state;
        });
        $this->event($account, 0, 'release', null);
        return ['what' => $what] + $counts;
    }

    /**
     * @param array<string, mixed> $state
     * @param array{ship: int, cancel: int} $counts
     * @param array<string, int> $brake
     * @return array<string, mixed>
     */
    private static function lift(array $state, int $day, array $counts, array $brake): array
    {
        $today = ['ships' => 0, 'cancels' => 0, 'rejected' => 0];
        foreach ($state['days'] as $entry) {
            $today = (int) $entry['day'] === $day ? $entry : $today;
        }
        if ($state['released_until'] !== $day) {
            $state['released_ships'] = $state['released_cancels'] = $state['released_refused'] = 0;
        }
        $shown = explode(' ', (string) $state['stopped_text']);
        if (in_array('shipments', $shown, true)) {
            $state['released_ships'] = $today['ships'] + $counts['ship'] + $brake['shipments'];
        }
        if (in_array('cancels', $shown, true)) {
            $state['released_cancels'] = $today['cancels'] + $counts['cancel'] + $brake['cancels'];
        }
        if (in_array('refused', $shown, true)) {
            $state['released_refused'] = (int) $today['rejected'];
        }
        return ['released_until' => $day, 'stopped' => null, 'stopped_text' => null] + $state;
    }

    /** The shop was moved on purpose: the account is bound to where it is now. */
    public function move(string $account, string $identity): void
    {
        $this->accounts->change($account, ['bound' => $identity]);
        $this->accounts->changeState($account, static function (array $state): array {
            if ($state['stopped'] === 'copy') {
                $state['stopped'] = $state['stopped_text'] = null;
            }
            return $state;
        });
        $this->event($account, 0, 'move', null);
    }

    /**
     * What waits to be sent.
     *
     * @return array{ship: int, cancel: int, asked: int}
     */
    private function waiting(string $account): array
    {
        $counts = ['ship' => 0, 'cancel' => 0, 'hold' => 0];
        $sql = 'SELECT `verdict`, COUNT(*) AS n FROM ' . Tables::table('order') . ' WHERE `account` = ? AND `open` = 1'
            . " AND (`verdict` IN ('ship', 'cancel') OR `verdict` = 'hold' AND `reason` = 'release_cancel') GROUP BY `verdict`";
        foreach ($this->db->all($sql, [$account]) as $row) {
            $counts[(string) $row['verdict']] = (int) $row['n'];
        }
        $counts['asked'] = $counts['hold'];
        unset($counts['hold']);
        return $counts;
    }

    /** Opens an order and has it decided again. */
    private function wake(int $id): void
    {
        $this->compareAndSet($id, []);
    }

    /**
     * @param string $order shop order id or Amazon number
     * @param array<string, mixed> $set
     */
    private function mark(string $order, array $set, string $what, ?string $text = null): void
    {
        foreach ($this->find($order) as $row) {
            $this->compareAndSet($row['id'], $set);
            $this->event($row['account'], $row['id'], $what, $text);
        }
    }

    /** @return non-empty-list<array<string, mixed>> order rows */
    public function find(string $order): array
    {
        $column = preg_match('/^\d{3}-\d{7}-\d{7}$/', $order) === 1 ? 'amazon_order' : 'shop_order';
        $rows = (new Loader($this->db))->rows('order', "`$column` = ? ORDER BY `id`", [$order]);
        if ($rows === []) {
            throw new Failure(self::unknown($order));
        }
        return $rows;
    }

    /** Why an order is not found. */
    public static function unknown(string $order): string
    {
        $number = preg_match('/^([1-9]\d{0,17}|\d{3}-\d{7}-\d{7})$/D', $order) === 1;
        return "order $order: " . ($number ? 'is not known here; link it (link ORDER AMAZON_NUMBER), also if it was bought before the start,'
            . ' or let a run collect it'
            : 'is neither an order number of the shop (1042) nor one of Amazon\'s (303-1234567-1234567)');
    }

    /**
     * Sets columns of an order that is opened and looked at again, whatever a run does meanwhile.
     *
     * @param array<string, mixed> $set
     */
    private function compareAndSet(int $id, array $set): void
    {
        $set += ['open' => true, 'closed_why' => null, 'look_at' => 0, 'shop_digest' => null, 'denied' => null,
            'denied_until' => 0];
        $columns = Tables::encode('order', $set);
        $names = [];
        foreach (array_keys($columns) as $column) {
            $names[] = '`' . $column . '` = ?';
        }
        $table = Tables::table('order');
        $sql = "UPDATE $table SET " . implode(', ', $names)
            . ', `version` = `version` + 1 WHERE `id` = ? AND `version` = ?';
        for ($try = 0; $try < self::TRIES; $try++) {
            $row = $this->db->one("SELECT `version` FROM $table WHERE `id` = ?", [$id]);
            if ($row === null) {
                return;
            }
            if ($this->db->change($sql, array_merge(array_values($columns), [$id, (int) $row['version']])) === 1) {
                return;
            }
        }
        throw new Failure('a run is changing this order; try again in a minute');
    }

    private function event(string $account, int $order, string $what, ?string $text): void
    {
        (new Writer($this->db))->events([['at' => $this->now(), 'account' => $account, 'order_id' => $order,
            'what' => $what, 'text' => $text]]);
    }

    private function now(): int
    {
        return (int) ($this->clock)();
    }
}
