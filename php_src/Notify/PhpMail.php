<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

/** Sends by PHP's mail(): sendmail_path of the php.ini decides where it goes. */
final class PhpMail implements Mailer
{
    public function send(string $to, string $subject, string $text): bool
    {
        if (preg_match('/[\r\n]/', $to . $subject) === 1 || !function_exists('mail')) {
            return false;
        }
        $end = PHP_VERSION_ID >= 80000 ? "\r\n" : "\n";
        $headers = [
            'MIME-Version: 1.0', 'Content-Type: text/plain; charset=UTF-8',
            'Content-Transfer-Encoding: quoted-printable', 'Auto-Submitted: auto-generated',
        ];
        $body = quoted_printable_encode((string) preg_replace('/\r?\n/', "\r\n", $text));
        return @mail($to, self::word($subject), str_replace("\r\n", $end, $body), implode($end, $headers));
    }

    /** A header's value: as it is, or as encoded words of whole characters (RFC 2047). */
    private static function word(string $text): string
    {
        if (preg_match('/^[\x20-\x7e]*$/', $text) === 1) {
            return $text;
        }
        preg_match_all('/.{1,15}/us', $text, $parts);
        return implode(' ', array_map(static function (string $part): string {
            return '=?UTF-8?B?' . base64_encode($part) . '?=';
        }, $parts[0]));
    }
}
