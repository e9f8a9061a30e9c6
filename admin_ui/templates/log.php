<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$choices = ['' => $v->texts->say('all_causes')] + $d['choices'];
$accounts = ['' => $v->texts->say('all_accounts')] + array_column($d['accounts'], 'name', 'id');
[$path, $query] = array_pad(explode('?', $v->host->url('log'), 2), 2, '');
parse_str($query, $hidden);
?>
<form method="get" accept-charset="UTF-8" action="<?= $v->e($path) ?>" class="ss-filter" role="search">
<?php foreach ($hidden as $name => $value) : ?>
<input type="hidden" name="<?= $v->e($name) ?>" value="<?= $v->e(is_string($value) ? $value : '') ?>">
<?php endforeach; ?>
<?= $v->select('cause', $choices, $d['cause'], $v->texts->say('cause')) ?>
<?php if (count($d['accounts']) > 1) : ?><?= $v->select('account', $accounts, $d['account'], $v->texts->say('account')) ?><?php endif; ?>
<?= $v->input('search', $d['search'], $v->texts->say('search_label'), 'placeholder="' . $v->t('search_label') . '" maxlength="100"') ?>
<button type="submit" class="<?= $v->button() ?>"><?= $v->t('search') ?></button>
<button type="submit" class="<?= $v->button() ?>" name="format" value="csv">CSV</button>
</form>
<?php if ($d['causes'] === []) : ?>
<p class="<?= $v->note('good') ?>" role="status">&#10003; <?= $v->t($d['search'] . $d['cause'] !== '' ? 'nothing_found' : 'no_errors') ?><?= $d['last'] > 0 ? ' ' . $v->t('last_trouble', ['time' => $v->texts->time($d['last'], $v->now)]) : '' ?></p>
<?php endif; ?>
<?php foreach ($d['causes'] as $i => $cause) : ?>
<details class="ss-cause <?= $cause['severity'] === 'person' ? 'ss-person' : '' ?>"<?= count($d['causes']) === 1 ? ' open' : '' ?>>
<summary><span class="ss-glyph"><?= $cause['severity'] === 'person' ? '!' : '&#183;' ?></span> <span class="ss-words"><?= $v->e($cause['words']) ?></span>
<span class="ss-facts"><?= $cause['n'] === 1 ? $v->t('one_order') : $v->t('n_orders', ['n' => $v->texts->count($cause['n'])]) ?><?= $cause['deadline'] !== null ? ' &#183; ' . ($cause['late'] ? '<strong class="ss-late">' : '') . $v->t('nearest_deadline', ['time' => $v->texts->time($cause['deadline'], $v->now)]) . ($cause['late'] ? '</strong>' : '') : '' ?> &#183; <?= $v->t('since', ['time' => $v->texts->time($cause['since'], $v->now)]) ?></span></summary>
<?php if ($cause['text'] !== '') : ?>
<p class="ss-theirs"><?= $v->t('amazon_says') ?> <q><?= $v->e($cause['text']) ?></q></p>
<?php endif; ?>
<?php if ($cause['reason'] === 'carrier_unmapped' || $cause['reason'] === 'carrier_is_service') : ?>
<?php if ($v->host->may('settings')) : ?>
<?= $v->form('log', [], 'ss-mend') ?><input type="hidden" name="do" value="map"><input type="hidden" name="name" value="<?= $v->e($cause['detail']) ?>"><input type="hidden" name="account" value="<?= $v->e($cause['account']) ?>">
<label><?= $v->t('at_amazon') ?> <?= $v->select('to', ['' => $v->texts->say('please_choose')] + StatusSync\Php\Admin\Carriers::choices() + ['Other' => $v->texts->say('other_named', ['name' => $cause['detail']])], '') ?></label>
<button type="submit" class="<?= $v->button(true) ?>"><?= $v->t('map_it') ?></button></form>
<?php endif; ?>
<?php elseif ($cause['kind'] === 'message') : ?>
<div class="ss-mend"><?= $v->act('log', $cause['n'] === 1 ? 'resend' : 'resend_all', ['do' => 'retry'] + StatusSync\Php\Admin\Pages\Log::group($cause), true) ?></div>
<?php endif; ?>
<?php if ($cause['kind'] === 'message') :
    $lines = [];
    foreach ($cause['members'] as $row) {
        $lines[] = trim($row['amazon_order'] . ' ' . ($row['code'] ?? '') . ' ' . ($row['request_id'] ?? ''));
    } ?>
<details class="ss-copy"><summary><?= $v->t('for_support') ?></summary><textarea readonly rows="4" cols="60" aria-label="<?= $v->t('for_support') ?>"><?= $v->e(trim($cause['text']) . "\n" . implode("\n", $lines)) ?></textarea></details>
<?php endif; ?>
<div class="ss-scroll"><table class="ss-table table ss-cards"><thead><tr class="dataTableHeadingRow"><th scope="col"><?= $v->t('concerns') ?></th><th scope="col"><?= $v->t('amazon_number') ?></th><th scope="col"><?= $v->t('deadline') ?></th><th scope="col"><?= $v->t('error_code') ?></th><th scope="col"><?= $v->t('message_time') ?></th><th scope="col"><?= $v->t('action') ?></th></tr></thead><tbody>
<?php foreach ($cause['members'] as $row) : ?>
<tr><td<?= $v->head('concerns') ?>><?= $v->order($row['shop_order']) ?></td><td class="ss-number-cell"<?= $v->head('amazon_number') ?>><?= $v->e($row['amazon_order']) ?></td><td<?= $v->head('deadline') ?>><?= $row['deadline'] > 0 && $row['deadline'] < 4102444800 ? $v->time($row['deadline']) : '&#8211;' ?></td><td<?= $v->head('error_code') ?>><?= $v->e($row['code'] ?? $cause['reason']) ?><?= isset($row['request_id']) && $row['request_id'] !== '' ? '<br><small>' . $v->e($row['request_id']) . '</small>' : '' ?></td><td<?= $v->head('message_time') ?>><?= $v->time((int) ($row['changed_at'] ?? $row['seen_at'])) ?></td>
<td><?= $v->sellerCentral($row['amazon_order'], $row['marketplace'] ?? $row['amazon']['marketplace'] ?? null) ?> <?php $theirs = $cause['reason'] === 'already_shipped' || $cause['verdict'] === 'mismatch'; ?><?= $theirs ? $v->act('log', 'replace_theirs', ['do' => 'replace', 'order' => (string) $row['shop_order']]) . ' ' : '' ?><?= $v->act('log', $theirs ? 'keep' : 'do_not_send', ['do' => 'ignore', 'order' => (string) $row['shop_order']]) ?></td></tr>
<?php endforeach; ?>
</tbody></table></div>
<?php if ($cause['more'] !== null) : ?>
<p><a<?= isset($cause['more']['after']) ? ' class="' . $v->button() . '"' : '' ?> href="<?= $v->url('log', $cause['more']) ?>"><?= isset($cause['more']['after']) ? $v->t('next_page') : $v->t('see_all', ['n' => $v->texts->count($cause['n'])]) ?></a></p>
<?php endif; ?>
</details>
<?php endforeach; ?>
<p><a href="<?= $v->url('log', ['settled' => '1']) ?>"><?= $v->t('settled_show') ?></a></p>
