<?php

declare(strict_types=1);

namespace StatusSync\Php\Settings;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/**
 * Reads and writes settings documents. The account "" has the one that holds for every account
 * without a document of its own.
 */
final class Repository
{
    /** So many of the shop's statuses are named where one is unknown. */
    private const NAMED = 20;

    /** Somebody else was quicker: what was looked at is not what would be replaced. */
    public const OTHERS = 'settings: somebody else saved just now; look and save again';

    /** @var Db */
    private $db;

    /** @var callable fn(): int */
    private $clock;

    public function __construct(Db $db, ?callable $clock = null)
    {
        $this->db = $db;
        $this->clock = $clock ?? 'time';
    }

    /**
     * The document that holds for an account, complete.
     *
     * @return array<string, mixed>
     */
    public function document(string $account): array
    {
        return Document::complete(Json::stored($this->row($account)['document'] ?? null)
            ?? Json::stored($this->row('')['document'] ?? null) ?? []);
    }

    /** Where an account's settings are kept: its own document, or "" for the one that holds for all. */
    public function place(string $account): string
    {
        return $account !== '' && $this->row($account) !== null ? $account : '';
    }

    /** Which document holds for an account and how often it was saved: what a page was made of, for save(). */
    public function shown(string $account): string
    {
        $place = $this->place($account);
        return self::mark($place, $this->row($place));
    }

    /** @param array<string, mixed>|null $row */
    private static function mark(string $place, ?array $row): string
    {
        return "$place:" . (int) ($row['version'] ?? 0);
    }

    /** Accounts with a document of their own. @return list<string> */
    public function own(): array
    {
        $sql = 'SELECT `account` AS a FROM ' . Tables::table('setting') . " WHERE `account` <> '' ORDER BY `account`";
        return array_map('strval', array_column($this->db->all($sql), 'a'));
    }

    /** The account's own document goes; from now on the one for all holds. */
    public function drop(string $account): void
    {
        if ($account !== '') {
            $this->db->run('DELETE FROM ' . Tables::table('setting') . ' WHERE `account` = ?', [$account]);
            $this->wake($account);
        }
    }

    /**
     * Checks a document whole, keeps the names that its statuses have now, and stores it.
     *
     * @param array<mixed> $document
     * @param ?list<array{id: int, name: string}> $statuses the shop's, null if it cannot be asked
     * @param ?list<int> $confirmed statuses whose new name a person has confirmed: every other one that was
     *   renamed or deleted since keeps the name it was chosen with, and its rule goes on resting; null: the
     *   person hands over the whole document and vouches for all of it (settings import)
     * @param ?string $shown what the person looked at (shown()); another one saved since then is not replaced
     * @return list<string> warnings
     * @throws Failure if it is not good, or another one was saved since; nothing is written then
     */
    public function save(
        string $account,
        array $document,
        ?array $statuses,
        ?array $confirmed = null,
        ?string $shown = null
    ): array {
        $full = Document::checked($document);
        $warnings = Document::warnings($full);
        if ($statuses !== null) {
            $kept = $confirmed === null ? [] : array_diff_key(
                (array) $this->document($account)['status_names'],
                array_flip($confirmed)
            );
            $full['status_names'] = $this->names($full, $statuses, $kept, $warnings);
        }
        // maps without entries stay maps
        foreach (['map'] as $key) {
            if (($full['carrier'][$key] ?? null) === []) {
                $full['carrier'][$key] = new \stdClass();
            }
        }
        $full['status_names'] = (object) $full['status_names'];
        $this->write($account, Json::encode($full), $shown);
        return $warnings;
    }

    /**
     * @param array<string, mixed> $document
     * @param list<array{id: int, name: string}> $statuses
     * @param array<int|string, string> $kept names that stay as they were stored
     * @param list<string> $warnings
     * @return array<int, string>
     */
    private function names(array $document, array $statuses, array $kept, array &$warnings): array
    {
        $live = array_column($statuses, 'name', 'id');
        $names = [];
        $faults = [];
        $used = array_merge(
            array_column($document['ship'], 'status'),
            array_column($document['cancel'], 'status'),
            $document['open']
        );
        foreach ($used as $status) {
            if (isset($kept[$status])) {
                $names[$status] = (string) $kept[$status];
                continue;
            }
            if (!isset($live[$status])) {
                $faults[] = "settings: the shop has no status $status; choose one of " . self::named($live);
                continue;
            }
            $names[$status] = (string) $live[$status];
            $before = $document['status_names'][$status] ?? null;
            if ($before !== null && $before !== $names[$status]) {
                $warnings[] = "settings.status_names.$status: was \"$before\", the shop calls it \"{$names[$status]}\"";
            }
        }
        if ($faults !== []) {
            throw new Failure($faults);
        }
        return $names;
    }

    /** @param array<int, string> $live names of the shop's statuses by number */
    private static function named(array $live): string
    {
        $names = [];
        foreach (array_slice($live, 0, self::NAMED, true) as $id => $name) {
            $names[] = "$id ($name)";
        }
        return implode(', ', $names) . (count($live) > self::NAMED ? ' ... ("statuses" lists them all)' : '');
    }

    private function write(string $account, string $text, ?string $shown): void
    {
        $table = Tables::table('setting');
        $now = (int) ($this->clock)();
        for ($try = 0; $try < 3; $try++) {
            $row = $this->row($account);
            if ($shown !== null && ($row['document'] ?? null) !== $text && self::mark($account, $row) !== $shown) {
                throw new Failure(self::OTHERS);
            }
            if ($row === null) {
                $tail = $this->db->dialect()->keepExisting('account');
                $this->db->run("INSERT INTO $table (`account`, `document`, `version`, `changed_at`) VALUES (?, ?, 1, ?)"
                    . $tail, [$account, $text, $now]);
                $row = $this->row($account);
                if ($row !== null && $row['document'] === $text) {
                    $this->wake($account);
                    return;
                }
                if ($shown !== null) {
                    continue; // somebody else made it meanwhile
                }
            }
            $sql = "UPDATE $table SET `document` = ?, `changed_at` = ?, `version` = `version` + 1"
                . ' WHERE `account` = ? AND `version` = ?';
            if ($this->db->change($sql, [$text, $now, $account, (int) ($row['version'] ?? 0)]) === 1) {
                $this->wake($account);
                return;
            }
        }
        throw new Failure(self::OTHERS);
    }

    /** Every open order is decided afresh by the next run. */
    private function wake(string $account): void
    {
        $sql = 'UPDATE ' . Tables::table('order') . ' SET `look_at` = 0, `shop_digest` = NULL,'
            . ' `version` = `version` + 1 WHERE `open` = 1';
        $account === '' ? $this->db->change($sql) : $this->db->change("$sql AND `account` = ?", [$account]);
    }

    /** @return array<string, mixed>|null */
    private function row(string $account): ?array
    {
        return $this->db->one('SELECT `document`, `version` FROM ' . Tables::table('setting')
            . ' WHERE `account` = ?', [$account]);
    }
}
