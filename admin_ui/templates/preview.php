<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$done = $d['done'];
$counts = $done['answer']['counts'] ?? [];
?>
<h2><?= $v->t('preview_head') ?></h2>
<p><?= $v->t('preview_text') ?></p>
<p><?php if ($d['job'] !== null && in_array($d['job']['state'], ['waiting', 'running'], true)) : ?>
<em><?= $v->t('preview_waits') ?></em> <a class="<?= $v->button() ?>" href="<?= $v->url('preview') ?>"><?= $v->t('reload') ?></a>
<?php else : ?><?= $v->act('preview', 'preview_make', ['do' => 'make'], true) ?><?php endif; ?></p>
<?php if ($done !== null && $done['state'] === 'failed') : ?>
<p class="<?= $v->note('bad') ?>" role="alert"><?= $v->t('preview_failed') ?> <?= $v->e($done['answer']['text'] ?? '') ?></p>
<?php elseif ($done !== null) : ?>
<p class="ss-counts"><?php $parts = [];
foreach (['ship', 'cancel', 'conflict', 'hold', 'skip', 'done'] as $verdict) {
    if (($counts[$verdict] ?? 0) > 0) {
        $parts[] = '<strong>' . $v->e($counts[$verdict]) . '</strong> ' . $v->t("verdict_$verdict");
    }
}
echo $parts === [] ? $v->t('preview_none') : implode(' &#183; ', $parts); ?></p><p class="ss-stamp"><?= $v->t('calculated', ['time' => $v->texts->stamp((int) $done['done_at'])]) ?></p>
<?php
$shown = $d['rows'];
$all = array_sum($counts) - ($counts['done'] ?? 0);
if ($shown !== []) : ?>
    <?php if ($all > count($shown)) : ?><p><?= $v->t('preview_first', ['n' => count($shown), 'all' => $all]) ?></p><?php endif; ?>
<div class="ss-scroll"><table class="ss-table table table-striped ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('order') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><th scope="col"><?= $v->t('what') ?></th><th scope="col"><?= $v->t('parcels') ?></th><th scope="col"><?= $v->t('deadline') ?></th><th scope="col"><?= $v->t('why') ?></th></tr></thead><tbody>
<?php foreach ($shown as $row) :
    $parcels = [];
    foreach ($row['parcels'] ?? [] as $p) {
        $parcels[] = trim(($p['carrier_name'] ?? $p['carrier'] ?? '') . ' ' . ($p['tracking'] ?? ''));
    } ?>
<tr><td<?= $v->head('order') ?>><?= $v->order($row['shop_order']) ?></td><td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $v->e($row['amazon_order']) ?></td><td<?= $v->head('what') ?>><?= $v->t('verdict_' . $row['verdict']) ?></td><td class="ss-words"<?= $v->head('parcels') ?>><?= $v->e(implode(', ', $parcels)) ?></td><td<?= $v->head('deadline') ?>><?= ($row['deadline'] ?? 0) > 0 && $row['deadline'] < 4102444800 ? $v->time((int) $row['deadline']) : '&#8211;' ?></td><td class="ss-words"<?= $v->head('why') ?>><?= $v->e($row['why']) ?></td></tr>
<?php endforeach; ?>
</tbody></table></div>
<?php endif; ?>
<?php endif; ?>
