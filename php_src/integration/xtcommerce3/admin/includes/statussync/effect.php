<?php

/*
 * What a changed document would set going, counted in our own tables before it is stored. Only accounts that send by themselves
 * count: everywhere else a release stands between. Syntax of PHP 5.3, as the page.
 */
class statussync_effect
{
    /**
     * @param array $now status => name, of the shop
     * @return array ship, cancel: orders that would go to Amazon at once; anew: open orders that are decided afresh
     */
    public static function of($old, $new, $now)
    {
        $out = array('ship' => 0, 'cancel' => 0, 'anew' => 0);
        $accounts = self::accounts();
        if ($accounts === '') {
            return $out;
        }
        $names = isset($new->status_names) ? (array) $new->status_names : array();
        $resting = statussync_statuses::named($old);
        foreach (array('ship', 'cancel') as $kind) {
            $before = self::rules($old, $kind);
            foreach (self::rules($new, $kind) as $id => $rule) {
                $woken = isset($resting[$id], $now[$id], $names[$id]) && $resting[$id] !== '' && $resting[$id] !== $names[$id]
                    && $names[$id] === $now[$id];
                $asked = $kind === 'cancel' && isset($before[$id]->reason) && $before[$id]->reason === 'ask' && $rule->reason !== 'ask';
                if (!isset($before[$id]) || $woken || $asked) {
                    $out[$kind] += self::waiting($accounts, (int) $id);
                }
            }
        }
        if (self::source($old, 'tracking') !== self::source($new, 'tracking') || self::source($old, 'carrier') !== self::source($new, 'carrier')
            || self::remapped($old, $new)) {
            $rows = statussync_data::rows("SELECT COUNT(*) AS n FROM statussync_order WHERE account IN ($accounts) AND `open` = 1");
            $out['anew'] = (int) $rows[0]['n'];
        }
        return $out;
    }

    /** @return string the accounts as SQL, "" if there is none */
    private static function accounts()
    {
        $found = array();
        foreach (statussync_data::rows('SELECT HEX(id) AS i, HEX(state) AS s FROM statussync_account WHERE `on` = 1 AND id NOT IN'
            . ' (SELECT account FROM statussync_setting)') as $row) {
            $state = json_decode(statussync_data::bytes($row['s']));
            if (isset($state->mode) && $state->mode === 'active' && preg_match('/^[0-9A-F]+$/D', $row['i']) === 1) {
                $found[] = '0x' . $row['i'];
            }
        }
        return implode(', ', $found);
    }

    /** @return array status => rule */
    private static function rules($document, $kind)
    {
        $rules = array();
        foreach (isset($document->$kind) ? $document->$kind : array() as $rule) {
            $rules[(int) $rule->status] = $rule;
        }
        return $rules;
    }

    /** Open orders in a status of which Amazon was told nothing yet. */
    private static function waiting($accounts, $status)
    {
        $rows = statussync_data::rows("SELECT COUNT(*) AS n FROM statussync_order o WHERE o.account IN ($accounts) AND o.`open` = 1"
            . " AND o.shop_status = $status AND o.verdict IN ('', 'hold')"
            . ' AND NOT EXISTS (SELECT 1 FROM statussync_message m WHERE m.order_id = o.id AND m.sent_at > 0)');
        return (int) $rows[0]['n'];
    }

    /** Where numbers or carriers come from, as a text to compare. */
    private static function source($document, $section)
    {
        $source = isset($document->$section) ? (array) $document->$section : array();
        if (empty($source['source'])) {
            $source['source'] = $section === 'carrier' ? 'tracking' : 'auto';
        }
        $of = array();
        foreach (array('source', 'table', 'column', 'key', 'where', 'pattern', 'value') as $part) {
            $of[] = isset($source[$part]) ? $source[$part] : null;
        }
        return json_encode($of);
    }

    /** A carrier that was mapped means another one now; a new entry only mends what is held. */
    private static function remapped($old, $new)
    {
        $after = isset($new->carrier->map) ? (array) $new->carrier->map : array();
        foreach (isset($old->carrier->map) ? (array) $old->carrier->map : array() as $name => $code) {
            if (!isset($after[$name]) || json_encode($after[$name]) !== json_encode($code)) {
                return true;
            }
        }
        $fallback = isset($old->carrier->fallback) ? json_encode($old->carrier->fallback) : 'null';
        return $fallback !== 'null' && $fallback !== json_encode(isset($new->carrier->fallback) ? $new->carrier->fallback : null);
    }
}
