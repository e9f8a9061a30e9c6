'use strict';

// Numbers as the trade writes them, with right check digits: the simulated
// Amazon and the product's own carrier checks are strict.

// Deterministic random numbers (mulberry32): the same seed is the same world.
class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  int(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  digits(n) {
    return Array.from({ length: n }, () => this.int(0, 9)).join('');
  }
}

// GS1: weights 3 and 1 from the right, without the check digit itself.
function gs1(body) {
  const sum = [...body].reverse().reduce((n, d, i) => n + Number(d) * (i % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

// UPS: letters count as (code - 63) mod 10, every second place double.
function ups(body) {
  const value = (c) => (/\d/.test(c) ? Number(c) : (c.charCodeAt(0) - 63) % 10);
  const sum = [...body].reduce((n, c, i) => n + value(c) * (i % 2 === 0 ? 1 : 2), 0);
  return String((10 - (sum % 10)) % 10);
}

// Universal Postal Union S10.
function s10(body) {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const check = 11 - (weights.reduce((n, w, i) => n + w * Number(body[i]), 0) % 11);
  return String(check === 10 ? 0 : check === 11 ? 5 : check);
}

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

// A number for each carrier name of the shop.
const MAKERS = {
  DHL(r) {
    const body = `00340434${r.digits(11)}`;
    return r.next() < 0.85 ? body + gs1(body) : `${r.int(1, 9)}${r.digits(11)}`;
  },
  DPD: (r) => `0${r.int(1, 9)}${r.digits(12)}`,
  GLS: (r) => `${r.int(1, 9)}${r.digits(r.int(10, 11))}`,
  UPS(r) {
    const shipper = `${r.pick([...LETTERS])}${r.digits(2)}${r.pick([...LETTERS])}${r.digits(2)}`;
    const body = `${shipper}${r.pick(['03', '68', 'YW'])}${r.digits(7)}`;
    return `1Z${body}${ups(body)}`;
  },
  HERMES: (r) => (r.next() < 0.6 ? `H100${r.digits(16)}` : `${r.int(1, 9)}${r.digits(13)}`),
  POST(r) {
    const body = r.digits(8);
    return `R${r.pick(['A', 'R', 'T'])}${body}${s10(body)}DE`;
  },
  FEDEX: (r) => `${r.int(1, 9)}${r.digits(11)}`,
  TNT: (r) => `${r.int(1, 9)}${r.digits(8)}`,
  Bote: (r) => `RK-2026-${r.int(1, 9)}${r.digits(5)}`,
  'Lager Nord': (r) => `LN${r.int(1, 9)}${r.digits(6)}`,
  'Spedition Huber': (r) => `SH${r.int(1, 9)}${r.digits(6)}`,
};

const PREFIXES = ['028', '302', '303', '304', '305', '306'];
const WARES = ['TASSE', 'LAMPE', 'STUHL', 'KABEL', 'REGAL', 'TUCH', 'PFANNE', 'BUCH'];
const COLOURS = ['BL', 'RT', 'GN', 'SW', 'WS'];

// Hands out numbers, none twice.
class Numbers {
  constructor(seed) {
    this.random = new Random(seed);
    this.used = new Set();
  }

  fresh(make) {
    for (;;) {
      const text = make(this.random);
      if (!this.used.has(text)) {
        this.used.add(text);
        return text;
      }
    }
  }

  tracking(carrier) {
    return this.fresh(MAKERS[carrier]);
  }

  order() {
    return this.fresh((r) => `${r.pick(PREFIXES)}-${r.digits(7)}-${r.digits(7)}`);
  }

  item() {
    return this.fresh((r) => `${r.int(1, 9)}${r.digits(13)}`);
  }

  sku() {
    return `${this.random.pick(WARES)}-${this.random.pick(COLOURS)}-${this.random.digits(3)}`;
  }
}

module.exports = { Random, Numbers, MAKERS, gs1, ups, s10 };
