<?php

// What pages of this shop have at hand. Names and behaviour are those a module relies on.

function xtc_db_connect()
{
    global $db_link;
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    [$host, $port, $socket] = array_pad(explode(':', DB_SERVER), 3, '');
    $db_link = mysqli_connect($host, DB_SERVER_USERNAME, DB_SERVER_PASSWORD, DB_DATABASE, (int) $port, $socket);
    mysqli_query($db_link, "SET time_zone = '" . date('P') . "'");
    mysqli_query($db_link, "SET sql_mode = ''");
    mysqli_set_charset($db_link, DB_SERVER_CHARSET);
    return $db_link;
}

function xtc_db_query($sql)
{
    global $db_link;
    try {
        return mysqli_query($db_link, $sql);
    } catch (Exception $e) { // an Error (link closed) is not caught
        trigger_error($e->getMessage(), E_USER_WARNING);
        return false;
    }
}

function xtc_db_fetch_array($result)
{
    return is_object($result) ? mysqli_fetch_assoc($result) : false;
}

function xtc_db_num_rows($result)
{
    return is_object($result) ? mysqli_num_rows($result) : 0;
}

function xtc_db_input($text)
{
    global $db_link;
    return mysqli_real_escape_string($db_link, (string) $text);
}

function xtc_db_prepare_input($text)
{
    return is_string($text) ? trim(stripslashes($text)) : $text;
}

function xtc_db_close()
{
    global $db_link;
    mysqli_close($db_link);
}

function xtc_db_perform($table, $data)
{
    $values = [];
    foreach ($data as $value) {
        $values[] = $value === 'now()' ? 'now()' : "'" . xtc_db_input($value) . "'";
    }
    return xtc_db_query("INSERT INTO $table (" . implode(', ', array_keys($data)) . ') VALUES (' . implode(', ', $values)
        . ')');
}

function xtc_redirect($url)
{
    session_write_close();
    xtc_db_close(); // whatever comes at shutdown has no connection
    header('Location: ' . preg_replace("/[\r\n]+.*$/", '', html_entity_decode($url)));
    exit;
}

function xtc_href_link($page, $parameters = '', $connection = 'NONSSL', $session = true)
{
    return HTTP_SERVER . DIR_WS_CATALOG . (defined('RUN_MODE_ADMIN') ? DIR_ADMIN : '') . $page
        . ($parameters !== '' ? '?' . $parameters : '');
}

function xtc_get_all_get_params($without = [])
{
    $text = '';
    foreach ($_GET as $name => $value) {
        if (!in_array($name, $without, true) && is_string($value)) {
            $text .= rawurlencode($name) . '=' . rawurlencode($value) . '&';
        }
    }
    return $text;
}

function get_admin_access($id, $cache = true)
{
    $rows = xtc_db_query("SELECT * FROM admin_access WHERE customers_id = '" . xtc_db_input($id) . "'");
    return xtc_db_fetch_array($rows) ?: [];
}

function xtc_random_word($length)
{
    return substr(str_replace(['+', '/', '='], 'x', base64_encode(random_bytes($length))), 0, $length);
}

function decode_htmlentities($text)
{
    return html_entity_decode((string) $text, ENT_COMPAT, $_SESSION['language_charset'] ?? 'utf-8');
}

function h($text)
{
    $charset = strtoupper((string) ($_SESSION['language_charset'] ?? 'utf-8'));
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, $charset === 'UTF-8' ? 'UTF-8' : 'ISO-8859-15');
}
