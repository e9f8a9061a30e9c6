<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$c = $d['counts']; ?>
<h2><?= $v->t('start_head') ?></h2>
<p class="<?= $v->note($c['sent'] > 0 ? 'warn' : 'good') ?>"><strong><?= $v->t($c['sent'] === 0 ? 'start_none' : ($c['sent'] === 1 ? 'start_one' : 'start_sum'), ['date' => $v->texts->date($d['at']), 'n' => $v->texts->count($c['sent'])]) ?></strong></p>
<ul><li><?= $v->t('start_facts', ['n' => $v->texts->count($c['linked']), 'shipped' => $v->texts->count($c['shipped']), 'known' => $v->texts->count($c['known'])]) ?></li>
<?php if ($c['left'] > 0) : ?><li><?= $v->t('start_leave', ['n' => $v->texts->count($c['left'])]) ?></li><?php endif; ?></ul>
<p><?= $v->t('start_basis') ?></p>
<?= $v->form('setup', ['account' => $d['account']]) ?><input type="hidden" name="do" value="activate"><input type="hidden" name="sure" value="1"><input type="hidden" name="from" value="<?= $v->e($d['from']) ?>">
<button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('apply') ?></button> <a class="<?= $v->button() ?>" href="<?= $v->url('setup', ['step' => 6, 'account' => $d['account']]) ?>"><?= $v->t('back') ?></a></form>
