<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** What the pages must know of the shop they are shown in. One implementation a shop. */
interface Host
{
    /** @return string modified, gambio, xtcommerce3 or demo; decides the frame classes of the markup */
    public function system(): string;

    /** As shown in the shop. */
    public function systemVersion(): string;

    /** @return string de or en */
    public function language(): string;

    /** Of the page that is sent out. */
    public function charset(): string;

    /** PHP's name of the shop's zone. */
    public function zone(): string;

    /**
     * Address of one of our pages, unescaped.
     *
     * @param array<string, mixed> $query
     */
    public function url(string $page, array $query = []): string;

    /** Address of the shop's own order page, unescaped. */
    public function orderUrl(string $shopOrder): string;

    public function assetUrl(string $file): string;

    /** @return array{0: string, 1: string} name and value of the shop's hidden field against forged requests */
    public function token(): array;

    /**
     * In constant time.
     *
     * @param array<string, mixed> $post
     */
    public function tokenValid(array $post): bool;

    /** @param string $right settings (credentials, configuration) or orders (panel, resend) */
    public function may(string $right): bool;

    /** The shop's own word: carrier_word, number_word ... */
    public function words(string $key): string;

    public function ownerEmail(): string;
}
