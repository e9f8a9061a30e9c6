'use strict';

const path = require('node:path');
const { spawnSync } = require('node:child_process');

const XSD = path.join(__dirname, '..', 'schema', 'order-feed.xsd');

// null when valid, or { line, text }. xmllint reads standard input, so that
// no shop data ever lies on disk.
function validate(bytes) {
  const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', XSD, '-'], {
    input: bytes,
    maxBuffer: 1 << 26,
    encoding: 'utf8',
  });
  if (run.error) throw new Error(`xmllint: ${run.error.message}`);
  if (run.status === 0) return null;
  const first = (run.stderr || '').split('\n')[0];
  const m = /^-:(\d+): (?:element \S+: )?(?:Schemas validity error : )?(.*)$/.exec(first);
  return { line: m ? Number(m[1]) : 1, text: m ? m[2] : first || `xmllint ended with ${run.status}` };
}

const present = () => !spawnSync('xmllint', ['--version'], { stdio: 'ignore' }).error;

module.exports = { validate, present };
