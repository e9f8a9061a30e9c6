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
        if (!class_exists(\PharData::class)) {
            throw new Failure('package: this PHP (' . PHP_BINARY . ') has no phar, which writes the zip; use another one');
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
        return ['README.txt' => Readme::text($system), 'LICENSE' => $this->license()] + Readme::pages($this->root, $system);
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
        $readme = "# Amazon Bestellstatus\n\nMeldet Amazon, was im Shop versendet oder storniert wurde. Das PHP des Cronjobs braucht dazu"
            . " die Erweiterung statussync.\n";
        return [
            'moduleinfo.json' => Json::pretty($info) . "\n", 'README.md' => $readme,
            'changelog.md' => '## ' . Version::NUMBER . "\n\nErste Fassung.\n", 'LICENSE' => $this->license(),
            'docs/description.md' => $readme,
            'docs/install.md' => "Nach dem Installieren: Module > System Module > Amazon Bestellstatus > Installieren.\n",
            'docs/usage.md' => "Partner Module > Amazon Bestellstatus > Einrichtung: sechs Schritte, der letzte schaltet ein.\n",
        ];
    }

    private function license(): string
    {
        return (string) file_get_contents("{$this->root}/LICENSE");
    }
}
