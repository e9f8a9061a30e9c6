<?php

/*
 * What the page reads and writes, and how a text of any charset is written out. Statements go through the shop's
 * xtc_db_query(), whatever driver is behind it. Texts travel as hexadecimal digits in both directions, so neither quotes nor the
 * charset of the shop's connection can change them. Syntax of PHP 5.3, as the page.
 */
class statussync_data
{
    public static function rows($sql)
    {
        $rows = array();
        $query = xtc_db_query($sql);
        while ($query && ($row = xtc_db_fetch_array($query))) {
            $rows[] = $row;
        }
        return $rows;
    }

    public static function bytes($hex)
    {
        return $hex === null || $hex === '' ? '' : pack('H*', $hex);
    }

    /** Our tables are there. */
    public static function there()
    {
        return count(self::rows("SHOW TABLES LIKE 'statussync\\_%'")) > 5;
    }

    /** The shop has this column; names from a form go no further without it. */
    public static function column($table, $column)
    {
        $plain = '/^[A-Za-z0-9_]{1,64}$/D';
        if (preg_match($plain, $table) !== 1 || preg_match($plain, $column) !== 1) {
            return false;
        }
        return self::rows("SHOW TABLES LIKE '" . str_replace('_', '\\_', $table) . "'") !== array()
            && self::rows("SHOW COLUMNS FROM `$table` LIKE '" . str_replace('_', '\\_', $column) . "'") !== array();
    }

    /**
     * An owner's regular expression, as PHP wants it: a delimiter that no pattern holds. Escaping one that a pattern may hold would
     * break those in which it is escaped already.
     */
    public static function delimited($pattern, $behind = '')
    {
        return "\x01" . $pattern . $behind . "\x01u";
    }

    /** This table or column is about people: nothing is looked for there. The same as the other shops' pages do not offer. */
    public static function personal($table, $column)
    {
        return preg_match('/^statussync_|customer|admin|login|session|passw|whos_online|newsletter|user|sqlite_|api_|cache|token/i', $table) === 1
            || (preg_match('/track|sendung|parcel|paket/i', $column) !== 1
                && preg_match('/^(customers?|delivery|billing|cc)_(?!id$|status)|mail|phone|telefon|mobil|fax|vorname|nachname|firstname'
                    . '|lastname|street|strasse|birth|geburt|iban|passw/i', $column) === 1);
    }

    /** An index begins with this column, or none is needed: of the order history a range of its primary key is read. */
    public static function indexed($table, $column)
    {
        if (!self::column($table, $column) || ($table === 'orders_status_history' && $column === 'orders_id')) {
            return true;
        }
        foreach (self::rows("SHOW INDEX FROM `$table`") as $row) {
            if ((int) $row['Seq_in_index'] === 1 && strcasecmp($row['Column_name'], $column) === 0) {
                return true;
            }
        }
        return false;
    }

    /** @return array status => name in UTF-8; language 0: that of the lowest language, as the worker reads it */
    public static function statuses($language = 0)
    {
        $sql = 'SELECT orders_status_id AS i, HEX(orders_status_name) AS n FROM orders_status'
            . ($language > 0 ? ' WHERE language_id = ' . (int) $language : '') . ' ORDER BY orders_status_id, language_id';
        $list = array();
        foreach (self::rows($sql) as $row) {
            if ((int) $row['i'] > 0 && !isset($list[(int) $row['i']])) {
                $list[(int) $row['i']] = self::utf8(self::bytes($row['n']));
            }
        }
        return $list;
    }

    /** @return array document (object) and its version, 0 if there is none */
    public static function document()
    {
        $row = self::rows("SELECT HEX(document) AS d, version AS v FROM statussync_setting WHERE account = ''");
        $document = $row === array() ? null : json_decode(self::bytes($row[0]['d']));
        return array(is_object($document) ? $document : new stdClass(), $row === array() ? 0 : (int) $row[0]['v']);
    }

    /**
     * The same way as the library's: only if nobody changed it meanwhile; then open orders are decided afresh.
     *
     * @return string a key of the words
     */
    public static function store($text, $version)
    {
        $sql = 'CONVERT(0x' . bin2hex($text) . ' USING utf8mb4)';
        $next = $version + 1;
        xtc_db_query($version === 0
            ? "INSERT IGNORE INTO statussync_setting (account, document, version, changed_at) VALUES ('', $sql, 1, " . time() . ')'
            : "UPDATE statussync_setting SET document = $sql, version = $next, changed_at = " . time()
                . " WHERE account = '' AND version = $version");
        $row = self::rows("SELECT HEX(document) AS d, version AS v FROM statussync_setting WHERE account = ''");
        if ($row === array() || (int) $row[0]['v'] !== $next || self::bytes($row[0]['d']) !== $text) {
            return 'bad_row';
        }
        xtc_db_query('UPDATE statussync_order SET look_at = 0, shop_digest = NULL, version = version + 1 WHERE `open` = 1');
        return 'saved';
    }

    public static function utf8($bytes)
    {
        if (preg_match('//u', $bytes) === 1) {
            return $bytes;
        }
        return preg_replace_callback('/[\x80-\xff]/', array('statussync_data', 'wide'), $bytes);
    }

    /** A byte of the database's latin1, which is Windows-1252, in UTF-8; an old PHP need not have iconv or mbstring. */
    public static function wide($found)
    {
        $number = ord($found[0]);
        if ($number < 160) {
            $signs = array(8364, 129, 8218, 402, 8222, 8230, 8224, 8225, 710, 8240, 352, 8249, 338, 141, 381, 143, 144, 8216, 8217, 8220,
                8221, 8226, 8211, 8212, 732, 8482, 353, 8250, 339, 157, 382, 376);
            $number = $signs[$number - 128];
        }
        return $number < 2048 ? chr(192 | $number >> 6) . chr(128 | $number & 63)
            : chr(224 | $number >> 12) . chr(128 | $number >> 6 & 63) . chr(128 | $number & 63);
    }

    /** HTML of a text in ASCII: the one place where texts are escaped. Right on an ISO-8859-1 page and on a UTF-8 page. */
    public static function text($bytes)
    {
        $html = htmlspecialchars(self::utf8((string) $bytes), ENT_QUOTES, 'UTF-8');
        return preg_replace_callback('/[^\x00-\x7f]/u', array('statussync_data', 'entity'), $html);
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

    /** A number of the shop as a link to its order. */
    public static function link($order)
    {
        $number = self::text($order);
        return preg_match('/^[0-9]{1,18}$/D', $order) === 1
            ? '<a href="orders.php?oID=' . $number . '&amp;action=edit">' . $number . '</a>' : $number;
    }
}
