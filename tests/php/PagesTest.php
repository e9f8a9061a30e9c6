<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\Host\DemoHost;
use StatusSync\Php\Admin\Pages;
use StatusSync\Php\Admin\Panel;
use StatusSync\Php\Admin\SellerCentral;
use StatusSync\Php\Admin\Services;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Marketplaces;

/** The shared pages without a browser: what they answer to a request, in the shop of the browser tests. */
final class PagesTest extends TestCase
{
    private const NOW = 1764150000; // 2025-11-26 10:40 in Berlin

    private const TOKEN = ['token' => '0123456789abcdef0123456789abcdef'];

    /** @var Db */
    private $db;

    /** @var Services */
    private $services;

    protected function setUp(): void
    {
        $dsn = Databases::fresh('sqlite');
        $data = dirname(__DIR__) . '/browser/lib/data.php';
        exec(escapeshellarg(PHP_BINARY) . ' ' . implode(' ', array_map('escapeshellarg', [$data, $dsn, (string) self::NOW, 'full'])), $out, $rc);
        self::assertSame(0, $rc, implode("\n", $out));
        $this->db = Databases::open($dsn);
        $config = Detector::dsn($dsn);
        $config->url = 'https://shop.example.org';
        $this->services = Services::ofPlace($this->db, $config, static function (): int {
            return self::NOW;
        });
    }

    public function testTheMarketplacesOfTheAccessPageAreThoseOfTheDocument(): void
    {
        $page = (string) file_get_contents(dirname(__DIR__, 2) . '/docs/amazon-access.md');
        foreach (Pages\Access::MARKETS as $region => $markets) {
            self::assertSame(1, preg_match("/^\\| $region \\| (.*) \\|$/m", $page, $m), $region);
            preg_match_all('/[A-Z]{2} ([A-Z0-9]{10,})/', $m[1], $ids);
            self::assertEqualsCanonicalizing($ids[1], array_keys($markets));
            Marketplaces::check($region, array_keys($markets));
        }
        self::assertSame('https://sellercentral.amazon.ie/orders-v3/order/1', SellerCentral::address('1', 'A28R8C7NBKEWEA'));
        self::assertSame('https://sellercentral.amazon.de/orders-v3/order/1', SellerCentral::address('1', null));
    }

    public function testMarketplacesOfAnotherRegionAreNotStoredWithTheAccount(): void
    {
        $answer = $this->page('POST', 'access', [], ['do' => 'save', 'name' => 'Amazon.com', 'region' => 'na', 'seller' => 'A1TEST',
            'client_id' => 'amzn1.application-oa2-client.test', 'marketplaces' => ['A1PA6795UKMFR9', 'ATVPDKIKX0DER']]);
        self::assertSame(200, $answer->status);
        self::assertSame(['ATVPDKIKX0DER'], (new Accounts($this->db))->get('de')['marketplaces']);
    }

    public function testADayThatIsNoneIsRefused(): void
    {
        foreach (['2025-02-31', '2025-13-01', '31.10.2025', ''] as $day) {
            $answer = $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => $day]);
            self::assertSame(422, $answer->status, $day);
            self::assertStringContainsString('Das Datum ist nicht lesbar', self::words($answer->html));
        }
        self::assertNotSame(422, $this->page('POST', 'setup', [], ['do' => 'activate', 'from' => '2025-10-31'])->status);
    }

    public function testAMatchThatSaysNotWhereIsAskedForNotLookedUp(): void
    {
        $answer = $this->page('POST', 'expert', [], ['do' => 'confirmed', 'document' => '{"tracking":{"source":"match"}}']);
        self::assertSame(422, $answer->status);
        self::assertStringContainsString('Tabelle und Spalten wählen', self::words($answer->html));
    }

    /** @param array<string, mixed> $get @param array<string, mixed> $post */
    private function page(string $method, string $page, array $get = [], array $post = [], string $language = 'de'): Answer
    {
        $host = new DemoHost($language, self::TOKEN['token']);
        return (new Pages($host, $this->services))->handle($method, ['page' => $page] + $get, $post === [] ? [] : self::TOKEN + $post);
    }

    private function panel(string $order, string $language = 'de'): string
    {
        return self::words((new Panel(new DemoHost($language, self::TOKEN['token']), $this->services))->render($order));
    }

    /** What a reader sees of it. */
    private static function words(string $html): string
    {
        return trim((string) preg_replace('/\s+/u', ' ', html_entity_decode(strip_tags($html), ENT_QUOTES, 'UTF-8')));
    }
}
