<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Host;

use StatusSync\Php\Admin\Host;

/** The small shop of "bin/demo --serve": one session, a cookie for the token, language by "lang". */
final class DemoHost implements Host
{
    private const WORDS = [
        'de' => ['carrier_word' => 'Paketdienstleister', 'number_word' => 'Sendungsnummer', 'save_order' => 'Aktualisieren'],
        'en' => ['carrier_word' => 'parcel carrier', 'number_word' => 'tracking number', 'save_order' => 'Update'],
    ];

    /** @var string */
    private $language;

    /** @var string */
    private $token;

    /** @var string all, orders (no settings) or none */
    private $rights;

    public function __construct(string $language, string $token, string $rights = 'all')
    {
        $this->language = $language === 'en' ? 'en' : 'de';
        $this->token = $token;
        $this->rights = $rights;
    }

    public function system(): string
    {
        return 'demo';
    }

    public function systemVersion(): string
    {
        return '';
    }

    public function language(): string
    {
        return $this->language;
    }

    public function charset(): string
    {
        return 'UTF-8';
    }

    public function zone(): string
    {
        return 'Europe/Berlin';
    }

    /** @param array<string, mixed> $query */
    public function url(string $page, array $query = []): string
    {
        $query += ['lang' => $this->language];
        if ($page === 'panel') {
            return '/order?' . http_build_query($query, '', '&');
        }
        return '/amazon?' . http_build_query(['page' => $page] + $query, '', '&');
    }

    public function orderUrl(string $shopOrder): string
    {
        return '/order?' . http_build_query(['order' => $shopOrder, 'lang' => $this->language], '', '&');
    }

    public function assetUrl(string $file): string
    {
        return '/' . rawurlencode($file);
    }

    /** @return array{0: string, 1: string} */
    public function token(): array
    {
        return ['token', $this->token];
    }

    /** @param array<string, mixed> $post */
    public function tokenValid(array $post): bool
    {
        return is_string($post['token'] ?? null) && $this->token !== '' && hash_equals($this->token, $post['token']);
    }

    public function may(string $right): bool
    {
        return $this->rights === 'all' || $this->rights === $right;
    }

    public function words(string $key): string
    {
        return self::WORDS[$this->language][$key] ?? '';
    }

    public function ownerEmail(): string
    {
        return 'shop@example.org';
    }
}
