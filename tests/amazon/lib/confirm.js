'use strict';

const { refuse, invalid, empty } = require('./answer');
const { demand } = require('./body');
const { jsonBody, queryOf } = require('./access');
const { parseIso } = require('./times');
const { judgeShip, applyShip } = require('./ship');
const { ORDER_ID } = require('./world');
const marketplaces = require('./marketplaces');

const SHAPE = {
  marketplaceId: 'string',
  'codCollectionMethod?': 'string',
  packageDetail: {
    packageReferenceId: 'string',
    carrierCode: 'string',
    'carrierName?': 'string',
    'shippingMethod?': 'string',
    trackingNumber: 'string',
    shipDate: 'string',
    'shipFromSupplySourceId?': 'string',
    orderItems: [{ orderItemId: 'string', quantity: 'integer', 'transparencyCodes?': ['string'] }],
  },
};
const JAPAN = 'A1VC38T7YXB528';
const NO_PACKAGE =
  'Failed to create package due to not finding a matching package or order already fulfilled. ' +
  'PackageToUpdateNotFound';

function checkDetail(body) {
  const d = body.packageDetail;
  if (!/^[1-9]\d{0,18}$/.test(d.packageReferenceId)) {
    throw invalid('packageReferenceId must be a positive number.');
  }
  for (const name of ['carrierCode', 'carrierName', 'shippingMethod', 'trackingNumber']) {
    if (d[name] === undefined) continue;
    if (d[name].trim() === '' || [...d[name]].length > 50) throw invalid(`${name} must have 1 to 50 characters.`);
  }
  if (parseIso(d.shipDate) === null) throw invalid('shipDate must be an ISO 8601 date and time.');
  if (d.orderItems.length === 0) throw invalid('orderItems is empty.');
  const ids = d.orderItems.map((i) => i.orderItemId);
  if (new Set(ids).size !== ids.length) throw invalid('orderItems has an item twice.');
  if (d.orderItems.some((i) => i.quantity < 1)) throw invalid('quantity must be 1 or more.');
  if (
    body.codCollectionMethod !== undefined &&
    (body.codCollectionMethod !== 'DirectPayment' || body.marketplaceId !== JAPAN)
  ) {
    throw invalid('codCollectionMethod is for Japan only.');
  }
  if (!marketplaces.known(body.marketplaceId)) throw invalid('marketplaceId is unknown.');
}

function shipmentOf(rq, order, d) {
  return {
    via: 'express',
    seller: rq.account.seller,
    order,
    ref: d.packageReferenceId,
    edits: order.packages.find((p) => p.ref === d.packageReferenceId) || null,
    carrier: d.carrierCode,
    carrierName: d.carrierName || null,
    method: d.shippingMethod || null,
    tracking: d.trackingNumber,
    shippedAt: parseIso(d.shipDate),
    shipFrom: null,
    items: d.orderItems.map((i) => ({ id: i.orderItemId, quantity: i.quantity, codes: i.transparencyCodes || null })),
  };
}

function noteInFlight(sim, s) {
  for (const feed of sim.feedsOf(s.seller)) {
    if (feed.final || !feed.orders.has(s.order.id)) continue;
    const about = { seller: s.seller, order: s.order.id };
    if (feed.type === 'POST_ORDER_ACKNOWLEDGEMENT_DATA') {
      sim.violation('ship_and_cancel_in_flight', `confirmed while feed ${feed.id} cancels it`, about);
    } else {
      sim.note('same_order_in_flight', `confirmed while feed ${feed.id} ships it`, about);
    }
  }
}

// A 204 is no proof: there are orders for which nothing is stored.
function forgets(order) {
  if (order.not_stored === true) return true;
  if (!order.not_stored) return false;
  order.not_stored -= 1;
  return true;
}

function confirmShipment(sim, rq) {
  queryOf(rq, []);
  const id = rq.values.order;
  if (!ORDER_ID.test(id)) throw invalid(`OrderId: ${id} is invalid, should be in 3-7-7 format.`);
  const body = jsonBody(rq);
  demand(body, SHAPE);
  checkDetail(body);
  if (rq.account.disabled) throw invalid('The seller account is not active.');
  const order = sim.findOrder(rq.account.seller, id);
  if (!order || order.hidden) throw refuse(404, `Order ${id} does not exist.`);
  if (body.marketplaceId !== order.marketplace) {
    sim.violation('wrong_marketplace', `confirmed for ${body.marketplaceId}, the order is of ${order.marketplace}`, {
      seller: rq.account.seller,
      order: id,
    });
    return empty(204);
  }
  const s = shipmentOf(rq, order, body.packageDetail);
  noteInFlight(sim, s);
  const full = order.items.every((i) => i.fulfilled === i.quantity);
  if (order.fulfilled_by === 'MERCHANT' && order.status === 'SHIPPED' && full && !s.edits) {
    sim.note('repeat_ship', 'confirmed with a new package id though everything is shipped', {
      seller: s.seller,
      order: id,
    });
    throw invalid('', 'InvalidInput', NO_PACKAGE);
  }
  const found = judgeShip(sim, s);
  if (found && found.severity === 'Error') throw invalid(`${found.code}: ${found.textIn('en')}`);
  if (!forgets(order) && !rq.fate.lie) applyShip(sim, s);
  return empty(204);
}

module.exports = { confirmShipment };
