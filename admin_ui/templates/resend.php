<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<h2><?= $v->t('resend_all') ?></h2>
<p class="<?= $v->note('warn') ?>"><strong><?= $v->t('resend_sum', ['n' => $d['n']]) ?></strong></p><p><?= $v->t('resend_order') ?></p>
<?= $v->form('log') ?><input type="hidden" name="do" value="retry"><input type="hidden" name="sure" value="1"><?php foreach ($d['group'] as $name => $value) : ?><input type="hidden" name="<?= $v->e($name) ?>" value="<?= $v->e($value) ?>"><?php endforeach; ?>
<button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('resend_n', ['n' => $d['n']]) ?></button> <a class="<?= $v->button() ?>" href="<?= $v->url('log') ?>"><?= $v->t('back') ?></a></form>
