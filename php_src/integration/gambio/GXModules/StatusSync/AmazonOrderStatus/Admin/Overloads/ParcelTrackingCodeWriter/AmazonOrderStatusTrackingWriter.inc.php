<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusTrackingWriter_parent', false)) {
    return; // called by an address: there is no shop around
}

/** Label modules and the older tracking dialog add tracking numbers here. */
class AmazonOrderStatusTrackingWriter extends AmazonOrderStatusTrackingWriter_parent
{
    public function insertTrackingCode(
        $p_orderId,
        $p_trackingCode,
        $p_parcelServiceId,
        ParcelServiceReader $parcelServiceReadService
    ) {
        $result = parent::insertTrackingCode(
            $p_orderId,
            $p_trackingCode,
            $p_parcelServiceId,
            $parcelServiceReadService
        );
        $this->markForAmazon($p_orderId);
        return $result;
    }

    public function insertTrackingUrl(
        $p_orderId,
        $p_trackingUrl,
        $p_parcelServiceId,
        ParcelServiceReader $parcelServiceReadService,
        $p_trackingCode = '',
        $parcelServiceName = ''
    ) {
        $result = parent::insertTrackingUrl(
            $p_orderId,
            $p_trackingUrl,
            $p_parcelServiceId,
            $parcelServiceReadService,
            $p_trackingCode,
            $parcelServiceName
        );
        $this->markForAmazon($p_orderId);
        return $result;
    }

    /** @param mixed $order number of the order */
    private function markForAmazon($order): void
    {
        try {
            Bridge::saved([$order]);
        } catch (\Throwable $e) {
            return;
        }
    }
}
