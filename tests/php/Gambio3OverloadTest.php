<?php

declare(strict_types=1);

namespace StatusSync\Tests {

    use PHPUnit\Framework\TestCase;
    use StatusSync\Php\Store\Schema;

    /** The overload of Gambio GX 2 and 3 at the end of a request, with the link as the shop leaves it. */
    final class Gambio3OverloadTest extends TestCase
    {
        /** @return \mysqli */
        public static function connect(string $database)
        {
            return new \mysqli('localhost', 'root', '', $database, 0, (string) Databases::socket());
        }

        public function testAnOrderIsMarkedHoweverTheShopLeavesItsLink(): void
        {
            if (Databases::socket() === null || !extension_loaded('mysqli')) {
                self::markTestSkipped('no MariaDB, or no mysqli');
            }
            $dsn = Databases::fresh('mysql');
            $db = Databases::open($dsn);
            (new Schema($db))->migrate();
            $GLOBALS['gambio3_database'] = substr($dsn, strrpos($dsn, '=') + 1);
            $db->run("SET SESSION sql_mode = ''");
            $db->run("INSERT INTO statussync_order (account, shop_order, `open`) VALUES ('de', '17', 1), ('de', '18', 1)");
            foreach (['open', 'closed'] as $how) {
                $db->run('UPDATE statussync_order SET look_at = 4000000000');
                $GLOBALS['___mysqli_ston'] = self::connect($GLOBALS['gambio3_database']);
                $end = new \StatussyncRequestEnd(['17']);
                if ($how === 'closed') { // as the dialog for numbers does behind its answer
                    $GLOBALS['___mysqli_ston']->close();
                }
                $end->mark();
                $looks = array_map('intval', array_column($db->all('SELECT look_at FROM statussync_order ORDER BY shop_order'), 'look_at'));
                self::assertSame([0, 4000000000], $looks, $how);
            }
        }
    }
}

namespace {
    if (!class_exists('StatussyncAdminTop_parent', false)) {
        class StatussyncAdminTop_parent
        {
            public function proceed()
            {
            }
        }

        /** The shop's own function: a new link. */
        function xtc_db_connect(): \mysqli
        {
            return \StatusSync\Tests\Gambio3OverloadTest::connect($GLOBALS['gambio3_database']);
        }
        require_once __DIR__ . '/../../php_src/integration/gambio3/GXUserComponents/overloads/AdminApplicationTopExtenderComponent/StatussyncAdminTop.inc.php';
    }
}
