<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\Limits;
use StatusSync\Php\Store\Dialect;

/** Zustand: access, cron, limits, versions. */
final class Health extends Page
{
    public function answer(Answer $answer, string $method, array $post): string
    {
        $seen = [];
        foreach (['cli', 'url', 'scheduler'] as $kind) {
            $seen[$kind] = json_decode((string) $this->services->accounts()->readMeta("seen_$kind"), true);
        }
        $accounts = $this->services->reports()->status()['accounts'];
        foreach ($accounts as $i => $account) {
            $share = (float) $this->services->settings()->document((string) $account['id'])['limits_share'];
            foreach ($account['buckets'] as $k => $bucket) {
                $accounts[$i]['buckets'][$k] += Limits::now($bucket, $share, $this->view->now);
            }
        }
        return $this->view->render('health', [
            'accounts' => $accounts, 'seen' => $seen,
            'extension' => phpversion('statussync') ?: null, 'system' => trim($this->host->system() . ' '
                . $this->host->systemVersion()), 'database' => self::database($this->services->db()->dialect()),
        ]);
    }

    /** Name and version; MariaDB says both by itself. */
    private static function database(Dialect $dialect): string
    {
        $name = $dialect->isMysql() ? 'MySQL' : 'SQLite';
        return $dialect->isMariaDb() ? $dialect->version() : $name . ' ' . $dialect->version();
    }
}
