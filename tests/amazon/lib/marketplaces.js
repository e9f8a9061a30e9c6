'use strict';

// Marketplace id -> name shown by the orders API, and the zone in which a
// date without an offset is read.
const MARKETPLACES = {
  A1PA6795UKMFR9: ['Amazon.de', 'Europe/Berlin'],
  A13V1IB3VIYZZH: ['Amazon.fr', 'Europe/Paris'],
  APJ6JRA9NG5V4: ['Amazon.it', 'Europe/Rome'],
  A1RKKUPIHCS9HS: ['Amazon.es', 'Europe/Madrid'],
  A1805IZSGTT6HS: ['Amazon.nl', 'Europe/Amsterdam'],
  AMEN7PMS3EDWL: ['Amazon.com.be', 'Europe/Brussels'],
  A28R8C7NBKEWEA: ['Amazon.ie', 'Europe/Dublin'],
  A2NODRKZP88ZB9: ['Amazon.se', 'Europe/Stockholm'],
  A1C3SOZRARQ6R3: ['Amazon.pl', 'Europe/Warsaw'],
  A1F83G8C2ARO7P: ['Amazon.co.uk', 'Europe/London'],
  A33AVAJ2PDY3EV: ['Amazon.com.tr', 'Europe/Istanbul'],
  AE08WJ6YKNBMC: ['Amazon.co.za', 'Africa/Johannesburg'],
  A2VIGQ35RCS4UG: ['Amazon.ae', 'Asia/Dubai'],
  A17E79C6D8DWNP: ['Amazon.sa', 'Asia/Riyadh'],
  ARBP9OOSHTCHU: ['Amazon.eg', 'Africa/Cairo'],
  A21TJRUUN4KGV: ['Amazon.in', 'Asia/Kolkata'],
  ATVPDKIKX0DER: ['Amazon.com', 'America/Los_Angeles'],
  A2EUQ1WTGCTBG2: ['Amazon.ca', 'America/Los_Angeles'],
  A1AM78C64UM0Y8: ['Amazon.com.mx', 'America/Los_Angeles'],
  A2Q3Y263D00KWC: ['Amazon.com.br', 'America/Sao_Paulo'],
  A1VC38T7YXB528: ['Amazon.co.jp', 'Asia/Tokyo'],
  A39IBJ37TRP1C6: ['Amazon.com.au', 'Australia/Sydney'],
  A19VAU5U5O7RUS: ['Amazon.sg', 'Asia/Singapore'],
};

const known = (id) => Object.hasOwn(MARKETPLACES, id);
const nameOf = (id) => (known(id) ? MARKETPLACES[id][0] : id);
const zoneOf = (id) => (known(id) ? MARKETPLACES[id][1] : 'UTC');

module.exports = { known, nameOf, zoneOf, ids: Object.keys(MARKETPLACES) };
