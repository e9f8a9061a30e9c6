<?php

declare(strict_types=1);

namespace StatusSync\Tests;

final class RetentionSqliteTest extends RetentionCase
{
    protected function kind(): string
    {
        return 'sqlite';
    }
}
