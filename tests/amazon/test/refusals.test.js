'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const TEXT = fs.readFileSync(path.join(__dirname, '..', 'refusals.md'), 'utf8');
const written = [...TEXT.matchAll(/^\| R(\d+) \| (.+) \| (.+) \| (.+) \|$/gm)].map((m) => Number(m[1]));
const tested = fs
  .readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.js'))
  .flatMap((name) =>
    [...fs.readFileSync(path.join(__dirname, name), 'utf8').matchAll(/^refusal\((\d+), /gm)].map((m) => Number(m[1])),
  );

test('the numbers of refusals.md run from 1 without a gap, 60 or more', () => {
  assert.ok(written.length >= 60);
  assert.deepStrictEqual(
    written,
    written.map((_, i) => i + 1),
  );
});
test('every number has one test, and every test a number', () => {
  assert.deepStrictEqual(
    [...tested].sort((a, b) => a - b),
    written,
  );
});
test('every refusal is tested without a client of ours', () => {
  for (const name of fs.readdirSync(__dirname)) {
    const used = [...fs.readFileSync(path.join(__dirname, name), 'utf8').matchAll(/require\('([^']+)'\)/g)].map(
      (m) => m[1],
    );
    for (const from of used) assert.match(from, /^(node:|\.\.\/(lib|testlib)\/)/, `${name} uses ${from}`);
  }
});
