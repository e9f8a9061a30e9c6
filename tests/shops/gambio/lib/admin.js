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

module.exports = { visit, go, order, track, status, cancel, token, post, send, navigated };
