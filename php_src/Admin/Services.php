<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Failure;
use StatusSync\Php\Jobs\Queue;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Shop\ConfigureFile;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\ShopConfig;
use StatusSync\Php\Shop\SqlShop;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Store\Schema;

/** What pages, panel and hook work with: our tables, over a connection of their own. No extension is needed. */
final class Services
{
    /** @var string */
    private $folder;

    /** @var ?Db */
    private $db;

    /** @var ?ShopConfig where there is no folder */
    private $config;

    /** @var ?callable */
    private $clock;

    /** @var int see Connection::open() */
    private $patience = 0;

    /** @var string what a cron job calls where there is no folder of a shop */
    private $command = '';

    private function __construct(string $folder)
    {
        $this->folder = $folder;
    }

    /**
     * @param string $folder the shop's root; nothing is opened yet
     * @param int $patience for the shop's own pages: seconds that a lock may keep them waiting at most
     */
    public static function ofShop(string $folder, int $patience = 0): self
    {
        $services = new self($folder);
        $services->patience = $patience;
        return $services;
    }

    /**
     * Services over a connection that is open already: a place that is no shop's folder.
     *
     * @param ?callable $clock fn(): int, null = the machine's
     * @param string $command what a cron job calls
     */
    public static function ofPlace(Db $db, ShopConfig $config, ?callable $clock = null, string $command = ''): self
    {
        $services = new self('');
        $services->db = $db;
        $services->config = $config;
        $services->clock = $clock;
        $services->command = $command;
        return $services;
    }

    public function now(): int
    {
        return $this->clock === null ? time() : (int) ($this->clock)();
    }

    /** A connection to the shop's database, our tables unseen. */
    public function db(): Db
    {
        if ($this->db === null) {
            $place = ConfigureFile::read((string) Detector::configureFile($this->folder));
            $this->db = new Db(Connection::open(
                Connection::dsn($place['DB_SERVER'], $place['DB_DATABASE']),
                $place['DB_SERVER_USERNAME'],
                $place['DB_SERVER_PASSWORD'],
                false,
                $this->patience
            ));
        }
        return $this->db;
    }

    /** Before a person reads, and acts on it: a cluster's other nodes have been waited for. */
    public function causal(): self
    {
        $this->db()->causal();
        return $this;
    }

    /** @throws Failure if our tables are missing or of an older version */
    public function ready(): self
    {
        if ((new Schema($this->db()))->current() < Schema::VERSION) {
            throw new Failure('database: our tables are missing or older; install or update the module');
        }
        return $this;
    }

    /**
     * The shop's own facts (dates in its zone), read only.
     *
     * @param array<string, mixed>|null $document settings whose sources are used
     */
    public function shop(?array $document = null): SqlShop
    {
        $place = $this->config === null ? Detector::folder($this->folder)
            : ['system' => Detector::MODIFIED, 'config' => clone $this->config];
        if ($document !== null) {
            $place['config']->sources($document);
        }
        return Detector::shop($place['system'], $this->db(), $place['config'], $this->clock);
    }

    public function jobs(): Queue
    {
        return new Queue($this->db(), $this->clock);
    }

    public function reports(): Reports
    {
        return new Reports($this->db(), $this->clock);
    }

    public function actions(): Actions
    {
        return new Actions($this->db(), $this->clock);
    }

    public function accounts(): Accounts
    {
        return new Accounts($this->db(), $this->clock);
    }

    public function settings(): Repository
    {
        return new Repository($this->db(), $this->clock);
    }

    /** What a cron job calls. @param string $entry a file below the shop's root */
    public function command(string $entry): string
    {
        return $this->folder === '' ? $this->command : "php {$this->folder}/$entry";
    }
}
