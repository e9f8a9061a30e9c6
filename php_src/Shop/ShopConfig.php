<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

/**
 * What a shop adapter must be told: where the shop is, the zone of its times, which magnalister
 * account is which of ours, and the sources that the settings name.
 */
final class ShopConfig
{
    /** @var string */
    public $url = '';

    /** @var string */
    public $folder = '';

    /** @var string */
    public $host = '';

    /** @var string */
    public $database = '';

    /** @var string zone of the times that the shop's PHP writes */
    public $zone = 'Europe/Berlin';

    /** @var bool the zone was told by a person or the shop's configure.php; else the adapter may ask the shop */
    public $zoneTold = false;

    /** @var array<string, string> magnalister mpID => account id */
    public $magnalister = [];

    /** @var array<string, array<string, mixed>> sections carrier, method, tracking, amazon_number with
     *   source "match" */
    public $matches = [];

    /** @var list<int> statuses that mean shipped: only history rows of these are searched for numbers and carriers */
    public $shipped = [];

    /** @var bool numbers in comments are links too */
    public $text = false;

    /**
     * Takes the sources out of a settings document.
     *
     * @param array<string, mixed> $document complete
     */
    public function sources(array $document): void
    {
        foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
            if (($document[$section]['source'] ?? '') === 'match') {
                $this->matches[$section] = $document[$section];
            }
        }
        $this->shipped = array_map('intval', array_column($document['ship'] ?? [], 'status'));
        $this->text = $this->text || ($document['amazon_number']['text'] ?? false) === true;
    }

    /**
     * What an installation is bound to, as one text.
     *
     * @param string $cluster of the database server (Db::cluster): its nodes are one database under several
     *   addresses, and a web node may use any of them
     */
    public function identity(string $cluster = ''): string
    {
        return 'url=' . rtrim($this->url, '/') . ' folder=' . rtrim($this->folder, '/') . ' database='
            . ($cluster === '' ? $this->host : "cluster $cluster") . '/' . $this->database;
    }
}
