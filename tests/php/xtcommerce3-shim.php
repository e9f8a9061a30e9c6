<?php

declare(strict_types=1);

namespace StatusSync\Tests {
    /** The shop's database link: a latin1 connection without strict mode. */
    final class XtCommerce3Link
    {
        /** @var \PDO */
        public static $pdo;

        public static function open(string $dsn): void
        {
            self::$pdo = new \PDO("$dsn;charset=latin1", 'root', '', [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION]);
            self::$pdo->exec("SET SESSION sql_mode = ''");
        }
    }
}

namespace {
    if (!function_exists('xtc_db_query')) {
        function xtc_db_query(string $sql): \PDOStatement
        {
            return \StatusSync\Tests\XtCommerce3Link::$pdo->query($sql);
        }

        /** @return array<string, mixed>|false */
        function xtc_db_fetch_array(\PDOStatement $result)
        {
            return $result->fetch(\PDO::FETCH_ASSOC);
        }
    }
}
