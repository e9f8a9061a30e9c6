'use strict';

const { refuse, invalid, json } = require('./answer');
const { queryOf } = require('./access');
const { parseIso, iso } = require('./times');
const marketplaces = require('./marketplaces');
const { ORDER_ID } = require('./world');

const INCLUDED = [
  'BUYER',
  'RECIPIENT',
  'PROCEEDS',
  'EXPENSE',
  'PROMOTION',
  'CANCELLATION',
  'FULFILLMENT',
  'PACKAGES',
  'TAX',
  'PAYMENT',
  'FULFILLMENT_ORDERS',
];
const STATUSES = [
  'PENDING_AVAILABILITY',
  'PENDING',
  'UNSHIPPED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'CANCELLED',
  'UNFULFILLABLE',
];
const FILTERS = [
  'createdAfter',
  'createdBefore',
  'lastUpdatedAfter',
  'lastUpdatedBefore',
  'fulfillmentStatuses',
  'marketplaceIds',
  'fulfilledBy',
];
const TWO_YEARS = 730 * 86400;
const FROM_2016 = ['A1VC38T7YXB528', 'A39IBJ37TRP1C6', 'A19VAU5U5O7RUS'];
const START_2016 = Date.UTC(2016, 0, 1) / 1000;

function listOf(query, name, { max, allowed }) {
  if (query[name] === undefined) return null;
  const values = query[name].split(',');
  if (values.includes('') || (max && values.length > max)) throw invalid(`${name} has too many or empty entries.`);
  if (allowed && values.some((v) => !allowed.includes(v))) throw invalid(`${name} has an unknown value.`);
  return values;
}

function includedData(sim, rq, query) {
  const wanted = listOf(query, 'includedData', { allowed: INCLUDED }) || [];
  for (const name of ['BUYER', 'RECIPIENT']) {
    if (wanted.includes(name)) {
      sim.violation('personal_data_requested', `${rq.op} asked for ${name}`, { seller: rq.account.seller });
    }
  }
  return new Set(wanted);
}

function itemView(order, item, included) {
  const out = {
    orderItemId: item.id,
    quantityOrdered: item.quantity,
    programs: item.programs,
    product: { sellerSku: item.sku },
  };
  if (order.transparency && !item.programs.includes('TRANSPARENCY')) out.programs = [...item.programs, 'TRANSPARENCY'];
  if (included.has('FULFILLMENT')) {
    const open = order.status === 'CANCELLED' ? 0 : item.quantity - item.fulfilled;
    out.fulfillment = { quantityFulfilled: item.fulfilled, quantityUnfulfilled: open };
  }
  if (included.has('CANCELLATION')) {
    const cancellation = {};
    if (order.cancel_requested) {
      cancellation.cancellationRequest = { requester: 'BUYER', cancelReason: 'NO_LONGER_NEEDED' };
    }
    if (order.status === 'CANCELLED' || order.refunded) {
      cancellation.cancellationExecution = {
        cancelledBy: order.cancelled_by,
        cancelReason: order.cancel_reason || 'OTHER',
      };
    }
    if (Object.keys(cancellation).length) out.cancellation = cancellation;
  }
  return out;
}

function packageView(pack) {
  const out = {
    packageReferenceId: pack.ref,
    createdTime: iso(pack.created),
    packageStatus: { status: 'SHIPPED' },
    carrier: pack.carrier,
    shipTime: iso(pack.shipped_at),
    packageItems: pack.items.map((i) => ({ orderItemId: i.id, quantity: i.quantity })),
  };
  if (pack.method) out.shippingService = pack.method;
  if (pack.tracking) out.trackingNumber = pack.tracking;
  return out;
}

function orderView(order, included) {
  const out = {
    orderId: order.id,
    createdTime: iso(order.created),
    lastUpdatedTime: iso(order.updated),
    programs: order.programs,
    salesChannel: { channelName: order.channel },
    orderItems: order.items.map((item) => itemView(order, item, included)),
  };
  if (order.channel === 'AMAZON') {
    out.salesChannel.marketplaceId = order.marketplace;
    out.salesChannel.marketplaceName = marketplaces.nameOf(order.marketplace);
  }
  if (included.has('FULFILLMENT')) {
    out.fulfillment = {
      fulfillmentStatus: order.status,
      fulfilledBy: order.fulfilled_by,
      fulfillmentServiceLevel: 'STANDARD',
    };
    if (order.ship_by !== null) {
      out.fulfillment.shipByWindow = { earliestDateTime: iso(order.created), latestDateTime: iso(order.ship_by) };
    }
  }
  if (included.has('PACKAGES') && order.fulfilled_by === 'MERCHANT') {
    out.packages = order.packages.filter((p) => p.tracking || !order.hide_untracked_package).map(packageView);
  }
  return out;
}

const tooOld = (sim, order) =>
  FROM_2016.includes(order.marketplace) ? order.created < START_2016 : order.created < sim.amazonNow() - TWO_YEARS;

function getOrder(sim, rq) {
  const id = rq.values.order;
  const query = queryOf(rq, ['includedData']);
  if (!ORDER_ID.test(id)) throw invalid(`OrderId: ${id} is invalid, should be in 3-7-7 format.`);
  const included = includedData(sim, rq, query);
  const order = sim.seen(sim.findOrder(rq.account.seller, id));
  if (!order || order.hidden || tooOld(sim, order)) throw refuse(404, `Order ${id} does not exist.`);
  return json(200, { order: orderView(order, included) });
}

function timeOf(query, name) {
  if (query[name] === undefined) return null;
  const t = parseIso(query[name]);
  if (t === null) throw invalid(`${name} is not an ISO 8601 date and time.`);
  return t;
}

function windowOf(sim, query) {
  const kinds = ['created', 'lastUpdated'].filter((k) => query[`${k}After`] !== undefined);
  if (kinds.length !== 1) throw invalid('Exactly one of createdAfter and lastUpdatedAfter is needed.');
  const [kind] = kinds;
  const other = kind === 'created' ? 'lastUpdated' : 'created';
  if (query[`${other}Before`] !== undefined) throw invalid(`${other}Before does not go with ${kind}After.`);
  const after = timeOf(query, `${kind}After`);
  const latest = sim.amazonNow() - 120;
  const given = timeOf(query, `${kind}Before`);
  if (given !== null && given > latest) throw invalid(`${kind}Before must be at least two minutes before now.`);
  if (given !== null && given < after) throw invalid(`${kind}Before is before ${kind}After.`);
  return { kind, after, before: given === null ? latest : given };
}

function pageOf(sim, rq, query) {
  const token = query.paginationToken;
  if (token === undefined) return null;
  const page = sim.pages.get(token);
  if (!page || page.op !== 'searchOrders' || page.seller !== rq.account.seller)
    throw invalid('paginationToken is invalid.');
  if (sim.now() - page.made > 86400) throw invalid('paginationToken has expired.');
  if (FILTERS.some((name) => query[name] !== page.query[name])) {
    throw invalid('paginationToken does not go with these parameters.');
  }
  return page;
}

function sizeOf(query) {
  const text = query.maxResultsPerPage;
  if (text === undefined) return 100;
  if (!/^\d{1,3}$/.test(text) || text < 1 || text > 100) throw invalid('maxResultsPerPage must be 1 to 100.');
  return Number(text);
}

function filterOf(sim, rq, query) {
  const ids = listOf(query, 'marketplaceIds', { max: 50 });
  for (const id of ids || []) {
    if (!rq.account.marketplaces.includes(id))
      throw invalid(`marketplaceIds: ${id} is not a marketplace of the seller.`);
  }
  const statuses = listOf(query, 'fulfillmentStatuses', { allowed: STATUSES });
  const by = listOf(query, 'fulfilledBy', { allowed: ['MERCHANT', 'AMAZON'] });
  return (order) =>
    (!ids || ids.includes(order.marketplace)) &&
    (!statuses || statuses.includes(order.status)) &&
    (!by || by.includes(order.fulfilled_by));
}

// Pages go by (time, id), not by offset: an order that is updated between two
// pages leaves the window without pushing another one over the edge.
function searchOrders(sim, rq) {
  const query = queryOf(rq, [...FILTERS, 'maxResultsPerPage', 'paginationToken', 'includedData']);
  const page = pageOf(sim, rq, query);
  const span = page ? page.span : windowOf(sim, query);
  const wanted = filterOf(sim, rq, query);
  const size = sizeOf(query);
  const included = includedData(sim, rq, query);
  const key = (o) => (span.kind === 'created' ? o.created : o.updated);
  const from = page ? page.from : null;
  const found = sim
    .ordersOf(rq.account.seller)
    .map((o) => sim.seen(o))
    .filter((o) => {
      const t = key(o);
      if (o.hidden || t < span.after || t > span.before || tooOld(sim, o) || !wanted(o)) return false;
      return !from || t > from.time || (t === from.time && o.id > from.id);
    })
    .sort((a, b) => key(a) - key(b) || (a.id < b.id ? -1 : 1));
  const shown = found.slice(0, size);
  const body = { orders: shown.map((o) => orderView(o, included)), [`${span.kind}Before`]: iso(span.before) };
  if (found.length > size) {
    const last = shown[shown.length - 1];
    body.pagination = {
      nextToken: sim.addPage({
        op: 'searchOrders',
        seller: rq.account.seller,
        query,
        span,
        from: { time: key(last), id: last.id },
      }),
    };
  }
  return json(200, body);
}

module.exports = { getOrder, searchOrders, orderView };
