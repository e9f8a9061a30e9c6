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

    /** How credentials are given. */
    public const HOW = 'by standard input (two lines: client secret, refresh token) or by STATUSSYNC_CLIENT_SECRET'
        . ' and STATUSSYNC_REFRESH_TOKEN';

    /** Bytes below which nothing is a secret of Amazon's. */
    private const SHORTEST = 12;

    private const FORMS = [
        'client_secret' => 'a client secret begins with "amzn1.oa2-cs.v1." and has 64 signs more (Seller Central > Develop'
            . ' Apps > View credentials)',
        'refresh_token' => 'a refresh token begins with "Atzr|" and has several hundred signs (Amazon shows it once, after'
            . ' Authorize)',
    ];

    /** How something else begins that is easily taken for it. */
    private const MISTAKEN = [
        'client_secret' => ['Atzr|' => 'a refresh token (the client secret comes first)', 'Atza|' => 'an access token',
            'amzn1.application-oa2-client.' => 'the client id', 'amzn1.sp.' => 'the application id'],
        'refresh_token' => ['amzn1.oa2-cs.' => 'a client secret (the refresh token comes second)',
            'Atza|' => 'an access token, which ends after an hour', 'amzn1.application-oa2-client.' => 'the client id',
            'amzn1.sp.' => 'the application id'],
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
        }
        foreach ($secrets as $key => $secret) {
            self::check($key, $secret);
        }
        return $secrets;
    }

    /** @throws Failure that says what such a value looks like, never the value */
    private static function check(string $key, string $secret): void
    {
        $name = ['client_secret' => 'client secret', 'refresh_token' => 'refresh token'][$key];
        $form = self::FORMS[$key];
        if (preg_match('/^[\x21-\x7e]*$/', $secret) !== 1) {
            throw new Failure("credentials: the $name has blanks or signs that no such secret has; copy it again, whole and in"
                . " one line; $form");
        }
        foreach (self::MISTAKEN[$key] as $start => $what) {
            if (strncasecmp($secret, $start, strlen($start)) === 0) {
                throw new Failure("credentials: what was given as $name is $what; $form");
            }
        }
        if (strlen($secret) < self::SHORTEST || strlen($secret) > 4096) {
            throw new Failure("credentials: the $name is too " . (strlen($secret) < self::SHORTEST ? 'short' : 'long')
                . ' (' . strlen($secret) . " signs), it was not copied whole; $form");
        }
    }

    /**
     * Refuses secrets among the arguments: other users see those while the program runs, and shells keep them.
     *
     * @param list<string> $argv
     */
    public static function refuseArguments(array $argv, string $command): void
    {
        foreach ($argv as $word) {
            $named = preg_match('/^(?:--?)?(client[-_]secret|refresh[-_]token)(=|$)/i', $word, $m) === 1;
            if ($named || preg_match('/^(?:--?[\w-]+=)?(amzn1\.oa2-cs\.|Atzr\|)/', $word) === 1) {
                throw new Failure("$command: " . ($named ? strtolower(str_replace('-', '_', $m[1])) : 'this') . ' is a secret and'
                    . ' must not be an argument (others see it, the shell keeps it in its history: if it was a real one, make'
                    . ' a new one at Amazon); give it ' . self::HOW);
            }
        }
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
        $text = strncmp($text, "\xef\xbb\xbf", 3) === 0 ? substr($text, 3) : $text; // an editor's mark of UTF-8
        $lines = array_values(array_filter(array_map('trim', preg_split('/\R/', $text) ?: []), 'strlen'));
        $secrets = [];
        foreach ($lines as $i => $line) {
            if (preg_match('/^(?:STATUSSYNC_)?(client_secret|refresh_token)\s*=\s*(.+)$/i', $line, $m) === 1) {
                // a pair of quotes is a shell's, a single one the secret's own
                $secrets[strtolower($m[1])] = preg_match('/^(["\'])(.+)\1$/', $m[2], $quoted) === 1 ? $quoted[2] : $m[2];
            } elseif ($i < 2 && count($lines) <= 2) {
                $secrets[$i === 0 ? 'client_secret' : 'refresh_token'] = $line;
            } else {
                throw new Failure('credentials: standard input must have two lines: client secret, refresh token');
            }
        }
        return $secrets;
    }
}
