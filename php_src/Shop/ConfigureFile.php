<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Failure;

/**
 * Constants of a shop's includes/configure.php, without running the shop.
 *
 * The file is read, not executed: define('NAME', 'text') with texts, numbers, true/false and constants
 * defined before, joined by dots; and Gambio's define_database(). If DB_SERVER is not found that way (getenv() and the like), the file
 * alone is included in a separate PHP process; not by root, unless only root can write it.
 */
final class ConfigureFile
{
    private const WANTED = ['DB_SERVER', 'DB_SERVER_USERNAME', 'DB_SERVER_PASSWORD', 'DB_DATABASE', 'HTTP_SERVER',
        'HTTPS_SERVER', 'DIR_WS_CATALOG', 'DIR_FS_CATALOG', 'DEFAULT_TIMEZONE', 'DIR_ADMIN'];

    /**
     * @return array<string, string> the wanted constants that are there
     * @throws Failure if the file does not tell the database
     */
    public static function read(string $file): array
    {
        $code = @file_get_contents($file);
        if ($code === false) {
            throw new Failure("$file: cannot be read; check its rights");
        }
        $found = array_intersect_key(self::parse($code), array_flip(self::WANTED));
        if (!isset($found['DB_SERVER'], $found['DB_DATABASE'])) {
            if (function_exists('posix_geteuid') && posix_geteuid() === 0 && (fileowner($file) !== 0 || fileowner(dirname($file)) !== 0)) {
                throw new Failure("$file: does not say its database in plain text, and root does not run a file of somebody else;"
                    . ' call this as the user of the shop, or use --dsn with --config');
            }
            $found = self::include($file) + $found;
        }
        foreach (['DB_SERVER', 'DB_SERVER_USERNAME', 'DB_SERVER_PASSWORD', 'DB_DATABASE'] as $name) {
            if (!isset($found[$name])) {
                throw new Failure("$file: does not define $name; use --dsn with --config instead");
            }
        }
        return $found;
    }

    /**
     * @return array<string, string>
     */
    public static function parse(string $code): array
    {
        $tokens = [];
        foreach (token_get_all($code) as $token) {
            if (!is_array($token)) {
                $tokens[] = [0, $token];
            } elseif (!in_array($token[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true)) {
                $tokens[] = [$token[0], $token[1]];
            }
        }
        $constants = [];
        $count = count($tokens);
        for ($i = 0; $i < $count; $i++) {
            $isDefine = in_array(strtolower($tokens[$i][1]), ['define', '\\define'], true)
                && ($tokens[$i + 1][1] ?? '') === '(' && ($tokens[$i + 2][0] ?? 0) === T_CONSTANT_ENCAPSED_STRING
                && ($tokens[$i + 3][1] ?? '') === ',';
            if (!$isDefine) {
                $constants += self::database($tokens, $i, $constants);
                continue;
            }
            $name = self::literal($tokens[$i + 2][1]);
            $value = self::value($tokens, $i + 4, $constants);
            if ($value !== null && !isset($constants[$name])) {
                $constants[$name] = $value;
            }
        }
        return $constants;
    }

    /**
     * Gambio from 4.5 on: define_database(host, user, password, database, ...) stands for four constants.
     *
     * @param list<array{0: int, 1: string}> $tokens
     * @param array<string, string> $constants defined before
     * @return array<string, string> none if it is no such call
     */
    private static function database(array $tokens, int $at, array $constants): array
    {
        $isCall = strtolower($tokens[$at][1]) === 'define_database' && ($tokens[$at + 1][1] ?? '') === '('
            && strtolower($tokens[$at - 1][1] ?? '') !== 'function';
        $found = [];
        $next = $at + 2;
        foreach ($isCall ? ['DB_SERVER', 'DB_SERVER_USERNAME', 'DB_SERVER_PASSWORD', 'DB_DATABASE'] : [] as $name) {
            $value = self::value($tokens, $next, $constants);
            if ($value === null) {
                return [];
            }
            $found[$name] = $value;
            while (isset($tokens[$next]) && $tokens[$next][1] !== ',') {
                $next++;
            }
            $next++;
        }
        return $found;
    }

    /**
     * @param list<array{0: int, 1: string}> $tokens
     * @param array<string, string> $constants
     */
    private static function value(array $tokens, int $at, array $constants): ?string
    {
        $value = '';
        for ($i = $at; isset($tokens[$i]); $i++) {
            [$kind, $text] = $tokens[$i];
            if ($kind === T_CONSTANT_ENCAPSED_STRING) {
                $value .= self::literal($text);
            } elseif ($kind === T_LNUMBER || $kind === T_DNUMBER) {
                $value .= $text;
            } elseif ($kind === T_STRING && isset($constants[$text])) {
                $value .= $constants[$text];
            } elseif ($kind === T_STRING && in_array(strtolower($text), ['true', 'false'], true)) {
                $value .= strtolower($text);
            } else {
                return null;
            }
            $next = $tokens[++$i][1] ?? '';
            if ($next === ')' || $next === ',') {
                return $value;
            }
            if ($next !== '.') {
                return null;
            }
        }
        return null;
    }

    private static function literal(string $quoted): string
    {
        $body = substr($quoted, 1, -1);
        return $quoted[0] === "'"
            ? str_replace(["\\\\", "\\'"], ["\\", "'"], $body)
            : stripcslashes($body);
    }

    /**
     * A PHP that runs "-r": under a web server PHP_BINARY is the server's (php-fpm, php-cgi) or none.
     *
     * @param string $folder where PHP's programs are
     */
    public static function interpreter(string $sapi = PHP_SAPI, string $binary = PHP_BINARY, string $folder = PHP_BINDIR): string
    {
        if (in_array($sapi, ['cli', 'cli-server', 'phpdbg'], true) && $binary !== '') {
            return $binary;
        }
        $version = PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        foreach (["$folder/php$version", "$folder/php"] as $candidate) {
            if (@is_executable($candidate)) {
                return $candidate;
            }
        }
        return 'php';
    }

    /** @return array<string, string> */
    private static function include(string $file): array
    {
        if (!function_exists('proc_open')) {
            return [];
        }
        $code = 'ob_start(); @include $argv[1]; ob_end_clean();'
            . ' echo json_encode(get_defined_constants(true)["user"] ?? [], JSON_PARTIAL_OUTPUT_ON_ERROR);';
        $pipes = [];
        $process = @proc_open(
            [self::interpreter(), '-d', 'display_errors=0', '-r', $code, '--', $file],
            [0 => ['file', '/dev/null', 'r'], 1 => ['pipe', 'w'], 2 => ['file', '/dev/null', 'w']],
            $pipes,
            dirname($file)
        );
        if (!is_resource($process)) {
            return [];
        }
        $all = json_decode((string) stream_get_contents($pipes[1]), true);
        fclose($pipes[1]);
        proc_close($process);
        $found = [];
        foreach (self::WANTED as $name) {
            if (is_array($all) && isset($all[$name]) && is_scalar($all[$name])) {
                $found[$name] = (string) $all[$name];
            }
        }
        return $found;
    }
}
