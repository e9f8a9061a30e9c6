<?php

class messageStack
{
    public $messages = [];

    public function __construct()
    {
        foreach ($_SESSION['messageToStack'] ?? [] as $one) {
            $this->add($one['text'], $one['type']);
        }
        unset($_SESSION['messageToStack']);
    }

    public function add($text, $type = 'error')
    {
        $this->messages[] = '<div class="' . $type . '_message">' . $text . '</div>';
    }

    public function add_session($text, $type = 'error')
    {
        $_SESSION['messageToStack'][] = ['text' => $text, 'type' => $type];
    }
}
