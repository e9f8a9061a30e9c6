<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

if (!class_exists('AbstractCronjobLogger')) {
    return; // called by an address: there is no shop around
}

/** logfiles/amazon_order_status_cronjob-*.log, shown under Toolbox > Zeitgesteuerte Aufgaben. */
class AmazonOrderStatusCronjobLogger extends AbstractCronjobLogger
{
    /** @param array<string, mixed> $context */
    public function log(array $context = [])
    {
        $this->logger->info('Amazon order status', $context);
    }

    /** @param array<string, mixed> $context */
    public function logError(array $context = [])
    {
        $this->logger->error('Amazon order status', $context);
    }
}
