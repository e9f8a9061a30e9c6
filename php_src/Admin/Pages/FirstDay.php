<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Admin\SetupState;
use StatusSync\Php\Admin\View;
use StatusSync\Php\Store\Tables;

/** The card of the first 24 hours after an account was switched on: five ticks, from our own tables. */
final class FirstDay
{
    /** @var Services */
    private $services;

    /** @var View */
    private $view;

    public function __construct(Services $services, View $view)
    {
        $this->services = $services;
        $this->view = $view;
    }

    /**
     * @return list<array{done: bool, key: string, values: array<string, string|int>}> none when no account is in its
     *   first day; it begins when the account's preview was released
     */
    public function ticks(): array
    {
        $db = $this->services->db();
        $since = 0;
        $ids = [];
        foreach ($this->services->accounts()->all() as $account) {
            $sql = 'SELECT MIN(`at`) AS v FROM ' . Tables::table('event') . " WHERE `account` = ? AND `what` = 'release'";
            $at = (int) ($db->one($sql, [$account['id']])['v'] ?? 0);
            if ($account['state']['mode'] === 'active' && $at > $this->view->now - 86400) {
                $ids[] = $account;
                $since = $since === 0 ? $at : min($since, $at);
            }
        }
        return $ids === [] ? [] : $this->of($ids, $since);
    }

    /**
     * @param non-empty-list<array<string, mixed>> $accounts
     * @return list<array{done: bool, key: string, values: array<string, string|int>}>
     */
    private function of(array $accounts, int $since): array
    {
        $names = array_map('strval', array_column($accounts, 'id'));
        $marks = implode(', ', array_fill(0, count($names), '?'));
        $last = max(array_map(static function (array $account): int {
            return (int) $account['state']['last_run'];
        }, $accounts));
        $db = $this->services->db();
        $count = static function (string $sql, array $more = []) use ($db, $names, $marks): int {
            return (int) ($db->one("$sql AND `account` IN ($marks)", array_merge($more, $names))['n'] ?? 0);
        };
        $message = 'SELECT COUNT(*) AS n FROM ' . Tables::table('message') . ' WHERE `sent_at` >= ?';
        $order = 'SELECT COUNT(*) AS n FROM ' . Tables::table('order');
        $sent = $count($message, [$since]);
        $accepted = $count("$message AND `state` = 'accepted'", [$since]);
        $verified = $count("$message AND `state` = 'verified'", [$since]);
        // what Amazon refused, or what another took the place of, is never read back
        $expected = $count("$message AND `state` IN ('in_flight', 'unknown', 'accepted', 'verified')", [$since]);
        $held = $count("$order WHERE `verdict` IN ('hold', 'conflict')");
        $waiting = $count("$order WHERE `open` = 1 AND `verdict` IN ('ship', 'cancel')");
        $one = $db->one('SELECT MIN(`shop_order`) AS v FROM ' . Tables::table('message') . " WHERE `state` = 'verified' AND"
            . " `sent_at` >= ? AND `account` IN ($marks)", array_merge([$since], $names));
        $known = $count("$order o WHERE `verdict` = 'done' AND NOT EXISTS (SELECT 1 FROM " . Tables::table('message')
            . ' m WHERE m.`order_id` = o.`id` AND m.`sent_at` >= ?)', [$since]);
        $first = (string) ($one['v'] ?? '');
        $ran = $last >= $since;
        $called = $ran && !(new SetupState($this->services, new Facts($db, $this->view->now)))->onlyByHand();
        return [
            ['done' => $called, 'key' => $called ? 'first_cron' : 'first_cron_not', 'values' => [
                'time' => $this->view->texts->time($last, $this->view->now)]],
            ['done' => $ran, 'key' => 'first_read', 'values' => ['n' => $known]],
            ['done' => $first !== '', 'key' => $first === '' ? 'first_one_not' : 'first_one', 'values' => ['order' => $first]],
            ['done' => $ran && $waiting === 0 && $sent > 0, 'key' => 'first_rest', 'values' => ['n' => $sent,
                'm' => $accepted + $verified, 'held' => $held]],
            ['done' => $expected > 0 && $verified === $expected, 'key' => 'first_all', 'values' => ['n' => $verified, 'm' => $expected]],
        ];
    }
}
