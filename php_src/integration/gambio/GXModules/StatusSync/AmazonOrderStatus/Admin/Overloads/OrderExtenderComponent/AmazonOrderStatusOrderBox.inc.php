<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusOrderBox_parent', false)) {
    return; // called by an address: there is no shop around
}

/** The box "Amazon" on the order page, and its first line again in the dialog that changes the status. */
class AmazonOrderStatusOrderBox extends AmazonOrderStatusOrderBox_parent
{
    public function proceed()
    {
        parent::proceed();
        try {
            $box = Bridge::panel((string) (int) ($_GET['oID'] ?? 0));
            if ($box['html'] !== '') {
                $style = '<link rel="stylesheet" href="' . htmlspecialchars(Bridge::assets()) . 'pages.css">';
                $this->addContentToCollection('below_order_info', $style . $box['html'], $box['head']);
            }
            if ($box['line'] !== '') {
                $this->addContentToCollection('order_status', $box['line']);
            }
        } catch (\Throwable $e) {
            return; // the order page is never disturbed
        }
    }
}
