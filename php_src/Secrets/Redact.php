<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

/** Takes secrets out of texts for logs and screens. */
final class Redact
{
    /** @var array<string, true> */
    private static $known = [];

    /** From now on this text is never shown. */
    public static function learn(string $secret): void
    {
        if (strlen($secret) >= 6) {
            self::$known[$secret] = true;
        }
    }

    /** The text without known secrets, and without what looks like Amazon's tokens and secrets. */
    public static function text(string $text): string
    {
        foreach (array_keys(self::$known) as $secret) {
            $text = str_replace([(string) $secret, rawurlencode((string) $secret)], '[secret]', $text);
        }
        return (string) preg_replace(
            '/(Atz[ra]\|[^\s"\'&]+|amzn1\.oa2-cs\.v1\.[0-9a-f]+'
                . '|X-Amz-(Signature|Security-Token|Credential)=[^&\s"\']+)/i',
            '[secret]',
            $text
        );
    }
}
