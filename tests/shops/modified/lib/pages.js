'use strict';

const PAGES = ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron'];

// Something that each page writes when it is posted.
const WRITES = {
  settings: { do: 'save', sync: 'off' }, expert: { do: 'save', sync: 'off' }, access: { do: 'save', name: 'x', seller: 'A1', client_id: 'c', region: 'eu' },
  setup: { do: 'release' }, overview: { do: 'now' }, log: { do: 'retry' }, preview: { do: 'make' }, cron: { make: '1' },
};

// POSTs from inside a page of the session, as a forged or a real form would.
const post = (page, address, fields) => page.evaluate(async ([to, body]) => {
  const answer = await fetch(to, { method: 'POST', body: new URLSearchParams(body), redirect: 'follow' });
  return { status: answer.status, text: await answer.text() };
}, [address, fields]);

// The token of the first form that writes: of the page that is open, or of an answer.
const tokenIn = (page, text = null) => page.evaluate((html) => {
  const { forms } = html === null ? document : new DOMParser().parseFromString(html, 'text/html');
  const form = [...forms].find((one) => one.method === 'post');
  const field = form && [...form.elements].find((one) => one.type === 'hidden' && one.name !== 'do');
  return field ? { [field.name]: field.value } : {};
}, text);

module.exports = { PAGES, WRITES, post, tokenIn };
