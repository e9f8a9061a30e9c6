<?php

declare(strict_types=1);

/**
 * Finds classes by name and builds the chain of overloads, as a Gambio does: files of an installed
 * module only, and only those that the cache of the file list knows. Admin and shop overloads are not
 * told apart.
 */
final class MainFactory
{
    private static $chains = [];
    private static $depth = 0;

    public static function create($name, ...$arguments)
    {
        return self::create_object($name, $arguments);
    }

    public static function create_object($name, $arguments = [])
    {
        $class = self::load_class($name);
        try {
            return new $class(...$arguments);
        } catch (Error $e) {
            // what the real one does: it begins again, for ever
            if (++self::$depth > 40) {
                throw new RuntimeException('endless recursion in a constructor: ' . $e->getMessage());
            }
            return self::create_object($name, $arguments);
        }
    }

    public static function load_class($name)
    {
        if (isset(self::$chains[$name])) {
            return self::$chains[$name];
        }
        if (!class_exists($name, false)) {
            $file = self::find($name . '.inc.php');
            if ($file === null) {
                throw new RuntimeException("Class not found: $name");
            }
            require_once $file;
        }
        $last = $name;
        foreach (self::files() as $file) {
            if (preg_match('#/overloads/' . preg_quote($name, '#') . '/([A-Za-z0-9_]+)\.inc\.php$#i', $file, $m) === 1) {
                class_alias($last, $m[1] . '_parent');
                require_once $file;
                $last = $m[1];
            }
        }
        return self::$chains[$name] = $last;
    }

    /** Files of installed modules; made again when the cache is cleared. */
    public static function files(): array
    {
        $cache = SHOP . '/cache/modules.json';
        if (!is_file($cache)) {
            $found = [];
            foreach (glob(SHOP . '/GXModules/*/*', GLOB_ONLYDIR) as $module) {
                $key = basename(dirname($module)) . basename($module);
                if (is_file("$module/GXModule.json") && config("modules/$key/active") !== '1') {
                    continue;
                }
                foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($module)) as $file) {
                    $inside = substr($file->getPathname(), strlen($module));
                    if ($file->isFile() && preg_match('#/(Classes|Shop|Admin|StyleEdit|Build|TextPhrases)/#', $inside) === 1) {
                        $found[] = $file->getPathname();
                    }
                }
            }
            sort($found);
            file_put_contents($cache, json_encode($found));
        }
        return json_decode((string) file_get_contents($cache), true);
    }

    /** Menus: also of modules that are not installed, unless their GXModule.json says "no" in so many words. */
    public static function menus(): array
    {
        $menus = [];
        foreach (glob(SHOP . '/GXModules/*/*', GLOB_ONLYDIR) as $module) {
            $key = basename(dirname($module)) . basename($module);
            $data = json_decode((string) @file_get_contents("$module/GXModule.json"), true);
            if (($data['forceIncludingFiles'] ?? null) !== false || config("modules/$key/active") === '1') {
                $menus = array_merge($menus, glob("$module/Admin/Menu/*.menu.json"));
            }
        }
        return $menus;
    }

    /** Classes by their name: also of modules that are not installed. */
    private static function find(string $name): ?string
    {
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(SHOP . '/GXModules')) as $file) {
            if ($file->getFilename() === $name) {
                return $file->getPathname();
            }
        }
        return null;
    }
}

final class LanguageTextManager
{
    private $texts;

    public function __construct($section, $language)
    {
        $folder = (int) $language === 1 ? 'english' : 'german';
        $this->texts = self::section($section, $folder);
    }

    public function get_text($name)
    {
        return $this->texts[$name] ?? $name;
    }

    public static function section(string $section, string $folder): array
    {
        foreach (MainFactory::files() as $file) {
            if (substr($file, -strlen("/TextPhrases/$folder/$section.lang.inc.php")) === "/TextPhrases/$folder/$section.lang.inc.php") {
                $t_language_text_section_content_array = [];
                include $file;
                return $t_language_text_section_content_array;
            }
        }
        return [];
    }

    /** "section.name" as in menus and module descriptions. */
    public static function phrase(string $phrase): string
    {
        [$section, $name] = explode('.', $phrase, 2) + [1 => ''];
        $folder = ($_SESSION['languages_id'] ?? 2) === 1 ? 'english' : 'german';
        return self::section($section, $folder)[$name] ?? $phrase;
    }
}

/** The container: settings and rights, under the interface names of the shop. */
final class LegacyDependencyContainer
{
    private static $instance;

    public static function getInstance(): self
    {
        return self::$instance = self::$instance ?? new self();
    }

    public function get($name)
    {
        if (substr($name, -20) === 'ConfigurationService') {
            return new class () {
                public function save(string $key, ?string $value): void
                {
                    query('INSERT INTO gx_configurations (`key`, `value`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `value` = ?', [$key, $value, $value]);
                }
            };
        }
        return new class () {
            public function checkAdminPermission(int $admin, string $action, string $kind, string $name): bool
            {
                if ($admin === 1) {
                    return true;
                }
                $sql = 'SELECT may_write FROM fixture_rights WHERE customer_id = ? AND kind = ? AND name = ?';
                $row = query($sql, [$admin, $kind, $name])->fetch();
                return $row !== false && ($action === 'read' || (int) $row['may_write'] === 1);
            }
        };
    }
}
