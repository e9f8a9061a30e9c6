<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<div class="ss ss-<?= $v->e($v->host->system()) ?>" lang="<?= $v->e($v->host->language()) ?>">
<nav class="ss-tabs" aria-label="<?= $v->t('title') ?>">
<?php foreach (['overview', 'log', 'settings'] as $tab) : ?>
<?php if ($tab !== 'settings' || $d['settings']) : ?>
<a href="<?= $v->url($tab) ?>" class="ss-tab <?= $v->host->system() === 'modified' ? 'button' : '' ?>"<?= $d['tab'] === $tab ? ' aria-current="page"' : '' ?>><?= $v->t("tab_$tab") ?><?= $tab === 'log' && $d['troubles'] > 0 ? ' (' . $v->e($d['troubles']) . ')' : '' ?></a>
<?php endif; ?>
<?php endforeach; ?>
</nav>
<?= $d['html'] ?>
<p class="ss-stamp"><?= $v->t('as_of', ['time' => $v->texts->time($v->now, $v->now)]) ?></p>
</div>
