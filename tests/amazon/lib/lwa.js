'use strict';

const { Refusal, json } = require('./answer');

const FIELDS = ['grant_type', 'refresh_token', 'client_id', 'client_secret', 'scope', 'redirect_uri', 'code'];

const refuse = (status, error, description) => new Refusal(status, error, description);
const invalidRequest = (text) => refuse(400, 'invalid_request', text);

function formOf(rq) {
  const type = (rq.headers['content-type'] || '').toLowerCase();
  if (!/^application\/x-www-form-urlencoded\s*(;\s*charset=utf-8\s*)?$/.test(type)) {
    throw invalidRequest('The request has an unsupported content type.');
  }
  if (rq.query.length > 0) throw invalidRequest('Parameters belong in the body.');
  const form = {};
  for (const [name, value] of new URLSearchParams(rq.body.toString('latin1'))) {
    if (Object.hasOwn(form, name)) throw invalidRequest(`The request has a repeated parameter: ${name}`);
    if (!FIELDS.includes(name)) continue;
    form[name] = value;
  }
  return form;
}

function need(form, name) {
  if (!form[name]) throw invalidRequest(`The request is missing a required parameter : ${name}`);
  return form[name];
}

function accountOf(sim, form) {
  const clientId = need(form, 'client_id');
  const secret = need(form, 'client_secret');
  const refreshToken = need(form, 'refresh_token');
  const app = [...sim.accounts.values()].filter((a) => a.client_id === clientId);
  const failed = refuse(401, 'invalid_client', 'Client authentication failed');
  if (app.length === 0 || !app.some((a) => a.client_secret === secret)) throw failed;
  if (app.some((a) => a.client_secret === secret && a.secret_expired)) throw failed;
  const account = app.find((a) => a.refresh_token === refreshToken && a.client_secret === secret);
  if (!account || account.revoked) {
    throw refuse(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
  }
  return account;
}

function token(sim, rq) {
  if (rq.headers['x-amz-access-token']) {
    sim.violation('token_to_lwa', 'an access token was sent to the token endpoint', {});
  }
  const form = formOf(rq);
  const grant = need(form, 'grant_type');
  if (grant !== 'refresh_token') {
    throw refuse(400, 'unsupported_grant_type', 'The authorization grant type is not supported by the server');
  }
  const account = accountOf(sim, form);
  const { lifetime, expires_in_type: type, length, refresh_token: withRefresh } = sim.world.token;
  const access = sim.issueToken(account.seller, lifetime, length);
  const body = {
    access_token: access,
    token_type: 'bearer',
    expires_in: type === 'string' ? String(lifetime) : lifetime,
  };
  if (withRefresh) body.refresh_token = account.refresh_token;
  return json(200, body, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

module.exports = { token };
