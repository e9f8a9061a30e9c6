'use strict';

// What the shop's tables hold of each order once every event has happened,
// and the facts on the way there that an expectation needs.

const ZONE = 'Europe/Berlin';
const WALL = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

// The shop writes wall clock time; in the hour that comes twice in autumn the
// earlier reading counts.
function asWritten(at) {
  const wall = (epoch) => WALL.format(new Date(epoch * 1000));
  return wall(at - 3600) === wall(at) ? at - 3600 : at;
}

function insert(state, event) {
  const { row } = event;
  if (event.table === 'orders') Object.assign(state, { status: row.orders_status, gone: false });
  if (event.table === 'orders_tracking') state.tracking.push({ ...row, at: event.at });
  if (event.table === 'orders_status_history')
    state.history.push({ status: row.orders_status_id, at: asWritten(row.date_added.time) });
}

function change(state, event) {
  if (event.table === 'orders') {
    state.status = event.set.orders_status;
    state.statuses.push({ status: state.status, at: event.at });
  }
  if (event.table === 'orders_total') state.zero = true;
  if (event.table !== 'orders_tracking') return;
  const row = state.tracking.find((t) => t.tracking_id === event.where.tracking_id);
  state.before.push({ ...row });
  Object.assign(row, event.set);
}

function remove(state, event) {
  if (event.table === 'orders') state.gone = true;
  if (event.table !== 'orders_tracking' || event.where.tracking_id === undefined) return;
  const row = state.tracking.find((t) => t.tracking_id === event.where.tracking_id);
  state.before.push({ ...row });
  state.tracking.splice(state.tracking.indexOf(row), 1);
}

// shop order id -> {status, statuses, history, tracking, before, gone, zero};
// `before` are rows as they were until they were changed or deleted.
function replay(world) {
  const states = new Map();
  const events = world.shop.events.map((e, n) => ({ e, n })).sort((a, b) => a.e.at - b.e.at || a.n - b.n);
  for (const { e } of events) {
    if (!states.has(e.order)) {
      states.set(e.order, { history: [], statuses: [], tracking: [], before: [], gone: true, zero: false });
    }
    ({ insert, update: change, delete: remove })[e.do](states.get(e.order), e);
  }
  return states;
}

module.exports = { replay, asWritten };
