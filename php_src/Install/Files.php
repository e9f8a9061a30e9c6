<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;

/**
 * Puts our files into a shop's tree and takes them out again.
 *
 * A manifest beside the library says what was put there, with digests. A file that is not in it, or
 * not as it was put there, belongs to somebody else: it is neither overwritten nor removed. Either
 * every file is in place afterwards or none was changed.
 */
final class Files
{
    private const MANIFEST = Place::LIBRARY . '/manifest.json';

    /** @var Place */
    private $place;

    public function __construct(Place $place)
    {
        $this->place = $place;
    }

    /**
     * @param array<string, string> $tree path in the shop ("admin/..." is the admin folder) => source file
     * @return int files that were new or changed
     * @throws Failure naming every file that is in the way; nothing is written then
     */
    public function put(array $tree, string $version): int
    {
        ['files' => $ours, 'folders' => $folders] = $this->manifest();
        $faults = [];
        $todo = [];
        foreach ($tree as $path => $source) {
            $target = $this->target($path);
            $wanted = hash_file('sha256', $source);
            $now = is_file($target) ? hash_file('sha256', $target) : null;
            if ($now === $wanted) {
                continue;
            }
            if ($now !== null && $now !== ($ours[$path] ?? '')) {
                $faults[] = isset($ours[$path])
                    ? "$target: was changed by hand since it was installed; keep that change elsewhere, remove the file"
                    : "$target: is there and not ours; move it away, or leave the module out";
            }
            $todo[$path] = $source;
        }
        if ($faults !== []) {
            throw new Failure($faults);
        }
        $fresh = [];
        foreach ($tree as $path => $source) {
            $fresh[$path] = (string) hash_file('sha256', $source);
        }
        $gone = array_diff_key($ours, $fresh);
        $folders = array_values(array_unique(array_merge($folders, $this->missing(array_keys($todo)))));
        $manifest = ['version' => $version, 'files' => $fresh, 'folders' => $folders];
        $texts = [self::MANIFEST => Json::pretty($manifest) . "\n"];
        foreach ($todo as $path => $source) {
            $texts[$path] = (string) file_get_contents($source);
        }
        $this->asOwner(function () use ($texts, $gone, $folders): void {
            try {
                $this->write($texts);
            } catch (Failure $e) {
                $this->empty($folders);
                throw $e;
            }
            $this->delete($gone);
        });
        return count($todo) + count($gone);
    }

    /**
     * Removes what was put there.
     *
     * @return list<string> files that were changed since and stay
     */
    public function remove(): array
    {
        ['files' => $files, 'folders' => $folders] = $this->manifest();
        $kept = [];
        $this->asOwner(function () use ($files, $folders, &$kept): void {
            $kept = $this->delete($files);
            if ($kept === []) {
                @unlink($this->target(self::MANIFEST));
                $this->tidy(dirname($this->target(self::MANIFEST)));
                $this->empty($folders);
            }
        });
        return $kept;
    }

    /** Version of the files that are installed; null if there are none. */
    public function version(): ?string
    {
        return $this->manifest()['version'];
    }

    /** The manifest of a tree, for packages that are copied by hand. @param array<string, string> $tree */
    public static function describe(array $tree, string $version): string
    {
        $files = [];
        foreach ($tree as $path => $source) {
            $files[$path] = hash_file('sha256', $source);
        }
        return Json::pretty(['version' => $version, 'files' => $files]) . "\n";
    }

    /** @return array{version: ?string, files: array<string, string>, folders: list<string>} folders that we made */
    private function manifest(): array
    {
        $path = $this->target(self::MANIFEST);
        if (!is_file($path)) {
            return ['version' => null, 'files' => [], 'folders' => []];
        }
        $data = json_decode((string) file_get_contents($path), true);
        if (!is_array($data) || !is_array($data['files'] ?? null) || !is_string($data['version'] ?? null)) {
            throw new Failure("$path: is damaged; copy it from the package of the installed version");
        }
        $folders = array_values(array_filter((array) ($data['folders'] ?? []), 'is_string'));
        foreach (array_merge(array_keys($data['files']), $folders) as $name) {
            if (preg_match('#(^/|(^|/)\.\.(/|$)|\0|\\\\)#', (string) $name) === 1) {
                throw new Failure("$path: names a file outside the shop ($name); restore it from the package");
            }
        }
        return ['version' => $data['version'], 'files' => $data['files'], 'folders' => $folders];
    }

    /**
     * @param list<string> $paths of files
     * @return list<string> their folders that are not there yet
     */
    private function missing(array $paths): array
    {
        $missing = [];
        foreach ($paths as $path) {
            for ($folder = dirname($path); $folder !== '.' && !is_dir($this->target($folder)); $folder = dirname($folder)) {
                $missing[$folder] = true;
            }
        }
        return array_keys($missing);
    }

    /** Removes those that are empty, the innermost first. @param list<string> $folders */
    private function empty(array $folders): void
    {
        rsort($folders); // a folder comes behind what is in it
        foreach ($folders as $folder) {
            @rmdir($this->target($folder));
        }
    }

    private function target(string $path): string
    {
        if ($path === 'admin') {
            $path .= '/';
        }
        if (strncmp($path, 'admin/', 6) === 0) {
            $path = $this->place->admin . substr($path, 5);
        }
        return $this->place->folder . '/' . $path;
    }

    /**
     * Root works with the rights of the folder's owner: whoever writes in the shop's tree may have put links there, and the
     * files are to be his anyway.
     */
    private function asOwner(callable $work): void
    {
        $owner = function_exists('posix_geteuid') && posix_geteuid() === 0 ? (int) fileowner($this->place->folder) : 0;
        if ($owner === 0) {
            $work();
            return;
        }
        class_exists(Failure::class); // loaded now: that user may not be able to read our own files
        try {
            if (!posix_setegid((int) filegroup($this->place->folder)) || !posix_seteuid($owner)) {
                throw new Failure("{$this->place->folder}: belongs to user $owner, whose rights cannot be taken; run this as that user");
            }
            $work();
        } finally {
            posix_seteuid(0);
            posix_setegid(0);
        }
    }

    /**
     * Everything is written beside its place first; only then the names change.
     *
     * @param array<string, string> $texts path => content
     */
    private function write(array $texts): void
    {
        $made = [];
        try {
            foreach ($texts as $path => $text) {
                $target = $this->target($path);
                $this->directory(dirname($target));
                $made[$path] = "$target.statussync-new";
                @unlink($made[$path]); // what a run that died left, or a link of somebody else
                $file = @fopen($made[$path], 'xb');
                if ($file === false || @fwrite($file, $text) !== strlen($text) || !fclose($file)) {
                    throw new Failure("$target: cannot be written; check its rights and the free space");
                }
                chmod($made[$path], 0644);
            }
        } catch (Failure $e) {
            foreach ($made as $path => $file) {
                @unlink($file);
                $this->tidy(dirname($this->target($path)));
            }
            throw $e;
        }
        foreach ($made as $path => $file) {
            if (!@rename($file, $this->target($path))) {
                throw new Failure($this->target($path) . ': cannot be replaced; run "install" again when it can');
            }
        }
    }

    private function directory(string $path): void
    {
        if (is_dir($path)) {
            return;
        }
        $this->directory(dirname($path));
        if (!@mkdir($path, 0755) && !is_dir($path)) {
            throw new Failure("$path: cannot be made; check the rights of " . dirname($path));
        }
    }

    /**
     * @param array<string, string> $files path => digest as it was put there
     * @return list<string> changed since, or not removable
     */
    private function delete(array $files): array
    {
        $kept = [];
        foreach ($files as $path => $digest) {
            $target = $this->target($path);
            if (!is_file($target)) {
                continue;
            }
            if (hash_file('sha256', $target) !== $digest || !@unlink($target)) {
                $kept[] = $target;
                continue;
            }
            $this->tidy(dirname($target));
        }
        return $kept;
    }

    /** Removes folders that are empty now, up to those the shop brings. */
    private function tidy(string $path): void
    {
        while (strlen($path) > strlen($this->place->folder) && stripos($path, 'statussync') !== false) {
            if (!@rmdir($path)) {
                return;
            }
            $path = dirname($path);
        }
    }
}
