<?php

declare(strict_types=1);

namespace StatusSync\Tests;

final class SchemaSqliteTest extends SchemaCase
{
    protected function kind(): string
    {
        return 'sqlite';
    }
}
