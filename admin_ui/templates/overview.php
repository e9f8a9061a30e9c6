<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$state = $d['state'];
$glyph = ['good' => "\u{2713}", 'warn' => '!', 'bad' => "\u{2717}"][$state['kind']];
$max = 1;
foreach ($d['days'] as $day) {
    $max = max($max, $day['sent'] + $day['refused']);
}
?>
<?php if ($d['late'] !== [] && $state['kind'] !== 'bad') : // one red line at most ?>
<p class="<?= $v->note('bad') ?>" role="alert"><strong>!</strong> <?= $v->t(array_sum(array_column($d['late'], 'n')) === 1 ? 'late_one' : 'late_many', ['n' => array_sum(array_column($d['late'], 'n'))]) ?></p>
<?php endif; ?>
<?php if ($d['nowhere'] !== null) : ?>
<p class="<?= $v->note('warn') ?>" role="alert"><strong>!</strong> <?= $v->t('extension_nowhere', ['path' => $d['nowhere']]) ?></p>
<?php endif; ?>
<div class="<?= $v->note($state['kind']) ?> ss-state" role="status">
<span><strong><?= $v->e($glyph) ?></strong> <?= ($d['open']['rest'] ?? false) && $state['key'] === 'state_no_access' ? $v->t('state_rest') : $v->t($state['key'], $state['values']) ?><?= $d['open'] === null || $state['kind'] === 'bad' ? '' : ' ' . $v->t('setup_at', ['n' => $d['open']['step'], 'name' => $v->texts->say('step_' . $d['open']['step'])]) ?></span>
<span class="ss-acts">
<?php if ($state['key'] === 'state_stopped_brake' && $d['settings']) : ?>
<a class="<?= $v->button() ?>" href="<?= $v->url('preview') ?>"><?= $v->t('look') ?></a> <?= $v->act('overview', 'release', ['do' => 'release', 'account' => $state['account']], true) ?>
<?php elseif ($state['key'] === 'state_stopped_copy' && $d['settings']) : ?>
<?= $v->act('overview', 'move', ['do' => 'move', 'account' => $state['account']], true) ?>
<?php elseif (in_array($state['key'], ['state_stopped_credentials', 'state_secret', 'state_no_access'], true) && $d['settings']) : ?>
<a class="<?= $v->button(true) ?>" href="<?= $v->url('access', ['account' => $state['account']]) ?>"><?= $v->t('credentials') ?></a>
<?php elseif (strncmp($state['key'], 'state_mode', 10) === 0 && $d['settings']) : ?>
<a class="<?= $v->button(true) ?>" href="<?= $v->url('setup', ['account' => $state['account']]) ?>"><?= $v->t('to_setup') ?></a>
<?php elseif ($state['key'] === 'state_no_orders' && $d['settings']) : ?>
<a class="<?= $v->button() ?>" href="<?= $v->url('expert') ?>"><?= $v->t('match_number') ?></a>
<?php elseif (in_array($state['key'], ['state_no_run', 'state_no_cron'], true) && $d['settings']) : ?>
<a class="<?= $v->button() ?>" href="<?= $v->url('cron') ?>"><?= $v->t('to_cron') ?></a>
<?php endif; ?>
<?php if ($d['job'] !== null && in_array($d['job']['state'], ['waiting', 'running'], true)) : ?>
<em><?= $v->t('now_waits') ?></em> <a class="<?= $v->button() ?>" href="<?= $v->url('overview') ?>"><?= $v->t('reload') ?></a>
<?php elseif ($state['key'] === 'state_running') : ?>
<a class="<?= $v->button() ?>" href="<?= $v->url('overview') ?>"><?= $v->t('reload') ?></a>
<?php elseif (strncmp($state['key'], 'state_stopped', 13) !== 0 && !in_array($state['key'], ['state_no_access', 'state_mode_new', 'state_running'], true)) : ?>
<?= $v->act('overview', 'sync_now', ['do' => 'now'], $state['kind'] === 'good') ?>
<?php endif; ?>
</span>
</div>
<?php if ($d['secret'] !== null && $state['key'] !== 'state_stopped_credentials') : ?>
<p class="<?= $v->note('warn') ?>"><strong>!</strong> <?= $v->t('state_secret', ['n' => $d['secret']['n']]) ?><?php if ($d['settings']) : ?> <a href="<?= $v->url('access', ['account' => $d['secret']['account']]) ?>"><?= $v->t('credentials') ?></a><?php endif; ?></p>
<?php endif; ?>
<?php if ($d['troubles'] !== []) : ?>
<section><h2><?= $v->t('needs_you', ['n' => $v->texts->count($d['counts']['needs'])]) ?></h2>
<div class="ss-scroll"><table class="<?= $v->table() ?> ss-cards">
<thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('deadline') ?></th><th scope="col"><?= $v->t('order') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><?php if (count($d['accounts']) > 1) : ?><th scope="col"><?= $v->t('account') ?></th><?php endif; ?><th scope="col"><?= $v->t('what_is_missing') ?></th><th scope="col"><?= $v->t('mend') ?></th></tr></thead><tbody>
<?php foreach ($d['troubles'] as $row) : ?>
<tr><td class="ss-number-cell<?= $row['late'] ? ' ss-late' : '' ?>"<?= $v->head('deadline') ?>><?= $row['late'] ? '<strong>!</strong> ' : '' ?><?= $row['deadline'] === null ? '&#8211;' : $v->e($v->texts->deadline($row['deadline'], $v->now)) ?></td>
<td class="ss-number-cell"<?= $v->head('order') ?>><?= $row['n'] === 1 ? $v->order($row['one']) : $v->t('n_orders', ['n' => $v->texts->count($row['n'])]) ?></td>
<td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $row['n'] === 1 && $row['amazon'] !== '' ? $v->e($row['amazon']) : '&#8211;' ?></td>
<?php if (count($d['accounts']) > 1) : ?><td class="ss-words"<?= $v->head('account') ?>><?= $v->e($row['name']) ?></td><?php endif; ?>
<td class="ss-words"<?= $v->head('what_is_missing') ?>><?= $v->e($row['words']) ?></td>
<td><a href="<?= $v->e($row['act'][1]) ?>"><?= $v->t($row['act'][0]) ?><span class="ss-hidden"> <?= $v->e($row['words']) ?></span></a></td></tr>
<?php endforeach; ?>
</tbody></table></div>
<?php if ($d['more'] > 0) : ?>
<p><a href="<?= $v->url('log') ?>"><?= $v->t('more_causes', ['n' => $d['more']]) ?></a></p>
<?php endif; ?>
</section>
<?php endif; ?>
<p class="ss-counts"><?php $parts = [];
foreach (['verified', 'accepted', 'way', 'waits', 'needs'] as $key) {
    if ($d['counts'][$key] > 0 || $key === 'verified') {
        $parts[] = '<a href="' . ($key === 'needs' ? $v->url('log') : $v->url('list', ['state' => $key])) . '"><strong>' . $v->e($v->texts->count($d['counts'][$key])) . '</strong> ' . $v->t($key === 'needs' && $d['counts'][$key] !== 1 ? 'count_need' : ($key === 'waits' && $d['counts'][$key] === 1 ? 'count_wait' : "count_$key")) . '</a>';
    }
}
echo implode(' &#183; ', $parts); ?><?= $d['counts']['skip'] > 0 ? ' &#183; <strong>' . $v->e($d['counts']['skip']) . '</strong> ' . $v->t('count_skip') : '' ?></p>
<?php if (count($d['accounts']) > 1) : ?>
<div class="ss-scroll"><table class="ss-table table ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('account') ?></th><th scope="col"><?= $v->t('state') ?></th><th scope="col"><?= $v->t('last_run') ?></th><th scope="col"><?= $v->t('next_run') ?></th></tr></thead><tbody>
<?php foreach ($d['accounts'] as $account) : ?>
<tr><td<?= $v->head('account') ?>><?= $v->e($account['name']) ?></td><td class="ss-words"<?= $v->head('state') ?>><?= $v->texts->has("{$account['line']['key']}_row") ? $v->t("{$account['line']['key']}_row") : $v->t($account['line']['key'], $account['line']['values']) ?></td><td<?= $v->head('last_run') ?>><?= $v->time((int) $account['last_run']) ?></td><td<?= $v->head('next_run') ?>><?= (int) $account['next_due'] <= $v->now ? $v->t('next_call') : $v->time((int) $account['next_due']) ?></td></tr>
<?php endforeach; ?>
</tbody></table></div>
<?php endif; ?>
<?php if ($d['first'] !== []) : ?>
<section class="ss-card ss-first"><h2><?= $v->t('first_head') ?></h2><ul>
<?php foreach ($d['first'] as $tick) : ?>
<li><?= $tick['done'] ? '&#10003;' : '&#9675;' ?> <span class="ss-hidden"><?= $v->t($tick['done'] ? 'first_done' : 'first_open') ?></span><?= $v->t($tick['key'], $tick['values']) ?></li>
<?php endforeach; ?>
</ul></section>
<?php else : ?>
<section class="ss-chart"><h2><?= $v->t('days_30') ?></h2>
<svg viewBox="0 0 620 96" role="group" aria-label="<?= $v->t('chart_label', ['n' => array_sum(array_column($d['days'], 'sent')), 'm' => array_sum(array_column($d['days'], 'refused'))]) ?>">
<line x1="10" y1="82.5" x2="610" y2="82.5" class="ss-axis"/>
<?php foreach ($d['days'] as $i => $day) :
    $sent = (int) round(70 * $day['sent'] / $max);
    $bad = (int) round(70 * $day['refused'] / $max); ?>
<?php if ($day['sent'] + $day['refused'] > 0) : ?>
<a href="<?= $v->url('list', ['day' => $day['day']]) ?>" aria-label="<?= $v->e($v->texts->date($day['day'] * 86400) . ': ' . $day['sent'] . ' / ' . $day['refused']) ?>"><title><?= $v->e($v->texts->date($day['day'] * 86400) . ': ' . $day['sent'] . ' / ' . $day['refused']) ?></title>
<rect class="ss-bar" x="<?= 12 + 20 * $i ?>" y="<?= 82 - max(2, $sent) ?>" width="16" height="<?= max(2, $sent) ?>"/>
<?php if ($bad > 0) : ?><rect class="ss-bar-bad" x="<?= 12 + 20 * $i ?>" y="<?= 82 - $sent - max(2, $bad) ?>" width="16" height="<?= max(2, $bad) ?>"/><?php endif; ?></a>
<?php endif; ?>
<?php endforeach; ?>
<text x="12" y="94"><?= $v->e($v->texts->date($d['days'][0]['day'] * 86400)) ?></text><text x="608" y="94" text-anchor="end"><?= $v->t('today') ?></text><text x="12" y="9"><?= $v->e($max) ?></text>
</svg>
<p class="ss-legend"><span class="ss-key"></span> <?= $v->t('sent') ?> <span class="ss-key ss-key-bad"></span> <?= $v->t('refused') ?></p></section>
<?php endif; ?>
<ul class="ss-links"><li><a href="<?= $v->url('list') ?>"><?= $v->t('all_messages') ?></a></li><li><a href="<?= $v->url('preview') ?>"><?= $v->t('preview_link') ?></a></li><li><a href="<?= $v->url('health') ?>"><?= $v->t('health_link') ?></a></li></ul>
