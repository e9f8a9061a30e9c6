<?php

// Another module, before and beside ours: the shop makes every one of them on each page.
class peer
{
    public $code = 'peer';
    public $title = 'Peer';
    public $description = 'Preissuchmaschine';

    public function check()
    {
        return 0;
    }

    public function install()
    {
    }

    public function remove()
    {
    }

    public function keys()
    {
        return array();
    }

    public function process($file)
    {
    }

    public function display()
    {
        return array('text' => '');
    }
}
