<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Store\Db;

/**
 * modified's own tables know our module by these rows: module status, access columns, scheduled task.
 *
 * The module page of the shop and "install" use the same steps; each may be repeated. Reading works on
 * every shop since 2.0; what a shop does not have (scheduled tasks) is left out.
 */
final class Registration
{
    public const STATUS = 'MODULE_STATUSSYNC_STATUS';
    public const INSTALLED = 'MODULE_STATUSSYNC_VERSION';
    public const PAGE = 'statussync';
    public const SETTINGS = 'statussync_settings';

    private const MODULES = 'MODULE_SYSTEM_INSTALLED';
    private const GROUP_PARTNER = 9;

    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    public function isThere(): bool
    {
        return $this->value(self::STATUS) !== null;
    }

    /** Version that was registered last; null before the first time. */
    public function version(): ?string
    {
        return $this->value(self::INSTALLED);
    }

    /** @param ?int $admin who installs: may use everything at once */
    public function add(?int $admin = null): void
    {
        $choice = "xtc_cfg_select_option(array('true', 'false'), ";
        $this->configuration(self::STATUS, 'true', $choice);
        $this->configuration(self::INSTALLED, Version::NUMBER, null);
        $this->db->change(
            'UPDATE `configuration` SET `configuration_value` = ? WHERE `configuration_key` = ?',
            [Version::NUMBER, self::INSTALLED]
        );
        $this->access(self::PAGE, 'orders', $admin);
        $this->access(self::SETTINGS, 'configuration', $admin);
        if ($this->columns('scheduled_tasks') !== []) {
            $sql = 'INSERT INTO `scheduled_tasks` (`tasks`, `time_regularity`, `time_unit`, `time_offset`, `time_next`,'
                . " `status`, `edit`) SELECT ?, 1, 'm', 0, 0, 1, 1 FROM (SELECT 1 AS one) o"
                . ' WHERE NOT EXISTS (SELECT 1 FROM `scheduled_tasks` WHERE `tasks` = ?)';
            $this->db->run($sql, [self::PAGE, self::PAGE]);
        }
        $this->listed(true);
    }

    public function remove(): void
    {
        $this->db->run(
            'DELETE FROM `configuration` WHERE `configuration_key` IN (?, ?)',
            [self::STATUS, self::INSTALLED]
        );
        foreach ([self::PAGE, self::SETTINGS] as $column) {
            if (in_array($column, $this->columns('admin_access'), true)) {
                $this->db->run("ALTER TABLE `admin_access` DROP COLUMN `$column`");
            }
        }
        if ($this->columns('scheduled_tasks') !== []) {
            $log = 'DELETE FROM `scheduled_tasks_log` WHERE `tasks_id` IN (SELECT `tasks_id` FROM `scheduled_tasks`'
                . ' WHERE `tasks` = ?)';
            if ($this->columns('scheduled_tasks_log') !== []) {
                $this->db->run($log, [self::PAGE]);
            }
            $this->db->run('DELETE FROM `scheduled_tasks` WHERE `tasks` = ?', [self::PAGE]);
        }
        $this->listed(false);
    }

    /** The shop keeps a list of its installed modules; it mends that list itself when the page is opened. */
    private function listed(bool $there): void
    {
        $list = $this->value(self::MODULES);
        if ($list === null) {
            return;
        }
        $files = array_values(array_diff(array_filter(explode(';', $list), 'strlen'), [self::PAGE . '.php']));
        if ($there) {
            $files[] = self::PAGE . '.php';
        }
        $this->db->change(
            'UPDATE `configuration` SET `configuration_value` = ? WHERE `configuration_key` = ?',
            [implode(';', $files), self::MODULES]
        );
    }

    /** An access column; who may use $like may use it too. */
    private function access(string $column, string $like, ?int $admin): void
    {
        $columns = $this->columns('admin_access');
        if ($columns === [] || in_array($column, $columns, true)) {
            return;
        }
        $this->db->run("ALTER TABLE `admin_access` ADD `$column` INT(1) NOT NULL DEFAULT 0");
        if (in_array($like, $columns, true)) {
            $this->db->change("UPDATE `admin_access` SET `$column` = 1 WHERE `$like` = 1"
                . " AND `customers_id` <> 'groups'");
        }
        $this->db->change("UPDATE `admin_access` SET `$column` = 1 WHERE `customers_id` IN ('1', ?)", [(string) $admin]);
        $this->db->change("UPDATE `admin_access` SET `$column` = ? WHERE `customers_id` = 'groups'", [
            self::GROUP_PARTNER,
        ]);
    }

    private function configuration(string $key, string $value, ?string $choice): void
    {
        if ($this->value($key) === null) {
            $sql = 'INSERT INTO `configuration` (`configuration_key`, `configuration_value`, `configuration_group_id`,'
                . ' `sort_order`, `set_function`, `date_added`) VALUES (?, ?, 6, 1, ?, NOW())';
            $this->db->run($sql, [$key, $value, $choice ?? '']);
        }
    }

    private function value(string $key): ?string
    {
        $sql = 'SELECT `configuration_value` AS v FROM `configuration` WHERE `configuration_key` = ?';
        $row = $this->db->one($sql, [$key]);
        return $row === null ? null : (string) $row['v'];
    }

    /** @return list<string> columns of a table; none if there is no such table */
    private function columns(string $table): array
    {
        try {
            return array_map('strval', array_column($this->db->all("SHOW COLUMNS FROM `$table`"), 'Field'));
        } catch (\PDOException $e) {
            return [];
        }
    }
}
