'use strict';

const c = require('./check');
const { OPERATIONS } = require('./routes');
const { LIE_NAMES } = require('./report');

const WHATS = [
  'refuse',
  'status',
  'drop_before',
  'drop_after',
  'slow',
  'truncate',
  'garbage',
  'html',
  'kill_client',
  'redirect',
  'wrong_type',
  'missing_field',
  'fate',
];
const FATE = ['feed_stuck', 'end', 'apply', 'report', 'report_as', 'lie', 'queue', 'process'];

const rule = c.object({
  op: [c.oneOf('*', ...OPERATIONS)],
  call: [c.either(c.integer(1), c.list(c.integer(1), 1), c.oneOf('every')), 'every'],
  seller: [c.string, undefined],
  order: [c.string, undefined],
  what: [c.oneOf(...WHATS), undefined],
  when: [c.oneOf('before', 'after'), undefined],
  status: [c.integer(100), undefined],
  code: [c.string, undefined],
  message: [c.string, undefined],
  body: [c.anything, undefined],
  headers: [c.map(c.string), undefined],
  location: [c.string, undefined],
  field: [c.string, undefined],
  value: [c.anything, undefined],
  seconds: [c.positive, undefined],
  clock_seconds: [c.positive, undefined],
  bytes: [c.integer(0), undefined],
  feed_stuck: [c.oneOf('IN_QUEUE', 'IN_PROGRESS'), undefined],
  end: [c.oneOf('DONE', 'FATAL', 'CANCELLED'), undefined],
  apply: [c.oneOf('none', 'some', 'all'), undefined],
  report: [c.boolean, undefined],
  report_as: [
    c.object({
      language: [c.oneOf('en', 'de'), undefined],
      gzip: [c.boolean, undefined],
      mislabel: [c.oneOf('none', 'labelled_not_gzip', 'gzip_not_labelled'), undefined],
      encoding: [c.oneOf('UTF-8', 'windows-1252', 'iso-8859-1'), undefined],
      additional_info: [c.boolean, undefined],
    }),
    undefined,
  ],
  lie: [c.oneOf(...LIE_NAMES), undefined],
  queue: [c.positive, undefined],
  process: [c.positive, undefined],
});

function checkRule(value, place) {
  const r = rule(value, place);
  const fated = FATE.filter((key) => r[key] !== undefined);
  if (r.what === undefined) r.what = 'fate';
  if (r.what === 'fate') {
    if (fated.length === 0) c.bad(place, '"what" is missing');
    const allowed = r.op === 'createFeed' || (r.op === 'confirmShipment' && r.lie === 'report_success_but_not_stored');
    if (!allowed) c.bad(place, `${fated[0]} goes with op createFeed`);
  }
  if (['wrong_type', 'missing_field'].includes(r.what) && !r.field) c.bad(place, '"field" is missing');
  return r;
}

// Each rule counts the calls that match it, from the moment it was installed.
class Faults {
  constructor(list) {
    this.rules = c
      .list(checkRule)(list, 'faults')
      .map((r) => ({ ...r, seen: 0 }));
  }

  pick(op, { seller, names }) {
    const found = { fault: null, fate: {} };
    for (const r of this.rules) {
      if (r.op !== '*' && r.op !== op) continue;
      if (r.seller !== undefined && r.seller !== seller) continue;
      if (r.order !== undefined && !names(r.order)) continue;
      r.seen += 1;
      const due = r.call === 'every' || [r.call].flat().includes(r.seen);
      if (!due) continue;
      if (r.what !== 'fate' && found.fault === null) found.fault = r;
      for (const key of [...FATE, ...(r.what === 'fate' ? ['seconds'] : [])])
        if (r[key] !== undefined) found.fate[key] = r[key];
    }
    return found;
  }
}

module.exports = { Faults };
