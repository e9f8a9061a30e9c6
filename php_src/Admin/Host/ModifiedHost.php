<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Host;

use StatusSync\Php\Admin\Host;

/**
 * modified eCommerce as the pages see it, inside a request of its admin: addresses, session, rights,
 * words. Everything comes from the shop's own functions, constants and session.
 */
final class ModifiedHost implements Host
{
    /** Our page's parameter: the shop's input filter keeps digits only of one called "page". */
    public const VIEW = 'view';

    private const OWN_TOKEN = 'statussync_token';

    private const WORDS = [
        'de' => ['carrier_word' => 'Paketdienstleister', 'number_word' => 'Sendungsnummer',
            'save_order' => 'Aktualisieren', 'add_tracking' => 'Einfügen', 'carrier_column' => 'Versandart',
            'tracking_box' => 'Track & Trace', 'menu' => 'Partner Module'],
        'en' => ['carrier_word' => 'parcel carrier', 'number_word' => 'tracking number',
            'save_order' => 'Update', 'add_tracking' => 'Insert', 'carrier_column' => 'Carrier',
            'tracking_box' => 'Track & Trace', 'menu' => 'Partner Modules'],
    ];

    public function system(): string
    {
        return 'modified';
    }

    public function systemVersion(): string
    {
        if (defined('PROJECT_MAJOR_VERSION') && defined('PROJECT_MINOR_VERSION')) {
            return trim(constant('PROJECT_MAJOR_VERSION') . '.' . constant('PROJECT_MINOR_VERSION'));
        }
        $text = defined('PROJECT_VERSION') ? (string) constant('PROJECT_VERSION') : '';
        return preg_match('/\d+(\.\d+)+/', $text, $m) === 1 ? $m[0] : $text;
    }

    public function language(): string
    {
        $code = (string) ($_SESSION['language_code'] ?? '');
        if ($code === '') {
            $code = (string) ($_SESSION['language'] ?? '') === 'english' ? 'en' : 'de';
        }
        return $code === 'de' ? 'de' : 'en';
    }

    public function charset(): string
    {
        $charset = (string) ($_SESSION['language_charset'] ?? 'utf-8');
        return stripos($charset, 'utf') === 0 ? 'UTF-8' : strtoupper($charset);
    }

    public function zone(): string
    {
        return date_default_timezone_get();
    }

    /** @param array<string, mixed> $query */
    public function url(string $page, array $query = []): string
    {
        if ($page === 'panel') { // posts from the order page stay there: packers need no right to our page
            return self::link('orders.php', ['oID' => $query['order'] ?? '', 'action' => 'statussync']);
        }
        return self::link('statussync.php', [self::VIEW => $page] + $query);
    }

    public function orderUrl(string $shopOrder): string
    {
        return self::link('orders.php', ['oID' => $shopOrder, 'action' => 'edit']);
    }

    public function assetUrl(string $file): string
    {
        return 'includes/statussync/' . rawurlencode($file);
    }

    /** @return array{0: string, 1: string} */
    public function token(): array
    {
        if (self::shopChecks()) {
            return [(string) ($_SESSION['CSRFName'] ?? ''), (string) ($_SESSION['CSRFToken'] ?? '')];
        }
        if (!is_string($_SESSION[self::OWN_TOKEN] ?? null)) {
            $_SESSION[self::OWN_TOKEN] = bin2hex(random_bytes(16));
        }
        return [self::OWN_TOKEN, $_SESSION[self::OWN_TOKEN]];
    }

    /** @param array<string, mixed> $post */
    public function tokenValid(array $post): bool
    {
        [$name, $value] = $this->token();
        return $name !== '' && $value !== '' && is_string($post[$name] ?? null) && hash_equals($value, $post[$name]);
    }

    public function may(string $right): bool
    {
        if (($_SESSION['customers_status']['customers_status_id'] ?? null) != '0' || !isset($_SESSION['customer_id'])) {
            return false;
        }
        $access = \get_admin_access($_SESSION['customer_id']);
        $column = ['settings' => 'statussync_settings', 'orders' => 'orders'][$right] ?? '';
        return $column !== '' && (string) ($access[$column] ?? '0') === '1';
    }

    public function words(string $key): string
    {
        return self::WORDS[$this->language()][$key] ?? '';
    }

    public function ownerEmail(): string
    {
        return defined('STORE_OWNER_EMAIL_ADDRESS') ? (string) constant('STORE_OWNER_EMAIL_ADDRESS') : '';
    }

    /** The owner can switch the shop's own check off; then ours is used. */
    private static function shopChecks(): bool
    {
        return defined('CSRF_TOKEN_SYSTEM') && constant('CSRF_TOKEN_SYSTEM') === 'true'
            && (string) ($_SESSION['CSRFToken'] ?? '') !== '';
    }

    /** @param array<string, mixed> $query */
    private static function link(string $file, array $query): string
    {
        return str_replace('&amp;', '&', (string) \xtc_href_link($file, http_build_query($query, '', '&')));
    }
}
