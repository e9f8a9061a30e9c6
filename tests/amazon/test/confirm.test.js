'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, order, id, item, NOW, DE, FR } = require('../testlib/sim');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1), order(2), order(3)], { rates: 'off' }));

const stamp = (t) => new Date(t * 1000).toISOString();
const detail = (n, more = {}) => ({
  packageReferenceId: '1',
  carrierCode: 'DHL',
  shippingMethod: 'Paket',
  trackingNumber: 'T1',
  shipDate: stamp(NOW - 3600),
  orderItems: [{ orderItemId: item(n), quantity: 2 }],
  ...more,
});
const send = (n, more, marketplaceId = DE) =>
  amazon.call('POST', `/orders/v0/orders/${id(n)}/shipmentConfirmation`, {
    marketplaceId,
    packageDetail: detail(n, more),
  });
const sendBody = (n, body) => amazon.call('POST', `/orders/v0/orders/${id(n)}/shipmentConfirmation`, body);
const effects = async () => (await amazon.sim('effects')).effects;

async function refused(answer, pattern, status = 400, code = 'InvalidInput') {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.json.errors[0].code, code);
  if (pattern) assert.match(answer.text, pattern);
  assert.deepStrictEqual(await effects(), []);
}

test('a confirmed shipment is stored, repeated without effect, edited, and joined by a second parcel', async () => {
  assert.strictEqual((await send(1)).status, 204);
  assert.strictEqual((await send(1)).status, 204);
  assert.strictEqual((await effects()).length, 1);
  assert.strictEqual((await send(1, { orderItems: [{ orderItemId: item(1), quantity: 1 }] })).status, 204);
  assert.strictEqual((await amazon.orderState(1)).status, 'PARTIALLY_SHIPPED');
  assert.strictEqual(
    (
      await send(1, {
        packageReferenceId: '2',
        trackingNumber: 'T2',
        orderItems: [{ orderItemId: item(1), quantity: 1 }],
      })
    ).status,
    204,
  );
  const state = await amazon.orderState(1);
  assert.deepStrictEqual([state.status, state.packages.map((p) => p.ref)], ['SHIPPED', ['1', '2']]);
  assert.deepStrictEqual(
    (await effects()).map((e) => e.op),
    ['ship', 'edit_package', 'ship'],
  );
  assert.deepStrictEqual(await amazon.codes(), []);
});

refusal(102, 'packageReferenceId as a number', async () => {
  await refused(await send(1, { packageReferenceId: 1 }), /invalid type \[packageDetail.packageReferenceId\]/);
});
refusal(103, 'packageReferenceId that is no positive number', async () => {
  for (const ref of ['', '0', '-1', '1a', '1.0', ' 1'])
    await refused(await send(1, { packageReferenceId: ref }), /positive/);
});
refusal(104, 'missing fields', async () => {
  for (const name of ['packageReferenceId', 'carrierCode', 'trackingNumber', 'shipDate', 'orderItems']) {
    await refused(
      await send(1, { [name]: undefined }),
      new RegExp(`missing required fields \\[packageDetail.${name}\\]`),
    );
  }
  await refused(await sendBody(1, { packageDetail: detail(1) }), /marketplaceId/);
});
refusal(105, 'unknown fields', async () => {
  await refused(await send(1, { tracking: 'x' }), /unknown fields/);
  await refused(await send(1, { orderItems: [{ orderItemId: item(1), quantity: 1, sku: 'x' }] }), /unknown fields/);
});
refusal(106, 'an unknown carrier', async () => {
  for (const code of ['dhl', 'DHL ', 'Evri']) await refused(await send(1, { carrierCode: code }), /carrier code/);
});
refusal(107, 'carrier Other without a name', async () => {
  await refused(await send(1, { carrierCode: 'Other' }), /carrier name/);
  assert.strictEqual((await send(1, { carrierCode: 'Other', carrierName: 'Radkurier' })).status, 204);
});
refusal(108, 'tracking that is empty or longer than 50 characters', async () => {
  for (const text of ['', ' ', 'x'.repeat(51)])
    await refused(await send(1, { trackingNumber: text }), /trackingNumber/);
});
refusal(109, 'a ship date that is not ISO 8601', async () => {
  for (const date of ['02/21/2022', '2025-11-24', '2025-11-24 10:00:00', '2025-11-24T10:00:00', '1764000000']) {
    await refused(await send(1, { shipDate: date }), /shipDate/);
  }
});
refusal(110, 'a ship date in the future', async () => {
  await refused(await send(1, { shipDate: stamp(NOW + 60) }), /future/);
});
refusal(111, 'a ship date before the order', async () => {
  await refused(await send(1, { shipDate: stamp(NOW - 86400 * 3 - 1) }), /before the order/);
});
refusal(112, 'no items', async () => refused(await send(1, { orderItems: [] }), /orderItems/));
refusal(113, 'a quantity below one', async () => {
  for (const quantity of [0, -1])
    await refused(await send(1, { orderItems: [{ orderItemId: item(1), quantity }] }), /quantity/);
});
refusal(114, 'a quantity that is no whole number', async () => {
  for (const quantity of ['1', 1.5, null, true]) {
    await refused(await send(1, { orderItems: [{ orderItemId: item(1), quantity }] }), /invalid type/);
  }
  await refused(await send(1, { orderItems: [{ orderItemId: 1, quantity: 1 }] }), /invalid type/);
});
refusal(115, 'more than was ordered', async () => {
  await refused(await send(1, { orderItems: [{ orderItemId: item(1), quantity: 3 }] }), /larger/);
});
refusal(116, 'an item of another order', async () => {
  await refused(await send(1, { orderItems: [{ orderItemId: item(2), quantity: 1 }] }), /no item/);
});
refusal(117, 'an item twice', async () => {
  await refused(
    await send(1, {
      orderItems: [
        { orderItemId: item(1), quantity: 1 },
        { orderItemId: item(1), quantity: 1 },
      ],
    }),
    /twice/,
  );
});
refusal(118, 'an order fulfilled by Amazon', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), fulfilled_by: 'AMAZON' }] });
  await refused(await send(1));
  assert.deepStrictEqual(await amazon.codes(), ['fba_touched']);
});
refusal(119, 'a Ship+ order', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), programs: ['FBM_SHIP_PLUS'] }] });
  await refused(await send(1), /Ship\+/);
  assert.deepStrictEqual(await amazon.codes(), ['ship_plus_touched']);
});
refusal(120, 'a cancelled order', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), status: 'CANCELLED' }] });
  await refused(await send(1), /cancelled/);
});
refusal(121, 'a pending order', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), status: 'PENDING' }] });
  await refused(await send(1), /pending/);
});
refusal(122, 'an unknown order, or one of another seller', async () => {
  await refused(await send(99), null, 404, 'NotFound');
  await amazon.reset([order(1, { seller: 'A2OTHER' })]);
  await refused(await send(1), null, 404, 'NotFound');
});
refusal(123, 'another marketplace is answered 204 and stored nowhere', async () => {
  assert.strictEqual((await send(1, {}, FR)).status, 204);
  assert.deepStrictEqual(await effects(), []);
  assert.deepStrictEqual(await amazon.codes(), ['wrong_marketplace']);
});
refusal(124, 'a new package for an order that is shipped', async () => {
  await amazon.sim('world', {
    orders: [{ id: id(1), status: 'SHIPPED', packages: [{ ref: '77', shipped_at: NOW - 100 }] }],
  });
  await refused(await send(1), /PackageToUpdateNotFound/);
  assert.deepStrictEqual(await amazon.codes('notes'), ['repeat_ship']);
});
refusal(125, 'a Transparency item without its codes', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), transparency: true }] });
  await refused(await send(1), /Transparency/);
  assert.strictEqual(
    (await send(1, { orderItems: [{ orderItemId: item(1), quantity: 2, transparencyCodes: ['a', 'b'] }] })).status,
    204,
  );
});
refusal(126, 'a carrier not approved for imports into the EU', async () => {
  await amazon.sim('world', { orders: [{ id: id(1), eu_approved_carrier_only: true }] });
  await refused(await send(1, { carrierCode: 'Other', carrierName: 'DHL' }), /approved/);
  assert.strictEqual((await send(1)).status, 204);
});
refusal(127, 'cash on delivery outside Japan', async () => {
  await refused(
    await sendBody(1, { marketplaceId: DE, codCollectionMethod: 'DirectPayment', packageDetail: detail(1) }),
    /Japan/,
  );
});
refusal(128, 'tracking that does not fit the carrier', async () => {
  await amazon.sim('world', { tracking_formats: { DHL: '^\\d{20}$' } });
  await refused(await send(1), /18181/);
  for (const text of [id(1), 'https://a.example/1', 'a@b.example'])
    await refused(await send(1, { carrierCode: 'GLS', trackingNumber: text }), /18181/);
});
refusal(129, 'an unknown marketplace', async () => refused(await send(1, {}, 'DE'), /marketplaceId/));
refusal(130, 'orders of other flows and channels', async () => {
  await amazon.sim('world', {
    orders: [
      { id: id(1), programs: ['AMAZON_EASY_SHIP'] },
      { id: id(2), channel: 'NON_AMAZON' },
    ],
  });
  await refused(await send(1));
  await refused(await send(2));
  assert.deepStrictEqual(await amazon.codes(), ['program_touched', 'non_amazon_touched']);
});
refusal(131, 'one tracking code in two packages of an order is taken, and a violation', async () => {
  const half = { orderItems: [{ orderItemId: item(1), quantity: 1 }] };
  assert.strictEqual((await send(1, half)).status, 204);
  assert.strictEqual((await send(1, { ...half, packageReferenceId: '2', trackingNumber: 't-1' })).status, 204);
  assert.deepStrictEqual(await amazon.codes(), ['double_ship']);
});
test('a 204 is no proof, and what is stored may differ', async () => {
  await amazon.sim('world', {
    orders: [
      { id: id(1), not_stored: 1 },
      { id: id(2), stored_tracking: 'OTHER', stored_ref: '77' },
    ],
  });
  assert.strictEqual((await send(1)).status, 204);
  assert.deepStrictEqual(await effects(), []);
  assert.strictEqual((await send(1)).status, 204);
  assert.strictEqual((await effects()).length, 1);
  assert.strictEqual((await send(2)).status, 204);
  const [kept] = (await amazon.orderState(2)).packages;
  assert.deepStrictEqual([kept.tracking, kept.ref], ['OTHER', '77']);
});
