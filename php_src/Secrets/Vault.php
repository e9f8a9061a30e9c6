<?php

declare(strict_types=1);

namespace StatusSync\Php\Secrets;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;

/**
 * Sealed boxes: who has the public key can put secrets in, only the key file's owner gets them out.
 */
final class Vault
{
    /**
     * @param array<string, string> $secrets
     * @param string $publicKey base64
     * @return string base64
     */
    public static function seal(array $secrets, string $publicKey): string
    {
        $key = base64_decode($publicKey, true);
        if ($key === false || strlen($key) !== SODIUM_CRYPTO_BOX_PUBLICKEYBYTES) {
            throw new Failure('public key of the account is damaged; enter the credentials by "account set"');
        }
        return base64_encode(sodium_crypto_box_seal(Json::encode($secrets), $key));
    }

    /**
     * @return array<string, string>
     * @throws Failure if the key does not fit
     */
    public static function open(string $sealed, KeyFile $key): array
    {
        $pair = $key->pair();
        $box = base64_decode($sealed, true);
        $plain = $box === false ? false : sodium_crypto_box_seal_open($box, $pair);
        sodium_memzero($pair);
        if ($plain === false) {
            throw new Failure("key file {$key->path()}: does not fit the stored credentials; put the old one back, or"
                . ' enter the credentials again, both, by "account set"');
        }
        $secrets = Json::stored($plain) ?? [];
        sodium_memzero($plain);
        return array_map('strval', $secrets);
    }
}
