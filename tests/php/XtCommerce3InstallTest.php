<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Install\Package;
use StatusSync\Php\Store\Db;

/** install, uninstall and zip for xt:Commerce 3, by the command line. */
final class XtCommerce3InstallTest extends TestCase
{
    /** @var string */
    private $shop;

    /** @var Db */
    private $db;

    protected function setUp(): void
    {
        if (Databases::socket() === null) {
            self::markTestSkipped('no MariaDB');
        }
        $dsn = Databases::fresh('mysql');
        $this->db = Databases::open($dsn);
        $this->db->run('CREATE TABLE configuration (configuration_id INT AUTO_INCREMENT PRIMARY KEY, configuration_key VARCHAR(64),'
            . ' configuration_value VARCHAR(255)) ENGINE=MyISAM DEFAULT CHARSET=latin1');
        $this->shop = sys_get_temp_dir() . '/ss-xtc3-' . getmypid() . '-' . random_int(1, 99999);
        foreach (['includes', 'inc', 'verwaltung/includes/modules/export'] as $folder) {
            mkdir("$this->shop/$folder", 0777, true);
        }
        $place = ['DB_SERVER' => 'localhost:' . Databases::socket(), 'DB_SERVER_USERNAME' => 'root', 'DB_SERVER_PASSWORD' => '',
            'DB_DATABASE' => substr($dsn, strrpos($dsn, '=') + 1), 'HTTP_SERVER' => 'http://shop.example', 'DIR_WS_CATALOG' => '/'];
        $configure = "<?php\n";
        foreach ($place as $name => $value) {
            $configure .= "define('$name', '$value');\n";
        }
        file_put_contents("$this->shop/includes/configure.php", $configure);
        mkdir("$this->shop/verwaltung/includes/modules/empty");
        file_put_contents("$this->shop/inc/xtc_db_query.inc.php", '<?php');
        file_put_contents("$this->shop/verwaltung/orders.php", '<?php');
        file_put_contents("$this->shop/verwaltung/includes/application_top.php", '<?php');
        file_put_contents("$this->shop/verwaltung/includes/modules/export/froogle.php", '<?php // the shop\'s');
    }

    protected function tearDown(): void
    {
        if ($this->shop !== null) {
            exec('rm -rf ' . escapeshellarg($this->shop));
        }
    }

    /** @return list<string> */
    private function files(): array
    {
        $all = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($this->shop, \FilesystemIterator::SKIP_DOTS));
        $names = [];
        foreach ($all as $file) {
            $names[] = substr($file->getPathname(), strlen($this->shop) + 1);
        }
        sort($names);
        return $names;
    }

    private function folders(): string
    {
        return (string) shell_exec('cd ' . escapeshellarg($this->shop) . ' && find . -type d | LC_ALL=C sort');
    }

    private function command(string $command, int $wanted = 0): string
    {
        $line = 'STATUSSYNC_KEY_FILE=' . escapeshellarg("$this->shop.key") . ' ' . escapeshellarg(PHP_BINARY) . ' '
            . escapeshellarg(__DIR__ . '/../../php_src/Cli/main.php') . " $command 2>&1";
        exec($line, $out, $code);
        self::assertSame($wanted, $code, implode("\n", $out));
        return implode("\n", $out);
    }

    public function testInstallTwiceAndUninstallLeaveTheShopAsItWas(): void
    {
        $before = $this->files();
        $folders = $this->folders();
        $said = $this->command('install ' . escapeshellarg($this->shop));
        self::assertStringContainsString('admin folder: verwaltung', $said);
        self::assertStringContainsString('includes/external/statussync/cron.php', $said);
        self::assertStringContainsString('XT Module', $said);
        $files = $this->files();
        self::assertContains('verwaltung/includes/modules/export/statussync.php', $files);
        self::assertContains('verwaltung/includes/statussync/reasons.json', $files);
        self::assertContains('includes/external/statussync/.htaccess', $files);
        self::assertNotContains('verwaltung/includes/statussync/statussync.js', $files);
        self::assertStringContainsString('0 files changed', $this->command('install ' . escapeshellarg($this->shop)));
        $this->db->run("INSERT INTO configuration (configuration_key, configuration_value) VALUES ('MODULE_STATUSSYNC_STATUS', 'true')");
        $said = $this->command('uninstall ' . escapeshellarg($this->shop) . ' --drop-data');
        self::assertStringContainsString('removed: files, module', $said);
        self::assertSame($before, $this->files());
        self::assertSame($folders, $this->folders(), 'folders that were made are gone, the empty one of the shop is not');
        $said = $this->command('uninstall ' . escapeshellarg($this->shop));
        self::assertStringContainsString('nothing was removed', $said);
        self::assertStringNotContainsString('removed: files', $said);
        self::assertNull($this->db->one('SELECT 1 AS x FROM configuration'));
        self::assertSame([], $this->db->all("SHOW TABLES LIKE 'statussync\\_%'"));
    }

    public function testAFileChangedByHandStaysAndIsCounted(): void
    {
        $this->command('install ' . escapeshellarg($this->shop));
        file_put_contents("$this->shop/verwaltung/includes/statussync/mark.php", '<?php // mine');
        $said = $this->command('uninstall ' . escapeshellarg($this->shop), 1);
        self::assertStringContainsString('removed: files but for 1 that stay', $said);
        self::assertStringContainsString('mark.php was changed by hand and stays', $said);
    }

    public function testTheReadmeOfEachZipSaysWhatItNeedsAndNamesPagesThatAreInIt(): void
    {
        $folder = "$this->shop/zip";
        mkdir($folder);
        foreach (['modified', 'gambio', 'gambio3', 'xtcommerce3'] as $system) {
            $zip = new \PharData((new Package())->make($system, $folder)[0]);
            $text = (string) file_get_contents($zip['README.txt']->getPathname());
            self::assertStringContainsString('Erweiterung "statussync"', $text, $system);
            self::assertStringContainsString('extension "statussync"', $text, $system);
            self::assertMatchesRegularExpression('/Einrichtung: sechs Schritte|activate, run, preview, release/', $text, $system);
            preg_match_all('#docs/[\w/-]+\.md#', $text, $pages);
            foreach (array_unique($pages[0]) as $page) {
                self::assertTrue(isset($zip[$page]), "$system: $page");
            }
        }
    }

    public function testTheZipHasEverythingAndNoPhp74FileOutsideTheLibrary(): void
    {
        $folder = "$this->shop/zip";
        mkdir($folder);
        $made = (new Package())->make('xtcommerce3', $folder);
        self::assertCount(1, $made);
        $names = [];
        foreach (new \RecursiveIteratorIterator(new \PharData($made[0])) as $file) {
            $names[] = substr($file->getPathname(), strpos($file->getPathname(), '.zip/') + 5);
        }
        $outside = array_values(preg_grep('#^(docs|shop-root/includes/external/statussync)/#', $names, PREG_GREP_INVERT));
        sort($outside);
        self::assertSame(['LICENSE', 'README.txt', 'shop-root/admin/includes/modules/export/statussync.php',
            'shop-root/admin/includes/statussync/data.php', 'shop-root/admin/includes/statussync/effect.php',
            'shop-root/admin/includes/statussync/held.php',
            'shop-root/admin/includes/statussync/mark.php', 'shop-root/admin/includes/statussync/reasons.json',
            'shop-root/admin/includes/statussync/statuses.php',
            'shop-root/admin/includes/statussync/words.php'], $outside);
        self::assertContains('shop-root/includes/external/statussync/cron.php', $names);
        $gambio = (new Package())->make('gambio3', $folder);
        self::assertCount(1, $gambio);
        $old = [];
        foreach (new \RecursiveIteratorIterator(new \PharData($gambio[0])) as $file) {
            $old[] = substr($file->getPathname(), strpos($file->getPathname(), '.zip/') + 5);
        }
        // the same page, and what is its own
        self::assertSame([], array_diff($outside, $old));
        foreach (['statussync_cron.php', 'GXUserComponents/conf/admin_menu/menu_statussync.xml', 'includes/external/statussync/manifest.json',
            'GXUserComponents/overloads/AdminApplicationTopExtenderComponent/StatussyncAdminTop.inc.php'] as $own) {
            self::assertContains("shop-root/$own", $old);
        }
        self::assertSame([], preg_grep('#GXModules|admin_ui#', $old));
        self::assertContains('shop-root/includes/external/statussync/manifest.json', $names);
    }
}
