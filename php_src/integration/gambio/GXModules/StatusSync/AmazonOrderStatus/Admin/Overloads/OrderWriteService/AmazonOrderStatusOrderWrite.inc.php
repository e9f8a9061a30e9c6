<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusOrderWrite_parent', false)) {
    return; // called by an address: there is no shop around
}

/**
 * REST v2, label and payment modules and ERP connectors change orders through this service. The order
 * is marked after the change is stored; what goes wrong with that is nobody else's concern.
 */
class AmazonOrderStatusOrderWrite extends AmazonOrderStatusOrderWrite_parent
{
    public function updateOrderStatus(
        IdType $orderId,
        IntType $newOrderStatusId,
        StringType $comment,
        BoolType $customerNotified,
        ?IdType $customerId = null
    ) {
        $result = parent::updateOrderStatus($orderId, $newOrderStatusId, $comment, $customerNotified, $customerId);
        $this->markForAmazon($orderId);
        return $result;
    }

    public function updateOrder(OrderInterface $order)
    {
        $result = parent::updateOrder($order);
        if (method_exists($order, 'getOrderId')) {
            $this->markForAmazon($order->getOrderId());
        }
        return $result;
    }

    /** @param mixed $order IdType or number */
    private function markForAmazon($order): void
    {
        try {
            Bridge::saved([is_object($order) && method_exists($order, 'asInt') ? $order->asInt() : $order]);
        } catch (\Throwable $e) {
            return;
        }
    }
}
