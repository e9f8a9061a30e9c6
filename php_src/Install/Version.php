<?php

declare(strict_types=1);

namespace StatusSync\Php\Install;

/** Version of the shop's files; the same as the extension's (php_statussync.h). */
final class Version
{
    public const NUMBER = '0.1.0';
}
