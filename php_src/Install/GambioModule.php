<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Store\Db;

/**
 * What a Gambio remembers of our module after its files are gone: that it is installed, and its cron
 * task. The Module Center writes these rows; "uninstall" takes them out when the owner has not.
 */
final class GambioModule
{
    private const KEYS = ['modules/StatusSyncAmazonOrderStatus/active', 'cronjobs/AmazonOrderStatus/active',
        'cronjobs/AmazonOrderStatus/interval', 'cronjobs/AmazonOrderStatus/sortOrder',
        'gm_configuration/MODULE_CENTER_STATUSSYNCAMAZONORDERSTATUS_INSTALLED'];

    public static function isThere(Db $db): bool
    {
        $marks = implode(', ', array_fill(0, count(self::KEYS), '?'));
        return $db->one("SELECT 1 AS n FROM `gx_configurations` WHERE `key` IN ($marks) LIMIT 1", self::KEYS) !== null;
    }

    public static function remove(Db $db): void
    {
        $marks = implode(', ', array_fill(0, count(self::KEYS), '?'));
        $db->run("DELETE FROM `gx_configurations` WHERE `key` IN ($marks)", self::KEYS);
    }
}
