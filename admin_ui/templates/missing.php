<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<?php foreach ($d['causes'] as $cause) : ?>
<p class="<?= $v->note('bad') ?>" role="alert"><?= $v->e($cause) ?></p>
<?php endforeach; ?>
<p><?= $v->t('missing_help') ?></p>
<?php if ($d['extension'] === null) : ?>
<p><?= $v->t('extension_missing', ['version' => PHP_VERSION]) ?></p>
<?php endif; ?>
