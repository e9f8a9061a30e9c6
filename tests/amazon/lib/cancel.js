'use strict';

const { problem } = require('./texts');
const { ownership, refusedByWorld } = require('./ship');

const generic = (why) => problem('generic', { why });

// The lines of a cancel: every line of the order, each with a reason. Part
// cancels are not a thing this feed can do.
function lines(m, order) {
  if (m.items.length === 0) return generic('The item codes are missing.');
  for (const line of m.items) {
    if (!order.items.some((i) => i.id === line.id)) return generic(`The order has no item ${line.id}.`);
    if (!line.reason) return generic('The cancel reason is missing.');
    const item = order.items.find((i) => i.id === line.id);
    if (line.quantity !== null && line.quantity !== item.quantity)
      return generic('Part of a line cannot be cancelled.');
  }
  const named = new Set(m.items.map((l) => l.id));
  if (named.size !== m.items.length) return generic('An item is named twice.');
  if (named.size !== order.items.length) return generic('Part of an order cannot be cancelled.');
  return null;
}

function judgeCancel(sim, m, order) {
  const about = { seller: m.seller, order: order.id };
  const barred = ownership(sim, order, about);
  if (barred) return barred;
  if (order.status === 'CANCELLED' || order.refunded) {
    sim.note('repeat_cancel', `message ${m.message} of feed ${m.feed} cancels what is cancelled`, about);
    return generic('The order is cancelled already.');
  }
  if (order.status.startsWith('PENDING')) return generic('The order is pending.');
  return lines(m, order) || refusedByWorld(order, 'cancel', 'feed');
}

// Somebody else shipped after the feed was made: no client could have known.
function crossed(sim, m, order) {
  const { created } = sim.feed(m.seller, m.feed);
  return order.packages.length > 0 && order.packages.every((p) => p.via === 'amazon' && p.created >= created);
}

// A cancel after a shipment is taken, and pays everything back.
function applyCancel(sim, m, order) {
  const shipped = order.items.some((i) => i.fulfilled > 0);
  if (shipped) {
    const about = { seller: m.seller, order: order.id };
    if (crossed(sim, m, order)) sim.note('cancel_crossed', 'shipped by others while the cancel was on its way', about);
    else sim.violation('cancel_after_ship', 'cancelled after a shipment: the whole order is refunded', about);
    order.refunded = true;
  } else {
    order.status = 'CANCELLED';
  }
  order.cancelled_by = 'MERCHANT';
  order.cancel_reason = m.items[0].reason;
  sim.touch(order);
  sim.effect({
    op: 'cancel',
    via: 'feed',
    seller: m.seller,
    order: order.id,
    ref: null,
    tracking: null,
    carrier: null,
    items: m.items.map(({ id, reason }) => ({ id, reason })),
    refunded: shipped,
    stock_raised: m.items.some((l) => l.reason !== 'NoInventory'),
    feed: m.feed,
    message: m.message,
  });
}

module.exports = { judgeCancel, applyCancel };
