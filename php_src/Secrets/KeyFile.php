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
            throw new Failure("key file {$this->path}: its directory cannot be made; make it for the user who calls (mkdir"
                . " -p -m 700 $directory), or name another file by STATUSSYNC_KEY_FILE");
        }
        $mask = umask(0077);
        $file = @fopen($this->path, 'xb');
        umask($mask);
        if ($file === false) {
            if ($this->exists()) {
                return; // another program was quicker
            }
            throw new Failure((string) (file_exists($this->path) ? $this->fault() : "key file {$this->path}: cannot be made;"
                . " the user who calls must be allowed to write in $directory (chown it), or name another file by"
                . ' STATUSSYNC_KEY_FILE'));
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
