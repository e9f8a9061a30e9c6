<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<h2><?= $v->t('settled_head') ?></h2>
<?php if ($d['rows'] === []) : ?><p><?= $v->t('settled_none') ?></p><?php else : ?>
<div class="ss-scroll"><table class="<?= $v->table() ?> ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('concerns') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><th scope="col"><?= $v->t('message_time') ?></th><th scope="col"><?= $v->t('cause') ?></th></tr></thead><tbody>
<?php foreach ($d['rows'] as $row) : ?>
<tr><td<?= $v->head('concerns') ?>><?= $v->order((string) $row['shop_order']) ?></td><td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $v->e($row['amazon_order']) ?></td><td<?= $v->head('message_time') ?>><?= $v->time((int) $row['at']) ?></td><td class="ss-words"<?= $v->head('cause') ?>><?= $v->e($row['words']) ?></td></tr>
<?php endforeach; ?></tbody></table></div><?php endif; ?>
<p><a href="<?= $v->url('log') ?>"><?= $v->t('back') ?></a></p>
