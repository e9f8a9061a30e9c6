'use strict';

// Requests a second and burst, per seller and operation.
const RATES = {
  createFeedDocument: [0.5, 15],
  createFeed: [0.0083, 15],
  getFeed: [2, 15],
  getFeeds: [0.0222, 10],
  getFeedDocument: [0.0222, 10],
  cancelFeed: [2, 15],
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  confirmShipment: [2, 10],
};
const PATIENCE = 5;

// Token buckets on the simulated clock.
class Buckets {
  constructor(overrides) {
    this.off = overrides === 'off';
    this.rates = this.off ? RATES : { ...RATES, ...overrides };
    this.buckets = new Map();
  }

  rateOf(op) {
    return this.rates[op];
  }

  // true: one token taken; false: over the bucket. `pushy` tells that the
  // client keeps knocking without a pause.
  take(seller, op, now) {
    if (this.off || !this.rates[op]) return { granted: true, pushy: false };
    const [rate, burst] = this.rates[op];
    const key = `${seller} ${op}`;
    let b = this.buckets.get(key);
    if (!b) this.buckets.set(key, (b = { tokens: burst, at: now, refusedAt: -Infinity, row: 0 }));
    b.tokens = Math.min(burst, b.tokens + Math.max(0, now - b.at) * rate);
    b.at = now;
    // A hair of tolerance: sums of seconds on a float must not cost a token.
    if (b.tokens >= 1 - 1e-6) {
      b.tokens -= 1;
      b.row = 0;
      return { granted: true, pushy: false };
    }
    const pause = Math.min(10, rate > 0 ? 0.5 / rate : 10);
    b.row = now - b.refusedAt < pause ? b.row + 1 : 1;
    b.refusedAt = now;
    return { granted: false, pushy: b.row === PATIENCE + 1 };
  }

  report(now) {
    return Object.fromEntries(
      [...this.buckets].map(([key, b]) => {
        const [rate, burst] = this.rates[key.split(' ')[1]];
        return [key, Math.min(burst, b.tokens + Math.max(0, now - b.at) * rate)];
      }),
    );
  }
}

module.exports = { Buckets, RATES };
