'use strict';

const { refuse, invalid, json, empty } = require('./answer');
const { demand } = require('./body');
const { jsonBody, queryOf } = require('./access');
const { parseIso, isoMillis } = require('./times');
const { presign } = require('./storage');
const marketplaces = require('./marketplaces');

const DAY = 86400;
const TYPES = ['POST_ORDER_FULFILLMENT_DATA', 'POST_ORDER_ACKNOWLEDGEMENT_DATA'];
const STATUSES = ['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE'];
const OFTEN = 1200;
const CONTENT_TYPE = /^[a-z]+\/[a-z0-9.+-]+\s*(;\s*charset=("?)[\w-]+\2)?$/i;

function createFeedDocument(sim, rq) {
  const body = jsonBody(rq);
  demand(body, { contentType: 'string' });
  if (!CONTENT_TYPE.test(body.contentType)) throw invalid('contentType is not a media type.');
  const doc = sim.addDocument({
    kind: 'input',
    seller: rq.account.seller,
    contentType: body.contentType,
    content: null,
  });
  return json(201, { feedDocumentId: doc.id, url: presign(sim, 'PUT', `upload/${doc.id}`) });
}

function inputDocument(sim, seller, id) {
  const doc = sim.documents.get(id);
  if (!doc || doc.seller !== seller || doc.kind !== 'input') throw invalid('The input feed document does not exist.');
  if (doc.usedBy) {
    sim.note('document_used_twice', `document of feed ${doc.usedBy} was given again`, { seller });
    throw invalid('The input feed document was used already.');
  }
  if (sim.now() - doc.created > 2 * DAY) throw invalid('The input feed document has expired.');
  if (doc.content === null) throw invalid('The input feed document was never uploaded.');
  return doc;
}

function checkMarketplaces(sim, account, ids) {
  if (ids.length < 1 || ids.length > 25) throw invalid('marketplaceIds must have 1 to 25 entries.');
  if (new Set(ids).size !== ids.length) throw invalid('marketplaceIds has an entry twice.');
  for (const id of ids) {
    if (account.marketplaces.includes(id)) continue;
    if (marketplaces.known(id)) {
      sim.violation('wrong_marketplace', `a feed names ${id}, where the seller does not sell`, {
        seller: account.seller,
      });
    }
    throw invalid(`marketplaceIds: ${id} is not a marketplace of the seller.`);
  }
}

// Two order feeds of one kind for one marketplace within 20 minutes are
// advised against, not refused.
function noteOften(sim, feed) {
  const recent = sim
    .feedsOf(feed.seller)
    .find(
      (f) =>
        f !== feed &&
        f.type === feed.type &&
        feed.created - f.created < OFTEN &&
        f.marketplaces.some((m) => feed.marketplaces.includes(m)),
    );
  if (recent) sim.note('feed_type_too_often', `${feed.type} again after feed ${recent.id}`, { seller: feed.seller });
}

// A ship and a cancel of one order must never be on their way together: the
// order in which two kinds of feeds are processed is not promised.
function noteInFlight(sim, feed) {
  for (const other of sim.feedsOf(feed.seller)) {
    if (other === feed || other.final) continue;
    for (const id of feed.orders) {
      if (!other.orders.has(id)) continue;
      const about = { seller: feed.seller, order: id };
      if (other.type !== feed.type) {
        sim.violation('ship_and_cancel_in_flight', `feeds ${other.id} and ${feed.id} ship and cancel it`, about);
      } else {
        sim.note('same_order_in_flight', `feeds ${other.id} and ${feed.id} both name it`, about);
      }
    }
  }
}

function createFeed(sim, rq) {
  const body = jsonBody(rq);
  demand(body, {
    feedType: 'string',
    marketplaceIds: ['string'],
    inputFeedDocumentId: 'string',
    'feedOptions?': { '*': 'string' },
  });
  if (rq.account.disabled) throw invalid('The seller account is not active.');
  if (!TYPES.includes(body.feedType)) throw invalid(`feedType ${body.feedType} is not supported.`);
  checkMarketplaces(sim, rq.account, body.marketplaceIds);
  const doc = inputDocument(sim, rq.account.seller, body.inputFeedDocumentId);
  const feed = sim.addFeed({
    seller: rq.account.seller,
    type: body.feedType,
    marketplaces: body.marketplaceIds,
    document: doc,
    fate: rq.fate,
  });
  doc.usedBy = feed.id;
  noteOften(sim, feed);
  noteInFlight(sim, feed);
  return json(202, { feedId: feed.id });
}

function visibleFeed(sim, rq) {
  const feed = sim.feed(rq.account.seller, rq.values.feed);
  if (!feed || sim.now() - feed.created > 90 * DAY) throw refuse(404, `Feed ${rq.values.feed} does not exist.`);
  return feed;
}

function view(sim, feed) {
  const stamp = (t) => isoMillis(t + sim.world.clock_skew);
  const out = {
    feedId: feed.id,
    feedType: feed.type,
    marketplaceIds: feed.marketplaces,
    createdTime: stamp(feed.created),
    processingStatus: feed.status,
  };
  if (feed.started !== null) out.processingStartTime = stamp(feed.started);
  if (feed.ended !== null && feed.started !== null) out.processingEndTime = stamp(feed.ended);
  if (feed.result) out.resultFeedDocumentId = feed.result;
  return out;
}

function getFeed(sim, rq) {
  queryOf(rq, []);
  return json(200, view(sim, visibleFeed(sim, rq)));
}

function listOf(query, name, max, allowed) {
  if (query[name] === undefined) return null;
  const values = query[name].split(',');
  if (values.length > max || values.includes('')) throw invalid(`${name} must have 1 to ${max} entries.`);
  if (allowed && values.some((v) => !allowed.includes(v))) throw invalid(`${name} has an unknown value.`);
  return values;
}

function time(query, name, fallback) {
  if (query[name] === undefined) return fallback;
  const t = parseIso(query[name]);
  if (t === null) throw invalid(`${name} is not an ISO 8601 date and time.`);
  return t;
}

function feedFilter(sim, rq) {
  const q = queryOf(rq, [
    'feedTypes',
    'marketplaceIds',
    'pageSize',
    'processingStatuses',
    'createdSince',
    'createdUntil',
    'nextToken',
  ]);
  if (q.nextToken !== undefined) {
    if (rq.query.length > 1) throw invalid('nextToken must be the only parameter.');
    const known = sim.pages.get(q.nextToken);
    if (!known || known.seller !== rq.account.seller || known.op !== 'getFeeds') throw invalid('nextToken is invalid.');
    return known.filter;
  }
  const types = listOf(q, 'feedTypes', 10);
  if (!types) throw invalid('Either feedTypes or nextToken is required.');
  if (q.pageSize !== undefined && !(/^\d{1,3}$/.test(q.pageSize) && q.pageSize >= 1 && q.pageSize <= 100)) {
    throw invalid('pageSize must be 1 to 100.');
  }
  const now = sim.amazonNow();
  const since = time(q, 'createdSince', now - 90 * DAY);
  if (since < now - 90 * DAY - 60) throw invalid('createdSince is more than 90 days ago.');
  const until = time(q, 'createdUntil', now);
  if (until < since) throw invalid('createdUntil is before createdSince.');
  return {
    types,
    since,
    until,
    marketplaces: listOf(q, 'marketplaceIds', 10),
    size: Number(q.pageSize || 10),
    from: 0,
    statuses: listOf(q, 'processingStatuses', STATUSES.length, STATUSES),
  };
}

function getFeeds(sim, rq) {
  const filter = feedFilter(sim, rq);
  const skew = sim.world.clock_skew;
  const oldest = sim.now() - 90 * DAY;
  const found = sim
    .feedsOf(rq.account.seller)
    .filter(
      (f) =>
        filter.types.includes(f.type) &&
        f.created >= oldest &&
        f.created + skew >= filter.since &&
        f.created + skew <= filter.until &&
        (!filter.statuses || filter.statuses.includes(f.status)) &&
        (!filter.marketplaces || f.marketplaces.some((m) => filter.marketplaces.includes(m))),
    );
  if (sim.world.feeds_page_newest_first) found.reverse();
  const body = { feeds: found.slice(filter.from, filter.from + filter.size).map((f) => view(sim, f)) };
  if (found.length > filter.from + filter.size) {
    body.nextToken = sim.addPage({
      op: 'getFeeds',
      seller: rq.account.seller,
      filter: { ...filter, from: filter.from + filter.size },
    });
  }
  return json(200, body);
}

function getFeedDocument(sim, rq) {
  const q = queryOf(rq, ['enableContentEncodingUrlHeader']);
  const flag = q.enableContentEncodingUrlHeader;
  if (flag !== undefined && flag !== 'true' && flag !== 'false') {
    throw invalid('enableContentEncodingUrlHeader must be true or false.');
  }
  const doc = sim.documents.get(rq.values.document);
  const gone = refuse(404, 'The feed document does not exist.');
  if (!doc || doc.seller !== rq.account.seller) throw gone;
  if (doc.kind === 'report' && sim.now() - doc.created > 28 * DAY) throw gone;
  if (doc.kind === 'input' && doc.content === null) throw gone;
  const extra = flag === 'true' && doc.compression ? { 'response-content-encoding': 'gzip' } : {};
  const body = { feedDocumentId: doc.id, url: presign(sim, 'GET', `download/${doc.id}`, extra) };
  if (doc.compression) body.compressionAlgorithm = doc.compression;
  return json(200, body);
}

function cancelFeed(sim, rq) {
  queryOf(rq, []);
  const feed = visibleFeed(sim, rq);
  if (feed.status !== 'IN_QUEUE') throw invalid(`Feed ${feed.id} is ${feed.status} and cannot be cancelled.`);
  sim.endFeed(feed, 'CANCELLED');
  return empty(200);
}

module.exports = { createFeedDocument, createFeed, getFeed, getFeeds, getFeedDocument, cancelFeed, TYPES };
