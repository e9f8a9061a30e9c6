<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Settings\Document;
use StatusSync\Php\Json;
use StatusSync\Php\Store\AccountState;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\OrderStates;
use StatusSync\Php\Words\Reasons;

/**
 * The signs of a shop's order list: what each shown order waits for at Amazon. One statement, at most 50 ms;
 * whatever is slower or broken shows no sign and disturbs nothing.
 */
final class ListSigns
{
    /** Seconds that a shop's page gives us. */
    public const PATIENCE = 0.05;

    /** @var Host */
    private $host;

    /** @var Texts */
    private $texts;

    /** @var int */
    private $now;

    public function __construct(Host $host, int $now)
    {
        $this->host = $host;
        $this->texts = new Texts($host);
        $this->now = $now;
    }

    /**
     * A statement of this work ends by itself when it takes longer than a page can wait. What else the request does
     * with the connection, such as marking an order behind a storno, has the time it had.
     *
     * @return mixed what the work returns
     */
    public static function hurried(Db $db, callable $work)
    {
        if (!$db->dialect()->isMysql()) {
            return $work();
        }
        $limits = ['lock_wait_timeout' => '1', 'innodb_lock_wait_timeout' => '1'] + ($db->dialect()->isMariaDb()
            ? ['max_statement_time' => (string) self::PATIENCE] : ['max_execution_time' => (string) (int) (1000 * self::PATIENCE)]);
        $short = $back = [];
        foreach ($limits as $name => $value) {
            array_push($short, "@statussync_$name = @@SESSION.$name", "SESSION $name = $value");
            $back[] = "SESSION $name = @statussync_$name";
        }
        $db->run('SET ' . implode(', ', $short));
        try {
            return $work();
        } finally {
            $db->run('SET ' . implode(', ', $back));
        }
    }

    /**
     * @param list<string> $orders shop orders of one page of the list
     * @return array<int|string, array{icon: string, title: string, url: string}> by order, plain text; orders without
     *   a link to Amazon are left out
     */
    public function of(Db $db, array $orders): array
    {
        $signs = [];
        foreach ((new OrderStates($db))->rows($orders) as $order => $row) {
            $signs[$order] = ['icon' => $row['word'], 'title' => 'Amazon: ' . $this->title($row),
                'url' => $this->host->orderUrl((string) $order) . '#statussync_block'];
        }
        return $signs;
    }

    /** @param array<string, mixed> $row */
    private function title(array $row): string
    {
        switch ($row['word']) {
            case 'waits':
                $at = $this->latest($row);
                return $at === null ? $this->texts->say('sign_waits')
                    : $this->texts->say('sign_waits_until', ['time' => $this->texts->time($at, $this->now)]);
            case 'person':
                $until = $row['verdict'] === 'hold' && $row['reason'] === 'no_tracking' ? strtotime((string) $row['detail']) : false;
                if ($until !== false) {
                    return $this->texts->say('sign_number', ['time' => $this->texts->time($until, $this->now)]);
                }
                return $this->texts->say('sign_person', ['why' => $this->why($row)]);
            case 'open':
                return $row['reason'] === 'fba' ? 'FBA' : $this->texts->say('sign_open');
            default:
                return $this->texts->say('sign_' . $row['word']);
        }
    }

    /** The cause without its mend. @param array<string, mixed> $row */
    private function why(array $row): string
    {
        if (in_array($row['state'], ['rejected', 'parked', 'mismatch'], true) && $row['verdict'] !== 'conflict') {
            $code = (string) ($row['message_reason'] ?? '');
            if (!isset(Reasons::all()[$code]) || $code === 'amazon_rejected') {
                return $this->texts->say('amazon_refused', ['code' => (string) ($row['code'] ?? $code)]);
            }
            return self::first($this->texts->reason('', $code, null, ['order' => (string) $row['amazon_order']]));
        }
        return self::first($this->texts->reason((string) $row['verdict'], (string) $row['reason'], $row['detail'] === null
            ? null : (string) $row['detail'], ['order' => (string) $row['amazon_order'], 'a' => (string) $row['shop_order']]));
    }

    /** A reason's text without its mend: its first sentence. */
    public static function first(string $text): string
    {
        return rtrim((string) preg_replace('/[.:;,] .*$/su', '', $text), '.');
    }

    /** @param array<string, mixed> $row */
    private function latest(array $row): ?int
    {
        if (in_array($row['state'], ['in_flight', 'unknown'], true)) {
            return null;
        }
        if ($row['verdict'] === 'hold') {
            return null;
        }
        return Latest::at(
            ['verdict' => $row['verdict'], 'deadline' => $row['deadline'], 'express' => (int) $row['express'] === 1],
            ['on' => (int) $row['on'] === 1, 'state' => AccountState::complete(Json::stored($row['account_state']) ?? [])],
            Document::complete(Json::stored($row['document']) ?? []),
            (int) $row['not_before'],
            $this->now
        );
    }
}
