'use strict';

const { OPERATIONS } = require('./routes');

const KEPT = 1000;

// Counts every request, and keeps the last ones for a look. Query strings are
// kept only where they can hold no secret.
class RequestLog {
  constructor() {
    this.counts = Object.fromEntries(
      OPERATIONS.map((op) => [op, { total: 0, ok: 0, refused: 0, throttled: 0, dropped: 0 }]),
    );
    this.sellers = {};
    this.last = [];
    this.total = 0;
  }

  begin(entry) {
    this.total += 1;
    this.counts[entry.op].total += 1;
    entry.n = this.total;
    this.last.push(entry);
    if (this.last.length > 2 * KEPT) this.last = this.last.slice(-KEPT);
    if (entry.seller) {
      const mine = this.sellers[entry.seller] || (this.sellers[entry.seller] = {});
      mine[entry.op] = (mine[entry.op] || 0) + 1;
    }
    return entry;
  }

  end(entry, status) {
    const count = this.counts[entry.op];
    entry.status = status;
    if (status === 0) count.dropped += 1;
    else if (status === 429) count.throttled += 1;
    else if (status < 400) count.ok += 1;
    else count.refused += 1;
  }

  report() {
    return { counts: this.counts, sellers: this.sellers, last: this.last.slice(-KEPT) };
  }
}

module.exports = { RequestLog };
