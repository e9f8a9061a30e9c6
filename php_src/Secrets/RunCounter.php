<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

/**
 * The run counter beside the key file (statussync.counter): it tells a restored database backup.
 *
 * One JSON map account => runs. It only rises, and is written after the database took the state.
 */
final class RunCounter
{
    /** @var string */
    private $path;

    /** @var string */
    private $shop;

    /** @var array<string, int> what this process knows to be in the file */
    private $known = [];

    /** @param string $shop tells several shops with one key file apart; part of the key */
    public function __construct(string $keyFile, string $shop = '')
    {
        $this->path = dirname($keyFile) . '/statussync.counter';
        $this->shop = $shop;
    }

    public function path(): string
    {
        return $this->path;
    }

    /** @return int -1 if nothing is kept for this account */
    public function read(string $account): int
    {
        $text = is_file($this->path) ? (string) @file_get_contents($this->path) : '';
        $all = json_decode($text, true);
        return is_array($all) ? (int) ($all[$this->key($account)] ?? -1) : -1;
    }

    /** Keeps the higher of the present and the new number. A file that cannot be written is no error. */
    public function raise(string $account, int $runs): void
    {
        if ($runs <= ($this->known[$account] ?? -1)) {
            return;
        }
        $mask = umask(0077);
        $file = @fopen($this->path, 'c+b');
        umask($mask);
        if ($file === false) {
            return;
        }
        if (flock($file, LOCK_EX)) {
            $all = json_decode((string) stream_get_contents($file), true);
            $all = is_array($all) ? $all : [];
            $key = $this->key($account);
            if ($runs > (int) ($all[$key] ?? -1)) {
                $all[$key] = $runs;
                $text = json_encode($all) . "\n";
                rewind($file);
                fwrite($file, $text);
                ftruncate($file, strlen($text));
                fflush($file);
            }
            $this->known[$account] = $runs;
            flock($file, LOCK_UN);
        }
        fclose($file);
    }

    private function key(string $account): string
    {
        return $this->shop === '' ? $account : $this->shop . '/' . $account;
    }
}
