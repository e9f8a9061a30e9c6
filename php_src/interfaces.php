<?php

declare(strict_types=1);

namespace StatusSync;

// The extension's interfaces for a PHP that lacks it: pages and hooks read and write our tables there
// all the same. What they promise is in the extension's stub.
if (!interface_exists(Store::class, false)) {
    // phpcs:disable PSR1.Classes.ClassDeclaration
    interface Store
    {
        public function lease(string $account, string $owner, int $ttl): array;

        public function renew(string $account, string $owner, int $fence, int $ttl): bool;

        public function free(string $account, string $owner, int $fence): bool;

        public function load(string $account, array $query): array;

        public function save(string $account, int $fence, array $batch): array;
    }

    interface Shop
    {
        public function statuses(): array;

        public function identity(): string;

        public function changes(?string $watermarks, int $since, int $limit): array;

        public function orders(array $ids): array;
    }
}
