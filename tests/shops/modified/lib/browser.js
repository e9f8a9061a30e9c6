'use strict';

const { chromium } = require('playwright-core');
const { launch } = require('../../../lib/chromium');
const { PASSWORD } = require('./shop');

let browser = null;

// What leads to another page, and that page loaded. The wait begins first: the old page is loaded already.
async function navigated(page, work) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), work()]);
}

async function start() {
  browser = browser || await chromium.launch(launch);
  return browser;
}

async function stop() {
  if (browser) await browser.close();
  browser = null;
}

// In the page: remembers that a form was sent or a link to another document followed in this tab.
function watchLeaving() {
  const here = (target) => !target || target === '_self';
  const leaves = () => { window.testLeaves = true; };
  window.addEventListener('submit', (event) => {
    const by = event.submitter;
    if (!event.defaultPrevented && here((by && by.formTarget) || event.target.target)) leaves();
  });
  window.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href]');
    const [path, mark] = link ? link.href.split('#') : [];
    if (!link || event.defaultPrevented || !here(link.target) || link.hasAttribute('download') || !/^https?:/.test(path)) return;
    if (mark === undefined || path !== window.location.href.split('#')[0]) leaves();
  });
}

// Until the page that a click leads to is there, whole. Playwright's click ends before that: what is read next would be the
// old page, or the beginning of the new one.
async function arrived(page) {
  // a page that is just replaced cannot be asked
  const leaving = () => page.evaluate(() => window.testLeaves === true).catch(() => !page.isClosed());
  const end = Date.now() + 15000;
  while (await leaving() && !page.saved && Date.now() < end) await new Promise((done) => { setTimeout(done, 5); });
  if (!page.isClosed()) await page.waitForLoadState();
}

// A click ends when the page it leads to is there.
async function whole(page) {
  await page.addInitScript(watchLeaving);
  page.on('download', () => { page.saved = true; });
  for (const acting of [page, page.locator('html')]) {
    const kind = Object.getPrototypeOf(acting);
    if (!Object.hasOwn(kind, 'whole')) {
      kind.whole = true;
      for (const name of ['click', 'press']) {
        const plain = kind[name];
        kind[name] = async function act(...args) {
          const on = this.page ? this.page() : this;
          on.saved = false;
          await plain.apply(this, args);
          await arrived(on);
        };
      }
    }
  }
  return page;
}

// A page of its own session; logged in as one of the shop's customers, or not at all.
async function visit(shop, who = 'admin', options = {}) {
  const context = await (await start()).newContext({ viewport: { width: 1280, height: 800 }, locale: 'de-DE', ...options });
  context.setDefaultTimeout(15000);
  const page = await whole(await context.newPage());
  page.on('dialog', (dialog) => dialog.accept());
  if (who !== null) {
    const known = who === 'admin' && shop.administrator;
    const { email, password } = known || { email: `${who}@example.test`, password: PASSWORD };
    await page.goto(`${shop.base}login_admin.php`);
    await page.fill('[name=email_address]', email);
    await page.fill('[name=password]', password);
    await navigated(page, () => page.press('[name=password]', 'Enter'));
    await page.waitForURL((url) => !/login_admin/.test(url.pathname));
  }
  return page;
}

const go = (page, shop, file, query = '') => page.goto(`${shop.adminBase}${file}${query ? `?${query}` : ''}`);
const order = (page, shop, id) => go(page, shop, 'orders.php', `oID=${id}&action=edit`);

// The shop's own forms, filled through the page: some shops hide their selects behind scripts.
async function send(page, form, values) {
  await navigated(page, () => page.evaluate(([name, wanted]) => {
    const found = document.querySelector(`form[name="${name}"]`);
    for (const [field, value] of Object.entries(wanted)) {
      const element = found.elements[field];
      if (typeof value === 'boolean') element.checked = value;
      else element.value = value;
    }
    HTMLFormElement.prototype.submit.call(found);
  }, [form, values]));
}

const track = (page, carrier, code) => send(page, 'carriers', { carrier_id: String(carrier), parcel_id: code });
const status = (page, to, { notify = true, comments = '' } = {}) => send(page, 'status', {
  status: String(to), notify, notify_comments: notify, comments, email_preview: '',
});
const preview = (page, to) => send(page, 'status', { status: String(to), notify: true, comments: '', email_preview: '1' });

async function storno(page, shop, id, to = null) {
  await go(page, shop, 'orders.php', `oID=${id}&action=storno`);
  await send(page, 'orders', to === null ? {} : { status_storno: String(to) });
}

module.exports = { start, stop, visit, go, order, track, status, preview, storno, send, navigated, whole };
