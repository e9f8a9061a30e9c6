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
        $lock = @fopen($this->path . '.lock', 'cb');
        if ($lock !== false && flock($lock, LOCK_EX)) {
            $all = json_decode(is_file($this->path) ? (string) @file_get_contents($this->path) : '', true);
            $all = is_array($all) ? $all : [];
            $key = $this->key($account);
            if ($runs <= (int) ($all[$key] ?? -1) || $this->replace(json_encode([$key => $runs] + $all) . "\n")) {
                $this->known[$account] = $runs;
            }
            flock($lock, LOCK_UN);
        }
        umask($mask);
        if ($lock !== false) {
            fclose($lock);
        }
    }

    /** By another file: a full disk or a dead machine leaves the old one whole, never half a number. */
    private function replace(string $text): bool
    {
        $new = $this->path . '.new';
        $good = @file_put_contents($new, $text) === strlen($text) && @rename($new, $this->path);
        if (!$good) {
            @unlink($new);
        }
        return $good;
    }

    private function key(string $account): string
    {
        return $this->shop === '' ? $account : $this->shop . '/' . $account;
    }
}
