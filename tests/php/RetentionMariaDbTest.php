<?php

declare(strict_types=1);

namespace StatusSync\Tests;

final class RetentionMariaDbTest extends RetentionCase
{
    protected function kind(): string
    {
        return 'mysql';
    }
}
