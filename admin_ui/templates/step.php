<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<h2><?= $v->t('step_head') ?></h2>
<p class="<?= $v->note($d['ship'] + $d['cancel'] > 0 ? 'warn' : 'good') ?>"><strong><?= $v->t($d['total'] === 0 ? 'step_none' : ($d['total'] === 1 ? 'step_one' : 'step_sum'), ['n' => $d['total'], 'ship' => $d['ship'], 'cancel' => $d['cancel']]) ?></strong></p>
<ul><?php foreach ($d['lines'] as $line) : ?><li><?= $v->t($line['key'], ['n' => $line['n'], 'status' => $line['status']]) ?></li><?php endforeach; ?></ul>
<p><?= $v->t('step_basis') ?></p>
<?= $v->form('settings', $d['account'] === '' ? [] : ['account' => $d['account']]) ?><input type="hidden" name="do" value="confirmed"><input type="hidden" name="document" value="<?= $v->e($d['document']) ?>">
<?php if ($d['scope'] !== '') : ?><input type="hidden" name="scope" value="<?= $v->e($d['scope']) ?>"><?php endif; ?>
<?php foreach ($d['confirmed'] as $status) : ?><input type="hidden" name="confirm_status[]" value="<?= $v->e($status) ?>"><?php endforeach; ?>
<button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('apply') ?></button> <a class="<?= $v->button() ?>" href="<?= $v->url('settings') ?>"><?= $v->t('back') ?></a></form>
