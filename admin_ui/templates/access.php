<?php
if (!isset($v)) { return; } /** @var StatusSync\Php\Admin\View $v @var array<string, mixed> $d */
$values = $d['values'];
$query = ['account' => $d['account']['id'] ?? '+'];
$test = $d['test'];
?>
<h2><?= $v->t('access_head') ?><?= $d['account'] === null ? '' : ': ' . $v->e($d['account']['name']) ?></h2>
<p><?php foreach ($d['accounts'] as $one) : ?><a href="<?= $v->url('access', ['account' => $one['id']]) ?>"><?= $v->e($one['name']) ?></a> &#183; <?php endforeach; ?><a href="<?= $v->url('access', ['account' => '+']) ?>"><?= $v->t('new_account') ?></a></p>
<?php if ($d['copy']) : ?>
<div class="<?= $v->note('warn') ?>" role="status"><?= $v->t('copy_here') ?> <?= $v->act('overview', 'move', ['do' => 'move', 'account' => $d['account']['id']]) ?></div>
<?php elseif (!$d['key']) : ?>
<div class="<?= $v->note('warn') ?>"><p><?= $v->t($d['asked'] ? 'no_key_yet' : 'no_key') ?></p><?= $d['asked'] ? '' : $v->act('access', 'make_key', ['do' => 'key'], true, $query) ?></div><?php endif; ?>
<?php if ($test !== null && in_array($test['state'], ['waiting', 'running'], true)) : ?>
<p class="<?= $v->note('warn') ?>" role="status"><?= $v->t('test_waits') ?> <a href="<?= $v->url('access', $query) ?>"><?= $v->t('reload') ?></a></p>
<?php elseif ($test !== null) : ?>
<div class="<?= $v->note($test['state'] === 'done' ? 'good' : 'bad') ?>" role="status"><strong><?= $v->t($test['state'] === 'done' ? 'test_good' : 'test_bad') ?></strong> (<?= $v->time($test['done_at']) ?>)
<ul class="ss-reached"><?php foreach ($test['answer']['checks'] ?? [] as $check) : ?><li><?= $check['ok'] ? '&#10003;' : '&#10007;' ?> <?= $v->e(StatusSync\Php\Admin\FaultWords::test($check, $v->host->language())) ?></li><?php endforeach; ?>
<?php if (($test['answer']['text'] ?? '') !== '') : ?><li>&#10007; <?= ($test['answer']['code'] ?? '') === 'copy' ? $v->t('copy_no_credentials') : $v->e(StatusSync\Php\Admin\FaultWords::test(['name' => '', 'text' => $test['answer']['text']], $v->host->language())) ?></li><?php endif; ?></ul></div>
<?php endif; ?>
<?= $v->form('access', $query, 'ss-access-form') ?>
<table class="tableConfig ss-config table"><tbody>
<?php foreach (['name' => 'account_name', 'seller' => 'seller_id', 'client_id' => 'client_id'] as $key => $label) : ?>
<tr><td class="dataTableConfig col-left"><label for="ss-<?= $key ?>"><?= $v->t($label) ?></label></td><td class="dataTableConfig col-middle"><?= $v->input($key, $values[$key], '', 'id="ss-' . $key . '" maxlength="200" required') ?></td><td class="dataTableConfig col-right"><?= $v->t("help_$label") ?></td></tr>
<?php endforeach; ?>
<tr><td class="dataTableConfig col-left"><label for="ss-region"><?= $v->t('region') ?></label></td><td class="dataTableConfig col-middle"><?= $v->select('region', ['eu' => $v->texts->say('region_eu'), 'na' => $v->texts->say('region_na'), 'fe' => $v->texts->say('region_fe')], $values['region'] === '' ? 'eu' : $values['region'], '', 'id="ss-region"') ?></td><td class="dataTableConfig col-right"></td></tr>
<tr><td class="dataTableConfig col-left"><?= $v->t('marketplaces') ?></td><td class="dataTableConfig col-middle"><fieldset class="ss-checks"><legend class="ss-hidden"><?= $v->t('marketplaces') ?></legend>
<?php foreach (StatusSync\Php\Admin\Pages\Access::MARKETS as $region => $markets) :
    foreach ($markets as $id => $name) : ?>
<label class="ss-market-<?= $region ?>"><input type="checkbox" name="marketplaces[]" value="<?= $v->e($id) ?>"<?= in_array($id, $values['marketplaces'], true) ? ' checked' : '' ?>> <?= $v->e($name) ?></label>
    <?php endforeach;
endforeach; ?></fieldset></td><td class="dataTableConfig col-right"><?= $v->t('help_marketplaces') ?></td></tr>
<?php foreach (['client_secret' => 'Client-Secret', 'refresh_token' => $v->texts->say('refresh_token')] as $key => $label) : ?>
<tr><td class="dataTableConfig col-left"><label for="ss-<?= $key ?>"><?= $v->e($label) ?></label></td><td class="dataTableConfig col-middle"><input class="ss-input" type="password" id="ss-<?= $key ?>" name="<?= $key ?>" value="" maxlength="4096" autocomplete="new-password" spellcheck="false"></td><td class="dataTableConfig col-right"><?= $d['stored'] ? $v->t('secret_stored', ['date' => $v->texts->date($d['made'])]) . ($key === 'client_secret' && $d['left'] !== null ? ' ' . $v->t('secret_days', ['n' => max(0, $d['left'])]) : '') : $v->t('secret_none') ?></td></tr>
<?php endforeach; ?>
</tbody></table>
<p class="ss-save"><button type="submit" class="<?= $v->button(true) ?>" name="do" value="save"><?= $v->t('save') ?></button></p></form>
<?php if ($d['stored']) : ?><p><?= $v->form('access', $query, 'ss-inline') ?><button type="submit" class="<?= $v->button() ?>" name="do" value="test"><?= $v->t('test') ?></button></form></p><?php endif; ?>
