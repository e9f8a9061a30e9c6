<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Shop;

/** A shop whose adapter is made when its data are first asked for; until then no statement is spent. */
final class AutoShop implements Shop
{
    /** @var ShopConfig */
    private $config;

    /** @var callable fn(): Shop */
    private $make;

    /** @var ?Shop */
    private $shop;

    /** @var callable fn(): string */
    private $cluster;

    /**
     * @param callable $make fn(): Shop
     * @param callable $cluster fn(): string, the database's cluster (Db::cluster)
     */
    public function __construct(ShopConfig $config, callable $make, callable $cluster)
    {
        $this->config = $config;
        $this->cluster = $cluster;
        $this->make = $make;
    }

    public function identity(): string
    {
        return $this->config->identity(($this->cluster)());
    }

    public function statuses(): array
    {
        return $this->shop()->statuses();
    }

    public function changes(?string $watermarks, int $since, int $limit): array
    {
        return $this->shop()->changes($watermarks, $since, $limit);
    }

    public function orders(array $ids): array
    {
        return $this->shop()->orders($ids);
    }

    private function shop(): Shop
    {
        if ($this->shop === null) {
            $this->shop = ($this->make)();
        }
        return $this->shop;
    }
}
