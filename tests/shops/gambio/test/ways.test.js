'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, sell, told, dhl, open, settle } = require('../../modified/lib/amazon');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order, track, status, cancel, token, post } = require('../lib/admin');

const CANCEL = { cancel: [{ status: 99, reason: 'NoInventory', after_minutes: 0 }], parcels: { settle_minutes: 0, several: 'split' } };

// Every way in which a status or a tracking number comes into a Gambio, and what Amazon is told in the end.
describe('every way a status changes', () => {
  let shop;
  let page;
  const sold = {};
  const code = {};
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, CANCEL);
    for (const name of ['dialog', 'old', 'bulk', 'bulk2', 'listCancel', 'detailCancel', 'link', 'invoice', 'patch', 'put', 'erp', 'passed', 'port',
      'return', 'url', 'empty', 'named', 'late', 'untouched', 'label', 'labelUrl', 'cancelGet', 'wrong', 'connector', 'labelOnly']) {
      sold[name] = await sell(shop);
      code[name] = dhl();
    }
    const id = (name) => sold[name].id;
    for (const name of ['dialog', 'old', 'bulk', 'bulk2', 'link', 'invoice', 'passed']) {
      await order(page, shop, id(name));
      await track(page, code[name].replace(/(\d{4})/g, '$1 '));
    }
    await order(page, shop, id('dialog'));
    await status(page, 3);
    await order(page, shop, id('old'));
    await post(page, shop, `orders.php?oID=${id('old')}&action=update_order`, { status: '3', page_token: await token(page) });
    await go(page, shop, 'admin.php', 'do=OrdersOverview');
    await post(page, shop, 'admin.php?do=OrdersModalsAjax/ChangeOrderStatus', { 'selectedOrders[0]': String(id('bulk')), 'selectedOrders[1]': String(id('bulk2')), statusId: '3', pageToken: await token(page) });
    await post(page, shop, 'admin.php?do=OrdersModalsAjax/CancelOrder', { 'selectedOrders[0]': String(id('listCancel')), pageToken: await token(page) });
    await order(page, shop, id('detailCancel'));
    await cancel(page);
    await go(page, shop, 'orders.php', `oID=${id('link')}&gm_status=3`);
    await order(page, shop, id('invoice'));
    await status(page, 3);
    shop.sql('UPDATE orders SET orders_status = 149 WHERE orders_id = ?', [id('invoice')]);
    shop.sql("INSERT INTO orders_status_history (orders_id, orders_status_id, date_added) VALUES (?, 149, ?)", [id('invoice'), Shop.wall(Math.floor(Date.now() / 1000))]);
    await shop.rest('POST', `orders/${id('patch')}/tracking_code`, { trackingCode: code.patch, parcelServiceId: 1 });
    await shop.rest('PATCH', `orders/${id('patch')}/status`, { statusId: 3 });
    await shop.rest('POST', `orders/${id('put')}/tracking_code`, { trackingCode: code.put, parcelServiceId: 1 });
    await shop.rest('PUT', `orders/${id('put')}`, { statusId: 3 });
    shop.erp(id('erp'), 3, 1, code.erp);
    shop.track(id('connector'), { code: code.connector }); // a connector: its number by plain SQL, the status by the service
    await shop.rest('PATCH', `orders/${id('connector')}/status`, { statusId: 3 });
    await shop.fetch(`label.php?id=${id('labelOnly')}&code=${code.labelOnly}&status=`);
    shop.erp(id('labelOnly'), 3);
    for (const to of [3, 2]) {
      await order(page, shop, id('passed'));
      await status(page, to);
    }
    await order(page, shop, id('port'));
    await post(page, shop, 'request_port.php?module=ParcelServices&action=add_tracking_code', { order_id: String(id('port')), tracking_code: code.port, service_id: '1', page_token: await token(page) });
    shop.erp(id('port'), 3);
    await order(page, shop, id('return'));
    await track(page, 'RETOURE1234567890', 2, true);
    await track(page, code.return);
    shop.erp(id('return'), 3);
    shop.track(id('url'), { code: 'https://nolp.dhl.example/x?idc=1', url: 'https://nolp.dhl.example/x?idc=1' });
    shop.erp(id('url'), 3);
    shop.track(id('empty'), { code: '', service: 0, name: 'DHL', url: 'https://own.example/1' });
    shop.erp(id('empty'), 3);
    shop.track(id('named'), { code: code.named, service: 1, name: '' });
    shop.erp(id('named'), 3);
    await shop.fetch(`label.php?id=${id('label')}&url=1&code=${code.label}`);
    await shop.fetch(`label.php?id=${id('labelUrl')}&url=2&code=`);
    await go(page, shop, 'gm_send_order.php', `type=cancel&oID=${id('cancelGet')}`);
    shop.track(id('wrong'), { code: 'FALSCH99' });
    shop.track(id('wrong'), { code: code.wrong });
    shop.sql("DELETE FROM orders_parcel_tracking_codes WHERE tracking_code = 'FALSCH99'");
    shop.erp(id('wrong'), 3);
    await order(page, shop, id('late'));
    await status(page, 3);
    await shop.amazon.ask('advance', { seconds: 60 });
    await settle(shop, 1);
    await order(page, shop, id('late'));
    await track(page, code.late);
    await settle(shop, 2);
  });
  after(async () => { await stop(); shop.remove(); });

  const ship = { dialog: 'tracking dialog and status dialog', old: 'the old form, plain SQL', bulk: 'the list: several at once', bulk2: 'the list: several at once, second order',
    link: 'links of the old list, history with status 0', invoice: 'shipped, then 149 "Rechnung erstellt"', patch: 'REST v2 PATCH', put: 'REST v2 PUT, no history row',
    erp: 'an ERP by plain SQL, no history row', passed: 'passed through between two runs', port: 'the older tracking dialog', return: 'a return label beside the parcel',
    named: 'the carrier\'s name only in parcel_services', late: 'the number comes after the status', label: 'a label module, by the services of the shop', wrong: 'a wrong number, deleted again, and the right one',
    connector: 'a connector of an ERP: the number by plain SQL, the status by the order service', labelOnly: 'a label module that leaves the status to the owner' };
  for (const [name, title] of Object.entries(ship)) {
    test(`${title}: confirmed with its number`, async () => {
      assert.deepEqual(await told(shop, sold[name].number), [`ship DHL ${code[name]}`]);
    });
  }
  for (const [name, title] of [['listCancel', 'cancelled in the list'], ['detailCancel', 'the cancel button of the order page'], ['cancelGet', 'the older cancel button, by GET']]) {
    test(`${title}: cancelled at Amazon`, async () => assert.deepEqual(await told(shop, sold[name].number), ['cancel']));
  }
  for (const [name, what] of [['url', 'an address in place of a number'], ['empty', 'an empty number'], ['labelUrl', 'the address that a label module stores as number']]) {
    test(`${what} is no number: nothing goes before the wait is over`, async () => {
      assert.deepEqual(await told(shop, sold[name].number), []);
      assert.match(shop.cli(['order', String(sold[name].id)]).out, /no_tracking/);
    });
  }
  test('an order nobody touched stays untold, and Amazon saw nothing wrong', async () => {
    assert.deepEqual(await told(shop, sold.untouched.number), []);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
  });
});
