'use strict';

const zlib = require('node:zlib');
const { escapeXml } = require('./answer');

function info(r) {
  const parts = [];
  if (r.sku) parts.push(`<SKU>${escapeXml(r.sku)}</SKU>`);
  if (r.order) parts.push(`<AmazonOrderID>${escapeXml(r.order)}</AmazonOrderID>`);
  if (r.item) parts.push(`<AmazonOrderItemCode>${escapeXml(r.item)}</AmazonOrderItemCode>`);
  return parts.length ? `<AdditionalInfo>${parts.join('')}</AdditionalInfo>` : '';
}

function resultXml(r, withInfo) {
  return (
    `<Result><MessageID>${r.message}</MessageID><ResultCode>${r.severity}</ResultCode>` +
    `<ResultMessageCode>${r.code}</ResultMessageCode><ResultDescription>${escapeXml(r.text)}</ResultDescription>` +
    `${withInfo ? info(r) : ''}</Result>`
  );
}

// Counts as Amazon counts: a message with an Error has failed, a Warning is a
// success. A feed refused whole has processed nothing.
function countsOf(total, results) {
  const failed = new Set(results.filter((r) => r.severity === 'Error' && r.message !== '0').map((r) => r.message));
  const warned = new Set(results.filter((r) => r.severity === 'Warning').map((r) => r.message));
  const whole = total === 0 && results.length > 0;
  return {
    MessagesProcessed: total,
    MessagesSuccessful: total - failed.size,
    MessagesWithError: whole ? 1 : failed.size,
    MessagesWithWarning: warned.size,
  };
}

function envelope(run, settings) {
  const { seller, feed, status = 'Complete', counts, results } = run;
  const summary =
    counts === null
      ? ''
      : `<ProcessingSummary>${Object.entries(counts)
          .map(([k, v]) => `<${k}>${v}</${k}>`)
          .join('')}</ProcessingSummary>`;
  return (
    `<?xml version="1.0" encoding="${settings.encoding}"?>\n` +
    '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
    'xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">\n' +
    `<Header><DocumentVersion>1.02</DocumentVersion><MerchantIdentifier>${seller}</MerchantIdentifier></Header>\n` +
    '<MessageType>ProcessingReport</MessageType>\n<Message><MessageID>1</MessageID><ProcessingReport>\n' +
    `<DocumentTransactionID>${feed}</DocumentTransactionID><StatusCode>${status}</StatusCode>${summary}\n` +
    `${results.map((r) => `${resultXml(r, settings.additional_info)}\n`).join('')}` +
    '</ProcessingReport></Message>\n</AmazonEnvelope>\n'
  );
}

function encode(text, encoding) {
  if (encoding === 'UTF-8') return Buffer.from(text, 'utf8');
  // One byte a character; what does not fit stands as a reference.
  return Buffer.from(
    text.replace(/[\u0080-\u009f\u0100-\uffff]/gu, (ch) => `&#${ch.codePointAt(0)};`),
    'latin1',
  );
}

const OTHER_BODIES = {
  empty_report: () => '',
  html_report: () => '<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>',
  flat_report: () =>
    'Feed Processing Summary:\n\tNumber of records processed\t\t1\n\tNumber of records successful\t\t0\n\n' +
    'original-record-number\tsku\terror-code\terror-type\terror-message\n1\t\t90012\tError\tThe header is missing.\n',
  json_report: () =>
    JSON.stringify({
      header: { status: 'DONE', version: '2.0' },
      issues: [{ messageId: 1, code: '4002001', severity: 'ERROR', message: 'The feed content is not valid JSON.' }],
      summary: { errors: 1, warnings: 0, messagesProcessed: 0, messagesAccepted: 0, messagesInvalid: 0 },
    }),
};

// Lies about the results: applied to the list before it is written.
const LIES = {
  error_but_stored: (run) => {
    run.results = run.ids.map((id) => ({
      message: id,
      severity: 'Error',
      code: '18028',
      text: 'Incomplete or invalid.',
    }));
    run.counts = countsOf(run.ids.length, run.results);
  },
  counters_wrong: (run) => {
    run.counts.MessagesProcessed += 1;
  },
  missing_messages: (run) => {
    const told = new Set(run.ids.slice(0, Math.floor(run.ids.length / 2)));
    run.results = run.results.filter((r) => told.has(r.message));
    run.counts = countsOf(told.size, run.results);
  },
  foreign_message: (run) => {
    const id = String(Math.max(...run.ids.map(Number), 0) + 1000);
    run.results.push({ message: id, severity: 'Error', code: '18028', text: 'Incomplete or invalid.' });
  },
  wrong_order: (run) => {
    if (run.results.length === 0 && run.ids.length) {
      run.results.push({ message: run.ids[0], severity: 'Error', code: '18028', text: 'Incomplete or invalid.' });
    }
    for (const r of run.results) r.order = '999-9999999-9999999';
    run.counts = countsOf(run.ids.length, run.results);
  },
  another_feed: (run) => {
    run.feed = String(Number(run.feed) + 1);
  },
  another_feed_refused: (run) => {
    run.feed = String(Number(run.feed) + 1);
    run.results = [{ message: '0', severity: 'Error', code: '5001', text: 'An internal error has occurred.' }];
    run.counts = { ...run.counts, MessagesSuccessful: 0, MessagesWithError: run.ids.length };
  },
  uncounted_refusal: (run) => {
    run.results = [{ message: '0', severity: 'Error', code: '5001', text: 'An internal error has occurred.' }];
    run.counts = null;
  },
  warning_for_all: (run) => {
    run.results = [{ message: '0', severity: 'Warning', code: '18181', text: 'Some values were changed.' }];
    run.counts = { ...run.counts, MessagesSuccessful: 0, MessagesWithError: run.ids.length };
  },
  two_results: (run) => {
    for (const r of [...run.results]) {
      if (r.severity === 'Error') run.results.unshift({ ...r, severity: 'Warning', text: `Note: ${r.text}` });
    }
  },
  message_zero: (run) => {
    run.results.push({ message: '0', severity: 'Error', code: '5001', text: 'An internal error has occurred.' });
  },
  no_summary: (run) => {
    run.counts = null;
  },
  status_processing: (run) => {
    run.status = 'Processing';
  },
  status_rejected: (run) => {
    run.status = 'Rejected';
  },
};
const NAMES = [
  ...Object.keys(LIES),
  ...Object.keys(OTHER_BODIES),
  'truncated_report',
  'no_report',
  'report_success_but_not_stored',
];

// The bytes of the report and how they are labelled.
function write(run, settings, lie) {
  if (LIES[lie]) LIES[lie](run);
  let text = OTHER_BODIES[lie] ? OTHER_BODIES[lie]() : envelope(run, settings);
  if (lie === 'truncated_report') text = text.slice(0, Math.floor(text.length * 0.7));
  let content = encode(text, OTHER_BODIES[lie] ? 'UTF-8' : settings.encoding);
  const packed = settings.mislabel === 'none' ? settings.gzip : settings.mislabel === 'gzip_not_labelled';
  const labelled = settings.mislabel === 'none' ? settings.gzip : settings.mislabel === 'labelled_not_gzip';
  if (packed) content = zlib.gzipSync(content, { level: 1 });
  return { content, compression: labelled ? 'GZIP' : null, contentType: `text/xml; charset=${settings.encoding}` };
}

module.exports = { write, countsOf, LIE_NAMES: NAMES };
