<?php

/*
 * Export module of xt:Commerce 3: statuses, tracking source, carriers, last results, what is held and why.
 *
 * Syntax of PHP 5.3 on purpose; no extension, no library of ours. Statements go through the shop's
 * xtc_db_query(), whatever driver is behind it. Texts travel as hexadecimal digits in both directions, so
 * neither quotes nor the charset of the shop's connection can change them. Every text leaves through
 * text(), as ASCII with entities: right on an ISO-8859-1 page and on a UTF-8 page.
 */
class statussync
{
    public $code = 'statussync';
    public $title = 'Amazon Bestellstatus';
    public $description = '';
    public $sort_order = 0;
    public $enabled = false;

    private $said = '';

    private $words = array(
        'description' => array('Meldet Amazon, was versendet oder storniert wurde.', 'Tells Amazon what was shipped or cancelled.'),
        'no_tables' => array(
            'Noch nicht eingerichtet: auf dem Server "statussync --shop ORDNER account add" ausf&uuml;hren.',
            'Not set up yet: run "statussync --shop DIR account add" on the server.'),
        'no_random' => array(
            'Dieses PHP hat keine sichere Zufallsquelle: hier kann nichts gespeichert werden.',
            'This PHP has no secure random source: nothing can be saved here.'),
        'own_document' => array(
            'Diese Konten haben eigene Einstellungen, f&uuml;r sie gilt diese Seite nicht: ',
            'These accounts have settings of their own, this page is not about them: '),
        'statuses' => array('Bestellstatus', 'Order statuses'), 'nothing' => array('nichts', 'nothing'),
        'ship' => array('versendet', 'shipped'), 'cancel' => array('storniert', 'cancelled'),
        'tracking' => array('Sendungsnummer', 'Tracking number'),
        'comment' => array('aus dem Kommentar der Versandmeldung', 'from the comment of the shipped status'),
        'field' => array('aus einem Feld', 'from a field'), 'shop' => array('Tabelle des Shops', 'table of the shop'),
        'pattern' => array('Muster mit einer Klammer um die Nummer', 'pattern with one group around the number'),
        'table' => array('Tabelle', 'table'), 'column' => array('Spalte', 'column'),
        'key' => array('Spalte der Bestellnummer', 'column of the order number'),
        'carriers' => array('Paketdienste: je Zeile Name im Shop = Code bei Amazon',
            'Carriers: one a line, name in the shop = code at Amazon'),
        'held' => array('Wird gehalten', 'Held'), 'none' => array('nichts', 'none'),
        'results' => array('Letzte Ergebnisse', 'Last results'), 'run' => array('Letzter Lauf', 'Last run'),
        'never' => array('noch keiner', 'none yet'), 'order' => array('Bestellung', 'Order'),
        'why' => array('Grund', 'Reason'), 'state' => array('Stand', 'State'),
        'save' => array('Speichern', 'Save'),
        'state_pending' => array('wartet auf den n&auml;chsten Lauf', 'waits for the next run'),
        'state_in_flight' => array('bei Amazon, Antwort steht aus', 'at Amazon, no answer yet'),
        'state_unknown' => array('unklar, wird nachgesehen', 'unclear, being looked up'),
        'state_accepted' => array('angenommen', 'accepted'), 'state_verified' => array('nachgepr&uuml;ft', 'verified'),
        'state_rejected' => array('abgelehnt', 'refused'), 'state_parked' => array('abgelehnt, wartet auf Sie', 'refused, waits for you'),
        'state_mismatch' => array('Amazon hat etwas anderes', 'Amazon has something else'), 'state_held' => array('gehalten', 'held'),
        'state_superseded' => array('ersetzt', 'replaced'), 'state_revoked' => array('zur&uuml;ckgenommen', 'taken back'),
        'state_ignored' => array('nicht senden', 'not to be sent'),
        'saved' => array('Gespeichert.', 'Saved.'),
        'bad_token' => array('Nicht gespeichert: die Seite war zu lange offen. Bitte noch einmal speichern.',
            'Not saved: the page was open too long. Please save again.'),
        'bad_pattern' => array('Nicht gespeichert: Das Muster braucht genau eine Klammer (...) um die Nummer.',
            'Not saved: the pattern needs exactly one group (...) around the number.'),
        'bad_field' => array('Nicht gespeichert: Diese Tabelle oder Spalte gibt es nicht.',
            'Not saved: there is no such table or column.'),
        'bad_map' => array('Nicht gespeichert: Paketdienste bitte als "Name = Code" eintragen, h&ouml;chstens 200 Zeilen.',
            'Not saved: write carriers as "name = code", 200 lines at most.'),
        'bad_row' => array('Nicht gespeichert: Gerade hat jemand anderes gespeichert. Bitte ansehen und noch einmal speichern.',
            'Not saved: somebody else saved just now. Please look and save again.'),
    );

    public function __construct()
    {
        $this->description = $this->word('description');
        // after saving the shop goes back to the list: there, or on our page, it is said once
        if (isset($_SESSION['statussync_said'], $this->words[$_SESSION['statussync_said']])) {
            $this->said = '<p><b>' . $this->word($_SESSION['statussync_said']) . '</b></p>';
            $this->description = $this->said . $this->description;
        }
        unset($_SESSION['statussync_said']);
        $this->enabled = defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true';
    }

    public function check()
    {
        $rows = $this->rows("SELECT configuration_key AS k FROM configuration WHERE configuration_key = 'MODULE_STATUSSYNC_STATUS'");
        return count($rows);
    }

    public function install()
    {
        if ($this->check() === 0) {
            xtc_db_query('INSERT INTO configuration (configuration_key, configuration_value, configuration_group_id, sort_order,'
                . " set_function, date_added) VALUES ('MODULE_STATUSSYNC_STATUS', 'true', 6, 1, '', NOW())");
        }
    }

    public function remove()
    {
        xtc_db_query("DELETE FROM configuration WHERE configuration_key = 'MODULE_STATUSSYNC_STATUS'");
    }

    /** Nothing of ours is typed into the shop's own fields: it would store them unescaped. */
    public function keys()
    {
        return array();
    }

    /** The shop calls this after its own save; the argument is of no meaning. */
    public function process($file = '')
    {
        $this->say($this->save());
    }

    /** @return array text: HTML in ASCII, inside the shop's own form */
    public function display()
    {
        $html = '<div class="statussync">' . $this->said;
        if (!$this->there()) {
            return array('text' => $html . '<p>' . $this->word('no_tables') . '</p></div>');
        }
        $token = $this->token();
        $html .= $token === '' ? '<p><b>' . $this->word('no_random') . '</b></p>'
            : '<input type="hidden" name="statussync[token]" value="' . $this->text($token) . '" />';
        $html .= $this->fields() . $this->held() . $this->results();
        $html .= '<p><input type="submit" class="button" value="' . $this->word('save') . '" /></p></div>';
        return array('text' => $html);
    }

    private function fields()
    {
        $own = $this->rows("SELECT HEX(account) AS a FROM statussync_setting WHERE account <> ''");
        $names = array();
        foreach ($own as $row) {
            $names[] = $this->text($this->bytes($row['a']));
        }
        $html = $names === array() ? '' : '<p>' . $this->word('own_document') . implode(', ', $names) . '</p>';
        list($document) = $this->document();
        $html .= '<h3>' . $this->word('statuses') . '</h3><table>';
        $uses = array();
        foreach (array('ship', 'cancel') as $kind) {
            foreach (isset($document->$kind) ? $document->$kind : array() as $rule) {
                $uses[(int) $rule->status] = $kind;
            }
        }
        $shown = $this->statuses(isset($_SESSION['languages_id']) ? (int) $_SESSION['languages_id'] : 0);
        foreach ($this->statuses() as $id => $name) {
            $name = isset($shown[$id]) ? $shown[$id] : $name;
            $use = isset($uses[$id]) ? $uses[$id] : 'nothing';
            $html .= '<tr><td class="main"><label for="ss' . $id . '">' . $this->text($name) . '</label></td><td class="main">'
                . $this->choice('statussync[status][' . $id . ']', 'ss' . $id, array('nothing', 'ship', 'cancel'), $use)
                . '</td></tr>';
        }
        $source = isset($document->tracking) ? $document->tracking : new stdClass();
        $use = 'shop';
        if (isset($source->source) && $source->source === 'match') {
            $use = $source->table === 'orders_status_history' && $source->column === 'comments' ? 'comment' : 'field';
        }
        $html .= '</table><h3><label for="sst">' . $this->word('tracking') . '</label></h3><p>'
            . $this->choice('statussync[tracking]', 'sst', array('comment', 'field', 'shop'), $use) . '</p><table>';
        foreach (array('pattern', 'table', 'column', 'key') as $part) {
            $value = isset($source->$part) && ($part === 'pattern' || $use === 'field') ? $source->$part : '';
            $html .= '<tr><td class="main"><label for="sst' . $part . '">' . $this->word($part) . '</label></td><td class="main"><input type="text" size="60"'
                . ' maxlength="500" id="sst' . $part . '" name="statussync[' . $part . ']" value="' . $this->text($value)
                . '" /></td></tr>';
        }
        $lines = array();
        foreach (isset($document->carrier->map) ? (array) $document->carrier->map : array() as $from => $to) {
            $lines[] = $from . ' = ' . (is_object($to) ? 'Other: ' . $to->other : $to);
        }
        return $html . '</table><h3><label for="ssm">' . $this->word('carriers') . '</label></h3><textarea id="ssm" rows="6" cols="60"'
            . ' name="statussync[map]">' . $this->text(implode("\n", $lines)) . '</textarea>';
    }

    private function choice($name, $id, $values, $chosen)
    {
        $html = '<select name="' . $name . '" id="' . $id . '">';
        foreach ($values as $value) {
            $html .= '<option value="' . $value . '"' . ($value === $chosen ? ' selected="selected"' : '') . '>'
                . $this->word($value) . '</option>';
        }
        return $html . '</select>';
    }

    private function held()
    {
        $reasons = array();
        $file = dirname(dirname(dirname(__FILE__))) . '/statussync/reasons.json';
        if (is_file($file)) {
            $reasons = json_decode(file_get_contents($file), true);
        }
        $rows = $this->rows("SELECT HEX(shop_order) AS s, HEX(amazon_order) AS a, HEX(reason) AS r, HEX(detail) AS d FROM"
            . " statussync_order WHERE verdict IN ('hold', 'conflict') ORDER BY deadline, id LIMIT 50");
        $html = '<h3>' . $this->word('held') . '</h3>' . ($rows === array() ? '<p>' . $this->word('none') . '</p>' : '');
        $html .= $rows === array() ? '<table>' : '<table><tr><th class="main">' . $this->word('order')
            . '</th><th class="main">Amazon</th><th class="main">' . $this->word('why') . '</th></tr>';
        foreach ($rows as $row) {
            $code = $this->bytes($row['r']);
            $why = isset($reasons[$code]) ? $reasons[$code][$this->language()] : $code;
            $why = str_replace(array('{order}', '{detail}'), array($this->bytes($row['a']), $this->bytes($row['d'])), $why);
            $html .= '<tr><td class="main">' . $this->link($this->bytes($row['s'])) . '</td><td class="main">' . $this->text($this->bytes($row['a']))
                . '</td><td class="main">' . $this->text(preg_replace('/\{[a-z_]+\}/', $this->bytes($row['d']) === '' ? '-'
                : str_replace(array('\\', '$'), array('\\\\', '\\$'), $this->bytes($row['d'])), $why)) . '</td></tr>';
        }
        return $html . '</table>';
    }

    private function results()
    {
        $html = '<h3>' . $this->word('results') . '</h3>';
        foreach ($this->rows('SELECT HEX(id) AS i, HEX(state) AS s FROM statussync_account ORDER BY id') as $row) {
            $state = json_decode($this->bytes($row['s']));
            $last = isset($state->last_run) ? (int) $state->last_run : 0;
            $html .= '<p>' . $this->text($this->bytes($row['i'])) . ': ' . $this->word('run') . ' '
                . ($last > 0 ? date('d.m.Y H:i', $last) : $this->word('never')) . '</p>';
        }
        $html .= '<table><tr><th class="main">' . $this->word('order') . '</th><th class="main">Amazon</th><th class="main">' . $this->word('state') . '</th></tr>';
        $sql = 'SELECT HEX(shop_order) AS s, HEX(amazon_order) AS a, HEX(state) AS t, HEX(`text`) AS x FROM statussync_message'
            . ' ORDER BY id DESC LIMIT 20';
        foreach ($this->rows($sql) as $row) {
            $html .= '<tr><td class="main">' . $this->link($this->bytes($row['s'])) . '</td><td class="main">' . $this->text($this->bytes($row['a']))
                . '</td><td class="main">' . $this->state($this->bytes($row['t'])) . ' ' . $this->text($this->bytes($row['x'])) . '</td></tr>';
        }
        return $html . '</table>';
    }

    private function state($code)
    {
        return isset($this->words['state_' . $code]) ? $this->word('state_' . $code) : $this->text($code);
    }

    private function link($order)
    {
        $number = $this->text($order);
        return preg_match('/^[0-9]{1,18}$/D', $order) === 1
            ? '<a href="orders.php?oID=' . $number . '&amp;action=edit">' . $number . '</a>' : $number;
    }

    /** @return string a key of the words */
    private function save()
    {
        $post = isset($_POST['statussync']) && is_array($_POST['statussync']) ? $_POST['statussync'] : array();
        $known = isset($_SESSION['statussync_token']) ? (string) $_SESSION['statussync_token'] : '';
        $sent = isset($post['token']) && is_string($post['token']) ? $post['token'] : '';
        // both sides are digests with an unknown key: the time of the comparison tells nothing of the token
        if ($known === '' || sha1($known . $known) !== sha1($known . $sent)) {
            return 'bad_token';
        }
        if (!$this->there()) {
            return 'no_tables';
        }
        list($document, $version) = $this->document();
        $fault = $this->takeStatuses($document, $post);
        $fault = $fault === '' ? $this->takeTracking($document, $post) : $fault;
        $fault = $fault === '' ? $this->takeMap($document, $post) : $fault;
        return $fault === '' ? $this->store(json_encode($document), $version) : $fault;
    }

    private function takeStatuses($document, $post)
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
        foreach ($this->statuses() as $id => $name) {
            $use = isset($post['status'][$id]) ? $post['status'][$id] : 'nothing';
            if ($use === 'ship' || $use === 'cancel') {
                $rule = isset($before[$use . $id]) ? $before[$use . $id] : (object) ($use === 'ship'
                    ? array('status' => $id) : array('status' => $id, 'reason' => 'ask'));
                $new[$use][] = $rule;
                $names->{$id} = $name;
            } elseif (in_array($id, $open, true)) {
                $keep[] = $id;
                $names->{$id} = $name;
            }
        }
        $document->ship = $new['ship'];
        $document->cancel = $new['cancel'];
        $document->open = $keep;
        $document->status_names = $names;
        return '';
    }

    private function takeTracking($document, $post)
    {
        $value = array();
        foreach (array('tracking', 'pattern', 'table', 'column', 'key') as $part) {
            $value[$part] = isset($post[$part]) && is_string($post[$part]) ? trim($this->utf8($post[$part])) : '';
        }
        if ($value['tracking'] !== 'comment' && $value['tracking'] !== 'field') {
            $document->tracking = (object) array('source' => 'auto');
            return '';
        }
        $source = array('source' => 'match', 'table' => 'orders_status_history', 'column' => 'comments', 'key' => 'orders_id');
        if ($value['tracking'] === 'field') {
            $source = array('source' => 'match', 'table' => $value['table'], 'column' => $value['column'], 'key' => $value['key']);
            $same = isset($document->tracking->table) && $document->tracking->table === $value['table'];
            if ($same && isset($document->tracking->where)) {
                $source['where'] = $document->tracking->where;
            }
            if (!$this->column($value['table'], $value['column']) || !$this->column($value['table'], $value['key'])) {
                return 'bad_field';
            }
        }
        if ($value['pattern'] !== '' || $value['tracking'] === 'comment') {
            $groups = @preg_match('~' . str_replace('~', '\~', $value['pattern']) . '|()~u', '', $found);
            if ($value['pattern'] === '' || $groups === false || count($found) !== 3 || strlen($value['pattern']) > 500) {
                return 'bad_pattern';
            }
            $source['pattern'] = $value['pattern'];
        }
        $document->tracking = (object) $source;
        return '';
    }

    private function takeMap($document, $post)
    {
        $map = new stdClass();
        $lines = isset($post['map']) && is_string($post['map']) ? preg_split('/\R/', trim($this->utf8($post['map']))) : array();
        foreach (count($lines) > 200 ? array('?') : $lines as $line) {
            if (trim($line) === '') {
                continue;
            }
            if (preg_match('/^\s*([^=\x00-\x1f]{1,100}?)\s*=\s*(Other:\s*)?([^=\x00-\x1f]{1,50}?)\s*$/u', $line, $m) !== 1
                || ($m[2] === '' && $m[3] === 'Other')) {
                return 'bad_map';
            }
            $map->{$m[1]} = $m[2] === '' ? $m[3] : (object) array('other' => $m[3]);
        }
        if (!isset($document->carrier)) {
            $document->carrier = new stdClass();
        }
        $document->carrier->map = $map;
        return '';
    }

    /** The same way as the library's: only if nobody changed it meanwhile; then open orders are decided afresh. */
    private function store($text, $version)
    {
        $sql = 'CONVERT(0x' . bin2hex($text) . ' USING utf8mb4)';
        $next = $version + 1;
        xtc_db_query($version === 0
            ? "INSERT IGNORE INTO statussync_setting (account, document, version, changed_at) VALUES ('', $sql, 1, " . time() . ')'
            : "UPDATE statussync_setting SET document = $sql, version = $next, changed_at = " . time()
                . " WHERE account = '' AND version = $version");
        $row = $this->rows("SELECT HEX(document) AS d, version AS v FROM statussync_setting WHERE account = ''");
        if ($row === array() || (int) $row[0]['v'] !== $next || $this->bytes($row[0]['d']) !== $text) {
            return 'bad_row';
        }
        xtc_db_query('UPDATE statussync_order SET look_at = 0, shop_digest = NULL, version = version + 1 WHERE `open` = 1');
        return 'saved';
    }

    /** @return array document (object) and its version, 0 if there is none */
    private function document()
    {
        $row = $this->rows("SELECT HEX(document) AS d, version AS v FROM statussync_setting WHERE account = ''");
        $document = $row === array() ? null : json_decode($this->bytes($row[0]['d']));
        return array(is_object($document) ? $document : new stdClass(), $row === array() ? 0 : (int) $row[0]['v']);
    }

    /** @return array status => name in UTF-8; language 0: that of the lowest language, as the worker reads it */
    private function statuses($language = 0)
    {
        $sql = 'SELECT orders_status_id AS i, HEX(orders_status_name) AS n FROM orders_status'
            . ($language > 0 ? ' WHERE language_id = ' . (int) $language : '') . ' ORDER BY orders_status_id, language_id';
        $list = array();
        foreach ($this->rows($sql) as $row) {
            if ((int) $row['i'] > 0 && !isset($list[(int) $row['i']])) {
                $list[(int) $row['i']] = $this->utf8($this->bytes($row['n']));
            }
        }
        return $list;
    }

    private function there()
    {
        return count($this->rows("SHOW TABLES LIKE 'statussync\\_%'")) > 5;
    }

    private function column($table, $column)
    {
        $plain = '/^[A-Za-z0-9_]{1,64}$/D';
        if (preg_match($plain, $table) !== 1 || preg_match($plain, $column) !== 1) {
            return false;
        }
        return $this->rows("SHOW TABLES LIKE '" . str_replace('_', '\\_', $table) . "'") !== array()
            && $this->rows("SHOW COLUMNS FROM `$table` LIKE '" . str_replace('_', '\\_', $column) . "'") !== array();
    }

    private function rows($sql)
    {
        $rows = array();
        $query = xtc_db_query($sql);
        while ($query && ($row = xtc_db_fetch_array($query))) {
            $rows[] = $row;
        }
        return $rows;
    }

    private function bytes($hex)
    {
        return $hex === null || $hex === '' ? '' : pack('H*', $hex);
    }

    private function utf8($bytes)
    {
        if (preg_match('//u', $bytes) === 1) {
            return $bytes;
        }
        return function_exists('iconv') ? (string) iconv('CP1252', 'UTF-8//IGNORE', $bytes)
            : preg_replace('/[\x80-\xff]/', '?', $bytes);
    }

    /** HTML of a text: the one place where texts are escaped. */
    private function text($bytes)
    {
        $html = htmlspecialchars($this->utf8((string) $bytes), ENT_QUOTES, 'UTF-8');
        return preg_replace_callback('/[^\x00-\x7f]/u', array('statussync', 'entity'), $html);
    }

    public static function entity($found)
    {
        $at = array_values(unpack('C*', $found[0]));
        $number = $at[0] & (count($at) === 2 ? 31 : (count($at) === 3 ? 15 : 7));
        for ($i = 1; $i < count($at); $i++) {
            $number = $number * 64 + ($at[$i] & 63);
        }
        return '&#' . $number . ';';
    }

    /** @return string "" if this PHP cannot make one: then nothing can be saved */
    private function token()
    {
        if (empty($_SESSION['statussync_token'])) {
            $random = function_exists('random_bytes') ? random_bytes(20)
                : (function_exists('openssl_random_pseudo_bytes') ? openssl_random_pseudo_bytes(20) : '');
            $_SESSION['statussync_token'] = strlen((string) $random) === 20 ? bin2hex($random) : '';
        }
        return $_SESSION['statussync_token'];
    }

    private function say($word)
    {
        $_SESSION['statussync_said'] = $word;
    }

    private function language()
    {
        return isset($_SESSION['language']) && $_SESSION['language'] === 'english' ? 2 : 1;
    }

    private function word($key)
    {
        return $this->words[$key][$this->language() - 1];
    }
}
