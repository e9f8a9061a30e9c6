<?php

/*
 * What the page does to the statuses of a settings document: which mean something, and which rest because the shop calls them
 * otherwise than when they were chosen. Syntax of PHP 5.3, as the page.
 */
class statussync_statuses
{
    /** @return array what a status can mean, as the form says it: a cancel with its reason */
    public static function uses()
    {
        return array('nothing', 'ship', 'cancel_ask', 'cancel_NoInventory', 'cancel_BuyerCanceled', 'cancel_ShippingAddressUndeliverable',
            'cancel_CustomerExchange', 'cancel_PricingError');
    }

    /** @return array status => the name under which the document knows it ("" if it tells none); of statuses that mean something */
    public static function named($document)
    {
        $names = array();
        foreach (isset($document->status_names) ? (array) $document->status_names : array() as $id => $name) {
            $names[(int) $id] = (string) $name;
        }
        foreach (array('ship', 'cancel') as $kind) {
            foreach (isset($document->$kind) ? $document->$kind : array() as $rule) {
                $names += array((int) $rule->status => '');
            }
        }
        return $names;
    }

    /**
     * @param ?string $now how the shop calls it, null if it is gone
     * @return ?string the name it was chosen under, if its rule rests; null if all is well
     */
    public static function resting($document, $id, $now)
    {
        $names = self::named($document);
        return !isset($names[$id]) || $names[$id] === $now || ($names[$id] === '' && $now !== null) ? null : $names[$id];
    }

    /** Puts the chosen statuses into the document. @param array $now status => name, of the shop */
    public static function take($document, $post, $now)
    {
        $before = array();
        foreach (array('ship', 'cancel') as $kind) {
            foreach (isset($document->$kind) ? $document->$kind : array() as $rule) {
                $before[$kind . (int) $rule->status] = $rule;
            }
        }
        $new = array('ship' => array(), 'cancel' => array());
        $names = new stdClass();
        $open = isset($document->open) ? array_map('intval', $document->open) : array();
        $keep = array();
        $known = self::named($document);
        foreach ($now + $known as $id => $name) {
            $was = isset($before['ship' . $id]) ? 'ship' : (isset($before['cancel' . $id]) ? 'cancel' : 'nothing');
            $use = isset($post['status'][$id]) ? $post['status'][$id] : (isset($now[$id]) ? 'nothing' : $was);
            $use = is_string($use) && ($use === $was || in_array($use, self::uses(), true)) ? $use : 'nothing';
            if (!isset($now[$id]) && strpos($use, $was) !== 0) {
                $use = 'nothing'; // what is gone can be let go, not chosen
            }
            $reason = strpos($use, 'cancel_') === 0 ? substr($use, 7) : '';
            $use = $reason === '' ? $use : 'cancel';
            if ($use === 'ship' || $use === 'cancel') {
                $rule = isset($before[$use . $id]) ? $before[$use . $id] : (object) array('status' => $id);
                if ($use === 'cancel') {
                    $rule->reason = $reason !== '' ? $reason : (isset($rule->reason) ? $rule->reason : 'ask');
                }
                $new[$use][] = $rule;
            } elseif (in_array($id, $open, true) && (isset($now[$id]) || $was === 'nothing')) {
                $keep[] = $id;
                $use = $was = 'nothing';
            } else {
                continue;
            }
            // under another name the rule rests until the owner confirms that very name; saving something else confirms nothing
            $confirmed = isset($post['confirm'][$id], $now[$id]) && $post['confirm'][$id] === sha1($name);
            $names->{$id} = $use !== $was || $confirmed || !isset($known[$id]) || $known[$id] === '' ? $name : $known[$id];
        }
        $document->ship = $new['ship'];
        $document->cancel = $new['cancel'];
        $document->open = $keep;
        $document->status_names = $names;
    }
}
