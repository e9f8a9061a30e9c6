<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Shop\Detector;

/**
 * The files of a shop as packages: a zip to copy by FTP, and one for the Modified Module Loader
 * Client (MMLC), which maps src/admin to the renamed admin folder by itself.
 */
final class Package
{
    /** @var string */
    private $root;

    public function __construct(?string $root = null)
    {
        $this->root = $root ?? dirname(__DIR__, 2);
    }

    /**
     * @return list<string> the files that were made
     */
    public function make(string $system, string $folder): array
    {
        if (!is_dir($folder) || !is_writable($folder)) {
            throw new Failure("package: $folder is no folder that can be written");
        }
        $tree = (new Trees($this->root))->of($system);
        $manifest = Files::describe($tree, Version::NUMBER);
        $name = rtrim($folder, '/') . "/statussync-$system-" . Version::NUMBER;
        $made = [$this->zip("$name.zip", $tree, 'shop-root/', $manifest, $this->ftpTexts($system))];
        if ($system === Detector::MODIFIED) {
            $made[] = $this->zip("$name-mmlc.zip", $tree, 'src/', $manifest, $this->mmlcTexts());
        }
        return $made;
    }

    /**
     * @param array<string, string> $tree
     * @param array<string, string> $texts further files
     */
    private function zip(string $path, array $tree, string $prefix, string $manifest, array $texts): string
    {
        if (is_file($path) && !unlink($path)) {
            throw new Failure("package: $path cannot be replaced");
        }
        $zip = new \PharData($path, 0, null, \Phar::ZIP);
        $zip->startBuffering();
        foreach ($texts as $name => $text) {
            $zip->addFromString($name, $text);
        }
        foreach ($tree as $name => $source) {
            $zip->addFile($source, $prefix . $name);
        }
        $zip->addFromString($prefix . Place::LIBRARY . '/manifest.json', $manifest);
        $zip->stopBuffering();
        if (\Phar::canCompress(\Phar::GZ)) {
            $zip->compressFiles(\Phar::GZ);
        }
        return $path;
    }

    /** @return array<string, string> */
    private function ftpTexts(string $system): array
    {
        if ($system === Detector::GAMBIO) {
            return ['README.txt' => self::gambioText(), 'LICENSE' => $this->license()];
        }
        if ($system === Detector::GAMBIO3) {
            return ['README.txt' => self::gambio3Text(), 'LICENSE' => $this->license()];
        }
        if ($system === Detector::XTC3) {
            return ['README.txt' => self::xtcText(), 'LICENSE' => $this->license()];
        }
        $text = 'Statussync ' . Version::NUMBER . "\n\n"
            . "1. Den Ordner shop-root/admin so nennen, wie der Admin-Ordner des Shops heisst (zum Beispiel admin_x7k2).\n"
            . "2. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.\n"
            . "3. Im Admin: Module > System Module > Amazon Bestellstatus > Installieren.\n"
            . "4. Weiter unter Partner Module > Amazon Bestellstatus.\n\n"
            . "1. Rename the folder shop-root/admin to the name of the shop's admin folder (admin_x7k2, say).\n"
            . "2. Copy the content of shop-root into the shop's root. No file of the shop is replaced.\n"
            . "3. In the admin: Modules > System Modules > Amazon order status > Install.\n"
            . "4. Go on with Partner Modules > Amazon order status.\n";
        return ['README.txt' => $text, 'LICENSE' => $this->license()];
    }

    private static function gambioText(): string
    {
        return 'Statussync ' . Version::NUMBER . "\n\n"
            . "1. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.\n"
            . "2. Im Admin: Toolbox > Cache, dort den Modul-Cache leeren, danach den Text-Cache.\n"
            . "3. Module > Modul-Center > Amazon Bestellstatus > Installieren; beide Caches noch einmal leeren.\n"
            . "4. Weiter unter Bestellungen > Amazon Bestellstatus.\n\n"
            . "1. Copy the content of shop-root into the shop's root. No file of the shop is replaced.\n"
            . "2. In the admin: Toolbox > Cache, clear the module cache, then the text cache.\n"
            . "3. Modules > Module Center > Amazon order status > Install; clear both caches once more.\n"
            . "4. Go on with Orders > Amazon order status.\n";
    }

    private static function gambio3Text(): string
    {
        return 'Statussync ' . Version::NUMBER . "\n\n"
            . "1. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.\n"
            . "2. Auf dem Server mit PHP ab 7.4: Konto anlegen, siehe docs/shops/gambio3.md.\n"
            . "3. Im Admin: Toolbox > Cache, alle Caches leeren; Bestellungen > Amazon Bestellstatus: einschalten, bearbeiten.\n"
            . "4. Cronjob jede Minute, mit PHP ab 7.4: php statussync_cron.php\n\n"
            . "1. Copy the content of shop-root into the shop's root. No file of the shop is replaced.\n"
            . "2. On the server, with PHP 7.4 or newer: make the account, see docs/shops/gambio3.md.\n"
            . "3. In the admin: Toolbox > Cache, empty all caches; Orders > Amazon Bestellstatus: switch it on, edit.\n"
            . "4. Cron job every minute, with PHP 7.4 or newer: php statussync_cron.php\n";
    }

    private static function xtcText(): string
    {
        return 'Statussync ' . Version::NUMBER . "\n\n"
            . "1. Den Ordner shop-root/admin so nennen, wie der Admin-Ordner des Shops heisst.\n"
            . "2. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.\n"
            . "3. Auf dem Server mit PHP ab 7.4: Konto anlegen, siehe docs/shops/xtcommerce3.md.\n"
            . "4. Im Admin: Module > XT Module > Amazon Bestellstatus > Installieren, dann Start.\n"
            . "5. Cronjob jede Minute, mit PHP ab 7.4: php includes/external/statussync/cron.php\n\n"
            . "1. Rename the folder shop-root/admin to the name of the shop's admin folder.\n"
            . "2. Copy the content of shop-root into the shop's root. No file of the shop is replaced.\n"
            . "3. On the server, with PHP 7.4 or newer: make the account, see docs/shops/xtcommerce3.md.\n"
            . "4. In the admin: Modules > XT Modules > Amazon Bestellstatus > Install, then Start.\n"
            . "5. Cron job every minute, with PHP 7.4 or newer: php includes/external/statussync/cron.php\n";
    }

    /** @return array<string, string> */
    private function mmlcTexts(): array
    {
        $info = [
            'name' => 'Amazon Bestellstatus', 'archiveName' => 'statussync/statussync', 'sourceDir' => 'src',
            'version' => Version::NUMBER,
            'shortDescription' => 'Meldet Amazon, was versendet und storniert wurde: genau einmal und nachweisbar.',
            'description' => 'Meldet Amazon, was versendet und storniert wurde: genau einmal und nachweisbar.',
            'developer' => 'statussync', 'category' => 'marketplace', 'price' => 'free',
            'require' => new \stdClass(),
            'modifiedCompatibility' => ['3.0.0', '3.0.1', '3.0.2', '3.1.0', '3.1.1', '3.1.2', '3.1.3', '3.1.4', '3.1.5',
                '3.1.6', '3.2.0', '3.2.1', '3.3.0'],
            'php' => ['version' => '>=8.0'],
        ];
        $readme = "# Amazon Bestellstatus\n\nMeldet Amazon, was im Shop versendet oder storniert wurde.\n";
        return [
            'moduleinfo.json' => Json::pretty($info) . "\n", 'README.md' => $readme,
            'changelog.md' => '## ' . Version::NUMBER . "\n\nErste Fassung.\n", 'LICENSE' => $this->license(),
            'docs/description.md' => $readme,
            'docs/install.md' => "Nach dem Installieren: Module > System Module > Amazon Bestellstatus > Installieren.\n",
            'docs/usage.md' => "Weiter unter Partner Module > Amazon Bestellstatus.\n",
        ];
    }

    private function license(): string
    {
        return (string) file_get_contents("{$this->root}/LICENSE");
    }
}
