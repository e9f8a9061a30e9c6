'use strict';

const { escapeXml } = require('../lib/answer');

const tag = (name, value) => (value === undefined || value === null ? '' : `<${name}>${escapeXml(value)}</${name}>`);

// One shipment; `raw` fields replace whole parts, to make wrong ones.
function shipment(m) {
  const items = (m.items || [])
    .map(
      (i) =>
        `<Item>${tag('AmazonOrderItemCode', i.id)}${tag('Quantity', i.quantity)}` +
        `${(i.codes || []).map((c) => tag('TransparencyCode', c)).join('')}</Item>`,
    )
    .join('');
  const data =
    m.data !== undefined
      ? m.data
      : `<FulfillmentData>${tag('CarrierCode', m.carrier === undefined ? 'DHL' : m.carrier)}` +
        `${tag('CarrierName', m.carrierName)}${tag('ShippingMethod', 'Standard')}` +
        `${tag('ShipperTrackingNumber', m.tracking === undefined ? `T${m.id}` : m.tracking)}</FulfillmentData>`;
  const from = m.shipFrom
    ? `<ShipFromAddress><Name>Lager</Name><AddressFieldOne>Weg 1</AddressFieldOne>` +
      `<CountryCode>${m.shipFrom}</CountryCode></ShipFromAddress>`
    : '';
  return (
    `<Message><MessageID>${m.id}</MessageID><OrderFulfillment>${m.orderXml || tag('AmazonOrderID', m.order)}` +
    `${tag('FulfillmentDate', m.date || '2025-11-24T10:00:00Z')}${data}${items}${from}</OrderFulfillment></Message>`
  );
}

function cancel(m) {
  const items = (m.items || [])
    .map(
      (i) =>
        `<Item>${tag('AmazonOrderItemCode', i.id)}` +
        `${tag('CancelReason', i.reason === undefined ? 'NoInventory' : i.reason)}${tag('Quantity', i.quantity)}</Item>`,
    )
    .join('');
  return (
    `<Message><MessageID>${m.id}</MessageID><OrderAcknowledgement>${tag('AmazonOrderID', m.order)}` +
    `${tag('StatusCode', m.status || 'Failure')}${m.extra || ''}${items}</OrderAcknowledgement></Message>`
  );
}

function envelope(
  type,
  messages,
  { merchant = 'A1SELLER', declaration = '<?xml version="1.0" encoding="UTF-8"?>\n', extra = '' } = {},
) {
  return (
    `${declaration}<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    'xsi:noNamespaceSchemaLocation="amzn-envelope.xsd"><Header><DocumentVersion>1.01</DocumentVersion>' +
    `<MerchantIdentifier>${merchant}</MerchantIdentifier></Header><MessageType>${type}</MessageType>${extra}` +
    `${messages.join('')}</AmazonEnvelope>`
  );
}

const ships = (list, options) => envelope('OrderFulfillment', list.map(shipment), options);
const cancels = (list, options) => envelope('OrderAcknowledgement', list.map(cancel), options);

const one = (xml, name) => (new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) || [])[1];

// A processing report, read with plain patterns.
function readReport(xml) {
  const results = [...xml.matchAll(/<Result>(.*?)<\/Result>/gs)].map((m) => ({
    message: one(m[1], 'MessageID'),
    severity: one(m[1], 'ResultCode'),
    code: one(m[1], 'ResultMessageCode'),
    text: one(m[1], 'ResultDescription'),
    order: one(m[1], 'AmazonOrderID'),
  }));
  const counts = ['MessagesProcessed', 'MessagesSuccessful', 'MessagesWithError', 'MessagesWithWarning'].map((name) =>
    Number(one(xml, name)),
  );
  return { status: one(xml, 'StatusCode'), counts, results, xml };
}

module.exports = { shipment, cancel, envelope, ships, cancels, readReport };
