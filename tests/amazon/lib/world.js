'use strict';

const c = require('./check');
const marketplaces = require('./marketplaces');
const { CARRIERS, EU_APPROVED } = require('./carriers');

const ORDER_ID = /^\w{3}-\w{7}-\w{7}$/;
const STATUSES = [
  'PENDING_AVAILABILITY',
  'PENDING',
  'UNSHIPPED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'CANCELLED',
  'UNFULFILLABLE',
];
const ROLES = ['inventory_and_order_tracking', 'direct_to_consumer_shipping'];
const PROGRAMS = [
  'AMAZON_BAZAAR',
  'AMAZON_BUSINESS',
  'AMAZON_EASY_SHIP',
  'AMAZON_HAUL',
  'DELIVERY_BY_AMAZON',
  'FBM_SHIP_PLUS',
  'INVOICE_BY_AMAZON',
  'IN_STORE_PICK_UP',
  'PREMIUM',
  'PREORDER',
  'PRIME',
];

const marketplace = c.matching(new RegExp(`^(${marketplaces.ids.join('|')})$`), 'an Amazon marketplace id');
const sellerId = c.matching(/^[A-Z0-9]{2,50}$/, 'a seller id (capitals and digits)');
const itemId = c.matching(/^\d{13,14}$/, 'an order item id of 14 digits');

const account = c.object({
  seller: [sellerId],
  client_id: [c.string],
  client_secret: [c.string],
  refresh_token: [c.string],
  marketplaces: [c.list(marketplace, 1)],
  roles: [c.list(c.oneOf(...ROLES)), ['inventory_and_order_tracking']],
  secret_expired: [c.boolean, false],
  revoked: [c.boolean, false],
  disabled: [c.boolean, false],
});

const item = c.object({
  id: [itemId],
  sku: [c.string, 'SKU'],
  quantity: [c.integer(1)],
  fulfilled: [c.integer(0), undefined],
  programs: [c.list(c.oneOf('TRANSPARENCY', 'SUBSCRIBE_AND_SAVE')), []],
});

const pack = c.object({
  ref: [c.string],
  carrier: [c.string, 'DHL'],
  method: [c.nullable(c.string), null],
  tracking: [c.nullable(c.string), null],
  shipped_at: [c.epoch],
  items: [c.nullable(c.list(c.object({ id: [itemId], quantity: [c.integer(1)] }), 1)), null],
});

const refuseCode = c.object({
  code: [c.matching(/^\d{1,20}$/, 'digits')],
  text: [c.string, 'The data you submitted is incomplete or invalid.'],
  severity: [c.oneOf('Error', 'Warning'), 'Error'],
  op: [c.oneOf('ship', 'cancel', 'both'), 'ship'],
  via: [c.oneOf('feed', 'express', 'both'), 'both'],
  times: [c.nullable(c.integer(1)), null],
});

// Facts of an order and knobs of one; both may be set later by `changes` and
// by POST /_sim/world.
const orderFields = {
  id: [c.matching(ORDER_ID, 'an Amazon order id in 3-7-7 form')],
  seller: [sellerId],
  marketplace: [marketplace],
  status: [c.oneOf(...STATUSES), 'UNSHIPPED'],
  fulfilled_by: [c.oneOf('MERCHANT', 'AMAZON'), 'MERCHANT'],
  programs: [c.list(c.oneOf(...PROGRAMS)), []],
  channel: [c.oneOf('AMAZON', 'NON_AMAZON'), 'AMAZON'],
  created: [c.epoch],
  ship_by: [c.nullable(c.epoch), null],
  items: [c.list(item, 1)],
  packages: [c.list(pack), []],
  cancel_requested: [c.boolean, false],
  cancelled_by: [c.oneOf('BUYER', 'MERCHANT', 'AMAZON'), 'AMAZON'],
  transparency: [c.boolean, false],
  tracking_required: [c.boolean, false],
  eu_approved_carrier_only: [c.boolean, false],
  ship_from_countries: [c.nullable(c.list(c.matching(/^[A-Z]{2}$/, 'a country code'), 1)), null],
  warn_tracking: [c.either(c.boolean, c.regex), false],
  reject_tracking: [c.list(c.regex), []],
  not_stored: [c.either(c.boolean, c.integer(1)), false],
  stored_tracking: [c.nullable(c.string), null],
  stored_ref: [c.nullable(c.string), null],
  hidden: [c.boolean, false],
  hide_untracked_package: [c.boolean, false],
  refuse_codes: [c.list(refuseCode), []],
  poison: [c.nullable(c.oneOf('feed_invalid', 'feed_fatal', 'reject')), null],
  poison_code: [c.matching(/^\d{1,20}$/, 'digits'), '18028'],
  poison_text: [c.string, 'The data you submitted is incomplete or invalid.'],
};
const orderPatch = (value, place) => c.object(orderFields)(value, place, { partial: true });
const order = c.object({
  ...orderFields,
  changes: [c.list(c.object({ at: [c.epoch], set: [orderPatch] })), []],
});

const settings = {
  feed_timing: [c.object({ queue: [c.positive, 60], process: [c.positive, 120] }), { queue: 60, process: 120 }],
  token: [
    c.object({
      lifetime: [c.integer(1), 3600],
      expires_in_type: [c.oneOf('number', 'string'), 'number'],
      length: [c.integer(64), 400],
      refresh_token: [c.boolean, true],
    }),
    { lifetime: 3600, expires_in_type: 'number', length: 400, refresh_token: true },
  ],
  clock_skew: [c.number, 0],
  carriers: [c.list(c.string), CARRIERS],
  eu_approved_carriers: [c.list(c.string), EU_APPROVED],
  tracking_formats: [c.map(c.regex), {}],
  tracking_required: [c.list(c.string), []],
  method_required: [c.boolean, false],
  rates: [c.either(c.oneOf('off'), c.map(c.list(c.positive, 2))), {}],
  read_lag: [c.positive, 0],
  feed_reship: [c.oneOf('refuse', 'edit', 'add'), 'refuse'],
  feeds_page_newest_first: [c.boolean, true],
  report: [
    c.object({
      language: [c.oneOf('en', 'de'), 'en'],
      gzip: [c.boolean, true],
      mislabel: [c.oneOf('none', 'labelled_not_gzip', 'gzip_not_labelled'), 'none'],
      encoding: [c.oneOf('UTF-8', 'windows-1252', 'iso-8859-1'), 'UTF-8'],
      additional_info: [c.boolean, true],
    }),
    { language: 'en', gzip: true, mislabel: 'none', encoding: 'UTF-8', additional_info: true },
  ],
};
const world = c.object({ accounts: [c.list(account, 1)], orders: [c.list(order), []], ...settings });
const checkSettings = (value, place) => c.object(settings)(value, place, { partial: true });

function unique(list, key, place) {
  const seen = new Set();
  for (const entry of list) {
    if (seen.has(entry[key])) c.bad(place, `${key} ${entry[key]} stands there twice`);
    seen.add(entry[key]);
  }
}

// Fills what follows from the rest: packages without items carry the whole
// order, fulfilled quantities follow the packages or the status.
function settleOrder(o, place) {
  unique(o.items, 'id', `${place}.items`);
  unique(o.packages, 'ref', `${place}.packages`);
  for (const p of o.packages) {
    if (p.items === null) p.items = o.items.map(({ id, quantity }) => ({ id, quantity }));
  }
  const packed = new Map();
  for (const p of o.packages) {
    for (const i of p.items) packed.set(i.id, (packed.get(i.id) || 0) + i.quantity);
  }
  for (const id of packed.keys()) {
    if (!o.items.some((i) => i.id === id)) c.bad(`${place}.packages`, `item ${id} is not in the order`);
  }
  for (const i of o.items) {
    if (i.fulfilled === undefined) i.fulfilled = o.status === 'SHIPPED' ? i.quantity : packed.get(i.id) || 0;
    // Units that left in no package Amazon knows of.
    i.unpacked = Math.max(0, i.fulfilled - (packed.get(i.id) || 0));
    if (i.fulfilled > i.quantity) c.bad(`${place}.items`, `item ${i.id} has more fulfilled than ordered`);
  }
  const done = o.items.reduce((n, i) => n + i.fulfilled, 0);
  const all = o.items.reduce((n, i) => n + i.quantity, 0);
  if (o.status === 'SHIPPED' && done < all) c.bad(place, 'status SHIPPED, but not every unit is fulfilled');
  if (o.status === 'PARTIALLY_SHIPPED' && (done === 0 || done === all)) {
    c.bad(place, 'status PARTIALLY_SHIPPED needs some, not all, units fulfilled');
  }
  if (['PENDING', 'PENDING_AVAILABILITY', 'UNSHIPPED'].includes(o.status) && done > 0) {
    c.bad(place, `status ${o.status}, but units are fulfilled`);
  }
  return o;
}

function checkOrder(value, place, sellers) {
  const o = settleOrder(order(value, place), place);
  if (!sellers.has(o.seller)) c.bad(`${place}.seller`, `${o.seller} is no account of this world`);
  return o;
}

function checkWorld(value) {
  const w = world(value, 'world');
  unique(w.accounts, 'seller', 'world.accounts');
  unique(w.accounts, 'refresh_token', 'world.accounts');
  unique(w.orders, 'id', 'world.orders');
  const sellers = new Set(w.accounts.map((a) => a.seller));
  w.orders.forEach((o, i) => {
    settleOrder(o, `world.orders[${i}]`);
    if (!sellers.has(o.seller)) c.bad(`world.orders[${i}].seller`, `${o.seller} is no account of this world`);
  });
  return w;
}

const checkAccountPatch = (value, place) => {
  const patch = account(value, place, { partial: true });
  if (!patch.seller) c.bad(place, '"seller" is missing');
  return patch;
};

module.exports = {
  checkWorld,
  checkOrder,
  checkAccount: account,
  checkAccountPatch,
  checkSettings,
  orderPatch,
  settleOrder,
  ORDER_ID,
};
