<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$f = $d['filter'];
[$path, $query] = array_pad(explode('?', $v->host->url('list'), 2), 2, '');
parse_str($query, $hidden);
?>
<h2><?= $v->t('all_messages') ?></h2>
<form method="get" accept-charset="UTF-8" action="<?= $v->e($path) ?>" class="ss-filter" role="search">
<?php foreach ($hidden as $name => $value) : ?>
<input type="hidden" name="<?= $v->e($name) ?>" value="<?= $v->e(is_string($value) ? $value : '') ?>">
<?php endforeach; ?>
<?= $v->select('state', ['' => $v->texts->say('all_states'), 'waits' => $v->texts->say('count_waits'), 'way' => $v->texts->say('count_way'), 'accepted' => $v->texts->say('count_accepted'), 'verified' => $v->texts->say('count_verified'), 'needs' => $v->texts->say('refused_needs')], $f['state'], $v->texts->say('state')) ?>
<?= $v->input('search', $f['search'], $v->texts->say('search_label'), 'placeholder="' . $v->t('search_label') . '" maxlength="100"') ?>
<button type="submit" class="<?= $v->button() ?>"><?= $v->t('search') ?></button></form>
<?php if ($f['state'] === 'needs' && $d['needs'] > 0) : ?><p><a href="<?= $v->url('log') ?>"><?= $v->t('needs_in_log', ['n' => $v->texts->count($d['needs'])]) ?></a></p><?php endif; ?>
<div class="ss-scroll"><table class="<?= $v->table() ?> ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('order') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><th scope="col"><?= $v->t('what') ?></th><th scope="col"><?= $v->t('carrier') ?></th><th scope="col"><?= $v->t('number') ?></th><th scope="col"><?= $v->t('state') ?></th><th scope="col"><?= $v->t('sent_at') ?></th></tr></thead><tbody>
<?php foreach ($d['rows'] as $row) : ?>
<tr><td<?= $v->head('order') ?>><?= $v->order($row['shop_order']) ?></td><td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $v->e($row['amazon_order']) ?></td><td<?= $v->head('what') ?>><?= $v->t($row['kind'] === 'cancel' ? 'cancel' : 'shipment') ?></td><td class="ss-words"<?= $v->head('carrier') ?>><?= $v->e($row['carrier_name'] ?? $row['carrier'] ?? '') ?></td><td class="ss-words"<?= $v->head('number') ?>><?= $v->e($row['tracking'] ?? '') ?></td><td<?= $v->head('state') ?>><?= $v->e($v->texts->state($row['state'])) ?></td><td<?= $v->head('sent_at') ?>><?= $row['sent_at'] > 0 ? $v->time($row['sent_at']) : '&#8211;' ?></td></tr>
<?php endforeach; ?>
<?php if ($d['rows'] === []) : ?><tr><td colspan="7"><?= $v->t('nothing_found') ?></td></tr><?php endif; ?>
</tbody></table></div>
<?php if ($d['more']) : ?>
<p><a class="<?= $v->button() ?>" href="<?= $v->url('list', ['before' => end($d['rows'])['id']] + array_filter($f)) ?>"><?= $v->t('next_page') ?></a></p>
<?php endif; ?>
