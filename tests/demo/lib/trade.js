'use strict';

// The owner's side of the demo: three seller accounts, their settings, the
// shop's statuses and carriers. They sell from one shop; two of them are set
// up as differently as two owners would.

// Friday, 23 October 2026, 05:00 UTC. The clocks go back on the Sunday after.
const START = Date.UTC(2026, 9, 23, 5) / 1000;
const STEP = 7200;
const FROM = '2026-10-19';
const DE = 'A1PA6795UKMFR9';
const FR = 'A13V1IB3VIYZZH';
const IT = 'APJ6JRA9NG5V4';

const STATUS = { open: 1, work: 2, shipped: 3, cancelled: 4, collected: 7, review: 149 };
const STATUS_NAMES = {
  1: 'Offen',
  2: 'In Bearbeitung',
  3: 'Versendet',
  4: 'Storniert',
  7: 'Abgeschlossen',
  149: 'Bewertung angefragt',
};
const CARRIERS = {
  1: 'DHL',
  2: 'DPD',
  3: 'GLS',
  4: 'UPS',
  5: 'HERMES',
  6: 'FEDEX',
  7: 'TNT',
  12: 'POST',
  20: 'Bote',
  21: 'Lager Nord',
  22: 'Spedition Huber',
};

const MAP = { HERMES: 'Hermes', POST: 'Deutsche Post', FEDEX: 'FedEx', Bote: { other: 'Radkurier' } };

// The first owner is easy-going: sends without a number after a day, letters
// go by post, cancels have their reason beforehand.
const FIRST = {
  sync: 'auto',
  interval: STEP,
  ship: [
    { status: STATUS.shipped, ship_from: null },
    { status: STATUS.collected, ship_from: null },
  ],
  cancel: [{ status: STATUS.cancelled, reason: 'NoInventory', after_minutes: 30 }],
  open: [STATUS.open, STATUS.work],
  carrier: { source: 'tracking', map: MAP, fallback: 'Deutsche Post', untracked: ['POST'], detect: 'warn' },
  method: { source: 'fixed', value: 'Standard' },
  tracking: { source: 'auto' },
  amazon_number: { source: 'auto' },
  without_tracking: { wait_hours: 24, then: 'send' },
  parcels: { settle_minutes: 15, several: 'split' },
  transport: 'auto',
  limits_share: 1,
  brake: { shipments: 1000, cancels: 60, refused_percent: 50 },
  retention_days: 400,
  notify: { email: null, language: 'de' },
};

// The second one is strict: no parcel without a number, asks before each
// cancel, one number an order, his label module marks return labels, and his
// safety stop is as tight as it comes.
const SECOND = {
  ...FIRST,
  brake: { shipments: 25, cancels: 3, refused_percent: 20 },
  ship: [{ status: STATUS.shipped, ship_from: null }],
  cancel: [{ status: STATUS.cancelled, reason: 'ask', after_minutes: 30 }],
  carrier: { source: 'tracking', map: MAP, fallback: null, untracked: [], detect: 'use' },
  tracking: {
    source: 'match',
    table: 'orders_tracking',
    column: 'parcel_id',
    key: 'orders_id',
    where: { is_return: 0 },
  },
  without_tracking: { wait_hours: 24, then: 'hold' },
  parcels: { settle_minutes: 15, several: 'last' },
};

const ACCOUNTS = [
  {
    id: 'haupt',
    name: 'Hauptkonto',
    region: 'eu',
    seller: 'A2DEMOHAUPT01',
    client_id: 'amzn1.application-oa2-client.demo1',
    client_secret: 'amzn1.oa2-cs.v1.demo-secret-one',
    refresh_token: 'Atzr|IwEBIDemoHauptkonto',
    marketplaces: [DE, FR],
    magnalister: '10001',
    pilot: false,
    settings: FIRST,
  },
  {
    id: 'zweit',
    name: 'Zweitkonto',
    region: 'eu',
    seller: 'A3DEMOZWEIT02',
    client_id: 'amzn1.application-oa2-client.demo2',
    client_secret: 'amzn1.oa2-cs.v1.demo-secret-two',
    refresh_token: 'Atzr|IwEBIDemoZweitkonto',
    marketplaces: [DE, IT],
    magnalister: '10002',
    pilot: true,
    settings: SECOND,
  },
  // Little is sold here: what happens to one feed happens to no other kind.
  {
    id: 'dritt',
    name: 'Drittkonto',
    region: 'eu',
    seller: 'A1DEMODRITT03',
    client_id: 'amzn1.application-oa2-client.demo3',
    client_secret: 'amzn1.oa2-cs.v1.demo-secret-three',
    refresh_token: 'Atzr|IwEBIDemoDrittkonto',
    marketplaces: [DE],
    magnalister: '10003',
    pilot: false,
    settings: FIRST,
  },
];

module.exports = { START, STEP, FROM, DE, FR, IT, STATUS, STATUS_NAMES, CARRIERS, ACCOUNTS };
