<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

use StatusSync\Php\Failure;

/**
 * Takes client secret and refresh token from the environment (or --config), else from standard input:
 * NAME=value lines, or two lines with the client secret first. Never from arguments.
 */
final class SecretInput
{
    private const NAMES = [
        'client_secret' => 'STATUSSYNC_CLIENT_SECRET', 'refresh_token' => 'STATUSSYNC_REFRESH_TOKEN',
    ];

    /** Seconds to wait for the first byte of a standard input that may never end. */
    private const PATIENCE = 2;

    /**
     * @param callable $value fn(string $name): ?string, environment and --config
     * @param resource|null $input standard input, null = not to be read
     * @return array<string, string> client_secret, refresh_token; what was not given is missing
     */
    public static function read(callable $value, $input): array
    {
        $secrets = [];
        foreach (self::NAMES as $key => $name) {
            $text = $value($name);
            if ($text !== null && trim($text) !== '') {
                $secrets[$key] = trim($text);
            }
        }
        if ($secrets === [] && $input !== null && !(function_exists('stream_isatty') && stream_isatty($input))) {
            $secrets = self::parse(self::text($input));
        }
        foreach ($secrets as $key => $secret) {
            Redact::learn($secret);
            if (preg_match('/^[\x21-\x7e]{8,4096}$/', $secret) !== 1) {
                throw new Failure("credentials: $key has blanks or signs that no such secret has; copy it again");
            }
        }
        return $secrets;
    }

    /** @param resource $input */
    private static function text($input): string
    {
        $read = [$input];
        $none = [];
        if (@stream_select($read, $none, $none, self::PATIENCE) !== 1) {
            return '';
        }
        return (string) stream_get_contents($input, 16384);
    }

    /** @return array<string, string> */
    private static function parse(string $text): array
    {
        $lines = array_values(array_filter(array_map('trim', preg_split('/\R/', $text) ?: []), 'strlen'));
        $secrets = [];
        foreach ($lines as $i => $line) {
            if (preg_match('/^(?:STATUSSYNC_)?(client_secret|refresh_token)\s*=\s*(.+)$/i', $line, $m) === 1) {
                $secrets[strtolower($m[1])] = trim($m[2], " \t\"'");
            } elseif ($i < 2 && count($lines) <= 2) {
                $secrets[$i === 0 ? 'client_secret' : 'refresh_token'] = $line;
            } else {
                throw new Failure('credentials: standard input must have two lines: client secret, refresh token');
            }
        }
        return $secrets;
    }
}
