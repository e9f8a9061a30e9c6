<?php

declare(strict_types=1);

class PeerCronjobDependencies extends AbstractCronjobDependencies
{
    public function getDependencies()
    {
        return [];
    }
}
