<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

/**
 * Sends by the shop's own mailer, inside a request of the shop: its sender, its SMTP server, its signature.
 *
 * modified and Gambio offer the same function, xtc_php_mail(); its twelve arguments are those of the shops'
 * common ancestor. Not every request of a shop has loaded it.
 */
final class ShopMail implements Mailer
{
    private function __construct()
    {
    }

    /** The best way there is here: the shop's mailer inside a shop, else PHP's mail(). */
    public static function orPlain(): Mailer
    {
        return self::here() ?? new PhpMail();
    }

    /** @return ?self null: this is no request of a shop, or its mailer cannot be found */
    public static function here(): ?self
    {
        $folder = defined('DIR_FS_INC') ? (string) constant('DIR_FS_INC') : '';
        if (!function_exists('xtc_php_mail') && $folder !== '' && is_file($folder . 'xtc_php_mail.inc.php')) {
            require_once $folder . 'xtc_php_mail.inc.php';
        }
        return function_exists('xtc_php_mail') ? new self() : null;
    }

    public function send(string $to, string $subject, string $text): bool
    {
        if (preg_match('/[\r\n]/', $to . $subject) === 1) {
            return false;
        }
        $from = self::setting('EMAIL_SUPPORT_ADDRESS', 'EMAIL_FROM', 'STORE_OWNER_EMAIL_ADDRESS');
        $name = self::setting('EMAIL_SUPPORT_NAME', 'STORE_OWNER');
        $html = nl2br(self::ascii($text));
        // modified takes marks out of the plain part and decodes entities in its own charset; Gambio leaves it as it is
        $modified = function_exists('decode_htmlentities');
        try {
            return (bool) \xtc_php_mail(
                $from,
                $name,
                $to,
                '',
                '',
                $from,
                $name,
                '',
                '',
                $modified ? self::ascii($subject) : $subject,
                $html,
                $modified ? self::ascii($text) : $text
            );
        } catch (\Throwable $e) {
            return false; // tried again later; what it was stands in the shop's own log
        }
    }

    /** The first of these settings of the shop that is filled in. */
    private static function setting(string ...$names): string
    {
        foreach ($names as $name) {
            if (defined($name) && trim((string) constant($name)) !== '') {
                return trim((string) constant($name));
            }
        }
        return '';
    }

    /** Marks and signs beyond ASCII as references: right in every charset the shop may have. */
    private static function ascii(string $text): string
    {
        return mb_encode_numericentity(
            htmlspecialchars($text, ENT_NOQUOTES | ENT_SUBSTITUTE, 'UTF-8'),
            [0x80, 0x10ffff, 0, 0x1fffff],
            'UTF-8'
        );
    }
}
