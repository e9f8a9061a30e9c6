<?php if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */ ?>
<h2><?= $v->t('health_head') ?></h2>
<div class="ss-scroll"><table class="ss-table table"><tbody>
<tr><th scope="row"><?= $v->t('extension') ?></th><td><?= $d['extension'] === null ? $v->t('extension_missing', ['version' => PHP_VERSION]) : $v->e('statussync ' . $d['extension'] . ', PHP ' . PHP_VERSION) ?></td></tr>
<tr><th scope="row"><?= $v->t('shop') ?></th><td><?= $v->e($d['system']) ?></td></tr>
<tr><th scope="row"><?= $v->t('database') ?></th><td><?= $v->e($d['database']) ?></td></tr>
<?php foreach ($d['seen'] as $kind => $seen) : ?>
<tr><th scope="row"><?= $v->t("seen_$kind") ?></th><td><?= is_array($seen) ? $v->time((int) ($seen['at'] ?? 0)) . ', PHP ' . $v->e($seen['php'] ?? '?') . (($seen['extension'] ?? null) === null ? ' <strong>! ' . $v->t('lacks_extension') . '</strong>' : '') : $v->t('never') ?></td></tr>
<?php endforeach; ?></tbody></table></div>
<?php foreach ($d['accounts'] as $account) : ?>
<section><h2><?= $v->e($account['name']) ?></h2><p><?= $account['credentials']['days_left'] === null ? $v->t('no_access') : $v->t('secret_days', ['n' => max(0, $account['credentials']['days_left'])]) ?> &#183; <?= $v->t('last_run') ?> <?= $v->time((int) $account['last_run']) ?> &#183; <?= $v->t('next_run') ?> <?= (int) $account['next_due'] <= $v->now ? $v->t('next_call') : $v->time((int) $account['next_due']) ?></p>
<?php if ($account['buckets'] !== []) : ?>
<div class="ss-scroll"><table class="ss-table table ss-cards"><caption><?= $v->t('limits') ?></caption><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('request') ?></th><th scope="col"><?= $v->t('left') ?></th><th scope="col"><?= $v->t('last_time') ?></th></tr></thead><tbody>
<?php foreach ($account['buckets'] as $bucket) : ?>
<tr><td<?= $v->head('request') ?>><?= $v->e($bucket['op']) ?></td><td<?= $v->head('left') ?>><meter min="0" max="<?= $v->e($bucket['max']) ?>" low="2" value="<?= $v->e($bucket['left']) ?>" aria-label="<?= $v->e($bucket['op']) ?>"></meter> <?= $v->t('left_of', ['n' => $bucket['left'], 'max' => $bucket['max']]) ?><?= (int) $bucket['halved_until'] > $v->now ? ' ' . $v->t('slowed') : '' ?></td><td<?= $v->head('last_time') ?>><?= $v->time((int) $bucket['at']) ?></td></tr>
<?php endforeach; ?></tbody></table></div>
<?php endif; ?></section>
<?php endforeach; ?>
