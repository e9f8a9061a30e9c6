'use strict';

// The simulated clock. Frozen: it moves only when told to. Otherwise it is
// the machine's time plus an offset, so that it can still be moved forward.
class Clock {
  constructor(epoch) {
    this.set(epoch);
  }

  set(epoch) {
    this.frozen = epoch !== null && epoch !== undefined;
    this.at = this.frozen ? epoch : 0;
    this.offset = 0;
  }

  now() {
    return this.frozen ? this.at : Date.now() / 1000 + this.offset;
  }

  // A client that sleeps on this clock asks for the moment it wants to wake;
  // several clients may do so, hence the maximum.
  until(moment) {
    const gap = moment - this.now();
    if (gap > 0) this.advance(gap);
  }

  advance(seconds) {
    if (this.frozen) this.at += seconds;
    else this.offset += seconds;
  }
}

module.exports = { Clock };
