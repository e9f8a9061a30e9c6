'use strict';

const http = require('node:http');
const path = require('node:path');
const readline = require('node:readline');
const { spawn } = require('node:child_process');

const SERVE = path.join(__dirname, '..', '..', 'amazon', 'serve');

// One simulated Amazon as a process of its own.
class Simulator {
  static start(worldFile, clock, faultsFile = '') {
    const args = [SERVE, '--world', worldFile, '--clock', String(clock)];
    if (faultsFile) args.push('--faults', faultsFile);
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the simulated Amazon ended (${code})`)));
      readline.createInterface({ input: child.stdout }).once('line', (line) => {
        child.removeAllListeners('exit');
        resolve(new Simulator(child, JSON.parse(line)));
      });
    });
  }

  constructor(child, addresses) {
    Object.assign(this, { child, ...addresses });
  }

  stop() {
    this.child.kill('SIGTERM');
  }

  ask(page, body) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const options = {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const request = http.request(`${this.sim}/${page}`, options, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const content = Buffer.concat(parts).toString('utf8');
          if (answer.statusCode === 200) resolve(JSON.parse(content));
          else reject(new Error(`${page}: ${content}`));
        });
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  async now() {
    return (await this.ask('clock')).now;
  }

  until(moment) {
    return this.ask('clock', { until: moment });
  }
}

module.exports = { Simulator };
