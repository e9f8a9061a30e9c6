<?php

declare(strict_types=1);

/** Another module's box on the order page. */
class PeerOrderBox extends PeerOrderBox_parent
{
    public function proceed()
    {
        parent::proceed();
        $this->addContentToCollection('below_order_info', '<p>Box of a peer</p>', 'Peer');
    }
}
