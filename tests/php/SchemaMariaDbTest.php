<?php

declare(strict_types=1);

namespace StatusSync\Tests;

final class SchemaMariaDbTest extends SchemaCase
{
    protected function kind(): string
    {
        return 'mysql';
    }
}
