'use strict';

// Strict checks for documents written by people (world, faults, inspection
// bodies): every unknown key and every wrong type is named with its place.
class BadInput extends Error {}

function bad(place, text) {
  throw new BadInput(`${place}: ${text}`);
}

const string = (value, place) => {
  if (typeof value !== 'string' || value === '') bad(place, 'must be a non-empty string');
  return value;
};
const text = (value, place) => {
  if (typeof value !== 'string') bad(place, 'must be a string');
  return value;
};
const boolean = (value, place) => {
  if (typeof value !== 'boolean') bad(place, 'must be true or false');
  return value;
};
const number = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) bad(place, 'must be a number');
  return value;
};
const positive = (value, place) => {
  if (number(value, place) < 0) bad(place, 'must not be negative');
  return value;
};
const integer = (min) => (value, place) => {
  if (!Number.isInteger(value) || value < min) bad(place, `must be a whole number, ${min} or more`);
  return value;
};
const epoch = (value, place) => {
  if (!Number.isInteger(value) || value < 0 || value > 32503680000) bad(place, 'must be epoch seconds');
  return value;
};
const anything = (value) => value;
const nullable = (rule) => (value, place) => (value === null ? null : rule(value, place));
const oneOf =
  (...values) =>
  (value, place) => {
    if (!values.includes(value)) bad(place, `must be one of ${values.map((v) => JSON.stringify(v)).join(', ')}`);
    return value;
  };
const either =
  (...rules) =>
  (value, place) => {
    const said = [];
    for (const rule of rules) {
      try {
        return rule(value, place);
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
        said.push(error.message.slice(place.length + 2));
      }
    }
    return bad(place, said.join(', or '));
  };
const matching = (pattern, what) => (value, place) => {
  if (typeof value !== 'string' || !pattern.test(value)) bad(place, `must be ${what}`);
  return value;
};
const regex = (value, place) => {
  try {
    return new RegExp(string(value, place)).source;
  } catch (error) {
    if (error instanceof BadInput) throw error;
    return bad(place, 'must be a regular expression');
  }
};
const list =
  (rule, min = 0) =>
  (value, place) => {
    if (!Array.isArray(value)) bad(place, 'must be a list');
    if (value.length < min) bad(place, `must have ${min} or more entries`);
    return value.map((entry, i) => rule(entry, `${place}[${i}]`));
  };
const map = (rule) => (value, place) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) bad(place, 'must be an object');
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rule(v, `${place}.${k}`)]));
};

// fields: name -> [rule, default]; without a default the key is required,
// with undefined as the default it is simply optional.
function object(fields) {
  return (value, place, { partial = false } = {}) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) bad(place, 'must be an object');
    for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) bad(place, `unknown key "${key}"`);
    const out = {};
    for (const [key, spec] of Object.entries(fields)) {
      if (Object.hasOwn(value, key)) out[key] = spec[0](value[key], `${place}.${key}`);
      else if (partial) continue;
      else if (spec.length < 2) bad(place, `"${key}" is missing`);
      else if (spec[1] !== undefined) out[key] = structuredClone(spec[1]);
    }
    return out;
  };
}

module.exports = {
  BadInput,
  bad,
  string,
  text,
  boolean,
  number,
  positive,
  integer,
  epoch,
  anything,
  nullable,
  oneOf,
  either,
  matching,
  regex,
  list,
  map,
  object,
};
