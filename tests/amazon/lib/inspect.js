'use strict';

const c = require('./check');
const { json } = require('./answer');

const parse = (rq) => {
  if (rq.body.length === 0) return {};
  try {
    return JSON.parse(rq.body.toString('utf8'));
  } catch {
    return c.bad('body', 'is not valid JSON');
  }
};
const body = (rq, fields) => c.object(fields)(parse(rq), 'body');

function orderState(order) {
  const { past, changes, poisonSeen, ...state } = order;
  return state;
}

const feedState = (f) => ({
  seller: f.seller,
  id: f.id,
  type: f.type,
  marketplaces: f.marketplaces,
  status: f.status,
  created: f.created,
  started: f.started,
  ended: f.ended,
  orders: [...f.orders],
  bytes: f.content.length,
  fate: f.fate,
});

// Whole seconds stay whole: a frozen clock never gets a fraction by itself.
const clockOf = (sim) => ({ now: sim.clock.now() });

const GET = {
  clock: (sim) => clockOf(sim),
  effects: (sim) => ({ effects: sim.effects }),
  violations: (sim) => ({ violations: sim.violations }),
  notes: (sim) => ({ notes: sim.notes }),
  requests: (sim) => sim.log.report(),
  orders: (sim) => ({ orders: [...sim.orders.values()].map(orderState) }),
  feeds: (sim) => ({ feeds: [...sim.feeds.values()].flat().map(feedState) }),
  buckets: (sim) => ({ buckets: sim.buckets.report(sim.clock.now()) }),
};

function move(sim, act) {
  act();
  sim.advance();
  return clockOf(sim);
}

const POST = {
  clock: (sim, rq) => move(sim, () => sim.clock.until(body(rq, { until: [c.positive] }).until)),
  advance: (sim, rq) => move(sim, () => sim.clock.advance(body(rq, { seconds: [c.positive] }).seconds)),
  victim: (sim, rq) => {
    const { pid } = body(rq, { pid: [c.nullable(c.integer(2))] });
    if (pid === process.pid) c.bad('body.pid', 'is the simulator itself');
    sim.victims = pid === null ? [] : [pid];
    return { victim: pid };
  },
  faults: (sim, rq) => {
    const list = parse(rq);
    sim.setFaults(list);
    return { faults: list.length };
  },
  world: (sim, rq) => {
    const value = parse(rq);
    if (value.replace === true) {
      const { replace, ...world } = value;
      sim.reset({ world, clock: sim.clock.frozen ? sim.clock.now() : null });
    } else {
      const { replace, ...patch } = value;
      for (const key of ['orders', 'accounts'])
        if (patch[key] !== undefined) c.list(c.anything)(patch[key], `body.${key}`);
      sim.merge(patch);
    }
    return { orders: sim.orders.size, accounts: sim.accounts.size };
  },
  reset: (sim, rq) => {
    sim.reset(
      body(rq, {
        world: [c.anything, undefined],
        faults: [c.anything, undefined],
        clock: [c.nullable(c.epoch), undefined],
      }),
    );
    return clockOf(sim);
  },
};

// The doors for tests. They are no part of Amazon and count nowhere.
function inspect(sim, rq) {
  const name = rq.path.slice('/_sim/'.length);
  const table = rq.method === 'GET' ? GET : POST;
  if (!['GET', 'POST'].includes(rq.method) || !Object.hasOwn(table, name)) return json(404, { error: 'no such page' });
  try {
    sim.advance();
    return json(200, table[name](sim, rq));
  } catch (error) {
    if (error instanceof c.BadInput) return json(400, { error: error.message });
    throw error;
  }
}

module.exports = { inspect };
