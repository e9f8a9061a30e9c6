<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AbstractCronjobTask')) {
    return; // called by an address: there is no shop around
}

/**
 * Gambio's own scheduler calls us. It has no lock and does not catch what a task throws: one exception
 * would end the tasks after it. Nothing leaves the closure; several callers at once are kept apart by
 * the lease of each account.
 */
class AmazonOrderStatusCronjobTask extends AbstractCronjobTask
{
    /**
     * @param float $cronjobStartAsMicrotime
     * @return \Closure
     */
    public function getCallback($cronjobStartAsMicrotime)
    {
        return function () {
            try {
                $this->logger->lastRun();
                if (Bridge::runIfDue()) {
                    $this->logger->lastSuccess();
                } else {
                    $this->logger->logError(['see' => 'Bestellungen > Amazon Bestellstatus']);
                }
            } catch (\Throwable $e) {
                return true; // a full disk below logfiles is no reason to stop the shop's other tasks
            }
            return true;
        };
    }
}
