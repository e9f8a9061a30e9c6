<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$account = $d['account'];
$query = $account === null ? [] : ['account' => $account['id']];
$names = array_column($d['found']['statuses'], 'name', 'id');
$ship = [];
foreach ($d['s']['ship'] as $rule) {
    $ship[] = (string) ($names[$rule['status']] ?? $rule['status']);
}
$counts = $d['preview']['answer']['counts'] ?? [];
?>
<h2><?= $v->t('setup_head') ?></h2><p><?= $v->t('setup_text') ?></p>
<?php if (count($d['accounts']) > 1) : ?>
<nav class="ss-scope" aria-label="<?= $v->t('account') ?>"><?= $v->t('account') ?>:<?php foreach ($d['accounts'] as $one) : ?>
 <a href="<?= $v->url('setup', ['account' => $one['id']]) ?>"<?= $one['id'] === $account['id'] ? ' aria-current="true"' : '' ?>><?= $v->e($one['name']) ?></a><?php endforeach; ?></nav>
<?php endif; ?>
<ol class="ss-steps">
<?php for ($step = 1; $step <= 6; $step++) : ?>
<li><details<?= $d['open'] === $step ? ' open' : '' ?>><summary><span class="ss-glyph"><?= $d['done'][$step] ? '&#10003;' : '&#9675;' ?></span> <strong><?= $step ?> <?= $v->t("step_$step") ?></strong><span class="ss-hidden"> <?= $v->t($d['done'][$step] ? 'is_done' : 'is_open') ?></span></summary><div class="ss-body">
<?php if ($step === 1) : ?>
<ul class="ss-reached"><li><?= $d['seen'] === [] ? '! ' . $v->t('cron_never') : '&#10003; ' . $v->t('cron_seen', ['time' => $v->texts->time((int) $d['seen']['at'], $v->now), 'php' => (string) ($d['seen']['php'] ?? '?')]) ?></li>
<li><?= $d['extension'] === null ? '! ' . $v->t('extension_missing', ['version' => PHP_VERSION]) : '&#10003; ' . $v->t('extension_there', ['version' => PHP_VERSION]) ?></li>
<li>&#10003; <?= $v->t('database_good') ?></li>
<li><?= $d['magnalister'] ? '! ' . $v->t('magnalister_on') : '&#10003; ' . $v->t('magnalister_off') ?></li>
<li><?= $d['orders'] > 0 ? '&#10003; ' . $v->t('found_orders', ['n' => $d['orders']]) : '! ' . $v->t('found_none') ?></li></ul>
<?php if ($d['extension'] === null && ($d['seen']['extension'] ?? null) === null) : ?><details><summary><?= $v->t('host_head') ?></summary><p><?= $v->t('host_text', ['version' => substr((string) ($d['seen']['php'] ?? PHP_VERSION), 0, 3)]) ?></p></details><?php endif; ?>
<?php if ($v->host->system() === 'gambio') : ?><p><?= $v->t('gambio_cache') ?></p><?php endif; ?>
<p><a href="<?= $v->url('cron') ?>"><?= $v->t('to_cron') ?></a></p>
<?php elseif ($step === 2) : ?>
<?php if (($account['secrets'] ?? null) === null) : ?><p><?= $v->t('access_days') ?></p><?php endif; ?>
<details class="ss-guide"><summary><?= $v->t('guide_head') ?></summary><ol><?php for ($i = 1; $i <= 6; $i++) : ?><li><?= $v->t("guide_$i") ?></li><?php endfor; ?></ol><p><?= $v->t('guide_more') ?></p></details>
<?= $d['key'] ? '<p><a class="' . $v->button(true) . '" href="' . $v->url('access', ['account' => $account['id'] ?? '+']) . '">' . $v->t('enter_access') . '</a></p>'
    : $v->act('access', 'enter_access', ['do' => 'key'], true, ['account' => $account['id'] ?? '+']) ?>
<?php elseif ($step === 3) : ?>
<p><?= $ship === [] ? $v->t('ship_none') : $v->t('ship_is', ['names' => implode(', ', $ship)]) ?></p>
<ul><?php foreach ($d['found']['statuses'] as $status) : ?><?php if ($status['n'] > 0 || $status['guess'] === 'ship') : ?><li><?= $v->e($status['name']) ?>: <?= $v->t('open_orders', ['n' => $v->texts->count($status['n'])]) ?><?= $status['guess'] === 'ship' ? ' <strong>' . $v->t('suggestion') . '</strong>' : ($status['guess'] === 'bad' ? ' <em>' . $v->t('not_advised') . '</em>' : '') ?></li><?php endif; ?><?php endforeach; ?></ul>
<?php foreach ($d['take'] as $id => $name) : ?><p><a href="<?= $v->url('settings', ['take' => $id] + $query) ?>"><?= $v->t('take_over', ['name' => $name]) ?></a></p><?php endforeach; ?>
<p><a class="<?= $v->button(true) ?>" href="<?= $v->url('settings', $query) ?>"><?= $v->t('choose_status') ?></a></p>
<?php elseif ($step === 4) : ?>
<p><?= $d['match']['rows'] === [] ? $v->t('match_no_orders') : $v->t('match_with', ['n' => $d['match']['with'], 'all' => count($d['match']['rows'])]) ?></p>
<?php if ($d['found']['shipped'] > 0) : ?><p><?= $v->t($d['found']['with'] === $d['found']['shipped'] ? 'with_number_all' : ($d['found']['shipped'] === 1 ? 'with_number_none' : 'with_number'), ['all' => $d['found']['shipped'], 'n' => $d['found']['with'], 'none' => $d['found']['shipped'] - $d['found']['with']]) ?></p><?php endif; ?>
<?php if ($d['found']['unmapped'] !== []) : ?><p>! <?= $v->t('to_map', ['names' => '"' . implode('", "', array_slice($d['found']['unmapped'], 0, 10)) . '"' . (count($d['found']['unmapped']) > 10 ? " \u{2026}" : '')]) ?></p>
<?php elseif ($d['found']['names'] !== []) : ?><p>&#10003; <?= $v->t('all_mapped', ['names' => '"' . implode('", "', array_slice($d['found']['names'], 0, 10)) . '"']) ?></p>
<?php elseif (!$d['done'][4]) : ?><p><?= $v->t('no_names_yet') ?></p><?php endif; ?>
<?php if ($d['found']['shipped'] > $d['found']['with'] && $d['s']['carrier']['fallback'] === null) : ?>
<?= $v->form('setup', $query) ?><input type="hidden" name="do" value="fallback"><label><?= $v->t('fallback_ask') ?> <?= $v->select('to', ['' => $v->texts->say('hold')] + $d['codes'], '') ?></label> <button type="submit" class="<?= $v->button() ?>"><?= $v->t('apply') ?></button></form>
<?php endif; ?>
<p><a class="<?= $v->button(true) ?>" href="<?= $v->url('settings', $query) ?>"><?= $v->t('choose_carrier') ?></a> <a href="<?= $v->url('expert', $query) ?>"><?= $v->t('match_tracking') ?></a></p>
<?php elseif ($step === 5) : ?>
<?php if (($account['secrets'] ?? null) === null) : ?><p><?= $v->t('preview_before_access') ?></p><?php endif; ?>
<?php if ($d['preview'] !== null && $d['preview']['state'] === 'done') : ?><p><?= $v->t('preview_counts', ['ship' => $counts['ship'] ?? 0, 'hold' => $counts['hold'] ?? 0, 'done' => $counts['done'] ?? 0, 'cancel' => $counts['cancel'] ?? 0]) ?> (<?= $v->t('calculated', ['time' => $v->texts->stamp((int) $d['preview']['done_at'])]) ?>) <a href="<?= $v->url('preview') ?>"><?= $v->t('list') ?></a></p><?php endif; ?>
<?= $v->act('setup', 'preview_make', ['do' => 'preview'], true, $query) ?>
<?php else : ?>
<p><?= $d['magnalister'] ? '! ' . $v->t('magnalister_on') : '&#10003; ' . $v->t('magnalister_off') ?></p>
<?php if ($d['take'] !== []) : ?><p><?= $v->t('magnalister_icons') ?></p><?php endif; ?>
<p><?= $d['seen'] === [] ? '! ' . $v->t('cron_never') : '&#10003; ' . $v->t('cron_seen', ['time' => $v->texts->time((int) $d['seen']['at'], $v->now), 'php' => (string) ($d['seen']['php'] ?? '?')]) ?> <a href="<?= $v->url('cron') ?>"><?= $v->t('to_cron') ?></a></p>
<?php $mode = $account['state']['mode'] ?? 'new';
$from = $v->form('setup', $query, 'ss-later') . '<input type="hidden" name="do" value="activate"><label>' . $v->t('transmit_from') . ' <input type="date" name="from" value="' . $v->e($d['from']) . '" max="' . $v->e($d['today']) . '"></label> '; ?>
<?php $mail = '<p><label><input type="checkbox" name="mail" value="1"' . ($d['mail_asked'] ? '' : ' checked') . '> ' . $v->t('mail_ask') . '</label> ' . $v->input('email', $d['owner'], $v->texts->say('mail_to'), 'maxlength="200"');
$with = $d['s']['notify']['email'] === null && $mode === 'new'; // saved together with what is prepared ?>
<?php if ($d['s']['notify']['email'] !== null) : ?><p>&#10003; <?= $v->t('mail_goes', ['to' => $d['owner']]) ?></p>
<?php elseif (!$with) : ?><?= $v->form('setup', $query) ?><input type="hidden" name="do" value="mail"><?= $mail ?> <button type="submit" class="<?= $v->button() ?>"><?= $v->t('save') ?></button></p></form><?php endif; ?>
<?php if ($mode === 'preview') : ?>
<p><?= $v->t($d['read'] > 0 ? 'release_read' : 'release_text', ['time' => $v->texts->time($d['read'], $v->now)]) ?> <a href="<?= $v->url('preview') ?>"><?= $v->t('preview_head') ?></a></p><?= $v->act('setup', 'release_all', ['do' => 'release'], true, $query) ?>
<?= $from ?><button type="submit" class="<?= $v->button() ?>"><?= $v->t('apply') ?></button></form><p><?= $v->t('from_help_preview') ?></p>
<?php elseif ($mode !== 'new') : ?><p>&#10003; <?= $v->t('is_on') ?></p>
<?= $from ?><button type="submit" class="<?= $v->button() ?>"><?= $v->t('apply') ?></button></form><p><?= $v->t('from_help') ?></p>
<?php else : ?>
<?php if (($account['secrets'] ?? null) === null) : ?><p>! <?= $v->t('needs_access') ?></p><?php endif; ?>
<?= $from ?><?= $with ? $mail . '</p>' : '' ?><button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('activate') ?></button></form><p><?= $v->t('activate_text') ?></p>
<?php endif; ?>
<?php endif; ?>
</div></details></li>
<?php endfor; ?>
</ol>
