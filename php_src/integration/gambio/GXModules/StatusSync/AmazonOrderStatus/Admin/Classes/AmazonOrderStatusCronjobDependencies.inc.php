<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

/** Gambio asks for one; our task needs nothing of the shop. */
class AmazonOrderStatusCronjobDependencies extends AbstractCronjobDependencies
{
    /** @return array<string, mixed> */
    public function getDependencies()
    {
        return [];
    }
}
