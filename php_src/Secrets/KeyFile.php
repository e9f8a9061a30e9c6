<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

use StatusSync\Php\Failure;

/**
 * The private key's file: outside web root and database, readable by the worker's user alone.
 *
 * Content: one line of base64, the sodium box key pair. It is created with 0600 and never changed;
 * a file with wider rights or of another owner is refused.
 */
final class KeyFile
{
    /** Folders that web servers hand out, by name wherever they are. */
    private const ROOTS = ['public_html', 'htdocs', 'httpdocs', 'wwwroot', 'html'];

    /** Homes of web servers that are, or hold, what they hand out. */
    private const HOMES = ['/var/www', '/srv/www', '/srv/http', '/usr/share/nginx', '/usr/local/www'];

    /** @var string */
    private $path;

    public function __construct(string $path)
    {
        $this->path = $path;
    }

    public function path(): string
    {
        return $this->path;
    }

    public function exists(): bool
    {
        return is_file($this->path);
    }

    /**
     * What is wrong with the file, with its mend; null if nothing is.
     */
    public function fault(): ?string
    {
        clearstatcache(true, $this->path);
        if (!file_exists($this->path) && !is_link($this->path)) {
            $me = self::user(function_exists('posix_geteuid') ? posix_geteuid() : 0);
            $folder = dirname($this->path);
            if (is_dir($folder) && !is_executable($folder)) {
                return "key file {$this->path}: its folder is closed to user $me; call as " . self::user((int) fileowner($folder))
                    . ' (cron, command line), or name another file by STATUSSYNC_KEY_FILE';
            }
            return "key file {$this->path}: is missing (user $me: is that the cron job's?); put it back (a backup?), or enter"
                . ' the credentials again, both, by "account set": a new one is then made';
        }
        if (!is_file($this->path)) {
            return "key file {$this->path}: is no file; move away what is there, then put the key file back, or enter the"
                . ' credentials again, both, by "account set"';
        }
        if ($this->isOpen()) {
            return sprintf('key file %s: mode is %04o, others could read it; chmod 600 %1$s', $this->path, fileperms($this->path) & 0777);
        }
        $me = function_exists('posix_geteuid') ? posix_geteuid() : 0;
        $owner = (int) fileowner($this->path);
        if ($me !== 0 && $owner !== $me) {
            return "key file {$this->path}: belongs to user " . self::user($owner) . ', this is ' . self::user($me)
                . '; call as ' . self::user($owner) . ' (cron, command line), or chown ' . self::user($me) . " {$this->path}";
        }
        if (!is_readable($this->path)) {
            return "key file {$this->path}: cannot be read; chmod 600 {$this->path}";
        }
        return null;
    }

    /** It is there, and its mode lets others in. */
    public function isOpen(): bool
    {
        clearstatcache(true, $this->path);
        return is_file($this->path) && (fileperms($this->path) & 0077) !== 0;
    }

    /** As fault(), and what is in the file is looked at too. */
    public function flaw(): ?string
    {
        $fault = $this->fault();
        if ($fault === null && $this->content() === null) {
            return "key file {$this->path}: is damaged; put it back from a backup, or move it away and enter the credentials"
                . ' again, both, by "account set"';
        }
        return $fault;
    }

    /** @return ?string the key pair, null if the file has none */
    private function content(): ?string
    {
        $pair = base64_decode(trim((string) file_get_contents($this->path)), true);
        return $pair === false || strlen($pair) !== SODIUM_CRYPTO_BOX_KEYPAIRBYTES ? null : $pair;
    }

    /** The folder of a web server that the file lies in, by what such folders are called; null if in none. */
    private function webRoot(): ?string
    {
        $folder = dirname($this->path);
        $inner = '';
        for ($at = (string) (realpath($folder) ?: $folder); $at !== dirname($at) && $at !== '.'; $at = dirname($at)) {
            // below /var/www a host keeps homes that are closed to the web; only what lies in it directly is said
            if (in_array(basename($at), self::ROOTS, true) || (in_array($at, self::HOMES, true) && in_array($inner, ['', '.statussync'], true))) {
                return $at;
            }
            $inner = basename($at);
        }
        return null;
    }

    /** That it lies where a web server may hand it out, with the mend; null if it does not. */
    public function exposed(): ?string
    {
        $root = $this->webRoot();
        if ($root === null) {
            return null;
        }
        return "key file {$this->path}: lies below $root, a web server may hand it out; " . ($this->exists() ? 'move it to another place'
            : 'choose another place') . ', say /var/lib/statussync/key, and name that by STATUSSYNC_KEY_FILE for every call, the cron'
            . ' job\'s too';
    }

    /** Why the file, which is not there, cannot be made by this user, with the mend; null if it can. */
    public function unmakable(): ?string
    {
        $folder = dirname($this->path);
        for ($at = $folder; !file_exists($at) && $at !== dirname($at); $at = dirname($at)) {
            continue;
        }
        if (is_dir($at) && is_writable($at) && is_executable($at)) {
            return null;
        }
        $me = self::user(function_exists('posix_geteuid') ? posix_geteuid() : 0);
        $what = $at === $folder ? "user $me may not write in its folder $folder" : "user $me cannot make its folder $folder";
        $elsewhere = "as root: install -d -o $me -m 700 /var/lib/statussync, then STATUSSYNC_KEY_FILE=/var/lib/statussync/key for"
            . ' every call, the cron job\'s too';
        $here = $at === $folder ? "as root: chown $me $folder, chmod 700 $folder" : "as root: install -d -o $me -m 700 $folder";
        return "key file {$this->path}: $what; " . ($this->webRoot() === null ? "$here; or another place, $elsewhere" : $elsewhere);
    }

    private static function user(int $id): string
    {
        $name = function_exists('posix_getpwuid') ? (posix_getpwuid($id)['name'] ?? '') : '';
        return $name === '' ? (string) $id : $name;
    }

    /**
     * The key pair.
     *
     * @throws Failure if the file is missing, readable by others or broken
     */
    public function pair(): string
    {
        $fault = $this->flaw();
        if ($fault !== null) {
            throw new Failure($fault);
        }
        return (string) $this->content();
    }

    /**
     * Makes the file with a new key pair unless it is there.
     *
     * @throws Failure if it cannot be made
     */
    public function make(): void
    {
        if ($this->exists()) {
            return;
        }
        $directory = dirname($this->path);
        if (!is_dir($directory) && !@mkdir($directory, 0700, true) && !is_dir($directory)) {
            throw new Failure($this->unmakable() ?? "key file {$this->path}: its folder $directory cannot be made; name another"
                . ' file by STATUSSYNC_KEY_FILE');
        }
        $mask = umask(0077);
        $file = @fopen($this->path, 'xb');
        umask($mask);
        if ($file === false) {
            if ($this->exists()) {
                return; // another program was quicker
            }
            throw new Failure((string) (file_exists($this->path) ? $this->fault() : $this->unmakable()
                ?? "key file {$this->path}: cannot be made; name another file by STATUSSYNC_KEY_FILE"));
        }
        chmod($this->path, 0600);
        $line = base64_encode(sodium_crypto_box_keypair()) . "\n";
        $whole = @fwrite($file, $line) === strlen($line) && fflush($file);
        if (!fclose($file) || !$whole) {
            unlink($this->path); // a part of a key would be taken for a damaged one
            throw new Failure("key file {$this->path}: cannot be written; is the disk full, or the user's quota?");
        }
    }

    /** @return string the public key as base64; pages seal with it */
    public function publicKey(): string
    {
        return base64_encode(sodium_crypto_box_publickey($this->pair()));
    }
}
