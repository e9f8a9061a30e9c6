<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$s = $d['s'];
$x = $v->texts;
$account = $d['account'];
$query = $account === null ? [] : ['account' => $account['id']];
$statuses = ['' => $x->say('none_status')];
foreach ($d['statuses'] as $id => $name) {
    $n = $d['counts'][$id] ?? 0;
    $statuses[$id] = $name . ($n > 0 ? ' (' . $x->say('n_open', ['n' => $n]) . ')' : '');
}
$codes = ['' => $x->say('please_choose')] + $d['codes'] + ['Other' => $x->say('other')];
$reasons = ['ask' => $x->say('reason_ask')];
foreach (StatusSync\Php\Settings\Document::REASONS as $reason) {
    $reasons[$reason] = $x->say("reason_$reason");
}
$row = static function (string $label, string $field, string $help = '', string $for = '') use ($v): string {
    return '<tr><td class="dataTableConfig col-left">' . ($for === '' ? $v->t($label) : '<label for="' . $for . '">' . $v->t($label) . '</label>')
        . '</td><td class="dataTableConfig col-middle">' . $field . '</td><td class="dataTableConfig col-right">' . ($help === '' ? '' : $v->t($help)) . '</td></tr>';
};
$target = static function ($to) use ($v): array {
    return is_array($to) ? ['Other', (string) ($to['other'] ?? '')] : [(string) $to, ''];
};
$match = static function (string $section) use ($v, $d, $s, $x): string {
    $source = $s[$section];
    $table = (string) ($source['table'] ?? '');
    $column = static function (string $name, string $chosen, bool $key, bool $none) use ($v, $d, $x, $table, $section): string {
        $list = StatusSync\Php\Admin\SettingsForm::columns($d['schema'], $table, $key, $section);
        return $v->select("{$section}_$name", ['' => $x->say($none ? 'any' : ($table === '' ? 'table_first' : 'please_choose'))] + ($list === [] ? [] : array_combine($list, $list)), $chosen, $x->say("match_$name"));
    };
    $tables = StatusSync\Php\Admin\SettingsForm::tables($d['schema'], $section);
    $where = (string) (array_keys($source['where'] ?? [])[0] ?? '');
    $further = StatusSync\Php\Admin\SettingsForm::further($source, $table);
    return '<div class="ss-match ss-match-' . $section . '"><label>' . $v->t('match_table') . ' ' . $v->select("{$section}_table", ['' => $x->say('please_choose')] + ($tables === [] ? [] : array_combine($tables, $tables)), $table) . '</label> '
        . '<label>' . $v->t('match_column') . ' ' . $column('column', (string) ($source['column'] ?? ''), false, false) . '</label> '
        . '<label>' . $v->t('match_key') . ' ' . $column('key', (string) ($source['key'] ?? ''), true, false) . '</label> '
        . '<label>' . $v->t('match_where') . ' ' . $column('where', $where, false, true) . '</label> '
        . '<label>' . $v->t('match_is') . ' ' . $v->input("{$section}_is", (string) ($source['where'][$where] ?? ''), '', 'maxlength="100"') . '</label> '
        . implode('', array_map(static function ($name, $value) use ($v): string {
            return '<p>' . $v->t('match_also', ['column' => (string) $name, 'value' => (string) $value]) . '</p>';
        }, array_keys($further), $further))
        . '<label>' . $v->t('match_pattern') . ' ' . $v->input("{$section}_pattern", (string) ($source['pattern'] ?? ''), '', 'maxlength="500"') . '</label> '
        . '<button type="submit" class="' . $v->button() . '" name="do" value="match" formnovalidate>' . $v->t('match_update') . '</button>'
        . ($table !== '' && ($source['key'] ?? '') !== '' && $d['schema']->hasColumn($table, (string) $source['key']) && !$d['schema']->isIndexed($table, (string) $source['key'])
            ? '<p class="' . $v->note('warn') . '">' . $v->t('no_index', ['table' => $table, 'column' => (string) $source['key']]) . '<br><code>CREATE INDEX statussync_key ON ' . $v->e($table) . ' (' . $v->e($source['key']) . ')</code></p>' : '') . '</div>';
};
$radio = static function (string $name, string $value, $chosen, string $text, string $more = '') use ($v): string {
    return '<label class="ss-radio"><input type="radio" name="' . $v->e($name) . '" value="' . $v->e($value) . '"' . ((string) $chosen === $value ? ' checked' : '') . '> ' . $v->t($text) . '</label>' . $more;
};
$number = static function (string $name, $value, string $unit, string $label) use ($v): string {
    return '<input class="ss-number" type="text" inputmode="numeric" name="' . $v->e($name) . '" value="' . $v->e($value) . '" maxlength="9" aria-label="' . $v->t($label) . '"> ' . $v->t($unit);
};
$shipRows = $s['ship'];
$shipRows[] = ['status' => '', 'ship_from' => null];
$cancelRows = $s['cancel'];
$cancelRows[] = ['status' => '', 'reason' => 'ask', 'after_minutes' => 30];
$after = $s['cancel'][0]['after_minutes'] ?? 30;
?>
<section class="ss-access"><h2><?= $v->t('access_head') ?></h2>
<div class="ss-login"><?php if (($account['secrets'] ?? null) === null) : ?>! <?= $v->t('no_access') ?><?php else :
    $markets = array_intersect_key(array_merge(...array_values(StatusSync\Php\Admin\Pages\Access::MARKETS)), array_flip($account['marketplaces']));
    $facts = [$account['name'] . ($markets === [] ? '' : ' (' . implode(' ', $markets) . ')')];
    if (($d['test']['order'] ?? '') !== '') {
        $facts[] = $x->say('order_found', ['order' => $d['test']['order']]);
    }
    if ($account['secret_made_at'] > 0) {
        $facts[] = $x->say('secret_days', ['n' => max(0, 180 - intdiv($v->now - $account['secret_made_at'], 86400))]);
    } ?><?= $d['test'] === null ? '! ' . $v->t('not_tested') : ($d['test']['good'] ? '&#10003; ' . $v->t('connected') : '! ' . $v->t('test_bad')) ?> <?= $v->e(implode(" \u{00b7} ", $facts)) ?><?php endif; ?>
<a class="<?= $v->button() ?>" href="<?= $v->url('access', $query) ?>"><?= $v->t('change') ?></a><?php if (($account['secrets'] ?? null) !== null) : ?> <?= $v->act('access', 'test', ['do' => 'test'], false, $query) ?><?php endif; ?> <a class="<?= $v->button() ?>" href="<?= $v->url('setup', $query) ?>"><?= $v->t('to_setup') ?></a></div></section>
<?php if (count($d['accounts']) > 1) :
    $own = in_array($account['id'], $d['own'], true);
    $names = array_column($d['accounts'], 'name', 'id');
    $from = ['' => $x->say('scope_common')] + array_intersect_key($names, array_flip(array_diff($d['own'], [$account['id']]))); ?>
<nav class="ss-scope" aria-label="<?= $v->t('account') ?>"><?= $v->t('account') ?>:<?php foreach ($names as $one => $name) : ?>
 <a href="<?= $v->url('settings', ['account' => $one]) ?>"<?= (string) $one === (string) $account['id'] ? ' aria-current="true"' : '' ?>><?= $v->e($name) ?></a><?php endforeach; ?></nav>
<div class="ss-scope"><?= $v->t($own ? 'scope_is_own' : 'scope_is_common', ['name' => $account['name']]) ?>
<?= $v->form('settings', $query, 'ss-inline') ?><input type="hidden" name="do" value="scope"><?php if ($own) : ?><input type="hidden" name="scope" value="common"><button type="submit" class="<?= $v->button() ?>"><?= $v->t('scope_to_common') ?></button><?php else : ?><input type="hidden" name="scope" value="own"><?php if (count($from) > 1) : ?><label><?= $v->t('scope_from') ?> <?= $v->select('from', $from, '') ?></label> <?php endif; ?><button type="submit" class="<?= $v->button() ?>"><?= $v->t('scope_to_own', ['name' => $account['name']]) ?></button><?php endif; ?></form></div>
<?php endif; ?>
<?= $v->form('settings', $query, 'ss-settings') ?><input type="hidden" name="seen" value="<?= $v->e($d['seen']) ?>">
<h2><?= $v->t('sync_head') ?></h2>
<?php foreach ($d['renamed'] as $status => $name) : ?>
<p class="<?= $v->note('warn') ?>"><?php if ($name['new'] === null) : ?><?= $v->t('status_gone', ['id' => $status, 'old' => $name['old']]) ?><?php else : ?><?= $v->t('status_renamed', ['id' => $status, 'old' => $name['old'], 'new' => $name['new']]) ?>
<br><label><input type="checkbox" name="confirm_status[]" value="<?= $v->e($status) ?>"<?= in_array($status, $d['confirmed'], true) ? ' checked' : '' ?>> <?= $v->t('status_confirm', ['new' => $name['new']]) ?></label><?php endif; ?></p>
<?php endforeach; ?>
<table class="tableConfig ss-config table"><tbody>
<?= $row('sync_switch', $radio('sync', 'auto', $s['sync'], 'sync_auto') . '<br>' . $radio('sync', 'off', $s['sync'], 'sync_off') . (($account['start_at'] ?? 0) > 0 ? '<p>' . $v->t('from_date', ['date' => $x->date($account['start_at'])]) . '</p>' : ''), 'help_sync') ?>
<?php foreach ($shipRows as $i => $rule) :
    $from = $rule['ship_from'];
    $fields = '';
    foreach (StatusSync\Php\Admin\SettingsForm::ADDRESS as $key) {
        $fields .= '<label class="ss-block">' . $v->t("address_$key") . ' ' . $v->input("ship[$i][$key]", (string) ($from[$key] ?? ''), '', 'maxlength="60"') . '</label>';
    }
    echo $row($i === 0 ? 'ship_with' : 'ship_more', $v->select("ship[$i][status]", $statuses, $rule['status'], $x->say('ship_with')) . '<details class="ss-from"' . ($from === null ? '' : ' open') . '><summary>' . $v->t($from === null ? 'from_amazon' : 'from_own') . '</summary>' . $fields . '</details>', $i === 0 ? 'help_ship' : '');
endforeach; ?>
<?php foreach ($cancelRows as $i => $rule) :
    echo $row($i === 0 ? 'cancel_with' : 'cancel_more', $v->select("cancel[$i][status]", $statuses, $rule['status'], $x->say('cancel_with')) . ' ' . $v->select("cancel[$i][reason]", $reasons, $rule['reason'], $x->say('reason')), $i === 0 ? 'help_cancel' : '');
endforeach; ?>
<?= $row('carrier_label', '<div class="ss-value">' . $v->select('carrier_source', ['tracking' => $x->say('carrier_tracking'), 'fixed' => $x->say('carrier_fixed'), 'shipping_module' => $x->say('carrier_module'), 'match' => $x->say('carrier_match')], $s['carrier']['source'] === 'auto' ? 'tracking' : $s['carrier']['source'], $x->say('carrier_label')) . ' <label class="ss-when">' . $v->t('carrier_value') . ' ' . $v->input('carrier_value', (string) ($s['carrier']['value'] ?? ''), '', 'maxlength="100"') . '</label></div>', 'help_carrier') ?>
</tbody></table>
<div class="ss-scroll"><table class="ss-table table ss-carriers ss-cards"><caption><?= $v->t('carrier_table') ?></caption><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('in_shop') ?></th><th scope="col"><?= $v->t('at_amazon') ?></th><th scope="col"><?= $v->t('tracking_code') ?></th><th scope="col"><?= $v->t('orders') ?></th></tr></thead><tbody>
<?php $n = 0;
foreach (array_slice($d['carriers'], 0, 60, true) as $name => $facts) :
    $known = $s['carrier']['map'][$name] ?? null;
    $guess = $known === null ? StatusSync\Php\Admin\Carriers::guess((string) $name) : null;
    [$to, $other] = $target($known); ?>
<tr><th scope="row" class="ss-words"<?= $v->head('in_shop') ?>><?= $known === null && $guess === null ? '<strong>!</strong> ' : '' ?><?= $v->e($name) ?><input type="hidden" name="map[<?= $n ?>][from]" value="<?= $v->e($name) ?>"></th>
<td class="ss-choice"<?= $v->head('at_amazon') ?>><?= $v->select("map[$n][to]", ['' => $guess === null ? $x->say('please_choose') : $x->say('as_suggested', ['name' => $guess])] + $codes, $to, $x->say('at_amazon') . ' ' . $name) ?> <span class="ss-when"><?= $v->input("map[$n][other]", $other, $x->say('other_name') . ' ' . $name, 'maxlength="50" placeholder="' . $v->t('other_name') . '"') ?></span></td>
<td<?= $v->head('tracking_code') ?>><?= $v->select("map[$n][tracked]", ['yes' => $x->say('expected'), 'no' => $x->say('not_usual')], in_array((string) $name, array_map('strval', $s['carrier']['untracked']), true) ? 'no' : 'yes', $x->say('tracking_code') . ' ' . $name) ?></td>
<td<?= $v->head('orders') ?>><?= $facts['held'] > 0 ? '<strong>' . $v->t('n_held', ['n' => $facts['held']]) . '</strong>' : $v->e($facts['n']) ?><?= $known !== null ? '' : ($guess !== null ? ' <em>' . $v->t('suggestion') . '</em>' : (StatusSync\Php\Admin\Carriers::isService((string) $name) ? ' <em>' . $v->t('label_service') . '</em>' : '')) ?></td></tr>
    <?php $n++;
endforeach;
[$to, $other] = $target($s['carrier']['fallback']); ?>
<tr><th scope="row"<?= $v->head('in_shop') ?>><?= $v->t('fallback') ?></th><td class="ss-choice"<?= $v->head('at_amazon') ?>><?= $v->select('fallback[to]', ['' => $x->say('hold')] + $d['codes'] + ['Other' => $x->say('other')], $to, $x->say('fallback')) ?> <span class="ss-when"><?= $v->input('fallback[other]', $other, $x->say('other_name'), 'maxlength="50" placeholder="' . $v->t('other_name') . '"') ?></span></td><td colspan="2"><?= $d['carriers'] === [] ? $v->t('no_carriers') : '' ?></td></tr>
</tbody></table></div>
<table class="tableConfig ss-config table"><tbody>
<?= $row('service', '<div class="ss-value">' . $v->select('method_source', ['fixed' => $x->say('service_fixed'), 'shipping_module' => $x->say('service_module'), 'match' => $x->say('service_match')], $s['method']['source'], $x->say('service')) . ' <span class="ss-when">' . $v->input('method_value', (string) ($s['method']['value'] ?? 'Standard'), $x->say('service_fixed'), 'maxlength="100"') . '</span></div>', 'help_service') ?>
<?= $row('without', $number('wait_hours', $s['without_tracking']['wait_hours'], 'hours', 'without') . ' ' . $v->select('then', ['send' => $x->say('then_send'), 'hold' => $x->say('then_hold')], $s['without_tracking']['then'], $x->say('without')), 'help_without') ?>
<?= $row('several', $v->select('several', ['split' => $x->say('several_split'), 'first' => $x->say('several_first'), 'last' => $x->say('several_last')], $s['parcels']['several'], $x->say('several'))) ?>
</tbody></table>
<h2><?= $v->t('mail_head') ?></h2>
<table class="tableConfig ss-config table"><tbody><?= $row('mail', '<label><input type="checkbox" name="mail" value="1"' . ($s['notify']['email'] !== null || $d['first'] ? ' checked' : '') . '> ' . $v->t('mail_to') . '</label> ' . $v->input('email', (string) ($s['notify']['email'] ?? $d['owner']), $x->say('mail_to'), 'maxlength="200"') . ' ' . $v->select('mail_language', ['de' => 'Deutsch', 'en' => 'English'], $s['notify']['language'], $x->say('language')) . ' <button type="submit" class="' . $v->button() . '" name="do" value="mail" formnovalidate>' . $v->t('mail_test') . '</button>'
    . ($d['mail'] === null ? '' : '<p>' . $v->t('mail_cron_' . ($d['mail']['state'] === 'running' ? 'waiting' : $d['mail']['state']), ['time' => $x->time((int) $d['mail']['done_at'], $v->now)]) . '</p>'), 'help_mail') ?></tbody></table>
<details class="ss-expert"<?= $d['expert'] ? ' open' : '' ?>><summary><h2><?= $v->t('expert') ?></h2></summary>
<h3><?= $v->t('sync_head') ?></h3>
<table class="tableConfig ss-config table"><tbody>
<?= $row('match_tracking', '<div class="ss-source">' . $radio('tracking_source', $s['tracking']['source'] === 'tracking' ? 'tracking' : 'auto', $s['tracking']['source'], 'tracking_auto') . '<br>' . $radio('tracking_source', 'match', $s['tracking']['source'], 'own_field') . $match('tracking') . '</div>', 'help_match_tracking') ?>
<tr><td class="dataTableConfig col-left"><?= $v->t('match_preview') ?></td><td class="dataTableConfig col-middle" colspan="2">
<?php if ($d['preview']['rows'] !== []) : ?><p><?= $v->t('match_with', ['n' => $d['preview']['with'], 'all' => count($d['preview']['rows'])]) ?><?= $d['preview']['amazon'] ? '' : ' ' . $v->t('match_any_orders') ?></p><?php endif; ?>
<?php if ($d['preview']['hint'] !== '') : ?><p class="<?= $v->note('warn') ?>"><?= $v->t($d['preview']['hint']) ?></p><?php endif; ?>
<?php if ($d['preview']['rows'] !== []) : ?><div class="ss-scroll"><table class="ss-table table ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('order') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><th scope="col"><?= $v->t('carrier') ?></th><th scope="col"><?= $v->t('number') ?></th><th scope="col"><?= $v->t('what') ?></th></tr></thead><tbody>
<?php foreach ($d['preview']['rows'] as $one) : ?>
<tr><td<?= $v->head('order') ?>><?= $v->order($one['shop_order']) ?></td><td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $v->e($one['amazon_order'] ?? '') ?></td><td class="ss-words"<?= $v->head('carrier') ?>><?= $one['carrier'] === '' ? '&#8211;' : $v->e($one['carrier']) ?></td><td class="ss-words ss-code"<?= $v->head('number') ?>><?= $v->e(implode(', ', array_slice($one['tracking'], 0, 5))) ?></td><td class="ss-words"><?= $one['held'] === null ? $v->t($one['verdict']) : $v->t('match_held', ['why' => StatusSync\Php\Admin\ListSigns::first($v->texts->reason('hold', $one['held']['reason'], $one['held']['detail'], $one['held']['values']))]) ?></td></tr>
<?php endforeach; ?></tbody></table></div><?php endif; ?></td></tr>
<?= $row('match_carrier', '<span class="ss-unused">' . $v->t('not_used') . '</span>' . $match('carrier'), 'help_match_carrier') ?>
<?= $row('match_number', '<div class="ss-source">' . $radio('amazon_number_source', 'auto', $s['amazon_number']['source'], 'number_auto') . '<br>' . $radio('amazon_number_source', 'match', $s['amazon_number']['source'], 'own_field') . $match('amazon_number') . '</div><label><input type="checkbox" name="amazon_number_text" value="1"' . (($s['amazon_number']['text'] ?? false) ? ' checked' : '') . '> ' . $v->t('number_text') . '</label>', 'help_match_number') ?>
<?= $row('service_match', $match('method')) ?>
<?= $row('detect', $v->select('detect', ['off' => $x->say('detect_off'), 'warn' => $x->say('detect_warn'), 'use' => $x->say('detect_use')], $s['carrier']['detect'], $x->say('detect')), 'help_detect') ?>
<tr><td class="dataTableConfig col-left"><?= $v->t('open_statuses') ?></td><td class="dataTableConfig col-middle"><fieldset class="ss-checks"><legend class="ss-hidden"><?= $v->t('open_statuses') ?></legend><?php foreach ($d['statuses'] as $id => $name) : ?><label><input type="checkbox" name="open[]" value="<?= $v->e($id) ?>"<?= in_array($id, $s['open'], true) ? ' checked' : '' ?>> <?= $v->e($name) ?></label><?php endforeach; ?></fieldset></td><td class="dataTableConfig col-right"><?= $v->t('help_open') ?></td></tr>
<?= ($account['start_at'] ?? 0) > 0 ? $row('transmit_from', '<strong>' . $v->e($x->date($account['start_at'])) . '</strong> <a href="' . $v->url('setup', ['account' => $account['id'], 'step' => 6]) . '">' . $v->t('change') . '</a>') : '' ?>
<?= $row('after', $number('after_minutes', $after, 'minutes', 'after'), 'help_after') ?>
<?= $row('settle', $number('settle_minutes', $s['parcels']['settle_minutes'], 'minutes', 'settle'), 'help_settle') ?>
<?= $row('interval', $number('interval', is_int($s['interval']) ? intdiv($s['interval'], 60) : $s['interval'], 'minutes', 'interval'), 'help_interval') ?>
<?= $row('brake', $number('brake_shipments', $s['brake']['shipments'], 'brake_ship', 'brake') . '<br>' . $number('brake_cancels', $s['brake']['cancels'], 'brake_cancel', 'brake') . '<br>' . $number('brake_refused_percent', $s['brake']['refused_percent'], 'brake_percent', 'brake'), 'help_brake') ?>
<?= $row('transport', $v->select('transport', ['auto' => $x->say('transport_auto'), 'feed' => $x->say('transport_feed'), 'express' => $x->say('transport_express')], $s['transport'], $x->say('transport'))) ?>
<?= $row('shared', $v->select('shared', ['0' => $x->say('no'), '1' => $x->say('yes')], $s['limits_share'] < 1 ? '1' : '0', $x->say('shared')), 'help_shared') ?>
<?= $row('retention', $number('retention_days', $s['retention_days'], 'days', 'retention')) ?>
</tbody></table></details>
<p class="ss-save"><button type="submit" class="<?= $v->button(true) ?>" name="do" value="save"><?= $v->t('save') ?></button></p></form>
