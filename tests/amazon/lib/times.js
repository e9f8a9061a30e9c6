'use strict';

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

// RFC 3339 date-time to epoch seconds; null when it is not one. Days that do
// not exist (30 February) are refused, where Date.parse would roll them over.
function parseIso(text, { zone = 'required', local = 'UTC' } = {}) {
  const m = ISO.exec(text);
  if (!m) return null;
  if (!m[8] && zone === 'required') return null;
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + Number(m[7] || 0);
  if (!m[8]) return wall - zoneOffset(wall, local);
  if (m[8] === 'Z') return wall;
  const [h, min] = m[8].slice(1).split(':').map(Number);
  if (h > 14 || min > 59) return null;
  return wall - (m[8][0] === '-' ? -1 : 1) * (h * 3600 + min * 60);
}

// Offset of a zone at a wall clock time; the earlier one where it is ambiguous.
function zoneOffset(wall, zone) {
  const offsetAt = (epoch) => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(new Date(epoch * 1000));
    const get = (type) => Number(parts.find((p) => p.type === type).value);
    return (
      Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second')) / 1000 -
      Math.floor(epoch)
    );
  };
  // The offset of the day before is the earlier reading, if it gives this wall clock time at all.
  const before = offsetAt(wall - 86400);
  if (offsetAt(wall - before) === before) return before;
  return offsetAt(wall - offsetAt(wall));
}

// Orders answer whole seconds, feeds answer milliseconds, as Amazon's own examples do.
function iso(epoch) {
  return new Date(Math.floor(epoch) * 1000).toISOString().replace('.000Z', 'Z');
}

function isoMillis(epoch) {
  return new Date(Math.floor(epoch * 1000)).toISOString();
}

function httpDate(epoch) {
  return new Date(Math.floor(epoch) * 1000).toUTCString();
}

function amzDate(epoch) {
  return iso(epoch).replace(/[-:]/g, '');
}

module.exports = { parseIso, iso, isoMillis, httpDate, amzDate };
