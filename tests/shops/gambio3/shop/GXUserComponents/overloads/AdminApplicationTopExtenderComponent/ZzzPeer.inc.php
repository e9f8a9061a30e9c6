<?php

// Another module's: it stands behind ours and must still be reached.
class ZzzPeer extends ZzzPeer_parent
{
    public function proceed()
    {
        parent::proceed();
        header('X-Peer: ' . $GLOBALS['fixture_top']);
    }
}
