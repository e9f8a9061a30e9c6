<?php

/*
 * For the optional line in the shop's order page: the order just saved is looked at by the next call of the cron job, not
 * only when the account is due again. Nothing is decided or sent here. Where our tables are missing nothing happens.
 *
 * Syntax of PHP 5.3; included behind the shop's own INSERT into orders_status_history, inside its page.
 */
if (function_exists('xtc_db_query') && isset($_GET['oID']) && preg_match('/^[1-9][0-9]{0,17}$/D', $_GET['oID']) === 1) {
    $statussync_there = xtc_db_query("SHOW TABLES LIKE 'statussync\\_order'");
    if (xtc_db_fetch_array($statussync_there)) {
        xtc_db_query("UPDATE statussync_order SET look_at = 0, `open` = 1, closed_why = NULL, version = version + 1 WHERE shop_order = '"
            . $_GET['oID'] . "' AND (look_at > 0 OR `open` = 0)");
    }
    unset($statussync_there);
}
