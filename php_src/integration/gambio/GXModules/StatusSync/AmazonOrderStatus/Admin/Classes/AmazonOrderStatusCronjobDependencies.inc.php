<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

if (!class_exists('AbstractCronjobDependencies')) {
    return; // called by an address: there is no shop around
}

/** Gambio asks for one; our task needs nothing of the shop. */
class AmazonOrderStatusCronjobDependencies extends AbstractCronjobDependencies
{
    /** @return array<string, mixed> */
    public function getDependencies()
    {
        return [];
    }
}
