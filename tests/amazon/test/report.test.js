'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, order, id, FEEDS } = require('../testlib/sim');
const { ships } = require('../testlib/feed');

let amazon;
before(async () => {
  amazon = await start(['--no-schema']);
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1), order(2), order(3), order(4)], { rates: 'off' }));

const four = () => ships([1, 2, 3, 99].map((n, i) => ({ id: i + 1, order: id(n) })));
const run = async (fate) => {
  await amazon.sim('faults', [{ op: 'createFeed', call: 1, ...fate }]);
  return amazon.runFeed(four());
};
const count = async () => (await amazon.sim('effects')).effects.length;

test('reports come packed or plain, and labelled rightly or not', async () => {
  const cases = [
    [{ gzip: true }, true, 'GZIP'],
    [{ gzip: false }, false, undefined],
    [{ mislabel: 'labelled_not_gzip' }, false, 'GZIP'],
    [{ mislabel: 'gzip_not_labelled' }, true, undefined],
  ];
  for (const [settings, packed, label] of cases) {
    await amazon.reset([order(1)], { rates: 'off', report: settings });
    const { report } = await amazon.runFeed(four());
    assert.deepStrictEqual([report.raw[0] === 0x1f && report.raw[1] === 0x8b, report.labelled], [packed, label]);
    assert.strictEqual(report.counts[0], 4);
  }
});
test('reports may be in German and in one byte a character', async () => {
  await amazon.sim('world', { report: { language: 'de', encoding: 'windows-1252' } });
  const { report } = await amazon.runFeed(four());
  const text = new TextDecoder('windows-1252').decode(report.bytes);
  assert.match(text, /encoding="windows-1252"/);
  assert.match(text, /f\u00fcr den H\u00e4ndler/);
});
test('a feed may be stuck, in the queue or in progress', async () => {
  await amazon.sim('faults', [
    { op: 'createFeed', call: 1, feed_stuck: 'IN_QUEUE' },
    { op: 'createFeed', call: 3, feed_stuck: 'IN_PROGRESS', seconds: 5000 },
  ]);
  const feeds = [];
  for (const n of [1, 2, 3, 4]) feeds.push(await amazon.createFeed(ships([{ id: 1, order: id(n) }])));
  const states = async () =>
    Promise.all(feeds.map(async (f) => (await amazon.call('GET', `${FEEDS}/feeds/${f}`)).json.processingStatus));
  await amazon.advance(600);
  assert.deepStrictEqual(await states(), ['IN_QUEUE', 'DONE', 'IN_PROGRESS', 'IN_QUEUE']);
  amazon.tokens = {};
  await amazon.advance(5000);
  assert.deepStrictEqual(await states(), ['IN_QUEUE', 'DONE', 'DONE', 'DONE']);
  await amazon.call('DELETE', `${FEEDS}/feeds/${feeds[0]}`);
  assert.strictEqual((await states())[0], 'CANCELLED');
});
test('a feed may end FATAL with none, some or all of it done, or be cancelled by Amazon', async () => {
  for (const [apply, done] of [
    ['none', 0],
    ['some', 2],
    ['all', 3],
  ]) {
    await amazon.reset([order(1), order(2), order(3)], { rates: 'off' });
    const { feed, report } = await run({ end: 'FATAL', apply, report: apply === 'some' });
    assert.strictEqual(feed.processingStatus, 'FATAL');
    assert.strictEqual(report !== null, apply === 'some');
    assert.strictEqual(await count(), done);
  }
  await amazon.reset([order(1)], { rates: 'off' });
  const { feed } = await run({ end: 'CANCELLED' });
  assert.deepStrictEqual([feed.processingStatus, feed.processingStartTime, await count()], ['CANCELLED', undefined, 0]);
});

const LIES = {
  report_success_but_not_stored: (r, n) => r.counts.join() === '4,3,1,0' && n === 0,
  error_but_stored: (r, n) => r.results.length === 4 && n === 3,
  missing_messages: (r, n) => r.counts.join() === '2,2,0,0' && n === 2,
  counters_wrong: (r, n) => r.counts.join() === '5,3,1,0' && n === 3,
  foreign_message: (r, n) => r.results.some((x) => x.message === '1004') && n === 3,
  wrong_order: (r) => r.results.every((x) => x.order === '999-9999999-9999999') && r.results.length > 0,
  another_feed: (r, n, feed) => !r.xml.includes(`<DocumentTransactionID>${feed.feedId}<`) && n === 3,
  another_feed_refused: (r, n, feed) =>
    !r.xml.includes(`<DocumentTransactionID>${feed.feedId}<`) && r.results.map((x) => x.message).join() === '0' && n === 3,
  uncounted_refusal: (r) => r.results.map((x) => x.message + x.severity).join() === '0Error' && !r.xml.includes('ProcessingSummary'),
  warning_for_all: (r, n) => r.results.map((x) => x.message + x.severity).join() === '0Warning' && n === 3,
  two_results: (r) => r.results.map((x) => x.severity).join() === 'Warning,Error',
  message_zero: (r, n) => r.results.some((x) => x.message === '0') && n === 3,
  no_summary: (r) => !r.xml.includes('ProcessingSummary'),
  status_processing: (r) => r.status === 'Processing',
  status_rejected: (r) => r.status === 'Rejected',
  truncated_report: (r) => !r.xml.includes('</AmazonEnvelope>'),
  empty_report: (r) => r.xml === '',
  html_report: (r) => r.xml.startsWith('<!DOCTYPE html>'),
  flat_report: (r) => r.xml.startsWith('Feed Processing Summary:'),
  json_report: (r) => JSON.parse(r.xml).issues.length === 1,
  no_report: (r) => r === null,
};
for (const [lie, check] of Object.entries(LIES)) {
  test(`the report lies: ${lie}`, async () => {
    const { feed, report } = await run({ lie });
    assert.strictEqual(feed.processingStatus, 'DONE');
    assert.ok(check(report, await count(), feed), report && report.xml);
  });
}
test('every lie has its test', () => {
  assert.deepStrictEqual(Object.keys(LIES).sort(), [...require('../lib/report').LIE_NAMES].sort());
});
