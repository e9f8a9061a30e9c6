<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Failure;
use StatusSync\Php\Shop\Detector;

/** What belongs into a shop's tree: its integration folder, the library and the pages' templates. */
final class Trees
{
    /** @var string the checkout, or the library inside a shop */
    private $root;

    public function __construct(?string $root = null)
    {
        $this->root = $root ?? dirname(__DIR__, 2);
    }

    /**
     * @param string $system one of Detector's constants
     * @return array<string, string> path in the shop ("admin/..." stands for the admin folder) => source
     */
    public function of(string $system): array
    {
        $integration = "{$this->root}/php_src/integration/$system";
        if (!is_dir($integration)) {
            throw new Failure("install: files for \"$system\" are not part of this copy; use a complete checkout");
        }
        $tree = self::files($integration, '');
        $old = in_array($system, [Detector::XTC3, Detector::GAMBIO3], true);
        if ($system === Detector::GAMBIO3) { // a descendant: the same page and cron entry, and what is its own
            $tree += self::files("{$this->root}/php_src/integration/" . Detector::XTC3, '');
        }
        foreach (self::files("{$this->root}/php_src", Place::LIBRARY . '/php_src/') as $path => $source) {
            if (strncmp($path, Place::LIBRARY . '/php_src/integration/', strlen(Place::LIBRARY) + 21) !== 0) {
                $tree[$path] = $source;
            }
        }
        if (!$old && is_dir("{$this->root}/admin_ui")) { // that shop's page has its own
            $tree += self::files("{$this->root}/admin_ui", Place::LIBRARY . '/admin_ui/');
            foreach (glob("{$this->root}/admin_ui/*.{css,js}", GLOB_BRACE) ?: [] as $asset) {
                $tree['admin/includes/statussync/' . basename($asset)] = $asset;
            }
        }
        $tree[Place::LIBRARY . '/LICENSE'] = "{$this->root}/LICENSE";
        ksort($tree);
        return $tree;
    }

    /** @return array<string, string> $prefix + relative path => file */
    private static function files(string $folder, string $prefix): array
    {
        $found = [];
        $walk = new \RecursiveIteratorIterator(
            new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS)
        );
        foreach ($walk as $file) {
            $found[$prefix . substr($file->getPathname(), strlen($folder) + 1)] = $file->getPathname();
        }
        return $found;
    }
}
