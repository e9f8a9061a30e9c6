'use strict';

const ORDER = '([^/]+)';

// Every door of the simulated Amazon: method, path, operation, kind of error
// envelope, and what the path carries.
const ROUTES = [
  ['POST', '/auth/o2/token', 'token', 'lwa'],
  ['POST', '/feeds/2021-06-30/documents', 'createFeedDocument', 'api'],
  ['GET', '/feeds/2021-06-30/documents/([^/]+)', 'getFeedDocument', 'api', 'document'],
  ['POST', '/feeds/2021-06-30/feeds', 'createFeed', 'api'],
  ['GET', '/feeds/2021-06-30/feeds', 'getFeeds', 'api'],
  ['GET', '/feeds/2021-06-30/feeds/([^/]+)', 'getFeed', 'api', 'feed'],
  ['DELETE', '/feeds/2021-06-30/feeds/([^/]+)', 'cancelFeed', 'api', 'feed'],
  ['GET', '/orders/2026-01-01/orders', 'searchOrders', 'api'],
  ['GET', `/orders/2026-01-01/orders/${ORDER}`, 'getOrder', 'api', 'order'],
  ['POST', `/orders/v0/orders/${ORDER}/shipmentConfirmation`, 'confirmShipment', 'api', 'order'],
  ['PUT', '/_storage/(.+)', 'storagePut', 'storage', 'object'],
  ['GET', '/_storage/(.+)', 'storageGet', 'storage', 'object'],
].map(([method, path, op, kind, name]) => ({ method, pattern: new RegExp(`^${path}$`), op, kind, name }));

const OPERATIONS = [...ROUTES.map((r) => r.op), 'unknown'];

const kindOf = (path) => {
  if (path.startsWith('/auth/')) return 'lwa';
  return path.startsWith('/_storage/') ? 'storage' : 'api';
};

// Unknown paths are answered too, and counted, in the shape of their host.
function match(method, path) {
  for (const route of ROUTES) {
    const m = route.method === method && route.pattern.exec(path);
    if (!m) continue;
    try {
      const values = route.name ? { [route.name]: decodeURIComponent(m[1]) } : {};
      return { op: route.op, kind: route.kind, values };
    } catch {
      break;
    }
  }
  const otherMethod = ROUTES.some((route) => route.pattern.test(path));
  return { op: 'unknown', kind: kindOf(path), values: {}, otherMethod };
}

module.exports = { match, OPERATIONS };
