<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusAdminTop_parent', false)) {
    return; // called by an address: there is no shop around
}

/**
 * Runs at the begin of every admin request. Orders that the request names are marked after it has
 * ended: that covers the detail page, the list's dialogs, both cancel buttons and the tracking dialog,
 * some of which are plain SQL that no other overload sees.
 */
class AmazonOrderStatusAdminTop extends AmazonOrderStatusAdminTop_parent
{
    public function proceed()
    {
        parent::proceed();
        try {
            Bridge::adminRequest();
        } catch (\Throwable $e) {
            return; // the admin never fails because of us
        }
    }
}
