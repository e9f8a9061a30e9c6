<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<div class="ss ss-<?= $v->e($v->host->system()) ?>" lang="<?= $v->e($v->host->language()) ?>">
<?php if ($d['tabs'] !== []) : ?>
<nav class="ss-tabs" aria-label="<?= $v->t('title') ?>">
<?php foreach ($d['tabs'] as $name => $tab) : ?>
<a href="<?= $v->e($tab['url']) ?>" class="ss-tab <?= $v->host->system() === 'modified' ? 'button' : '' ?>"<?= $d['tab'] === $name ? ' aria-current="page"' : '' ?>><?= $v->e($tab['text']) ?></a>
<?php endforeach; ?>
</nav>
<?php endif; ?>
<?= $d['html'] ?>
<p class="ss-stamp"><?= $v->t('as_of', ['time' => $v->texts->stamp($v->now)]) ?></p>
</div>
