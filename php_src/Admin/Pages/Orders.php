<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Panel;

/** Every message, by pages of 50; with "order", the panel of that order (shops without a hook for it). */
final class Orders extends Page
{
    public function answer(Answer $answer, string $method, array $post): string
    {
        $order = self::text($this->get, 'order');
        if ($order !== '') {
            $panel = new Panel($this->host, $this->services);
            if ($method === 'POST') {
                $said = $panel->handle(['order' => $order] + $post);
                $this->notice($said->good ? 'good' : 'bad', (string) $said->message);
            }
            $html = $panel->render($order);
            return $html !== '' ? $html : '<p>' . $this->view->t('order_unknown', ['order' => $order]) . '</p>';
        }
        $filter = ['state' => self::text($this->get, 'state'), 'account' => self::text($this->get, 'account'),
            'search' => self::text($this->get, 'search'), 'day' => self::text($this->get, 'day')];
        $rows = $this->facts->messages($filter, (int) self::text($this->get, 'before'));
        $more = count($rows) > Facts::PAGE;
        return $this->view->render('orders', ['rows' => array_slice($rows, 0, Facts::PAGE), 'more' => $more,
            'filter' => $filter, 'needs' => $filter['state'] === 'needs' ? $this->facts->needs() : 0, 'accounts' => $this->services->accounts()->all()]);
    }
}
