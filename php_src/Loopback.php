<?php

declare(strict_types=1);

namespace StatusSync\Php;

/** What is on this machine. */
final class Loopback
{
    public static function host(string $host): bool
    {
        $host = strtolower(trim($host, '[]'));
        return $host === 'localhost' || $host === '::1'
            || (filter_var($host, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4) !== false && strncmp($host, '127.', 4) === 0);
    }

    /** An http or https address on this machine, without credentials. */
    public static function url(string $url): bool
    {
        $parts = parse_url($url);
        return is_array($parts) && in_array($parts['scheme'] ?? '', ['http', 'https'], true)
            && isset($parts['host']) && !isset($parts['user']) && !isset($parts['pass']) && self::host($parts['host']);
    }
}
