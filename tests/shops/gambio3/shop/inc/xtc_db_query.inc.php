<?php

// What pages of this shop have at hand. Names and behaviour are those a module relies on: nothing is escaped for
// anybody, the link has no charset set, and a statement that fails ends the page.

function xtc_db_connect()
{
    list($host, $port) = explode(':', DB_SERVER);
    $GLOBALS['db_link'] = mysqli_connect($host, DB_SERVER_USERNAME, DB_SERVER_PASSWORD, DB_DATABASE, (int) $port);
    mysqli_query($GLOBALS['db_link'], "SET sql_mode = '', NAMES latin1");
    return $GLOBALS['db_link'];
}

function xtc_db_query($sql)
{
    $result = mysqli_query($GLOBALS['db_link'], $sql);
    if ($result === false) {
        die('<font color="#ff0000"><b>' . mysqli_errno($GLOBALS['db_link']) . ' - ' . mysqli_error($GLOBALS['db_link']) . '<br>' . $sql
            . '</b></font>');
    }
    return $result;
}

function xtc_db_fetch_array($result)
{
    return mysqli_fetch_assoc($result);
}

function xtc_db_num_rows($result)
{
    return mysqli_num_rows($result);
}

function xtc_db_input($text)
{
    return mysqli_real_escape_string($GLOBALS['db_link'], $text);
}

function xtc_db_prepare_input($text)
{
    return is_string($text) ? trim(stripslashes($text)) : $text;
}

function xtc_href_link($page, $parameters = '')
{
    $token = isset($_SESSION['page_token']) && strpos($parameters, 'action=') !== false ? '&page_token=' . $_SESSION['page_token'] : '';
    return HTTP_SERVER . DIR_WS_ADMIN . $page . ($parameters === '' ? '' : '?' . ltrim($token . '&', '&') . $parameters);
}

function xtc_redirect($url)
{
    header('Location: ' . $url);
    session_write_close();
    exit;
}

function h($text)
{
    return htmlspecialchars((string) $text, ENT_QUOTES, 'ISO-8859-1');
}
