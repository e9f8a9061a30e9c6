<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

/** A group of commands. */
interface Command
{
    /**
     * @param string $name the command's word
     * @param list<string> $argv what follows it
     * @return int exit code
     */
    public function run(Context $context, string $name, array $argv): int;
}
