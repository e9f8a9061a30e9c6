'use strict';

// Holds answers and accepted requests against Amazon's own OpenAPI models,
// where a folder with them is at hand.
const fs = require('node:fs');
const path = require('node:path');

const FILES = ['feeds_2021-06-30.json', 'orders_2026-01-01.json', 'ordersV0.json'];
const ROOT = path.resolve(__dirname, '..', '..', '..');

function folder() {
  const named = process.env.STATUSSYNC_AMAZON_MODELS;
  const tried = named ? [named] : [path.resolve(ROOT, '..', 'shared', 'amazon-models')];
  return tried.find((dir) => FILES.every((f) => fs.existsSync(path.join(dir, f)))) || null;
}

let loaded;
function models() {
  if (loaded === undefined) {
    const dir = folder();
    loaded = dir && FILES.map((f) => JSON.parse(fs.readFileSync(path.join(dir, f), 'utf8')));
  }
  return loaded;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function typeFault(value, schema) {
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? null : 'is no string';
    case 'integer':
      return Number.isInteger(value) ? null : 'is no whole number';
    case 'number':
      return typeof value === 'number' ? null : 'is no number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'is neither true nor false';
    case 'array':
      return Array.isArray(value) ? null : 'is no list';
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value) ? null : 'is no object';
    default:
      return null;
  }
}

// Keys the model does not name are faults too: the models leave them open,
// but an answer with an invented key would teach a client what is not there.
function objectFaults(doc, value, schema, place, out) {
  for (const key of schema.required || []) if (!(key in value)) out.push(`${place}.${key} is missing`);
  for (const [key, inner] of Object.entries(value)) {
    const known = (schema.properties || {})[key] || schema.additionalProperties;
    if (!known) out.push(`${place}.${key} is not in the model`);
    else faults(doc, inner, known, `${place}.${key}`, out);
  }
}

function faults(doc, value, given, place, out) {
  const schema = given.$ref ? doc.definitions[given.$ref.split('/').pop()] : given;
  const wrong = typeFault(value, schema);
  if (wrong) return out.push(`${place} ${wrong}`);
  if (schema.enum && !schema.enum.includes(value)) out.push(`${place}: ${value} is not one of the model's values`);
  if (schema.format === 'date-time' && !DATE_TIME.test(value)) out.push(`${place}: ${value} is no date-time`);
  if (Array.isArray(value)) {
    if (schema.maxItems !== undefined && value.length > schema.maxItems) out.push(`${place} has too many entries`);
    if (schema.minItems !== undefined && value.length < schema.minItems) out.push(`${place} has too few entries`);
    value.forEach((entry, i) => faults(doc, entry, schema.items, `${place}[${i}]`, out));
  } else if (value !== null && typeof value === 'object') {
    objectFaults(doc, value, schema, place, out);
  }
  return out;
}

function operation(method, pathname) {
  for (const doc of models() || []) {
    for (const [template, methods] of Object.entries(doc.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      const op = methods[method.toLowerCase()];
      if (op && pattern.test(pathname)) return { doc, op };
    }
  }
  return null;
}

function queryFaults(op, query, out) {
  for (const [name, value] of query) {
    const p = op.parameters.find((q) => q.in === 'query' && q.name === name);
    if (!p) {
      out.push(`query ${name} is not in the model`);
      continue;
    }
    const values = p.type === 'array' ? value.split(',') : [value];
    if (p.maxItems && values.length > p.maxItems) out.push(`query ${name} has too many entries`);
    const allowed = p.enum || (p.items && p.items.enum);
    if (allowed && values.some((v) => !allowed.includes(v))) out.push(`query ${name} has an unknown value`);
    if (p.format === 'date-time' && !DATE_TIME.test(value)) out.push(`query ${name} is no date-time`);
    if (
      p.type === 'integer' &&
      !(/^\d+$/.test(value) && value >= (p.minimum || 0) && value <= (p.maximum || Infinity))
    ) {
      out.push(`query ${name} is out of range`);
    }
  }
}

function answerFaults(doc, op, answer, out) {
  const spec = op.responses[String(answer.status)];
  if (!spec) {
    out.push(`status ${answer.status} is not in the model of ${op.operationId}`);
    return;
  }
  const header = (name) => Object.keys(spec.headers || {}).some((h) => h.toLowerCase() === name);
  for (const name of ['x-amzn-requestid', 'x-amzn-ratelimit-limit']) {
    if (answer.headers[name] !== undefined && !header(name)) out.push(`${name} does not belong to ${answer.status}`);
  }
  if (answer.headers['x-amzn-requestid'] === undefined) out.push('x-amzn-requestid is missing');
  if (!spec.schema) {
    if (answer.body.length) out.push('a body where the model has none');
    return;
  }
  faults(doc, JSON.parse(answer.body.toString('utf8')), spec.schema, 'answer', out);
}

const seen = new Map();

// Faults of one exchange; null where the models do not know the operation.
function exchangeFaults({ method, url, body }, answer) {
  const [pathname, search = ''] = url.split('?');
  const found = operation(method, pathname);
  if (!found) return null;
  const { doc, op } = found;
  const out = [];
  answerFaults(doc, op, answer, out);
  if (answer.status < 300) {
    const spec = op.parameters ? op.parameters.find((p) => p.in === 'body') : null;
    if (spec) faults(doc, JSON.parse(body.toString('utf8')), spec.schema, 'request', out);
    queryFaults(op, new URLSearchParams(search), out);
  }
  const key = `${op.operationId} ${answer.status}`;
  seen.set(key, (seen.get(key) || 0) + 1);
  return out;
}

module.exports = { models, folder, exchangeFaults, seen };
