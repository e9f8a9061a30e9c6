<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

use StatusSync\Php\Shop\Detector;

/** README.txt of a package for FTP, in German and English, and the pages of docs/ that it names. */
final class Readme
{
    private const PAGES = ['install', 'amazon-access', 'settings', 'reasons', 'cli', 'security'];

    private const MODIFIED = <<<'TEXT'
        1. Den Ordner shop-root/admin so nennen, wie der Admin-Ordner des Shops heißt (zum Beispiel admin_x7k2).
        2. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.
        3. Im Admin: Module > System Module > Amazon Bestellstatus > Installieren.
        4. Partner Module > Amazon Bestellstatus > Einrichtung: sechs Schritte, der letzte schaltet ein.
        ---
        1. Rename the folder shop-root/admin to the name of the shop's admin folder (admin_x7k2, say).
        2. Copy the content of shop-root into the shop's root. No file of the shop is replaced.
        3. In the admin: Modules > System Modules > Amazon order status > Install.
        4. Partner Modules > Amazon order status > Set-up: six steps, the last one switches on.
        TEXT;

    private const GAMBIO = <<<'TEXT'
        1. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.
        2. Im Admin: Toolbox > Cache, dort den Modul-Cache leeren, danach den Text-Cache.
        3. Module > Modul-Center > Amazon Bestellstatus > Installieren; beide Caches noch einmal leeren.
        4. Bestellungen > Amazon Bestellstatus > Einrichtung: sechs Schritte, der letzte schaltet ein.
        ---
        1. Copy the content of shop-root into the shop's root. No file of the shop is replaced.
        2. In the admin: Toolbox > Cache, clear the module cache, then the text cache.
        3. Modules > Module Center > Amazon order status > Install; clear both caches once more.
        4. Orders > Amazon order status > Set-up: six steps, the last one switches on.
        TEXT;

    private const GAMBIO3 = <<<'TEXT'
        1. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.
        2. Auf dem Server mit PHP ab 7.4: Konto anlegen, siehe docs/shops/gambio3.md.
        3. Im Admin: Toolbox > Cache, alle Caches leeren; Bestellungen > Amazon Bestellstatus: einschalten, bearbeiten.
        4. Cronjob jede Minute, mit PHP ab 7.4: php statussync_cron.php
        5. Auf dem Server einschalten: activate, run, preview, release (docs/shops/gambio3.md). Vorher wird nichts gesendet.
        ---
        1. Copy the content of shop-root into the shop's root. No file of the shop is replaced.
        2. On the server, with PHP 7.4 or newer: make the account, see docs/shops/gambio3.md.
        3. In the admin: Toolbox > Cache, empty all caches; Orders > Amazon Bestellstatus: switch it on, edit.
        4. Cron job every minute, with PHP 7.4 or newer: php statussync_cron.php
        5. On the server: activate, run, preview, release (docs/shops/gambio3.md). Before that nothing is sent.
        TEXT;

    private const XTC3 = <<<'TEXT'
        1. Den Ordner shop-root/admin so nennen, wie der Admin-Ordner des Shops heißt.
        2. Den Inhalt von shop-root in das Hauptverzeichnis des Shops kopieren. Keine Datei des Shops wird ersetzt.
        3. Auf dem Server mit PHP ab 7.4: Konto anlegen, siehe docs/shops/xtcommerce3.md.
        4. Im Admin: Module > XT Module > Amazon Bestellstatus > Installieren, dann Start.
        5. Cronjob jede Minute, mit PHP ab 7.4: php includes/external/statussync/cron.php
        6. Auf dem Server einschalten: activate, run, preview, release (docs/shops/xtcommerce3.md). Vorher wird nichts gesendet.
        ---
        1. Rename the folder shop-root/admin to the name of the shop's admin folder.
        2. Copy the content of shop-root into the shop's root. No file of the shop is replaced.
        3. On the server, with PHP 7.4 or newer: make the account, see docs/shops/xtcommerce3.md.
        4. In the admin: Modules > XT Modules > Amazon Bestellstatus > Install, then Start.
        5. Cron job every minute, with PHP 7.4 or newer: php includes/external/statussync/cron.php
        6. On the server: activate, run, preview, release (docs/shops/xtcommerce3.md). Before that nothing is sent.
        TEXT;

    private const GERMAN = <<<'TEXT'
        Übertragen wird erst, wenn das PHP des Cronjobs die Erweiterung "statussync" geladen hat (docs/install.md; das PHP der
        Webseite braucht sie nicht) und der eigene Zugang zu Amazon da ist (docs/amazon-access.md; dauert Tage, zuerst beantragen).
        TEXT;

    private const ENGLISH = <<<'TEXT'
        Nothing is transmitted before the PHP of the cron job has loaded the extension "statussync" (docs/install.md; the PHP of the
        web pages does not need it) and your own access to Amazon is there (docs/amazon-access.md; it takes days, ask for it first).
        TEXT;

    public static function text(string $system): string
    {
        $steps = [Detector::GAMBIO => self::GAMBIO, Detector::GAMBIO3 => self::GAMBIO3, Detector::XTC3 => self::XTC3];
        [$german, $english] = explode("\n---\n", $steps[$system] ?? self::MODIFIED);
        return 'Statussync ' . Version::NUMBER . "\n\n" . $german . "\n\n" . self::GERMAN . "\n\n\n" . $english . "\n\n" . self::ENGLISH . "\n";
    }

    /** @return array<string, string> name in the package => content */
    public static function pages(string $root, string $system): array
    {
        $names = array_merge(self::PAGES, ["shops/$system"], $system === Detector::GAMBIO3 ? ['shops/' . Detector::XTC3] : []);
        $pages = [];
        foreach ($names as $name) {
            $pages["docs/$name.md"] = (string) file_get_contents("$root/docs/$name.md");
        }
        return $pages;
    }
}
