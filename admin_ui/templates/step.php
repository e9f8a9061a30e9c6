<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$would = [];
foreach ($d['would'] as $kind => $n) {
    $would[] = $v->texts->say("step_would_$kind{$d['later']}" . ($d['total'] === 1 ? '_it' : ''), ['n' => $v->texts->count($n)]);
} ?>
<h2><?= $v->t('step_head') ?></h2>
<p class="<?= $v->note($would !== [] ? 'warn' : 'good') ?>"><strong><?= $v->t($d['total'] === 0 ? 'step_none' : 'step_sum', ['n' => $v->texts->count($d['total']), 'what' => $would === [] ? $v->texts->say('step_would_nothing') : implode(', ', $would)]) ?></strong></p>
<ul><?php foreach ($d['lines'] as $line) : ?><li><?= $v->t($line['key'], ['n' => $v->texts->count($line['n']), 'status' => $line['status']]) ?></li><?php endforeach; ?></ul>
<p><?= $d['from'] > 0 ? $v->t('step_basis_shop', ['date' => $v->texts->date($d['from'])]) : $v->t('step_basis') ?></p>
<?= $v->form('settings', $d['account'] === '' ? [] : ['account' => $d['account']]) ?><input type="hidden" name="do" value="confirmed"><input type="hidden" name="document" value="<?= $v->e($d['document']) ?>">
<?php if ($d['scope'] !== '') : ?><input type="hidden" name="scope" value="<?= $v->e($d['scope']) ?>"><?php endif; ?>
<?php if ($d['seen'] !== null) : ?><input type="hidden" name="seen" value="<?= $v->e($d['seen']) ?>"><?php endif; ?>
<?php foreach ($d['confirmed'] as $status) : ?><input type="hidden" name="confirm_status[]" value="<?= $v->e($status) ?>"><?php endforeach; ?>
<button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('apply') ?></button> <a class="<?= $v->button() ?>" href="<?= $v->url('settings') ?>"><?= $v->t('back') ?></a></form>
