<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;

/** What a run would send now, as the worker has computed it last. */
final class Preview extends Page
{
    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = $this->account();
        if ($method === 'POST') {
            $this->services->jobs()->ask('preview', null);
            return $this->go($answer, 'preview', 'preview_asked');
        }
        return $this->view->render('preview', ['account' => $account, 'job' => $this->services->jobs()->last('preview'),
            'done' => $this->services->jobs()->last('preview', null, true), 'settings' => $this->host->may('settings')]);
    }
}
