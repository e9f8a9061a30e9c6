'use strict';

const fs = require('node:fs');
const { Clock } = require('./clock');
const { Sim } = require('./sim');
const { createServer } = require('./wire');
const { makeTls } = require('./tls');
const { BadInput } = require('./check');
const { present } = require('./schema');

const USAGE = 'usage: serve --world FILE [--port N] [--faults FILE] [--clock EPOCH] [--tls [--tls-name NAME]] [--no-schema] [--log FILE]';
const WITH_VALUE = ['port', 'world', 'faults', 'clock', 'log', 'tls-name'];
const PLAIN = ['tls', 'no-schema'];

function parseArguments(args) {
  const out = {};
  for (let i = 0; i < args.length; i += 1) {
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(args[i]) || [];
    const takes = WITH_VALUE.includes(name);
    if (!takes && !PLAIN.includes(name)) throw new BadInput(`unknown argument ${args[i]}; ${USAGE}`);
    if (Object.hasOwn(out, name)) throw new BadInput(`--${name} stands there twice`);
    if (!takes) {
      if (inline !== undefined) throw new BadInput(`--${name} takes no value`);
      out[name] = true;
      continue;
    }
    const value = inline === undefined ? args[(i += 1)] : inline;
    if (value === undefined) throw new BadInput(`--${name} needs a value`);
    out[name] = value;
  }
  if (out['tls-name'] !== undefined && !out.tls) throw new BadInput('--tls-name goes with --tls');
  if (out.world === undefined) throw new BadInput(`--world is missing; ${USAGE}`);
  for (const name of ['port', 'clock']) {
    if (out[name] !== undefined && !/^\d{1,11}$/.test(out[name])) throw new BadInput(`--${name} must be a number`);
  }
  if (Number(out.port || 0) > 65535) throw new BadInput('--port must be 0 to 65535');
  return out;
}

function readJson(file, what) {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${what} ${file}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${what} ${file}: not valid JSON: ${error.message}`);
  }
}

function announce(sim, server, tls) {
  const base = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
  sim.base = base;
  const line = {
    api: base,
    lwa: `${base}/auth/o2/token`,
    storage: `${base}/_storage`,
    clock: `${base}/_sim/clock`,
    sim: `${base}/_sim`,
    pid: process.pid,
  };
  if (tls) line.ca = tls.ca;
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function start(options) {
  if (!options['no-schema'] && !present()) throw new BadInput('xmllint is not installed; --no-schema does without it');
  const sim = new Sim({
    world: readJson(options.world, 'world'),
    faults: options.faults ? readJson(options.faults, 'faults') : [],
    clock: new Clock(options.clock === undefined ? null : Number(options.clock)),
    schema: !options['no-schema'],
  });
  const log = options.log ? fs.createWriteStream(options.log, { flags: 'a' }) : null;
  const tls = options.tls ? makeTls(options['tls-name']) : null;
  if (tls) process.on('exit', tls.remove);
  const server = createServer(sim, { tls: tls && tls.options, log });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  server.on('error', (error) => {
    process.stderr.write(`serve: ${error.message}\n`);
    process.exit(2);
  });
  server.listen(Number(options.port || 0), '127.0.0.1', () => announce(sim, server, tls));
}

function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  try {
    start(parseArguments(args));
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    process.stderr.write(`serve: ${error.message}\n`);
    process.exit(2);
  }
}

module.exports = { main };
