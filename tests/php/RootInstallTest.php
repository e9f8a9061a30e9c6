<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Failure;
use StatusSync\Php\Install\Files;
use StatusSync\Php\Install\Place;
use StatusSync\Php\Shop\ConfigureFile;

/** What root does in a tree that somebody else writes: no more than that user could do himself. */
final class RootInstallTest extends TestCase
{
    private const NOBODY = 65534;

    /** @var string */
    private $top;

    protected function setUp(): void
    {
        if (!function_exists('posix_geteuid') || posix_geteuid() !== 0) {
            self::markTestSkipped('not root');
        }
        $this->top = sys_get_temp_dir() . '/ss-root-' . getmypid() . '-' . random_int(1, 99999);
        foreach (['shop/includes/external', 'shop/inc', 'shop/admin/includes/modules/export'] as $folder) {
            mkdir("$this->top/$folder", 0755, true);
        }
        chmod($this->top, 0755);
        foreach (['includes/configure.php', 'inc/xtc_db_query.inc.php', 'admin/orders.php', 'admin/includes/application_top.php'] as $file) {
            file_put_contents("$this->top/shop/$file", '<?php');
        }
        exec('chown -R ' . self::NOBODY . ' ' . escapeshellarg("$this->top/shop"));
        file_put_contents("$this->top/passwords", 'of root');
        file_put_contents("$this->top/source", 'ours');
    }

    protected function tearDown(): void
    {
        if ($this->top !== null) {
            exec('rm -rf ' . escapeshellarg($this->top));
        }
    }

    public function testALinkInTheShopLeadsRootNowhere(): void
    {
        symlink("$this->top/passwords", "$this->top/shop/includes/ours.php.statussync-new");
        (new Files(new Place("$this->top/shop")))->put(['includes/ours.php' => "$this->top/source"], '1');
        self::assertSame('of root', file_get_contents("$this->top/passwords"));
        self::assertSame(0, fileowner("$this->top/passwords"));
        self::assertSame('ours', file_get_contents("$this->top/shop/includes/ours.php"));
        self::assertSame(self::NOBODY, fileowner("$this->top/shop/includes/ours.php"), 'the files are the shop owner\'s');
    }

    public function testAFolderThatIsALinkLeadsRootNowhere(): void
    {
        mkdir("$this->top/etc", 0755);
        symlink("$this->top/etc", "$this->top/shop/includes/external/statussync");
        try {
            (new Files(new Place("$this->top/shop")))->put([Place::LIBRARY . '/a.php' => "$this->top/source"], '1');
            self::fail('written outside the shop');
        } catch (Failure $e) {
            self::assertStringContainsString('cannot be written', $e->getMessage());
        }
        self::assertSame([], glob("$this->top/etc/*"));
        self::assertSame(0, posix_geteuid(), 'root again afterwards');
    }

    public function testRootRunsNoConfigurationOfSomebodyElse(): void
    {
        $file = "$this->top/shop/includes/configure.php";
        file_put_contents($file, "<?php touch('$this->top/ran'); define('DB_SERVER', getenv('X'));");
        try {
            ConfigureFile::read($file);
            self::fail('read');
        } catch (Failure $e) {
            self::assertStringContainsString('as the user of the shop', $e->getMessage());
        }
        self::assertFileDoesNotExist("$this->top/ran");
    }
}
