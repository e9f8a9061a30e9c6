<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Failure;
use StatusSync\Php\Shop\Detector;

/** Where a shop's files are: its root and its admin folder, however that was renamed. */
final class Place
{
    /** Where our library lives below the shop's root. */
    public const LIBRARY = 'includes/external/statussync';

    /** @var string absolute, without a slash at the end */
    public $folder;

    /** @var string one of Detector's constants */
    public $system;

    /** @var string name of the admin folder below the root */
    public $admin;

    /**
     * @throws Failure if it is no shop, or the admin folder cannot be told
     */
    public function __construct(string $folder)
    {
        $this->system = Detector::system($folder);
        $this->folder = rtrim((string) (realpath($folder) ?: $folder), '/');
        $this->admin = self::adminOf($this->folder);
    }

    /** The shop finds its own admin folder by the file check_update.php, so do we. */
    private static function adminOf(string $folder): string
    {
        $found = [];
        foreach (glob("$folder/*", GLOB_ONLYDIR) ?: [] as $path) {
            if (is_file("$path/orders.php") && is_file("$path/includes/application_top.php")) {
                $found[is_file("$path/check_update.php") ? 0 : 1][] = basename($path);
            }
        }
        $names = $found[0] ?? $found[1] ?? [];
        if (count($names) === 1) {
            return $names[0];
        }
        throw new Failure($names === []
            ? "$folder: has no admin folder (one with orders.php and includes/application_top.php); is the shop complete?"
            : "$folder: has several admin folders (" . implode(', ', $names) . '); remove the one that is not used');
    }
}
