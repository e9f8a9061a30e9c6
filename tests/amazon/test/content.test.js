'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, order, id, item, NOW, DE, FR, CANCEL } = require('../testlib/sim');
const { ships, cancels } = require('../testlib/feed');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1), order(2), order(3)], { rates: 'off' }));

const effects = async () => (await amazon.sim('effects')).effects;
const stamp = (t) => new Date(t * 1000).toISOString();

// The whole feed is refused: message 0, nothing processed, nothing done.
async function whole(xml, code, options) {
  const { feed, report } = await amazon.runFeed(xml, options);
  assert.strictEqual(feed.processingStatus, 'DONE');
  assert.deepStrictEqual(report.counts, [0, 0, 1, 0]);
  assert.deepStrictEqual(
    report.results.map((r) => [r.message, r.severity, r.code]),
    [['0', 'Error', code]],
  );
  assert.deepStrictEqual(await effects(), []);
  return report.results[0].text;
}

// One message is refused, the one beside it is not.
async function message(wrong, code, { more = {}, pattern } = {}) {
  const { report } = await amazon.runFeed(
    ships([
      { id: 1, order: id(1), ...wrong },
      { id: 2, order: id(2) },
    ]),
    more,
  );
  assert.deepStrictEqual(report.counts, [2, 1, 1, 0]);
  assert.deepStrictEqual(
    report.results.map((r) => [r.message, r.severity, r.code]),
    [['1', 'Error', code]],
  );
  if (pattern) assert.match(report.results[0].text, pattern);
  assert.deepStrictEqual(
    (await effects()).map((e) => e.order),
    [id(2)],
  );
}

async function cancelled(m, pattern) {
  const { report } = await amazon.runFeed(cancels([{ id: 1, order: id(1), ...m }]), { type: CANCEL });
  assert.deepStrictEqual(
    report.results.map((r) => [r.message, r.severity, r.code]),
    [['1', 'Error', '18028']],
  );
  assert.match(report.results[0].text, pattern);
  assert.deepStrictEqual(await effects(), []);
}
const patch = (more, n = 1) => amazon.sim('world', { orders: [{ id: id(n), ...more }] });

test('success is silence, a Warning is a success', async () => {
  await patch({ warn_tracking: true });
  const { report } = await amazon.runFeed(
    ships([
      { id: 7, order: id(1) },
      { id: 8, order: id(2), tracking: null },
      { id: 9, order: id(3), items: [{ id: item(3), quantity: 1 }] },
    ]),
  );
  assert.strictEqual(report.status, 'Complete');
  assert.deepStrictEqual(report.counts, [3, 3, 0, 1]);
  assert.deepStrictEqual(
    report.results.map((r) => [r.message, r.severity, r.order]),
    [['7', 'Warning', id(1)]],
  );
  const states = await Promise.all([1, 2, 3].map((n) => amazon.orderState(n)));
  assert.deepStrictEqual(
    states.map((s) => s.status),
    ['SHIPPED', 'SHIPPED', 'PARTIALLY_SHIPPED'],
  );
  assert.strictEqual(states[1].packages[0].tracking, null);
});
test('a cancel cancels the whole order and raises the stock unless there was none', async () => {
  const { report } = await amazon.runFeed(
    cancels([
      { id: 1, order: id(1), items: [{ id: item(1) }] },
      { id: 2, order: id(2), items: [{ id: item(2), reason: 'BuyerCanceled' }] },
      { id: 3, order: id(3), status: 'Success' },
    ]),
    { type: CANCEL },
  );
  assert.deepStrictEqual(report.results, []);
  assert.deepStrictEqual(
    (await effects()).map((e) => [e.op, e.stock_raised]),
    [
      ['cancel', false],
      ['cancel', true],
      ['settle', undefined],
    ],
  );
  assert.strictEqual((await amazon.orderState(1)).status, 'CANCELLED');
});
test('a date without an offset is local time of the marketplace', async () => {
  await amazon.runFeed(ships([{ id: 1, order: id(1), date: '2025-11-24T10:00:00' }]));
  assert.strictEqual((await effects())[0].shipped_at, Date.UTC(2025, 10, 24, 9) / 1000);
});

refusal(132, 'XML that is not well-formed', async () => {
  const good = ships([{ id: 1, order: id(1) }]);
  for (const xml of [
    '',
    good.slice(0, -10),
    good.replace('<Header>', '<Header >&nbsp;'),
    good.replace('</Header>', '</Heade>'),
    'hello',
  ]) {
    await amazon.reset([order(1)], { rates: 'off' });
    assert.match(await whole(xml, '5001'), /XML Parsing Fatal Error at Line \d/);
  }
});
refusal(133, 'no XML declaration', async () => {
  assert.match(await whole(ships([{ id: 1, order: id(1) }], { declaration: '' }), '5001'), /Amazon Envelope XML level/);
});
refusal(134, 'another root, or a namespace', async () => {
  const good = ships([{ id: 1, order: id(1) }]);
  await whole(good.replace(/AmazonEnvelope/g, 'Envelope'), '5001');
  await amazon.reset([order(1)], { rates: 'off' });
  await whole(good.replace('<AmazonEnvelope ', '<AmazonEnvelope xmlns="urn:a" '), '5001');
});
refusal(135, 'a document type', async () => {
  await whole(
    ships([{ id: 1, order: id(1) }], { declaration: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' }),
    '5001',
  );
});
refusal(136, 'bytes that are not what is declared', async () => {
  await whole(Buffer.from(ships([{ id: 1, order: id(1), carrierName: 'J\u00f6rg' }]), 'latin1'), '5001');
});
refusal(137, 'elements out of order', async () => {
  const data = '<FulfillmentData><CarrierName>x</CarrierName><CarrierCode>DHL</CarrierCode></FulfillmentData>';
  assert.match(
    await whole(
      ships([
        { id: 1, order: id(1), data },
        { id: 2, order: id(2) },
      ]),
      '25',
    ),
    /one or more items are invalid/,
  );
});
refusal(138, 'text that is too long', async () => {
  await whole(
    ships([
      { id: 1, order: id(1), tracking: 'x'.repeat(51) },
      { id: 2, order: id(2) },
    ]),
    '25',
  );
});
refusal(139, 'a date that is not ISO 8601', async () => {
  await whole(ships([{ id: 1, order: id(1), date: '2025-11-24 10:00:00' }]), '25');
});
refusal(140, 'the MerchantIdentifier of somebody else', async () => {
  await whole(ships([{ id: 1, order: id(1) }], { merchant: 'A2OTHER' }), '25');
});
refusal(141, 'a MessageType that does not go with the feed type', async () => {
  await whole(ships([{ id: 1, order: id(1) }]), '25', { type: CANCEL });
  await amazon.reset([order(1)], { rates: 'off' });
  await whole(ships([{ id: 1, order: id(1) }]).replace('>OrderFulfillment<', '>OrderAcknowledgement<'), '25');
});
refusal(142, 'a MessageID twice', async () => {
  await whole(
    ships([
      { id: 1, order: id(1) },
      { id: '01', order: id(2) },
    ]),
    '25',
  );
});
refusal(143, 'a cancel reason outside the items, or an unknown one', async () => {
  await whole(cancels([{ id: 1, order: id(1), extra: '<CancelReason>NoInventory</CancelReason>' }]), '25', {
    type: CANCEL,
  });
  await amazon.reset([order(1)], { rates: 'off' });
  await whole(cancels([{ id: 1, order: id(1), items: [{ id: item(1), reason: 'Storno' }] }]), '25', { type: CANCEL });
});
refusal(144, 'purge and replace', async () => {
  await whole(ships([{ id: 1, order: id(1) }], { extra: '<PurgeAndReplace>true</PurgeAndReplace>' }), '25');
  assert.deepStrictEqual(await amazon.codes(), ['purge_and_replace']);
});
refusal(145, 'an order that poisons the feed it is in', async () => {
  await patch({ poison: 'feed_invalid' });
  await whole(
    ships([
      { id: 1, order: id(1) },
      { id: 2, order: id(2) },
    ]),
    '25',
  );
  await patch({ poison: 'feed_fatal' });
  const { feed, report } = await amazon.runFeed(
    ships([
      { id: 1, order: id(1) },
      { id: 2, order: id(2) },
    ]),
  );
  assert.deepStrictEqual([feed.processingStatus, report], ['FATAL', null]);
  assert.deepStrictEqual(await effects(), []);
});
refusal(146, 'numbers that are none', async () => {
  const good = ships([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 1 }] }]);
  for (const xml of [
    good.replace('<Quantity>1', '<Quantity>0'),
    good.replace('<MessageID>1', '<MessageID>a'),
    good.replace('<MessageID>1', '<MessageID>0'),
    good.replace(item(1), '123'),
  ]) {
    await amazon.reset([order(1)], { rates: 'off' });
    await whole(xml, '25');
  }
});
refusal(147, 'the ship-from address before the items', async () => {
  const xml = ships([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 1 }], shipFrom: 'DE' }]);
  const [items] = /<Item>.*<\/Item>/.exec(xml);
  await whole(xml.replace(items, '').replace('</OrderFulfillment>', `${items}</OrderFulfillment>`), '25');
});

refusal(148, 'an unknown order', async () => message({ order: id(99) }, '18028', { pattern: /cannot be found/ }));
refusal(149, 'an order of a marketplace the feed does not name', async () => {
  await patch({ marketplace: FR });
  await message({}, '18028', { pattern: /cannot be found/ });
  assert.deepStrictEqual(await amazon.codes(), ['wrong_marketplace']);
  await amazon.runFeed(ships([{ id: 1, order: id(1) }]), { marketplaces: [DE, FR] });
  assert.strictEqual((await amazon.orderState(1)).status, 'SHIPPED');
});
refusal(150, 'no carrier', async () => message({ carrier: null }, '18028', { pattern: /carrier code is missing/ }));
refusal(151, 'an unknown carrier', async () => message({ carrier: 'Dhl' }, '18028', { pattern: /unknown/ }));
refusal(152, 'carrier Other without a name', async () =>
  message({ carrier: 'Other' }, '18028', { pattern: /carrier name/ }),
);
refusal(153, 'an empty tracking number', async () => message({ tracking: '' }, '18028', { pattern: /empty/ }));
refusal(154, 'tracking that is an address, a mail address or the order number', async () => {
  for (const tracking of ['https://example.org/1', 'a@example.org', id(1), ' 123']) {
    await amazon.reset([order(1), order(2)], { rates: 'off' });
    await message({ tracking }, '18181');
  }
});
refusal(155, 'a ship date in the future', async () =>
  message({ date: stamp(NOW + 181) }, '18028', { pattern: /future/ }),
);
refusal(156, 'a ship date before the order', async () => {
  await message({ date: stamp(NOW - 86400 * 4) }, '18028', { pattern: /before the order/ });
});
refusal(157, 'an item the order does not have', async () => {
  await message({ items: [{ id: item(2), quantity: 1 }] }, '18028', { pattern: /no item/ });
});
refusal(158, 'more than was ordered', async () => message({ items: [{ id: item(1), quantity: 3 }] }, '18021'));
refusal(159, 'an order that is shipped already', async () => {
  await patch({ status: 'SHIPPED', packages: [{ ref: '1', tracking: 'A', shipped_at: NOW - 100 }] });
  await message({}, '18021');
  assert.ok((await amazon.codes('notes')).includes('repeat_ship'));
});
refusal(160, 'an order fulfilled by Amazon', async () => {
  await patch({ fulfilled_by: 'AMAZON' });
  await message({}, '18028');
  assert.deepStrictEqual(await amazon.codes(), ['fba_touched']);
});
refusal(161, 'a Ship+ order', async () => {
  await patch({ programs: ['FBM_SHIP_PLUS'] });
  await message({}, '18028');
  assert.deepStrictEqual(await amazon.codes(), ['ship_plus_touched']);
});
refusal(162, 'a pending order', async () => {
  await patch({ status: 'PENDING' });
  await message({}, '18028', { pattern: /pending/ });
});
refusal(163, 'a cancelled order', async () => {
  await patch({ status: 'CANCELLED' });
  await message({}, '18028', { pattern: /cancelled/ });
});
refusal(164, 'a Transparency item without its codes', async () => {
  await patch({ transparency: true });
  await message({}, '18028', { pattern: /Transparency/ });
  const codes = ['a', 'b'];
  await amazon.runFeed(ships([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 2, codes }] }]));
  assert.strictEqual((await amazon.orderState(1)).status, 'SHIPPED');
});
refusal(165, 'no tracking where one is demanded', async () => {
  await patch({ programs: ['PRIME'] });
  await message({ tracking: null }, '18028', { pattern: /tracking number is missing/ });
});
refusal(166, 'a carrier not approved for imports into the EU', async () => {
  await patch({ eu_approved_carrier_only: true });
  await message({ carrier: 'Hermes' }, '18028', { pattern: /approved/ });
});
refusal(167, 'a ship-from address in another tax region', async () => {
  await patch({ ship_from_countries: ['DE'] });
  await message({ shipFrom: 'PL' }, '18028', { pattern: /Invoice by Amazon/ });
});
refusal(168, "the number of the shop in place of Amazon's", async () => {
  await message({ orderXml: '<MerchantOrderID>4711</MerchantOrderID>' }, '18028', { pattern: /cannot be found/ });
});
refusal(169, 'an order that poisons itself until its tracking changes', async () => {
  await patch({ poison: 'reject', poison_code: '18999', poison_text: 'No.' });
  await message({ tracking: 'A' }, '18999', { pattern: /^No\.$/ });
  const { report } = await amazon.runFeed(ships([{ id: 1, order: id(1), tracking: 'B' }]));
  assert.deepStrictEqual(report.results, []);
});
refusal(170, 'tracking the world rejects, and codes it gives a number of times', async () => {
  await patch({ reject_tracking: ['^X'], refuse_codes: [{ code: '20003', times: 1 }] });
  await message({ tracking: 'X1' }, '18181');
  const again = () => amazon.runFeed(ships([{ id: 1, order: id(1), tracking: 'Y1' }]));
  assert.deepStrictEqual(
    (await again()).report.results.map((r) => r.code),
    ['20003'],
  );
  assert.deepStrictEqual((await again()).report.results, []);
});

refusal(171, 'a cancel without items', async () => cancelled({}, /item codes are missing/));
refusal(172, 'a cancel without a reason', async () =>
  cancelled({ items: [{ id: item(1), reason: null }] }, /reason is missing/),
);
refusal(173, 'a cancel of some of the lines', async () => {
  await amazon.reset(
    [
      order(1, {
        items: [
          { id: item(1), quantity: 1 },
          { id: item(1, 2), quantity: 1 },
        ],
      }),
    ],
    { rates: 'off' },
  );
  await cancelled({ items: [{ id: item(1) }] }, /Part of an order/);
});
refusal(174, 'a cancel of part of a line, or of foreign or repeated lines', async () => {
  await cancelled({ items: [{ id: item(1), quantity: 1 }] }, /Part of a line/);
  await cancelled({ items: [{ id: item(2) }] }, /no item/);
  await cancelled({ items: [{ id: item(1) }, { id: item(1) }] }, /twice/);
});
refusal(175, 'a cancel of what is cancelled or pending', async () => {
  await patch({ status: 'CANCELLED' });
  await cancelled({ items: [{ id: item(1) }] }, /cancelled already/);
  await patch({ status: 'PENDING' });
  await cancelled({ items: [{ id: item(1) }] }, /pending/);
});
refusal(176, 'a cancel of what Amazon fulfils', async () => {
  await patch({ fulfilled_by: 'AMAZON' });
  await cancelled({ items: [{ id: item(1) }] }, /fulfilled by Amazon/);
  assert.deepStrictEqual(await amazon.codes(), ['fba_touched']);
});
refusal(177, 'a cancel after a shipment is taken, refunds everything, and is a violation', async () => {
  await amazon.runFeed(ships([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 1 }] }]));
  const { report } = await amazon.runFeed(cancels([{ id: 1, order: id(1), items: [{ id: item(1) }] }]), {
    type: CANCEL,
  });
  assert.deepStrictEqual(report.results, []);
  assert.deepStrictEqual(
    (await effects()).map((e) => [e.op, e.refunded]),
    [
      ['ship', undefined],
      ['cancel', true],
    ],
  );
  assert.deepStrictEqual(await amazon.codes(), ['cancel_after_ship']);
});
test('what others ship while a cancel is on its way is refunded too, and is no violation', async () => {
  await amazon.createFeed(cancels([{ id: 1, order: id(1), items: [{ id: item(1) }] }]), { type: CANCEL });
  await patch({ packages: [{ ref: '1', shipped_at: NOW, carrier: 'DHL', tracking: '00340434161094000005' }] });
  await amazon.advance(600);
  assert.deepStrictEqual(
    (await effects()).map((e) => [e.op, e.refunded]),
    [['cancel', true]],
  );
  assert.deepStrictEqual(await amazon.codes(), []);
  assert.deepStrictEqual(await amazon.codes('notes'), ['cancel_crossed']);
});
refusal(178, 'a ship and a cancel of one order on their way together are a violation', async () => {
  await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  await amazon.createFeed(cancels([{ id: 1, order: id(1), items: [{ id: item(1) }] }]), { type: CANCEL });
  assert.deepStrictEqual(await amazon.codes(), ['ship_and_cancel_in_flight']);
  await amazon.createFeed(cancels([{ id: 1, order: id(2), items: [{ id: item(2) }] }]), { type: CANCEL });
  await amazon.call('POST', `/orders/v0/orders/${id(2)}/shipmentConfirmation`, {
    marketplaceId: DE,
    packageDetail: {
      packageReferenceId: '1',
      carrierCode: 'DHL',
      trackingNumber: 'T',
      shipDate: stamp(NOW - 60),
      orderItems: [{ orderItemId: item(2), quantity: 2 }],
    },
  });
  assert.deepStrictEqual(await amazon.codes(), ['ship_and_cancel_in_flight', 'ship_and_cancel_in_flight']);
});
refusal(179, 'one tracking code in two messages of an order is taken, and a violation', async () => {
  const half = { order: id(1), tracking: 'SAME', items: [{ id: item(1), quantity: 1 }] };
  const { report } = await amazon.runFeed(
    ships([
      { id: 1, ...half },
      { id: 2, ...half },
    ]),
  );
  assert.deepStrictEqual(report.results, []);
  assert.deepStrictEqual(await amazon.codes(), ['double_ship']);
});
test('what a second shipment does is for the world to say', async () => {
  for (const [mode, ops, codes] of [
    ['edit', ['ship', 'edit_package'], []],
    ['add', ['ship', 'ship'], ['double_ship']],
  ]) {
    await amazon.reset([order(1)], { rates: 'off', feed_reship: mode });
    await amazon.runFeed(ships([{ id: 1, order: id(1), tracking: 'A' }]));
    const { report } = await amazon.runFeed(ships([{ id: 1, order: id(1), tracking: 'B' }]));
    assert.deepStrictEqual(report.results, []);
    assert.deepStrictEqual(
      (await effects()).map((e) => e.op),
      ops,
    );
    assert.deepStrictEqual(await amazon.codes(), codes);
  }
});
