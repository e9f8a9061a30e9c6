<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace,PSR2.Methods.MethodDeclaration.Underscore

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusOverview_parent', false)) {
    return; // called by an address: there is no shop around
}

/** Brings the script that puts the icon beside the order number. */
class AmazonOrderStatusOverview extends AmazonOrderStatusOverview_parent
{
    protected function _getAssetsArray()
    {
        $assets = parent::_getAssetsArray();
        try {
            $folder = Bridge::assets();
            $own = [
                MainFactory::create('Asset', $folder . 'order_list.js'),
                MainFactory::create('Asset', $folder . 'order_list.css'),
            ];
            return array_merge($assets, $own);
        } catch (\Throwable $e) {
            return $assets;
        }
    }
}
