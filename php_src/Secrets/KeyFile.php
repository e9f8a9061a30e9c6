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
        if (!is_file($this->path)) {
            return "key file {$this->path}: is missing; enter the credentials again (account set), it is then"
                . ' made anew';
        }
        $mode = fileperms($this->path) & 0777;
        if (($mode & 0077) !== 0) {
            return sprintf('key file %s: mode is %04o, others could read it; chmod 600 it', $this->path, $mode);
        }
        if (!is_readable($this->path)) {
            return "key file {$this->path}: cannot be read by this user; run as the worker's user or chown it";
        }
        if (function_exists('posix_geteuid')) {
            $me = posix_geteuid();
            $owner = fileowner($this->path);
            if ($me !== 0 && $owner !== $me) {
                return "key file {$this->path}: belongs to another user; chown it to the worker's user";
            }
        }
        return null;
    }

    /**
     * The key pair.
     *
     * @throws Failure if the file is missing, readable by others or broken
     */
    public function pair(): string
    {
        $fault = $this->fault();
        if ($fault !== null) {
            throw new Failure($fault);
        }
        $pair = base64_decode(trim((string) file_get_contents($this->path)), true);
        if ($pair === false || strlen($pair) !== SODIUM_CRYPTO_BOX_KEYPAIRBYTES) {
            throw new Failure("key file {$this->path}: is damaged; restore it, or remove it and enter the"
                . ' credentials again');
        }
        return $pair;
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
            throw new Failure("key file {$this->path}: its directory cannot be made; make it, or name another file by"
                . ' STATUSSYNC_KEY_FILE');
        }
        $mask = umask(0077);
        $file = @fopen($this->path, 'xb');
        umask($mask);
        if ($file === false) {
            if ($this->exists()) {
                return; // another program was quicker
            }
            throw new Failure("key file {$this->path}: cannot be made; check the rights of its directory");
        }
        chmod($this->path, 0600);
        fwrite($file, base64_encode(sodium_crypto_box_keypair()) . "\n");
        fflush($file);
        fclose($file);
    }

    /** @return string the public key as base64; pages seal with it */
    public function publicKey(): string
    {
        return base64_encode(sodium_crypto_box_publickey($this->pair()));
    }
}
