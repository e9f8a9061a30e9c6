<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<section class="ss-card"><h2><?= $v->t('welcome_head') ?></h2><p><?= $v->t('welcome_text') ?></p>
<ol class="ss-reached"><?php foreach ($d['done'] as $step => $done) : ?><li><?= $done ? '&#10003;' : '&#9675;' ?> <?= $step ?> <?= $v->t("step_$step") ?><span class="ss-hidden"> <?= $v->t($done ? 'is_done' : 'is_open') ?></span></li><?php endforeach; ?></ol>
<?php if ($d['settings']) : ?><p><a class="<?= $v->button(true) ?>" href="<?= $v->url('setup', ['step' => $d['next']]) ?>"><?= $v->t('to_setup') ?></a></p><?php endif; ?></section>
