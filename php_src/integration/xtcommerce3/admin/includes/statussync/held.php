<?php

/*
 * What needs a person: orders that are held and why, messages that Amazon refused, accounts that stand still. Each with what
 * mends it; the shop's order page has nothing of ours, so that is often a line for the server. Syntax of PHP 5.3, as the page.
 */
class statussync_held
{
    const MOST = 50;

    /** What was refused for an order that is in conflict is shown with that order; sending it again is no mend. */
    const REFUSED = "state IN ('rejected', 'parked', 'mismatch') AND NOT EXISTS (SELECT 1 FROM statussync_order o WHERE o.id = order_id AND o.verdict = 'conflict')";

    private $words;

    /** 0: German, 1: English */
    private $language;

    private $reasons = null;

    public function __construct($words, $language)
    {
        $this->words = $words;
        $this->language = $language;
    }

    /** @return string HTML */
    public function show()
    {
        $rows = array_merge($this->orders(), $this->messages());
        $html = '<h3>' . $this->word('held') . '</h3>';
        if ($rows === array()) {
            return $html . '<p>' . $this->word('none') . '</p>';
        }
        $html .= '<table><tr><th class="main">' . $this->word('order') . '</th><th class="main">Amazon</th><th class="main">'
            . $this->word('why') . '</th></tr>';
        foreach ($rows as $row) {
            $html .= '<tr><td class="main">' . statussync_data::link($row['order']) . '</td><td class="main">'
                . statussync_data::text($row['amazon']) . '</td><td class="main">' . statussync_data::text($row['why'])
                . self::line($row['mend']) . '</td></tr>';
        }
        $more = $this->count() - count($rows);
        $html .= '</table>' . ($more < 1 ? '' : '<p>' . str_replace('{n}', $more, $this->word('more')) . '</p>');
        return strpos($html, '<tt>') === false ? $html
            : $html . '<p>' . str_replace('{shop}', statussync_data::text($this->shop()), $this->word('by_line')) . '</p>';
    }

    /** What an account needs, as HTML; "" if nothing. */
    public function account($id, $state)
    {
        $stopped = isset($state->stopped) ? (string) $state->stopped : '';
        $detail = isset($state->stopped_text) ? (string) $state->stopped_text : '';
        $known = array('brake' => 'release', 'copy' => 'account move', 'credentials' => 'account set', 'rebuild' => '', 'limit' => '');
        if ($stopped !== '') {
            $key = $stopped === 'brake' && strpos($detail, 'pilot') === 0 ? 'stopped_pilot' : 'stopped_' . $stopped;
            $said = isset($this->words[$key]) ? $this->word($key) : $this->word('stopped') . statussync_data::text($stopped);
            $what = $stopped === 'brake' ? $this->brakes($detail) : ($detail === '' ? '' : ' (' . statussync_data::text($detail) . ')');
            return '<p><b>' . $said . $what . '</b>' . self::line(empty($known[$stopped]) ? '' : $known[$stopped] . " $id") . '</p>';
        }
        $mode = isset($state->mode) ? (string) $state->mode : 'new';
        $next = array('new' => "activate $id --from " . date('Y-m-d'), 'preview' => "release $id");
        return !isset($next[$mode]) ? '' : '<p><b>' . $this->word('mode_' . $mode) . '</b>' . self::line($next[$mode]) . '</p>';
    }

    /** Which brakes a stop names. */
    private function brakes($detail)
    {
        $named = array();
        foreach (array_intersect(array('shipments', 'cancels', 'refused'), explode(' ', $detail)) as $brake) {
            $named[] = $this->word('brake_' . $brake);
        }
        return $named === array() ? '' : ' (' . implode(', ', $named) . ')';
    }

    private static function line($command)
    {
        return $command === '' ? '' : '<br /><tt>statussync ' . statussync_data::text($command) . '</tt>';
    }

    /** The shop's folder; this file lies three below it, whatever the admin's is called. */
    private function shop()
    {
        return dirname(dirname(dirname(dirname(__FILE__))));
    }

    private function count()
    {
        $rows = statussync_data::rows("SELECT (SELECT COUNT(*) FROM statussync_order WHERE verdict IN ('hold', 'conflict'))"
            . ' + (SELECT COUNT(*) FROM statussync_message WHERE ' . self::REFUSED . ') AS n');
        return (int) $rows[0]['n'];
    }

    private function orders()
    {
        $sql = 'SELECT HEX(account) AS k, HEX(shop_order) AS s, HEX(amazon_order) AS a, HEX(reason) AS r, HEX(detail) AS d FROM'
            . " statussync_order WHERE verdict IN ('hold', 'conflict') ORDER BY deadline, id LIMIT " . self::MOST;
        $out = array();
        foreach (statussync_data::rows($sql) as $row) {
            $row = array_map(array('statussync_data', 'bytes'), $row);
            $out[] = array('order' => $row['s'], 'amazon' => $row['a'], 'why' => $this->why($row['r'], $row['d'], $row['a']),
                'mend' => $this->mend($row['r'], $row['s'], $row['a'], $row['k']));
        }
        return $out;
    }

    /** Refused, given up, or shown otherwise at Amazon: with Amazon's words, however many newer results there are. */
    private function messages()
    {
        $sql = 'SELECT id AS i, HEX(shop_order) AS s, HEX(amazon_order) AS a, HEX(state) AS t, HEX(reason) AS r, HEX(code) AS c, HEX(`text`) AS x'
            . ' FROM statussync_message WHERE ' . self::REFUSED . ' ORDER BY deadline, id LIMIT ' . self::MOST;
        $out = array();
        foreach (statussync_data::rows($sql) as $row) {
            $id = (int) $row['i'];
            unset($row['i']);
            $row = array_map(array('statussync_data', 'bytes'), $row);
            $why = $this->why($row['r'] === '' ? $row['t'] : $row['r'], $row['c'], $row['a']);
            $out[] = array('order' => $row['s'], 'amazon' => $row['a'], 'why' => $why . ($row['x'] === '' ? '' : ' Amazon: ' . $row['x']),
                'mend' => 'retry ' . $id);
        }
        return $out;
    }

    /** The line for the server that answers what a reason asks for; "" where the shop, this page or Seller Central does. */
    private function mend($reason, $order, $number, $account)
    {
        if (!isset($this->words['mends'][$reason]) || preg_match('/^[0-9]{1,18}$/D', $order) !== 1) {
            return '';
        }
        return strtr($this->words['mends'][$reason], array('{order}' => $order, '{account}' => $account,
            '{number}' => $number === '' ? '303-1234567-1234567' : $number));
    }

    /** The sentence of a reason, in the words of the library; times in the shop's zone. */
    public function why($code, $detail, $order)
    {
        $file = dirname(__FILE__) . '/reasons.json';
        if ($this->reasons === null) {
            $this->reasons = is_file($file) ? json_decode(file_get_contents($file), true) : array();
        }
        if (!isset($this->reasons[$code])) {
            return $code . ($detail === '' ? '' : " ($detail)");
        }
        $detail = preg_replace_callback('/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/', array('statussync_held', 'moment'), $detail);
        if ($code === 'cancelled_at_amazon' && isset($this->words['who'][$detail])) {
            $detail = $this->words['who'][$detail][$this->language];
        }
        $places = array('{N}' => $this->word('tracking'), '{P}' => $this->word('a_carrier'), '{n}' => '', '{order}' => $order);
        if ($detail !== '') {
            $places['{detail}'] = $detail;
            $places['{' . (isset($this->words['places'][$code]) ? $this->words['places'][$code] : 'detail') . '}'] = $detail;
        }
        // without the time until which it waits, a number is waited for until it comes
        $sentence = $code === 'no_tracking' && $detail === '' ? $this->word('no_tracking_ever') : $this->reasons[$code][$this->language + 1];
        // one order is looked at
        $sentence = strtr($sentence, array('gehen alle {n} Bestellungen von selbst' => 'geht die Bestellung von selbst',
            'all {n} orders leave by themselves' => 'the order leaves by itself'));
        $text = preg_replace('/\{\w+\}/', "\xe2\x80\xa6", strtr($sentence, $places));
        $none = "\xe2\x80\xa6";
        $blanks = array("/ in den Bestellungen $none und $none/" => ' in mehreren Bestellungen',
            "/ on orders $none and $none/" => ' on several orders', "/ und $none/" => ' und einer anderen', "/ and $none/" => ' and another',
            "/ (f\xc3\xbcr|for|statt|instead of) $none/" => '', "/, (eingetragen ist|but) $none( is entered)?/" => '',
            "/,? (Status ist aber|but its status is) \"$none\"/" => '', "/; (Versandfrist|ship by) $none/" => '',
            "/ \\($none(, $none)*\\)/" => '', "/, $none\\)/" => ')', "/\\($none, /" => '(', "/: $none(?=\\.)/" => '',
            "/ $none(?= (sieht|looks|tracking) )/" => '',
            "/, (dort mit|with) $none/" => '', '/  /' => ' ');
        return trim(preg_replace(array_keys($blanks), array_values($blanks), $text));
    }

    public static function moment($found)
    {
        return date('d.m.Y H:i', strtotime($found[0]));
    }

    private function word($key)
    {
        return $this->words[$key][$this->language];
    }
}
