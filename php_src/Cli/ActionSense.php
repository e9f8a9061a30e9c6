<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Shop\LiveSchema;
use StatusSync\Php\Shop\Magnalister;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Store\Tables;
use StatusSync\Php\Words\Reasons;

/** Does an act by hand mean anything for the order as it is? As the last run left it, and as the shop has it now. */
final class ActionSense
{
    /** Amazon was told. */
    private const SENT = ['in_flight', 'unknown', 'accepted', 'verified'];

    /** Amazon does it by itself, or takes nothing any more. */
    private const NOTHING = ['fba', 'ship_plus', 'easy_ship', 'delivery_by_amazon', 'store_pickup', 'not_amazon_channel',
        'label_bought', 'other_account', 'too_old'];

    /** Held orders that sending at once sets going. */
    private const SENDS = ['no_tracking', 'release_cancel', 'storno_no_status', 'access_denied'];

    /** State of a message that only a person sends again => what became of it. */
    private const REFUSED = ['rejected' => 'was refused by Amazon (rejected)', 'parked' => 'was set aside after several attempts (parked)',
        'mismatch' => 'was accepted, but Amazon shows something else (mismatch)'];

    /** @var Context */
    private $context;

    /** @var string */
    private $order;

    /** @var list<array<string, mixed>> rows of the order */
    private $rows;

    /** @var list<array<string, mixed>> the same as list and order show them */
    private $shown;

    /** @var list<array<string, mixed>>|null what the shop says of them, once it was asked */
    private $facts = null;

    public function __construct(Context $context, Actions $actions, string $order)
    {
        $this->context = $context;
        $this->order = $order;
        $this->rows = $actions->find($order);
        $this->shown = (new Reports($context->db(), $context->clock()->reader()))->orders(null, $order)['orders'];
    }

    /** @throws Failure with the reason, if the act means nothing */
    public function check(string $name, string $word): void
    {
        $why = $word === 'undo' ? $this->undone($name) : $this->refusal($name);
        if ($why !== null) {
            throw new Failure("$name {$this->order}: $why");
        }
    }

    /** What keeps the order although the act was done. */
    public function note(string $name): ?string
    {
        foreach ($name === 'send' ? $this->shown : [] as $shown) {
            $reason = (string) $shown['reason'];
            if ($shown['verdict'] !== 'conflict' && isset(self::REFUSED[$shown['state']])) {
                return "order {$shown['shop_order']}: its last message " . self::REFUSED[$shown['state']] . ", see \"order"
                    . " {$shown['shop_order']}\". \"send\" sends only what has changed in the shop since; \"retry {$shown['amazon_order']}\" sends the"
                    . ' same once more';
            }
            $held = in_array($shown['verdict'], ['hold', 'conflict'], true) && Reasons::severity($reason) === 'person';
            if ($held && !in_array($reason, self::SENDS, true)) {
                return "order {$shown['shop_order']}: was held by the last run ($reason); unless that is mended it stays held, see"
                    . " \"order {$shown['shop_order']}\"";
            }
        }
        return null;
    }

    private function refusal(string $name): ?string
    {
        switch ($name) {
            case 'cancel-revoke':
                return $this->cancelSent('cannot be taken back') ?? $this->noCancel('there is nothing to take back');
            case 'cancel-reason':
                return $this->cancelSent('has its reason') ?? $this->noCancel('a reason is of no use');
            case 'role':
                return $this->noTwin();
            case 'carrier-confirm':
                return $this->has(['carrier_doubtful'], 'carrier_confirmed') ? null
                    : 'no number of it looks like another carrier\'s (carrier_doubtful), there is nothing to confirm' . $this->state();
            case 'replace-theirs':
                return $this->has(['already_shipped', 'mismatch'], 'replace_theirs') ? null
                    : 'Amazon has nothing else than the shop says (already_shipped), there is nothing to replace' . $this->state();
            case 'unignore':
                return $this->marked('ignored') ? null : 'is not ignored' . $this->state();
            case 'send':
                return $this->told();
        }
        return null;
    }

    private function undone(string $name): ?string
    {
        $mark = ['carrier-confirm' => 'carrier_confirmed', 'replace-theirs' => 'replace_theirs'][$name];
        return $this->marked($mark) ? null : 'was not done for this order, there is nothing to take back';
    }

    private function marked(string $mark): bool
    {
        return in_array(true, array_column($this->rows, $mark), true);
    }

    /** One of these reasons, notes or states, or it was said before. @param list<string> $codes */
    private function has(array $codes, string $mark): bool
    {
        foreach ($this->shown as $shown) {
            if (array_intersect($codes, array_merge([(string) $shown['reason'], (string) $shown['state']], $shown['notes'])) !== []) {
                return true;
            }
        }
        return $this->marked($mark);
    }

    private function cancelSent(string $end): ?string
    {
        foreach ($this->shown as $shown) {
            foreach ($shown['messages'] as $message) {
                if ($message['kind'] === 'cancel' && in_array($message['state'], self::SENT, true)) {
                    return "its cancel went to Amazon already ({$message['state']}) and $end; see \"order {$this->order}\"";
                }
            }
        }
        return null;
    }

    private function noCancel(string $end): ?string
    {
        foreach ($this->rows as $row) {
            if ($row['cancel_since'] > 0 || $row['cancel_revoked']) {
                return null;
            }
        }
        $cancels = array_column($this->context->settings()->document((string) $this->rows[0]['account'])['cancel'], 'status');
        foreach ($this->facts() as $facts) {
            if (!$facts['gone'] && in_array($facts['status'], $cancels, true)) {
                return null; // cancelled in the shop since the last run
            }
        }
        return "no cancel waits for it, $end; only an order whose status in the shop cancels at Amazon has one (status: "
            . ($cancels === [] ? 'none' : implode(', ', $cancels)) . ')';
    }

    private function noTwin(): ?string
    {
        $number = (string) $this->rows[0]['amazon_order'];
        $chosen = array_diff(array_column($this->rows, 'role'), ['', 'none']) !== [];
        return $chosen || self::others($this->context, $number, (string) $this->rows[0]['shop_order']) !== [] ? null
            : "its Amazon number $number is on no other order here; role is for one number on several orders (double_link)";
    }

    /** Everything that the shop says is at Amazon or on its way, or Amazon does it by itself. */
    private function told(): ?string
    {
        $why = null;
        foreach ($this->shown as $i => $shown) {
            $reason = (string) $shown['reason'];
            if (in_array($reason, self::NOTHING, true)) {
                $why = 'there is nothing to send: ' . Reasons::text($reason, 'en');
                continue;
            }
            $through = $shown['verdict'] === 'done' || ($reason === '' && in_array($shown['state'], self::SENT, true));
            if (!$through || $this->rows[$i]['ignored'] || $this->isNew($this->rows[$i], $shown['parcels'])) {
                return null;
            }
            $why = in_array($shown['state'], ['in_flight', 'unknown', 'accepted'], true)
                ? "is on its way to Amazon already ({$shown['state']}); it is read back by itself"
                : 'all that the shop says of it is at Amazon' . $this->state();
        }
        return $why;
    }

    /**
     * Has the shop another status or a number that the last run did not see?
     *
     * @param array<string, mixed> $row
     * @param list<array<string, mixed>> $parcels
     */
    private function isNew(array $row, array $parcels): bool
    {
        foreach ($this->facts() as $facts) {
            if ($facts['gone'] || (string) $facts['id'] !== (string) $row['shop_order']) {
                continue;
            }
            $codes = $facts['matched_tracking'];
            foreach ($facts['tracking'] as $tracking) {
                $codes[] = $tracking['is_return'] ? '' : $tracking['code'];
            }
            $codes = array_filter(array_map('trim', array_map('strval', $codes)), 'strlen');
            if ((int) $row['shop_status'] !== (int) $facts['status'] || array_diff($codes, array_column($parcels, 'tracking')) !== []) {
                return true;
            }
        }
        return false;
    }

    /** @return list<array<string, mixed>> what the shop says now of these orders */
    private function facts(): array
    {
        if ($this->facts === null) {
            $document = $this->context->settings()->document((string) $this->rows[0]['account']);
            $this->facts = $this->context->shop($document)->orders(array_values(array_unique(array_column($this->rows, 'shop_order'))));
        }
        return $this->facts;
    }

    private function state(): string
    {
        $words = [];
        foreach ($this->shown as $shown) {
            $words[] = implode(', ', array_filter([$shown['verdict'], $shown['reason'], $shown['state']]));
        }
        return ' (' . implode('; ', array_unique($words)) . ")";
    }

    /**
     * Other orders of the shop with this Amazon number, as far as they are known here or to magnalister's table.
     *
     * @return list<string>
     */
    public static function others(Context $context, string $number, string $order): array
    {
        $found = [];
        foreach (['order', 'link'] as $table) {
            $sql = 'SELECT DISTINCT `shop_order` AS s FROM ' . Tables::table($table) . ' WHERE `amazon_order` = ? AND `shop_order` <> ?';
            $found = array_merge($found, array_map('strval', array_column($context->db()->all($sql, [$number, $order]), 's')));
        }
        // those that no run has seen yet
        $imported = (new Magnalister($context->db(), new LiveSchema($context->db()), []))->ordersOf($number);
        $found = array_merge($found, array_diff($imported, [$order]));
        $found = array_values(array_unique($found));
        sort($found, SORT_NATURAL);
        return $found;
    }
}
