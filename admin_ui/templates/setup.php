<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$account = $d['account'];
$names = array_column($d['statuses'], 'name', 'id');
$ship = [];
foreach ($d['s']['ship'] as $rule) {
    $ship[] = (string) ($names[$rule['status']] ?? $rule['status']);
}
$counts = $d['preview']['answer']['counts'] ?? [];
?>
<h2><?= $v->t('setup_head') ?></h2><p><?= $v->t('setup_text') ?></p>
<ol class="ss-steps">
<?php for ($step = 1; $step <= 6; $step++) : ?>
<li><details<?= $d['open'] === $step ? ' open' : '' ?>><summary><span class="ss-glyph"><?= $d['done'][$step] ? '&#10003;' : '&#9675;' ?></span> <strong><?= $step ?> <?= $v->t("step_$step") ?></strong><span class="ss-hidden"> <?= $v->t($d['done'][$step] ? 'is_done' : 'is_open') ?></span></summary><div class="ss-body">
<?php if ($step === 1) : ?>
<ul><li><?= $d['seen'] === [] ? '! ' . $v->t('cron_never') : '&#10003; ' . $v->t('cron_seen', ['time' => $v->texts->time((int) $d['seen']['at'], $v->now), 'php' => (string) ($d['seen']['php'] ?? '?')]) ?></li>
<li><?= $d['extension'] === null ? '! ' . $v->t('extension_missing', ['version' => PHP_VERSION]) : '&#10003; ' . $v->t('extension_there', ['version' => PHP_VERSION]) ?></li>
<li>&#10003; <?= $v->t('database_good') ?></li>
<li><?= $d['magnalister'] ? '! ' . $v->t('magnalister_on') : '&#10003; ' . $v->t('magnalister_off') ?></li>
<li><?= $d['orders'] > 0 ? '&#10003; ' . $v->t('found_orders', ['n' => $d['orders']]) : '! ' . $v->t('found_none') ?></li></ul>
<?php if ($v->host->system() === 'gambio') : ?><p><?= $v->t('gambio_cache') ?></p><?php endif; ?>
<p><a href="<?= $v->url('cron') ?>"><?= $v->t('to_cron') ?></a></p>
<?php elseif ($step === 2) : ?>
<p><?= $v->t('access_days') ?></p><p><a class="<?= $v->button(true) ?>" href="<?= $v->url('access', ['account' => $account['id'] ?? '+']) ?>"><?= $v->t('enter_access') ?></a></p>
<?php elseif ($step === 3) : ?>
<p><?= $ship === [] ? $v->t('ship_none') : $v->t('ship_is', ['names' => implode(', ', $ship)]) ?></p>
<ul><?php foreach ($d['statuses'] as $status) : ?><?php if (($d['counts'][$status['id']] ?? 0) > 0) : ?><li><?= $v->e($status['name']) ?>: <?= $v->t('n_open', ['n' => $d['counts'][$status['id']]]) ?></li><?php endif; ?><?php endforeach; ?></ul>
<p><a class="<?= $v->button(true) ?>" href="<?= $v->url('settings') ?>"><?= $v->t('choose_status') ?></a></p>
<?php elseif ($step === 4) : ?>
<p><?= $d['match']['rows'] === [] ? $v->t('match_no_orders') : $v->t('match_with', ['n' => $d['match']['with'], 'all' => count($d['match']['rows'])]) ?></p><p><a class="<?= $v->button(true) ?>" href="<?= $v->url('expert') ?>"><?= $v->t('choose_carrier') ?></a></p>
<?php elseif ($step === 5) : ?>
<?php if (($account['secrets'] ?? null) === null) : ?><p><?= $v->t('preview_before_access') ?></p><?php endif; ?>
<?php if ($d['preview'] !== null && $d['preview']['state'] === 'done') : ?><p><?= $v->t('preview_counts', ['ship' => $counts['ship'] ?? 0, 'hold' => $counts['hold'] ?? 0, 'done' => $counts['done'] ?? 0, 'cancel' => $counts['cancel'] ?? 0]) ?> <a href="<?= $v->url('preview') ?>"><?= $v->t('list') ?></a></p><?php endif; ?>
<?= $v->act('setup', 'preview_make', ['do' => 'preview'], true) ?>
<?php else : ?>
<p><?= $d['magnalister'] ? '! ' . $v->t('magnalister_on') : '&#10003; ' . $v->t('magnalister_off') ?></p>
<?php if (($account['state']['mode'] ?? 'new') === 'preview') : ?>
<p><?= $v->t('release_text') ?></p><?= $v->act('setup', 'release_all', ['do' => 'release'], true) ?>
<?php elseif (($account['state']['mode'] ?? 'new') === 'active') : ?><p>&#10003; <?= $v->t('is_on') ?></p>
<?= $v->form('setup', ['account' => $account['id']]) ?><input type="hidden" name="do" value="activate"><label><?= $v->t('transmit_from') ?> <input type="date" name="from" value="<?= $v->e((new DateTime('@' . $account['start_at']))->setTimezone(new DateTimeZone($v->host->zone()))->format('Y-m-d')) ?>"></label> <button type="submit" class="<?= $v->button() ?>"><?= $v->t('apply') ?></button></form><p><?= $v->t('from_help') ?></p>
<?php else : ?>
<?php if (($account['secrets'] ?? null) === null) : ?><p>! <?= $v->t('needs_access') ?></p><?php endif; ?>
<?= $v->form('setup', $account === null ? [] : ['account' => $account['id']]) ?><input type="hidden" name="do" value="activate"><label><?= $v->t('transmit_from') ?> <input type="date" name="from" value="<?= $v->e(gmdate('Y-m-d', $v->now - 14 * 86400)) ?>"></label> <button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('activate') ?></button></form><p><?= $v->t('activate_text') ?></p>
<?php endif; ?>
<?php endif; ?>
</div></details></li>
<?php endfor; ?>
</ol>
