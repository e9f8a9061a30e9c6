'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const browser = require('../../modified/lib/browser');

const MODULE = 'set=&module=statussync';

const edit = (page, shop, language = '') => browser.go(page, shop, 'module_export.php', `${MODULE}&action=edit${language ? `&language=${language}` : ''}`);
const save = (page) => browser.navigated(page, () => page.locator('form[name=modules] input[type=submit]').first().click());

// A change that sets something going is stored once its counts were seen and the box is ticked.
async function confirmed(page, shop) {
  assert.match(await page.innerText('#box'), /Noch nicht gespeichert/);
  await edit(page, shop);
  await page.locator('[name="statussync[sure]"]').first().check();
  await save(page);
}

// The form as it is, some fields changed, sent by the same session; what the page answers.
async function post(page, shop, changed, { sure = false } = {}) {
  await edit(page, shop);
  const fields = await page.evaluate(() => Object.fromEntries([...new FormData(document.forms.modules)]));
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) delete fields[name];
    else fields[name] = value;
  }
  const send = () => page.request.post(`${shop.adminBase}module_export.php?${MODULE}&action=save`, { form: fields, failOnStatusCode: false });
  const answer = await send();
  if (!sure || !/Noch nicht gespeichert/.test(await answer.text())) return answer;
  await edit(page, shop);
  fields['statussync[sure]'] = await page.locator('[name="statussync[sure]"]').first().getAttribute('value');
  return send();
}

// What was said of the last save, as the owner reads it.
async function said(page, shop) {
  await browser.go(page, shop, 'module_export.php', MODULE);
  return page.innerText('#box');
}

// With PICTURES=FOLDER every page of the tests leaves a picture.
async function picture(page, name) {
  if (!process.env.PICTURES) return;
  fs.mkdirSync(process.env.PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(process.env.PICTURES, `${name}.png`), fullPage: true });
}

module.exports = { edit, save, confirmed, post, said, picture, MODULE };
