<?php

/*
 * Gambio GX 2 and 3: orders that an admin request changes are looked at by the next call of the cron job, not only when the
 * account is due again. The shop's pages save statuses by plain statements behind which no other component runs, so the
 * orders are taken from the request, here at its begin, and marked when it has ended. Nothing is decided or sent here.
 *
 * Syntax of PHP 5.3. No constructor, nothing is thrown and nothing printed: the admin goes on whatever happens to us.
 */
class StatussyncAdminTop extends StatussyncAdminTop_parent
{
    public function proceed()
    {
        parent::proceed();
        $orders = self::statussyncOrders();
        if ($orders !== array()) {
            register_shutdown_function(array(new StatussyncRequestEnd($orders), 'mark'));
        }
    }

    /** @return array order numbers named by a request that may change them: by POST, or by the old list's links */
    private static function statussyncOrders()
    {
        $post = isset($_SERVER['REQUEST_METHOD']) && $_SERVER['REQUEST_METHOD'] === 'POST';
        $orders = array();
        if ($post || isset($_GET['gm_status'])) {
            foreach (array('oID', 'orderId', 'order_id', 'orders_id', 'selectedOrders', 'gm_multi_status') as $name) {
                foreach (array($_GET, $_POST) as $sent) {
                    foreach (isset($sent[$name]) ? (array) $sent[$name] : array() as $order) {
                        if (is_scalar($order) && preg_match('/^[1-9][0-9]{0,17}$/D', (string) $order) === 1) {
                            $orders[(string) $order] = (string) $order;
                        }
                    }
                }
            }
        }
        return array_slice(array_values($orders), 0, 1000);
    }
}

/** Marks the orders behind everything the request has done, whether it printed a page or redirected. */
class StatussyncRequestEnd
{
    private $orders;

    /** The shop's link: held, so that it is not freed before our turn. */
    private $link;

    public function __construct($orders)
    {
        $this->orders = $orders;
        $this->link = isset($GLOBALS['___mysqli_ston']) && is_object($GLOBALS['___mysqli_ston']) ? $GLOBALS['___mysqli_ston'] : null;
    }

    public function mark()
    {
        try {
            if ($this->query('SELECT 1 FROM statussync_order LIMIT 1')) {
                $this->query('UPDATE statussync_order SET look_at = 0, `open` = 1, closed_why = NULL, version = version + 1'
                    . " WHERE shop_order IN ('" . implode("', '", $this->orders) . "') AND (look_at > 0 OR `open` = 0)");
            }
        } catch (Exception $e) {
            return;
        } catch (Throwable $e) { // PHP 7; older ones know no such class and never come here
            return;
        }
    }

    /** By the driver itself: the shop's xtc_db_query() would print what fails. A page shown to its end has closed the link. */
    private function query($sql)
    {
        if ($this->link === null) {
            return !function_exists('mysql_query') ? false : @mysql_query($sql); // GX 2
        }
        $done = $this->ask($sql);
        if ($done === null && function_exists('xtc_db_connect')) {
            $this->link = @xtc_db_connect();
            $done = !is_object($this->link) ? false : $this->ask($sql);
        }
        return $done;
    }

    /** @return mixed null if the link is closed */
    private function ask($sql)
    {
        try {
            $done = @mysqli_query($this->link, $sql);
            // PHP 7 says false of a closed link as of a statement that fails; only an open one has a number for its fault
            return $done === false && !is_int(@mysqli_errno($this->link)) ? null : $done;
        } catch (Error $e) { // PHP 8: the link is closed
            return null;
        }
    }
}
