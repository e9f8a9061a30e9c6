'use strict';

const { visit, go, order, send, navigated } = require('../../modified/lib/browser');

// What an owner clicks in Gambio's admin.
const track = (page, code, service = 1, back = false) => navigated(page, () => send(page, 'tracking', {
  trackingNumber: code, parcelServiceId: String(service), isReturnDelivery: back,
}));
const status = (page, to) => navigated(page, () => send(page, 'status', { gm_status: String(to) }));
const cancel = (page) => navigated(page, () => send(page, 'cancel', {}));
const token = async (page) => page.locator('[name=pageToken], [name=page_token]').first().inputValue();

// A request of the admin's scripts, from the page that is open: cookies, and the token of its forms.
async function post(page, shop, address, fields) {
  const answer = await page.request.post(`${shop.adminBase}${address}`, { form: fields, maxRedirects: 0, failOnStatusCode: false });
  return { status: answer.status(), text: await answer.text(), headers: answer.headers() };
}

async function list(page, shop, query = '') {
  await go(page, shop, 'admin.php', `do=OrdersOverview${query}`);
  await page.waitForSelector('a.tooltip-order-items');
}

// The order list with our signs in it; returns what `around` made of the load that showed them. A loaded machine may need
// longer than the shop's page waits for us: then the page has no signs, and is asked for again.
async function signed(page, shop, query = '', around = (load) => load()) {
  for (let i = 0; i < 30; i += 1) {
    const made = await around(() => list(page, shop, query));
    if (await page.$('a.statussync-icon')) return made;
  }
  throw new Error('the order list has no sign of ours in 30 tries');
}

module.exports = { visit, go, order, track, status, cancel, token, post, send, navigated, list, signed };
