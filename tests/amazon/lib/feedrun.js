'use strict';

const { parse, XmlError } = require('./xml');
const { checkShape } = require('./shape');
const { validate } = require('./schema');
const { problem } = require('./texts');
const { judgeShip, applyShip } = require('./ship');
const { judgeCancel, applyCancel } = require('./cancel');
const { parseIso } = require('./times');
const marketplaces = require('./marketplaces');
const report = require('./report');

const KIND = {
  POST_ORDER_FULFILLMENT_DATA: 'OrderFulfillment',
  POST_ORDER_ACKNOWLEDGEMENT_DATA: 'OrderAcknowledgement',
};

class WholeFeed extends Error {
  constructor(found) {
    super(found.code);
    this.found = found;
  }
}
const whole = (key, params) => new WholeFeed(problem(key, params));

const child = (node, name) => node.children.find((n) => n.name === name);
const children = (node, name) => node.children.filter((n) => n.name === name);
function textOf(node, ...names) {
  let at = node;
  for (const name of names) at = at && child(at, name);
  return at ? at.text.replace(/[\t\r\n]/g, ' ') : null;
}
const numberOf = (text) => (text === null ? null : Number(text.trim()));

function parseFeed(sim, feed) {
  let parsed;
  try {
    parsed = parse(feed.content);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw whole('ill_formed', { line: error.line, why: error.message });
  }
  const { root, declared } = parsed;
  if (!declared) throw whole('envelope', { line: 1, why: 'The XML declaration is missing.' });
  if (root.name !== 'AmazonEnvelope' || root.attributes.xmlns) {
    throw whole('envelope', { line: root.line(), why: 'The root is not an AmazonEnvelope without a namespace.' });
  }
  const wrong = checkShape(root) || (sim.schema ? validate(feed.content) : null);
  if (wrong) throw whole('invalid_items', { why: `Line ${wrong.line}: ${wrong.text}` });
  return root;
}

function checkEnvelope(sim, feed, root) {
  const merchant = textOf(root, 'Header', 'MerchantIdentifier').trim();
  if (merchant !== feed.seller) throw whole('invalid_items', { why: `MerchantIdentifier ${merchant} is not yours.` });
  const kind = KIND[feed.type];
  const type = textOf(root, 'MessageType');
  const messages = children(root, 'Message');
  if (type !== kind || messages.some((m) => !child(m, kind))) {
    throw whole('invalid_items', { why: `MessageType ${type} does not go with ${feed.type}.` });
  }
  if (['true', '1'].includes((textOf(root, 'PurgeAndReplace') || '').trim())) {
    sim.violation('purge_and_replace', 'a feed asked to purge and replace', { seller: feed.seller });
    throw whole('invalid_items', { why: 'PurgeAndReplace is not for order feeds.' });
  }
  const ids = messages.map((m) => String(BigInt(textOf(m, 'MessageID').trim())));
  if (new Set(ids).size !== ids.length) throw whole('invalid_items', { why: 'A MessageID stands there twice.' });
  return messages.map((m, i) => ({ id: ids[i], node: child(m, kind) }));
}

function readShip(feed, message) {
  const { node } = message;
  const data = (name) => textOf(node, 'FulfillmentData', name);
  return {
    via: 'feed',
    seller: feed.seller,
    feed: feed.id,
    message: message.id,
    ref: null,
    edits: null,
    orderId: (textOf(node, 'AmazonOrderID') || '').trim(),
    date: textOf(node, 'FulfillmentDate').trim(),
    carrier: data('CarrierCode'),
    carrierName: data('CarrierName'),
    method: data('ShippingMethod'),
    tracking: data('ShipperTrackingNumber'),
    shipFrom: child(node, 'ShipFromAddress') ? textOf(node, 'ShipFromAddress', 'CountryCode') : null,
    items: children(node, 'Item').map((i) => ({
      id: (textOf(i, 'AmazonOrderItemCode') || textOf(i, 'MerchantOrderItemID') || '').trim(),
      quantity: numberOf(textOf(i, 'Quantity')),
      codes: child(i, 'TransparencyCode') ? children(i, 'TransparencyCode').map((c) => c.text) : null,
    })),
  };
}

function readCancel(feed, message) {
  const { node } = message;
  return {
    seller: feed.seller,
    feed: feed.id,
    message: message.id,
    orderId: textOf(node, 'AmazonOrderID').trim(),
    status: textOf(node, 'StatusCode'),
    items: children(node, 'Item').map((i) => ({
      id: textOf(i, 'AmazonOrderItemCode').trim(),
      reason: textOf(i, 'CancelReason'),
      quantity: numberOf(textOf(i, 'Quantity')),
    })),
  };
}

// An order is found for its seller and, in a feed, for the marketplaces the
// feed names.
function orderFor(sim, feed, id) {
  const order = sim.findOrder(feed.seller, id);
  if (!order || order.hidden) return null;
  if (feed.marketplaces.includes(order.marketplace)) return order;
  sim.violation(
    'wrong_marketplace',
    `feed ${feed.id} names ${feed.marketplaces.join(', ')}, the order is of ${order.marketplace}`,
    { seller: feed.seller, order: id },
  );
  return null;
}

function doShip(sim, feed, message, apply) {
  const s = readShip(feed, message);
  s.order = s.orderId ? orderFor(sim, feed, s.orderId) : null;
  if (!s.order) return { id: s.orderId, found: problem('not_found', { seller: feed.seller, order: s.orderId }) };
  s.shippedAt = parseIso(s.date, { zone: 'optional', local: marketplaces.zoneOf(s.order.marketplace) });
  const found = judgeShip(sim, s);
  if (apply && (!found || found.severity === 'Warning')) applyShip(sim, s);
  return { id: s.orderId, found };
}

function doCancel(sim, feed, message, apply) {
  const m = readCancel(feed, message);
  const order = orderFor(sim, feed, m.orderId);
  if (!order) return { id: m.orderId, found: problem('not_found', { seller: feed.seller, order: m.orderId }) };
  if (m.status === 'Success') {
    if (apply)
      sim.effect({ op: 'settle', via: 'feed', seller: m.seller, order: order.id, feed: m.feed, message: m.message });
    return { id: m.orderId, found: null };
  }
  const found = judgeCancel(sim, m, order);
  if (apply && (!found || found.severity === 'Warning')) applyCancel(sim, m, order);
  return { id: m.orderId, found };
}

function poisonOf(sim, feed) {
  for (const id of feed.orders) {
    const order = sim.findOrder(feed.seller, id);
    if (order && ['feed_invalid', 'feed_fatal'].includes(order.poison)) return order.poison;
  }
  return null;
}

function limitOf(fate, count) {
  if (fate.lie === 'report_success_but_not_stored') return 0;
  if (fate.lie === 'missing_messages') return Math.floor(count / 2);
  if (fate.end !== 'FATAL') return count;
  return { none: 0, some: Math.ceil(count / 2), all: count }[fate.apply || 'none'];
}

// Carries out the feed, message by message, and returns what the report says.
function carryOut(sim, feed, messages) {
  const run = { seller: feed.seller, feed: feed.id, ids: messages.map((m) => m.id), results: [] };
  const limit = limitOf(feed.fate, messages.length);
  messages.forEach((message, i) => {
    if (i >= limit && feed.fate.lie !== 'report_success_but_not_stored') return;
    const act = feed.type === 'POST_ORDER_FULFILLMENT_DATA' ? doShip : doCancel;
    const { id, found } = act(sim, feed, message, i < limit);
    if (!found) return;
    run.results.push({
      message: message.id,
      severity: found.severity,
      code: found.code,
      text: found.textIn(sim.world.report.language),
      order: found.key === 'not_found' ? null : id,
    });
  });
  run.counts = report.countsOf(messages.length, run.results);
  return run;
}

function runWhole(sim, feed, found) {
  const results = [
    { message: '0', severity: 'Error', code: found.code, text: found.textIn(sim.world.report.language) },
  ];
  return { seller: feed.seller, feed: feed.id, ids: [], results, counts: report.countsOf(0, results) };
}

function work(sim, feed) {
  try {
    const messages = checkEnvelope(sim, feed, parseFeed(sim, feed));
    const poison = poisonOf(sim, feed);
    if (poison === 'feed_fatal') return { status: 'FATAL', run: null };
    if (poison) throw whole('invalid_items', { why: '' });
    return { status: feed.fate.end || 'DONE', run: carryOut(sim, feed, messages) };
  } catch (error) {
    if (!(error instanceof WholeFeed)) throw error;
    sim.note('feed_refused_whole', `feed ${feed.id}: ${error.found.textIn('en')}`, { seller: feed.seller });
    return { status: feed.fate.end || 'DONE', run: runWhole(sim, feed, error.found) };
  }
}

// Processes a feed once; returns its final status and the id of its report.
function processFeed(sim, feed) {
  const { status, run } = work(sim, feed);
  const { fate } = feed;
  const silent = run === null || fate.lie === 'no_report' || (status === 'FATAL' && fate.report !== true);
  if (silent) return { status, result: null };
  const settings = { ...sim.world.report, ...(fate.report_as || {}) };
  const doc = sim.addDocument({ kind: 'report', seller: feed.seller, ...report.write(run, settings, fate.lie) });
  return { status, result: doc.id };
}

module.exports = { processFeed };
