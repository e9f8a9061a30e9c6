'use strict';

const { problem, fixedProblem } = require('./texts');

const OTHER_FLOWS = ['AMAZON_EASY_SHIP', 'DELIVERY_BY_AMAZON', 'IN_STORE_PICK_UP'];

const generic = (why) => problem('generic', { why });
const units = (items) => items.reduce((n, i) => n + i.quantity, 0);

// Whose order it is and whether a seller may touch it at all. Used for
// shipments and for cancels.
function ownership(sim, order, about) {
  if (order.channel === 'NON_AMAZON') {
    sim.violation('non_amazon_touched', 'an order of another channel was confirmed', about);
    return problem('not_found', { seller: about.seller, order: about.order });
  }
  if (order.fulfilled_by === 'AMAZON') {
    sim.violation('fba_touched', 'an order fulfilled by Amazon was confirmed or cancelled', about);
    return generic('The order is fulfilled by Amazon.');
  }
  if (order.programs.includes('FBM_SHIP_PLUS')) {
    sim.violation('ship_plus_touched', 'a Ship+ order was confirmed or cancelled', about);
    return generic('Ship+ orders need no confirmation.');
  }
  const flow = OTHER_FLOWS.find((p) => order.programs.includes(p));
  if (flow) {
    sim.violation('program_touched', `an order of ${flow} was confirmed or cancelled`, about);
    return generic(`Orders of ${flow} are not confirmed by the seller.`);
  }
  return null;
}

function status(order) {
  if (order.status === 'CANCELLED') return generic('The order is cancelled.');
  if (order.status.startsWith('PENDING')) return generic('The order is pending.');
  return order.status === 'UNFULFILLABLE' ? generic('The order cannot be fulfilled.') : null;
}

function carrier(sim, s) {
  const { order } = s;
  if (!s.carrier) return generic('The carrier code is missing.');
  if (!sim.carriers.has(s.carrier)) return generic(`The carrier code ${s.carrier} is unknown.`);
  if (s.carrier === 'Other' && !s.carrierName) return generic('The carrier name is missing.');
  if (order.eu_approved_carrier_only && !sim.world.eu_approved_carriers.includes(s.carrier)) {
    return generic('The carrier is not on the list of approved carriers for this order.');
  }
  if (sim.world.method_required && !s.method) return generic('The shipping method is missing.');
  return null;
}

function trackingNeeded(sim, s) {
  return (
    sim.world.tracking_required.includes(s.carrier) ||
    s.order.tracking_required ||
    s.order.programs.includes('PRIME') ||
    s.order.programs.includes('PREMIUM')
  );
}

function tracking(sim, s) {
  const { order } = s;
  if (s.tracking === '') return generic('The tracking number is empty.');
  if (!s.tracking) return trackingNeeded(sim, s) ? generic('The tracking number is missing.') : null;
  const wrong = problem('tracking_format', { tracking: s.tracking, carrier: s.carrierName || s.carrier });
  const format = sim.world.tracking_formats[s.carrier];
  if (format && !new RegExp(format).test(s.tracking)) return wrong;
  if (/^\s|\s$|:\/\/|@/.test(s.tracking) || s.tracking === order.id) return wrong;
  return order.reject_tracking.some((r) => new RegExp(r).test(s.tracking)) ? wrong : null;
}

function dates(sim, s) {
  if (s.shippedAt > sim.amazonNow()) return generic('The ship date is in the future.');
  if (s.shippedAt < s.order.created) return generic('The ship date is before the order date.');
  return null;
}

function transparency(s) {
  for (const line of s.items) {
    const item = s.order.items.find((i) => i.id === line.id);
    const needs = s.order.transparency || item.programs.includes('TRANSPARENCY');
    const codes = line.codes ? line.codes.length : 0;
    if (needs && codes !== line.quantity) return generic('A Transparency code is needed for every unit.');
  }
  return null;
}

function shipFrom(s) {
  const allowed = s.order.ship_from_countries;
  if (!allowed || !s.shipFrom || allowed.includes(s.shipFrom)) return null;
  return generic('Invoice by Amazon orders can only be shipped from locations with a valid VAT number.');
}

// Room left for one more parcel, or for a changed one.
function roomOf(order, edited) {
  return new Map(
    order.items.map((i) => {
      const own = edited ? units(edited.items.filter((line) => line.id === i.id)) : 0;
      return [i.id, i.quantity - i.fulfilled + own];
    }),
  );
}

// Items as asked for, made definite: no items is everything that is left, no
// quantity is everything that is left of that line.
function definite(s, room) {
  if (!s.items || s.items.length === 0) {
    return [...room].filter(([, left]) => left > 0).map(([id, quantity]) => ({ id, quantity, codes: null }));
  }
  const lines = new Map();
  for (const line of s.items) {
    const known = lines.get(line.id) || { id: line.id, quantity: 0, codes: null };
    known.quantity += line.quantity === null ? room.get(line.id) || 0 : line.quantity;
    if (line.codes) known.codes = [...(known.codes || []), ...line.codes];
    lines.set(line.id, known);
  }
  return [...lines.values()];
}

function quantities(sim, s) {
  const { order } = s;
  for (const line of s.items || []) {
    if (!order.items.some((i) => i.id === line.id)) return generic(`The order has no item ${line.id}.`);
  }
  const room = roomOf(order, s.edits);
  s.items = definite(s, room);
  const fits = s.items.length > 0 && s.items.every((l) => l.quantity > 0 && l.quantity <= room.get(l.id));
  if (fits) return null;
  return s.via === 'feed' ? reship(sim, s) : problem('quantity');
}

// A feed that ships what is shipped already. What Amazon does then is not
// documented; the world says which of the three it shall be.
function reship(sim, s) {
  const { order } = s;
  sim.note('repeat_ship', `message ${s.message} of feed ${s.feed} ships what is shipped`, about(s));
  if (sim.world.feed_reship === 'refuse' || order.packages.length === 0) return problem('quantity');
  if (sim.world.feed_reship === 'edit') {
    if (order.packages.length !== 1) return problem('quantity');
    s.edits = order.packages[0];
    s.ref = s.edits.ref;
    s.items = structuredClone(s.edits.items);
    return null;
  }
  s.over = true;
  s.items = s.items.length && units(s.items) > 0 ? s.items : order.items.map(({ id, quantity }) => ({ id, quantity }));
  return null;
}

// A world may have any message of an order refused, or warned about, a number
// of times.
function refusedByWorld(order, op, via) {
  for (const rule of order.refuse_codes) {
    if (![op, 'both'].includes(rule.op) || ![via, 'both'].includes(rule.via)) continue;
    if (rule.times !== null && rule.times <= 0) continue;
    if (rule.times !== null) rule.times -= 1;
    return fixedProblem(rule.code, rule.text, rule.severity);
  }
  return null;
}

function knobs(s) {
  const { order } = s;
  if (order.poison === 'reject') {
    if (order.poisonSeen === undefined) order.poisonSeen = s.tracking || '';
    if (order.poisonSeen === (s.tracking || '')) return fixedProblem(order.poison_code, order.poison_text);
  }
  return refusedByWorld(order, 'ship', s.via);
}

function warning(s) {
  const rule = s.order.warn_tracking;
  if (!rule || !s.tracking || (rule !== true && !new RegExp(rule).test(s.tracking))) return null;
  return {
    ...problem('tracking_format', { tracking: s.tracking, carrier: s.carrierName || s.carrier }),
    severity: 'Warning',
  };
}

const about = (s) => ({ seller: s.seller, order: s.order.id });

// The first thing Amazon would object to: an Error stops the shipment, a
// Warning goes with it, null is silence.
function judgeShip(sim, s) {
  const error =
    ownership(sim, s.order, about(s)) ||
    status(s.order) ||
    carrier(sim, s) ||
    tracking(sim, s) ||
    dates(sim, s) ||
    quantities(sim, s) ||
    transparency(s) ||
    shipFrom(s) ||
    knobs(s);
  return error || warning(s);
}

function settle(order) {
  for (const item of order.items) {
    const packed = units(order.packages.flatMap((p) => p.items.filter((l) => l.id === item.id)));
    item.fulfilled = Math.min(item.quantity, packed + item.unpacked);
  }
  const done = order.items.reduce((n, i) => n + i.fulfilled, 0);
  if (order.refunded) return;
  if (done === 0) order.status = 'UNSHIPPED';
  else order.status = order.items.every((i) => i.fulfilled === i.quantity) ? 'SHIPPED' : 'PARTIALLY_SHIPPED';
}

const sameItems = (a, b) =>
  a.length === b.length && a.every((l) => b.some((m) => m.id === l.id && m.quantity === l.quantity));

function sameParcel(old, pack) {
  return (
    old.carrier === pack.carrier &&
    old.method === pack.method &&
    old.tracking === pack.tracking &&
    old.shipped_at === pack.shipped_at &&
    sameItems(old.items, pack.items)
  );
}

const normal = (text) => (text || '').replace(/[\s-]/g, '').toUpperCase();

function noteDouble(sim, s, pack) {
  const twin =
    pack.tracking && s.order.packages.find((p) => p !== s.edits && normal(p.tracking) === normal(pack.tracking));
  if (s.over) sim.violation('double_ship', `units shipped already were shipped again by ${s.via}`, about(s));
  else if (twin)
    sim.violation('double_ship', `tracking ${pack.tracking} is in packages ${twin.ref} and ${pack.ref}`, about(s));
}

// Makes the shipment real.
function applyShip(sim, s) {
  const { order } = s;
  const pack = {
    ref: (!s.edits && order.stored_ref) || s.ref || sim.newPackageRef(),
    carrier: s.carrier === 'Other' ? s.carrierName : s.carrier,
    method: s.method || null,
    tracking: order.stored_tracking && s.tracking ? order.stored_tracking : s.tracking || null,
    shipped_at: s.shippedAt,
    items: s.items.map(({ id, quantity }) => ({ id, quantity })),
    created: sim.amazonNow(),
    via: s.via,
  };
  if (s.edits && sameParcel(s.edits, pack)) {
    sim.note('repeat_package', `package ${pack.ref} was sent again unchanged`, about(s));
    return;
  }
  noteDouble(sim, s, pack);
  if (s.edits) {
    pack.created = s.edits.created;
    order.packages[order.packages.indexOf(s.edits)] = pack;
  } else {
    order.packages.push(pack);
  }
  settle(order);
  sim.touch(order);
  sim.effect({
    op: s.edits ? 'edit_package' : 'ship',
    via: s.via,
    seller: s.seller,
    order: order.id,
    ref: pack.ref,
    tracking: s.tracking || null,
    carrier: s.carrier,
    carrier_name: s.carrierName || null,
    method: pack.method,
    shipped_at: pack.shipped_at,
    items: pack.items,
    feed: s.feed || null,
    message: s.message || null,
  });
}

module.exports = { ownership, refusedByWorld, judgeShip, applyShip, settle, units };
