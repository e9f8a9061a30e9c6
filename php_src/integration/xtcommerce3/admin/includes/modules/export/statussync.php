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

    /** What a field of a pattern offers before one was saved. */
    private $usual = array(
        'tracking' => '(?i)(?:sendungsnummer|trackingnummer|paketnummer|tracking)[^0-9A-Z]{0,12}((?=(?:[A-Z]*[0-9]){6})[0-9A-Z]{8,30})\\b',
        'carrier' => '(?i)\\b(DHL|DPD|GLS|UPS|Hermes|TNT|FedEx|Deutsche Post)\\b',
    );

    /** key => (German, English); without their file the page says so and does nothing else */
    private $words = array('description' => array(
        'Es fehlen Dateien: admin/includes/statussync/ noch einmal kopieren.', 'Files are missing: copy admin/includes/statussync/ once more.'));

    private $complete = false;

    public function __construct()
    {
        $folder = dirname(dirname(dirname(__FILE__))) . '/statussync';
        $this->complete = is_file("$folder/words.php");
        foreach (array('data', 'statuses', 'held', 'effect') as $part) {
            $this->complete = $this->complete && is_file("$folder/$part.php");
            if ($this->complete) {
                include_once "$folder/$part.php";
            }
        }
        $this->words = $this->complete ? include "$folder/words.php" : $this->words;
        $this->description = $this->word('description');
        // after saving the shop goes back to the list: there, or on our page, it is said once
        if (isset($_SESSION['statussync_said'], $this->words[$_SESSION['statussync_said']])) {
            $this->said = '<p><b>' . $this->counted($_SESSION['statussync_said']) . '</b></p>';
            $this->description = $this->said . $this->description;
        }
        unset($_SESSION['statussync_said']);
        $this->enabled = defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true';
    }

    public function check()
    {
        $query = xtc_db_query("SELECT COUNT(*) AS n FROM configuration WHERE configuration_key = 'MODULE_STATUSSYNC_STATUS'");
        $row = xtc_db_fetch_array($query);
        return (int) $row['n'];
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
        if ($this->complete) {
            $this->say($this->save());
        }
    }

    /** @return array text: HTML in ASCII, inside the shop's own form */
    public function display()
    {
        if (!$this->complete) {
            return array('text' => '<p>' . $this->word('description') . '</p>');
        }
        $html = '<div class="statussync">' . $this->said;
        if (!statussync_data::there()) {
            return array('text' => $html . '<p>' . $this->word('no_tables') . '</p></div>');
        }
        $token = $this->token();
        $html .= $token === '' ? '<p><b>' . $this->word('no_random') . '</b></p>'
            : '<input type="hidden" name="statussync[token]" value="' . statussync_data::text($token) . '" />'
            . '<input type="hidden" name="statussync[quote]" value="&#39;" />';
        list($document, $version) = statussync_data::document();
        $html .= '<input type="hidden" name="statussync[version]" value="' . (int) $version . '" />';
        list($shown, $step) = $this->step($document);
        $held = new statussync_held($this->words, $this->language() - 1);
        $html .= $step . $held->show() . $this->results($held) . $this->fields($shown, $document) . $step;
        $html .= '<p><input type="submit" class="button" value="' . $this->word('save') . '" /></p></div>';
        return array('text' => $html);
    }

    /**
     * What was sent last and not stored, because it would set something going: shown once more, with its counts and a box.
     *
     * @return array document that the fields show, HTML
     */
    private function step($document)
    {
        $draft = isset($_SESSION['statussync_draft']) ? $_SESSION['statussync_draft'] : '';
        unset($_SESSION['statussync_draft']);
        $shown = $draft === '' ? null : json_decode($draft);
        if (!is_object($shown)) {
            return array($document, '');
        }
        return array($shown, '<p><label><input type="checkbox" name="statussync[sure]" value="' . sha1($draft) . '" /> <b>'
            . $this->counted('sure') . '</b></label></p>');
    }

    /** A sentence about what a change sets going. */
    private function counted($key)
    {
        $counts = isset($_SESSION['statussync_counts']) ? $_SESSION['statussync_counts'] : array();
        $places = array();
        foreach (array('ship', 'cancel', 'anew') as $what) {
            $places['{' . $what . '}'] = isset($counts[$what]) ? (int) $counts[$what] : 0;
        }
        return strtr($this->word($key), $places);
    }

    /** @param object $document what is shown; $stored: what holds now */
    private function fields($document, $stored)
    {
        $own = statussync_data::rows("SELECT HEX(account) AS a FROM statussync_setting WHERE account <> ''");
        $names = array();
        foreach ($own as $row) {
            $names[] = statussync_data::text(statussync_data::bytes($row['a']));
        }
        $html = $names === array() ? '' : '<p>' . $this->word('own_document') . implode(', ', $names) . '</p>';
        $html .= '<h3>' . $this->word('statuses') . '</h3><table>';
        $uses = array();
        foreach (array('ship', 'cancel') as $kind) {
            foreach (isset($document->$kind) ? $document->$kind : array() as $rule) {
                $uses[(int) $rule->status] = $kind . ($kind === 'cancel' ? '_' . $rule->reason : '');
            }
        }
        $shown = statussync_data::statuses(isset($_SESSION['languages_id']) ? (int) $_SESSION['languages_id'] : 0);
        $now = statussync_data::statuses();
        foreach ($now + statussync_statuses::named($document) as $id => $name) {
            $use = isset($uses[$id]) ? $uses[$id] : 'nothing';
            $html .= '<tr><td class="main"><label for="ss' . $id . '">' . statussync_data::text(isset($shown[$id]) ? $shown[$id] : $name)
                . '</label></td><td class="main">'
                . $this->choice('statussync[status][' . $id . ']', 'ss' . $id, statussync_statuses::uses(), $use)
                . '</td></tr>' . $this->rests($stored, $document, $id, isset($now[$id]) ? $now[$id] : null);
        }
        $html .= '</table><p>' . $this->word('cancel_note') . '</p>' . $this->source($document, 'tracking') . $this->source($document, 'carrier');
        $carrier = isset($document->carrier) ? $document->carrier : new stdClass();
        $fallback = isset($carrier->fallback) ? $this->carrier($carrier->fallback) : '';
        $html .= '<p><label for="ssf">' . $this->word('fallback') . '</label><br /><input type="text" size="40" maxlength="100" id="ssf"'
            . ' name="statussync[fallback]" value="' . statussync_data::text($fallback) . '" /></p>' . $this->found($document);
        $lines = array();
        foreach (isset($document->carrier->map) ? (array) $document->carrier->map : array() as $from => $to) {
            $lines[] = $from . ' = ' . $this->carrier($to);
        }
        return $html . '<h3><label for="ssm">' . $this->word('carriers') . '</label></h3><textarea id="ssm" rows="6" cols="60"'
            . ' name="statussync[map]">' . statussync_data::text(implode("\n", $lines)) . '</textarea>';
    }

    /** Said of a status that is called otherwise than when it was chosen, or is gone: its rule rests. */
    private function rests($stored, $shown, $id, $now)
    {
        $old = statussync_statuses::resting($stored, $id, $now);
        if ($old === null) {
            return '';
        }
        $said = str_replace(array('{id}', '{old}', '{new}'), array((int) $id, statussync_data::text($old), statussync_data::text($now)),
            $this->word($now === null ? 'status_gone' : 'status_renamed'));
        $box = $now === null ? '' : '<br /><label><input type="checkbox" name="statussync[confirm][' . $id . ']" id="ssc' . $id
            . '" value="' . sha1($now) . '"' . (statussync_statuses::resting($shown, $id, $now) === null ? ' checked="checked"' : '') . ' /> ' . $this->word('status_confirm') . '</label>';
        return '<tr><td class="main" colspan="2"><b>' . $said . '</b>' . $box . '</td></tr>';
    }

    /** Where the number or the carrier comes from; what this page cannot show is kept as it is. */
    private function source($document, $section)
    {
        $source = isset($document->$section) ? $document->$section : new stdClass();
        $known = array('match' => 'field', 'fixed' => 'fixed', 'tracking' => 'shop', 'auto' => 'shop');
        $kind = isset($source->source) ? $source->source : 'auto';
        $use = isset($known[$kind]) ? $known[$kind] : 'keep';
        if ($this->ofComments($source)) {
            $use = 'comment';
        }
        $choices = $section === 'carrier' ? array('comment', 'field', 'shop', 'fixed') : array('comment', 'field', 'shop');
        $choices = $use === 'keep' ? array_merge(array('keep'), $choices) : $choices;
        $html = '<h3><label for="ss' . $section . '">' . $this->word($section) . '</label></h3><p>'
            . $this->choice('statussync[' . $section . '][source]', 'ss' . $section, $choices, $use) . '</p><table>';
        $parts = $section === 'carrier' ? array('pattern', 'table', 'column', 'key', 'value') : array('pattern', 'table', 'column', 'key');
        foreach ($parts as $part) {
            $value = isset($source->$part) && ($part === 'pattern' || $part === 'value' || $use === 'field') ? $source->$part : '';
            $value = $part === 'pattern' && $value === '' && $use !== 'field' ? $this->usual[$section] : $value;
            $id = 'ss' . $section . $part;
            $html .= '<tr><td class="main"><label for="' . $id . '">' . $this->word($part) . '</label></td><td class="main"><input type="text"'
                . ' size="40" maxlength="500" id="' . $id . '" name="statussync[' . $section . '][' . $part . ']" value="' . statussync_data::text($value)
                . '" /></td></tr>';
        }
        return $html . '</table>' . $this->unindexed($source, $use);
    }

    /** Said of a table that has to be read whole for every look at an order. */
    private function unindexed($source, $use)
    {
        if ($use !== 'field' || !isset($source->table, $source->key) || statussync_data::indexed($source->table, $source->key)) {
            return '';
        }
        $names = array('{table}' => statussync_data::text($source->table), '{key}' => statussync_data::text($source->key));
        return '<p><b>' . strtr($this->word('unindexed'), $names) . '</b><br /><tt>' . strtr('ALTER TABLE {table} ADD INDEX ({key})', $names) . '</tt></p>';
    }

    /** What the saved patterns find in the youngest comments of a shipped status; a range of the primary key is read. */
    private function found($document)
    {
        $shipped = array();
        foreach (isset($document->ship) ? $document->ship : array() as $rule) {
            $shipped[] = (int) $rule->status;
        }
        $patterns = array();
        foreach (array('tracking', 'carrier') as $section) {
            if (isset($document->$section->pattern) && $this->ofComments($document->$section)) {
                $patterns[$section] = statussync_data::delimited($document->$section->pattern);
            }
        }
        if ($shipped === array() || $patterns === array()) {
            return '';
        }
        $last = statussync_data::rows('SELECT MAX(orders_status_history_id) AS i FROM orders_status_history');
        $rows = statussync_data::rows('SELECT orders_id AS o, HEX(LEFT(comments, 2000)) AS c FROM orders_status_history WHERE orders_status_history_id > '
            . ((int) $last[0]['i'] - 500) . ' AND orders_status_id IN (' . implode(', ', $shipped) . ") AND comments <> ''"
            . ' ORDER BY orders_status_history_id DESC LIMIT 5');
        $html = '';
        foreach ($rows as $row) {
            $comment = statussync_data::utf8(statussync_data::bytes($row['c']));
            $said = array();
            foreach ($patterns as $section => $pattern) {
                @preg_match_all($pattern, $comment, $finds);
                $said[] = empty($finds[1]) ? '<b>' . $this->word($section === 'tracking' ? 'no_number' : 'no_carrier') . '</b>'
                    : statussync_data::text(implode(', ', $section === 'tracking' ? $finds[1] : array($finds[1][0])));
            }
            $html .= '<li>' . statussync_data::link($row['o']) . ': ' . implode(', ', $said) . '</li>';
        }
        return $html === '' ? '' : '<p>' . $this->word('found') . ':</p><ul>' . $html . '</ul>';
    }

    private function ofComments($source)
    {
        return isset($source->table, $source->column) && $source->table === 'orders_status_history' && $source->column === 'comments';
    }

    /** A carrier as it is typed: a code of Amazon's, or "Other: name". */
    private function carrier($carrier)
    {
        return is_object($carrier) ? 'Other: ' . $carrier->other : (string) $carrier;
    }

    /** The same the other way; null if it is neither. */
    private function typed($text)
    {
        if (preg_match('/^(Other:\s*)?([^=\x00-\x1f]{1,50})$/uD', $text, $m) !== 1 || ($m[1] === '' && $m[2] === 'Other')) {
            return null;
        }
        return $m[1] === '' ? $m[2] : (object) array('other' => $m[2]);
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

    private function results($held)
    {
        $html = '<h3>' . $this->word('results') . '</h3>';
        foreach (statussync_data::rows('SELECT HEX(id) AS i, HEX(state) AS s FROM statussync_account ORDER BY id') as $row) {
            $state = json_decode(statussync_data::bytes($row['s']));
            $last = isset($state->last_run) ? (int) $state->last_run : 0;
            $html .= '<p>' . statussync_data::text(statussync_data::bytes($row['i'])) . ': ' . $this->word('run') . ' '
                . ($last > 0 ? date('d.m.Y H:i', $last) : $this->word('never')) . '</p>';
            $html .= $held->account(statussync_data::bytes($row['i']), $state);
            if ($last < time() - 10800) {
                $cron = dirname(dirname(dirname(dirname(dirname(__FILE__))))) . '/includes/external/statussync/cron.php';
                $html .= '<p><b>' . $this->word('silent') . '</b><br />* * * * * php8.2 ' . statussync_data::text($cron) . '</p>';
            }
        }
        $html .= '<table><tr><th class="main">' . $this->word('order') . '</th><th class="main">Amazon</th><th class="main">' . $this->word('state') . '</th></tr>';
        $sql = 'SELECT HEX(shop_order) AS s, HEX(amazon_order) AS a, HEX(state) AS t, HEX(`text`) AS x FROM statussync_message'
            . ' ORDER BY id DESC LIMIT 20';
        foreach (statussync_data::rows($sql) as $row) {
            $html .= '<tr><td class="main">' . statussync_data::link(statussync_data::bytes($row['s'])) . '</td><td class="main">' . statussync_data::text(statussync_data::bytes($row['a']))
                . '</td><td class="main">' . $this->state(statussync_data::bytes($row['t'])) . ' ' . statussync_data::text(statussync_data::bytes($row['x'])) . '</td></tr>';
        }
        return $html . '</table>';
    }

    private function state($code)
    {
        return isset($this->words['state_' . $code]) ? $this->word('state_' . $code) : statussync_data::text($code);
    }

    /** @return string a key of the words */
    private function save()
    {
        $post = isset($_POST['statussync']) && is_array($_POST['statussync']) ? $_POST['statussync'] : array();
        // PHP's magic quotes or the shop put backslashes before quotes, in every depth or only in the first; the
        // form has one quote of its own, in the depth of the fields, which tells whether it happened
        if (isset($post['quote']) && $post['quote'] === '\\\'') {
            array_walk_recursive($post, array('statussync', 'unquote'));
        }
        $known = isset($_SESSION['statussync_token']) ? (string) $_SESSION['statussync_token'] : '';
        $sent = isset($post['token']) && is_string($post['token']) ? $post['token'] : '';
        // both sides are digests with an unknown key: the time of the comparison tells nothing of the token
        if ($known === '' || sha1($known . $known) !== sha1($known . $sent)) {
            return 'bad_token';
        }
        if (!statussync_data::there()) {
            return 'no_tables';
        }
        list($document, $version) = statussync_data::document();
        if (isset($post['version']) && (string) $post['version'] !== (string) $version) {
            return 'bad_row';
        }
        list($before) = statussync_data::document();
        $now = statussync_data::statuses();
        statussync_statuses::take($document, $post, $now);
        $fault = $this->takeSource($document, $post, 'tracking');
        $fault = $fault === '' ? $this->takeSource($document, $post, 'carrier') : $fault;
        $fault = $fault === '' ? $this->takeMap($document, $post) : $fault;
        if ($fault !== '') {
            return $fault;
        }
        $text = json_encode($document);
        $counts = statussync_effect::of($before, $document, $now);
        if (array_sum($counts) > 0 && !(isset($post['sure']) && $post['sure'] === sha1($text))) {
            $_SESSION['statussync_draft'] = $text;
            $_SESSION['statussync_counts'] = $counts;
            return 'unsure';
        }
        return statussync_data::store($text, $version);
    }

    public static function unquote(&$value)
    {
        $value = stripslashes($value);
    }

    private function takeSource($document, $post, $section)
    {
        $sent = isset($post[$section]) && is_array($post[$section]) ? $post[$section] : array();
        $value = array();
        foreach (array('source', 'pattern', 'table', 'column', 'key', 'value') as $part) {
            $value[$part] = isset($sent[$part]) && is_string($sent[$part]) ? trim(statussync_data::utf8($sent[$part])) : '';
        }
        $before = isset($document->$section) ? $document->$section : new stdClass();
        $use = $value['source'];
        if ($use === 'keep' && isset($before->source)) {
            return '';
        }
        if ($use === 'fixed' && $section === 'carrier') {
            return is_string($this->typed($value['value'])) ? $this->put($document, $section, array('source' => 'fixed', 'value' => $value['value']))
                : 'bad_carrier';
        }
        if ($use !== 'comment' && $use !== 'field') {
            return $this->put($document, $section, array('source' => $section === 'carrier' ? 'tracking' : 'auto'));
        }
        $source = array('source' => 'match', 'table' => 'orders_status_history', 'column' => 'comments', 'key' => 'orders_id');
        if ($use === 'field') {
            $source = array('source' => 'match', 'table' => $value['table'], 'column' => $value['column'], 'key' => $value['key']);
            if (isset($before->table, $before->where) && $before->table === $value['table']) {
                $source['where'] = $before->where;
            }
            if (!statussync_data::column($value['table'], $value['column']) || !statussync_data::column($value['table'], $value['key'])) {
                return 'bad_field';
            }
            $stored = isset($before->table, $before->column) && array($before->table, $before->column) === array($value['table'], $value['column']);
            if (!$stored && statussync_data::personal($value['table'], $value['column'])) {
                return 'bad_person';
            }
        }
        // a pattern that was offered or stored for comments is not meant for the field that is chosen now
        $old = isset($before->pattern) && $this->ofComments($before) ? $before->pattern : $this->usual[$section];
        $meant = $value['pattern'] !== '' && $value['pattern'] !== $this->usual[$section] && $value['pattern'] !== $old;
        if ($meant || $use === 'comment') {
            $groups = @preg_match(statussync_data::delimited($value['pattern'], '|()'), '', $found);
            if ($value['pattern'] === '' || preg_match('/[\x00-\x1f]/', $value['pattern']) === 1 || $groups === false || count($found) !== 3 || strlen($value['pattern']) > 500) {
                return 'bad_pattern';
            }
            $source['pattern'] = $value['pattern'];
        }
        return $this->put($document, $section, $source);
    }

    /** A new source; what else the section says (map, fallback ...) stays. */
    private function put($document, $section, $source)
    {
        $kept = isset($document->$section) ? (array) $document->$section : array();
        foreach (array('source', 'table', 'column', 'key', 'where', 'pattern', 'value') as $part) {
            unset($kept[$part]);
        }
        $document->$section = (object) ($source + $kept);
        return '';
    }

    private function takeMap($document, $post)
    {
        $map = new stdClass();
        $lines = isset($post['map']) && is_string($post['map']) ? preg_split('/\r\n|\r|\n/', trim(statussync_data::utf8($post['map']))) : array();
        foreach (count($lines) > 200 ? array('?') : $lines as $line) {
            if (trim($line) === '') {
                continue;
            }
            $to = preg_match('/^\s*([^=\x00-\x1f]{1,100}?)\s*=\s*(\S.*?)\s*$/u', $line, $m) === 1 ? $this->typed($m[2]) : null;
            if ($to === null) {
                return 'bad_map';
            }
            $map->{$m[1]} = $to;
        }
        $fallback = isset($post['fallback']) && is_string($post['fallback']) ? trim(statussync_data::utf8($post['fallback'])) : '';
        if ($fallback !== '' && $this->typed($fallback) === null) {
            return 'bad_carrier';
        }
        if (!isset($document->carrier)) {
            $document->carrier = new stdClass();
        }
        $document->carrier->map = $map;
        $document->carrier->fallback = $fallback === '' ? null : $this->typed($fallback);
        return '';
    }

    /** @return string "" if this PHP cannot make one: then nothing can be saved */
    private function token()
    {
        if (empty($_SESSION['statussync_token'])) {
            $random = function_exists('random_bytes') ? random_bytes(20)
                : (function_exists('openssl_random_pseudo_bytes') ? openssl_random_pseudo_bytes(20) : '');
            if (strlen((string) $random) !== 20 && ($source = @fopen('/dev/urandom', 'rb'))) {
                stream_set_read_buffer($source, 0);
                $random = fread($source, 20);
                fclose($source);
            }
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
