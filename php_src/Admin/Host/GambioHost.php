<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Host;

use StatusSync\Php\Admin\Host;

/**
 * Gambio GX4 as the pages see it, inside a request of its admin: addresses, session, rights, words.
 * Everything comes from the shop's own classes, constants and session.
 */
final class GambioHost implements Host
{
    /** Gambio's name of the field. */
    private const FIELD = 'pageToken';

    /** Tokens that we gave out in this session. */
    private const GIVEN = 'statussync_tokens';

    private const KEPT = 100;

    private const WORDS = [
        'de' => ['carrier_word' => 'Paketdienst', 'number_word' => 'Sendungsnummer',
            'save_order' => 'Bestellstatus ändern', 'add_tracking' => 'Sendungsnummer hinzufügen',
            'carrier_column' => 'Paketdienst', 'tracking_box' => 'Sendungsnummern', 'menu' => 'Bestellungen'],
        'en' => ['carrier_word' => 'parcel service', 'number_word' => 'tracking number',
            'save_order' => 'Change order status', 'add_tracking' => 'Add tracking number',
            'carrier_column' => 'Parcel service', 'tracking_box' => 'Tracking numbers', 'menu' => 'Orders'],
    ];

    /** @var string the shop's root folder */
    private $folder;

    /** @var ?array{0: string, 1: string} one token is enough for all forms of a page */
    private $token;

    public function __construct(string $folder)
    {
        $this->folder = $folder;
    }

    public function system(): string
    {
        return 'gambio';
    }

    public function systemVersion(): string
    {
        $class = 'Gambio\\Core\\Application\\Application';
        if (class_exists($class) && defined($class . '::VERSION')) {
            return ltrim((string) constant($class . '::VERSION'), 'v');
        }
        $text = (string) @file_get_contents($this->folder . '/release_info.php', false, null, 0, 4096);
        return preg_match('/\$gx_version\s*=\s*[\'"]v?([0-9.]+)/', $text, $m) === 1 ? $m[1] : '';
    }

    public function language(): string
    {
        $code = (string) ($_SESSION['language_code'] ?? '');
        if ($code === '') {
            $code = (string) ($_SESSION['language'] ?? '') === 'english' ? 'en' : 'de';
        }
        return strtolower($code) === 'de' ? 'de' : 'en';
    }

    public function charset(): string
    {
        return 'UTF-8';
    }

    public function zone(): string
    {
        return date_default_timezone_get();
    }

    /** @param array<string, mixed> $query */
    public function url(string $page, array $query = []): string
    {
        if ($page === 'panel') {
            // to the order's own page: who may work on orders need not be allowed to open ours
            return $this->orderUrl((string) ($query['order'] ?? ''));
        }
        $query = ['do' => 'AmazonOrderStatus', 'page' => $page] + $query;
        return self::admin() . 'admin.php?' . http_build_query($query, '', '&');
    }

    public function orderUrl(string $shopOrder): string
    {
        return self::admin() . 'orders.php?' . http_build_query(['oID' => $shopOrder, 'action' => 'edit'], '', '&');
    }

    public function assetUrl(string $file): string
    {
        return self::admin() . 'includes/statussync/' . rawurlencode($file);
    }

    /**
     * Gambio's page token. We remember which ones we gave out: an owner can switch Gambio's own check
     * off, and what fails it ends the request without a word of how to go on.
     *
     * @return array{0: string, 1: string}
     */
    public function token(): array
    {
        if ($this->token === null) {
            $shop = $_SESSION['coo_page_token'] ?? null;
            $value = is_object($shop) ? (string) $shop->generate_token() : bin2hex(random_bytes(16));
            $given = is_array($_SESSION[self::GIVEN] ?? null) ? $_SESSION[self::GIVEN] : [];
            $given[] = $value;
            $_SESSION[self::GIVEN] = array_slice($given, -self::KEPT);
            $this->token = [self::FIELD, $value];
        }
        return $this->token;
    }

    /** @param array<string, mixed> $post */
    public function tokenValid(array $post): bool
    {
        $value = $post[self::FIELD] ?? null;
        if (!is_string($value) || preg_match('/^[a-f0-9]{32}$/', $value) !== 1) {
            return false;
        }
        $right = false;
        foreach ((array) ($_SESSION[self::GIVEN] ?? []) as $given) {
            $right = hash_equals((string) $given, $value) || $right;
        }
        return $right;
    }

    public function may(string $right): bool
    {
        if ((string) ($_SESSION['customers_status']['customers_status_id'] ?? '') !== '0') {
            return false;
        }
        $about = ['settings' => ['CONTROLLER', 'AmazonOrderStatus'], 'orders' => ['PAGE', 'orders.php']][$right] ?? null;
        if ($about === null || !isset($_SESSION['customer_id'])) {
            return false;
        }
        $service = \LegacyDependencyContainer::getInstance()
            ->get(\Gambio\Core\Permission\Services\PermissionService::class);
        return $service->checkAdminPermission((int) $_SESSION['customer_id'], 'write', $about[0], $about[1]);
    }

    public function words(string $key): string
    {
        return self::WORDS[$this->language()][$key] ?? '';
    }

    public function ownerEmail(): string
    {
        return defined('STORE_OWNER_EMAIL_ADDRESS') ? (string) constant('STORE_OWNER_EMAIL_ADDRESS') : '';
    }

    /** Path of the admin folder, with slashes around. */
    private static function admin(): string
    {
        return defined('DIR_WS_ADMIN') ? (string) constant('DIR_WS_ADMIN') : '/admin/';
    }
}
