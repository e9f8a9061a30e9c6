<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

/** Times in statussync_meta that several programs may want to set: only one of them does. */
final class Marks
{
    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /** @return array<string, int> name => epoch seconds, of every name that begins like this */
    public function all(string $prefix): array
    {
        $out = [];
        foreach ($this->db->all('SELECT `name`, `value` FROM ' . Tables::table('meta')) as $row) {
            if (strncmp((string) $row['name'], $prefix, strlen($prefix)) === 0) {
                $out[(string) $row['name']] = (int) $row['value'];
            }
        }
        return $out;
    }

    /**
     * Sets a mark unless somebody else did since it was read.
     *
     * @param ?int $before as it was read; null: it was not there
     * @return bool false: somebody else was quicker
     */
    public function claim(string $name, ?int $before, int $now): bool
    {
        $table = Tables::table('meta');
        if ($before === null) {
            try {
                $this->db->run("INSERT INTO $table (`name`, `value`) VALUES (?, ?)", [$name, (string) $now]);
                return true;
            } catch (\PDOException $e) {
                if ($this->db->dialect()->isDuplicate($e)) {
                    return false;
                }
                throw $e;
            }
        }
        return $this->db->change("UPDATE $table SET `value` = ? WHERE `name` = ? AND `value` = ?", [
            (string) $now, $name, (string) $before,
        ]) === 1;
    }

    /** Gives a claim back: the mark is as it was. */
    public function put(string $name, ?int $value): void
    {
        $table = Tables::table('meta');
        $value === null ? $this->db->change("DELETE FROM $table WHERE `name` = ?", [$name])
            : $this->db->change("UPDATE $table SET `value` = ? WHERE `name` = ?", [(string) $value, $name]);
    }
}
