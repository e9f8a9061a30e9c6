<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;

/**
 * The token of the cron address. It is shown once, when it is made; the database has its digest only.
 */
final class CronToken
{
    private const NAME = 'cron_token';

    /** @var Accounts */
    private $meta;

    public function __construct(Db $db)
    {
        $this->meta = new Accounts($db);
    }

    public function exists(): bool
    {
        return (string) $this->meta->readMeta(self::NAME) !== '';
    }

    /** @return string a new token (43 letters, digits, - and _); the one before is no longer valid */
    public function make(): string
    {
        $token = rtrim(strtr(base64_encode(random_bytes(32)), '+/', '-_'), '=');
        $this->meta->meta(self::NAME, hash('sha256', $token));
        return $token;
    }

    /** In constant time; false as long as none was made. */
    public function valid(string $token): bool
    {
        $known = (string) $this->meta->readMeta(self::NAME);
        $right = hash_equals(str_pad($known, 64, '-'), hash('sha256', $token));
        return $right && $known !== '';
    }
}
