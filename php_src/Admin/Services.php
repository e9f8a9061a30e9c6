<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

use StatusSync\Php\Failure;
use StatusSync\Php\Settings\Repository;
use StatusSync\Php\Shop\ConfigureFile;
use StatusSync\Php\Shop\Detector;
use StatusSync\Php\Shop\GambioShop;
use StatusSync\Php\Shop\ModifiedShop;
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

    private function __construct(string $folder)
    {
        $this->folder = $folder;
    }

    /** @param string $folder the shop's root; nothing is opened yet */
    public static function ofShop(string $folder): self
    {
        return new self($folder);
    }

    /** A connection to the shop's database, our tables unseen. */
    public function db(): Db
    {
        if ($this->db === null) {
            $place = ConfigureFile::read((string) Detector::configureFile($this->folder));
            $this->db = new Db(Connection::open(
                Connection::dsn($place['DB_SERVER'], $place['DB_DATABASE']),
                $place['DB_SERVER_USERNAME'],
                $place['DB_SERVER_PASSWORD']
            ));
        }
        return $this->db;
    }

    /** @throws Failure if our tables are missing or of an older version */
    public function ready(): self
    {
        if ((new Schema($this->db()))->current() < Schema::VERSION) {
            throw new Failure('database: our tables are missing or older; install or update the module');
        }
        return $this;
    }

    /** The shop's own facts (dates in its zone), read only. */
    public function shop(): \StatusSync\Shop
    {
        $place = Detector::folder($this->folder);
        return $place['system'] === Detector::GAMBIO ? new GambioShop($this->db(), $place['config'])
            : new ModifiedShop($this->db(), $place['config']);
    }

    public function reports(): Reports
    {
        return new Reports($this->db());
    }

    public function actions(): Actions
    {
        return new Actions($this->db());
    }

    public function accounts(): Accounts
    {
        return new Accounts($this->db());
    }

    public function settings(): Repository
    {
        return new Repository($this->db());
    }

    public function folder(): string
    {
        return $this->folder;
    }
}
