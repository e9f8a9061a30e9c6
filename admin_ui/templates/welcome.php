<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<section class="ss-card"><h2><?= $v->t('welcome_head') ?></h2><p><?= $v->t('welcome_text') ?></p>
<p><a class="<?= $v->button(true) ?>" href="<?= $v->url('setup') ?>"><?= $v->t('to_setup') ?></a></p></section>
