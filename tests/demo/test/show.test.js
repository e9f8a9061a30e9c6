'use strict';

// What the demo says of itself is so: how many orders, and one thing is one thing.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { makeWorld } = require('../world');
const { extension } = require('../lib/serve');
const show = require('../lib/show');

function said(stream, work) {
  const write = stream.write;
  let text = '';
  stream.write = (part) => {
    text += part;
    return true;
  };
  try {
    work();
  } finally {
    stream.write = write;
  }
  return text;
}

test('as many orders as were asked for, and never fewer than show every kind', () => {
  const made = (orders) => makeWorld({ orders, seed: 1 }).orders.length;
  assert.deepStrictEqual([0, 5, 60, 80, 81, 150].map(made), [80, 80, 80, 80, 81, 150]);
});

test('it says how many orders it makes', () => {
  const begin = (orders, made, serve) => said(process.stderr, () => show.begin({ style: 'table', orders, serve }, made));
  assert.match(begin(5, 80, false), /^demo: 80 orders \(every kind is there; fewer than 80 have not\), .*--serve leaves/);
  assert.match(begin(500, 500, true), /^demo: 500 orders, several days[^;]*$/);
});

test('one of a thing is said in the singular, and intervals are no runs', () => {
  const facts = { runs: 56, seconds: 9, previewed: 1, stops: 0 };
  const found = { kinds: [], violations: [], quiet: [], faults: [], orders: [{ problems: [] }], seen: { effects: [1], counts: {} }, facts };
  const text = said(process.stdout, () => show.result('table', found));
  assert.match(text, /^1 order, 1 effect at Amazon, 56 runs \(an interval has two or more\) in 9 s$/m);
  assert.match(text, /first preview: 1 shipment waited/);
  const bar = said(process.stderr, () => show.progress('table').step(24, 24, 2));
  assert.doesNotMatch(bar, /run 24/);
});

test('the PHP of the pages has the extension that was built', () => {
  const php = process.env.PHP || 'php';
  const code = 'echo extension_loaded("statussync") ? "has" : "lacks";';
  assert.strictEqual(spawnSync(php, [...extension(php), '-r', code], { encoding: 'utf8' }).stdout, 'has');
});
