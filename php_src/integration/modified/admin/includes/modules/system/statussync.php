<?php

declare(strict_types=1);

// The shop wants this class name, outside of any namespace.
// phpcs:disable PSR1.Classes.ClassDeclaration,Squiz.Classes.ValidClassName

defined('_VALID_XTC') || die('Direct Access to this location is not allowed.');

/**
 * The system module: installs, updates and removes what the shop itself knows of us. The shop makes
 * one of these whenever its list of modules is shown, installed or not: it never throws.
 */
class statussync
{
    /** @var string */
    public $code = 'statussync';

    /** @var string */
    public $title;

    /** @var string */
    public $description;

    /** @var int */
    public $sort_order = 0;

    /** @var bool */
    public $enabled;

    /** @var array<string, string> */
    public $properties = [];

    /** @var string|null what the library says; null if it is not there */
    private $state;

    public function __construct()
    {
        foreach (
            [
            'TEXT_TITLE' => 'Amazon order status', 'TEXT_DESCRIPTION' => 'Tells Amazon what was shipped or cancelled.',
            'STATUS_TITLE' => 'Status', 'STATUS_DESC' => 'Switch the module on',
            'TEXT_MISSING' => 'includes/external/statussync is missing. Copy all files of the package.',
            'TEXT_PAGE' => 'Settings and overview',
            ] as $name => $text
        ) {
            defined("MODULE_STATUSSYNC_$name") || define("MODULE_STATUSSYNC_$name", $text);
        }
        $this->title = MODULE_STATUSSYNC_TEXT_TITLE;
        $this->enabled = defined('MODULE_STATUSSYNC_STATUS') && MODULE_STATUSSYNC_STATUS === 'true';
        $library = DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
        try {
            if (is_file($library)) {
                require_once $library;
                $this->state = \StatusSync\Php\Admin\Host\ModifiedEntry::moduleState();
            }
        } catch (\Throwable $e) {
            $this->state = null; // files copied in part
        }
        $this->description = MODULE_STATUSSYNC_TEXT_DESCRIPTION . '<br><br>'
            . ($this->state ?? '<b>' . MODULE_STATUSSYNC_TEXT_MISSING . '</b>');
        if ($this->check() > 0) {
            $link = xtc_href_link('module_export.php', 'set=system&module=statussync&action=update');
            $this->properties['button_update'] = '<a class="button btnbox" href="' . $link . '">' . BUTTON_UPDATE
                . '</a><a class="button btnbox" href="' . xtc_href_link('statussync.php') . '">'
                . MODULE_STATUSSYNC_TEXT_PAGE . '</a>';
        }
    }

    public function check(): int
    {
        return defined('MODULE_STATUSSYNC_STATUS') ? 1 : 0;
    }

    /** @return list<string> */
    public function keys(): array
    {
        return ['MODULE_STATUSSYNC_STATUS'];
    }

    public function install(): void
    {
        $this->change('moduleInstall');
    }

    /** @return false the message is shown by the step itself */
    public function update()
    {
        $this->change('moduleInstall');
        return false;
    }

    /** Orders and their history stay: a later installation goes on with them. */
    public function remove(): void
    {
        $this->change('moduleRemove');
    }

    /** @param mixed $file the shop hands something over; it means nothing */
    public function process($file): void
    {
    }

    /** @return array<string, string> */
    public function display(): array
    {
        return ['text' => '<br><div align="center">' . xtc_button(BUTTON_SAVE)
            . xtc_button_link(
                BUTTON_CANCEL,
                xtc_href_link('module_export.php', 'set=system&module=statussync')
            ) . '</div>'];
    }

    private function change(string $step): void
    {
        if ($this->state === null) {
            $GLOBALS['messageStack']->add_session(MODULE_STATUSSYNC_TEXT_MISSING, 'error');
            return;
        }
        [$text, $good] = \StatusSync\Php\Admin\Host\ModifiedEntry::$step((int) ($_SESSION['customer_id'] ?? 0));
        $GLOBALS['messageStack']->add_session($text, $good ? 'success' : 'error');
    }
}
