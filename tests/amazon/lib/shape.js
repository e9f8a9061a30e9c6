'use strict';

// The content model of an order feed, the same as schema/order-feed.xsd, for
// runs that do without xmllint. A test holds the two together.
const { parseIso } = require('./times');

const length = (max) => (v) => [...v].length <= max;
const string50 = (v) => length(50)(normalized(v));
const matches = (pattern) => (v) => pattern.test(v.trim());
const oneOf =
  (...values) =>
  (v) =>
    values.includes(v);
const normalized = (v) => v.replace(/[\t\r\n]/g, ' ');
const idNumber = (v) => /^\d{1,20}$/.test(v.trim()) && /[1-9]/.test(v);
const positive = (v) => /^\+?\d{1,18}$/.test(v.trim()) && /[1-9]/.test(v);
const boolean = matches(/^(true|false|0|1)$/);
const dateTime = (v) => parseIso(v.trim(), { zone: 'optional' }) !== null;
const orderId = matches(/^\w{3}-\w{7}-\w{7}$/);
const line60 = (v) => length(60)(normalized(v));

const CANCEL_REASONS = [
  'NoInventory',
  'ShippingAddressUndeliverable',
  'CustomerExchange',
  'BuyerCanceled',
  'GeneralAdjustment',
  'CarrierCreditDecision',
  'RiskAssessmentInformationNotValid',
  'CarrierCoverageFailure',
  'CustomerReturn',
  'MerchandiseNotReceived',
  'CannotVerifyInformation',
  'PricingError',
  'RejectOrder',
  'WeatherDelay',
];

// [name or names of which one stands there, least, most, type]; a type is a
// test of the text or the children.
const ADDRESS = [
  ['Name', 1, 1, string50],
  ['AddressFieldOne', 1, 1, line60],
  ['AddressFieldTwo', 0, 1, line60],
  ['AddressFieldThree', 0, 1, line60],
  ['City', 0, 1, string50],
  ['County', 0, 1, string50],
  ['StateOrRegion', 0, 1, string50],
  ['PostalCode', 0, 1, string50],
  ['CountryCode', 1, 1, (v) => /^.{2}$/su.test(v)],
  ['PhoneNumber', 0, 3, string50],
  ['isDefaultShipping', 0, 1, boolean],
  ['isDefaultBilling', 0, 1, boolean],
  ['isDefaultOneClick', 0, 1, boolean],
];
const SHIP_ITEM = [
  [
    ['AmazonOrderItemCode', 'MerchantOrderItemID'],
    1,
    1,
    { AmazonOrderItemCode: matches(/^\d{14}$/), MerchantOrderItemID: string50 },
  ],
  ['MerchantFulfillmentItemID', 0, 1, idNumber],
  ['Quantity', 0, 1, positive],
  ['TransparencyCode', 0, 10, () => true],
];
const FULFILLMENT = [
  [['AmazonOrderID', 'MerchantOrderID'], 1, 1, { AmazonOrderID: orderId, MerchantOrderID: string50 }],
  ['MerchantFulfillmentID', 0, 1, idNumber],
  ['FulfillmentDate', 1, 1, dateTime],
  [
    'FulfillmentData',
    0,
    1,
    [
      ['CarrierCode', 0, 1, string50],
      ['CarrierName', 0, 1, string50],
      ['ShippingMethod', 0, 1, string50],
      ['ShipperTrackingNumber', 0, 1, string50],
    ],
  ],
  ['CODCollectionMethod', 0, 1, oneOf('DirectPayment')],
  ['Item', 0, Infinity, SHIP_ITEM],
  ['ShipFromAddress', 0, 1, ADDRESS],
];
const ACKNOWLEDGEMENT = [
  ['AmazonOrderID', 1, 1, orderId],
  ['MerchantOrderID', 0, 1, string50],
  ['StatusCode', 1, 1, oneOf('Success', 'Failure')],
  [
    'Item',
    0,
    Infinity,
    [
      ['AmazonOrderItemCode', 1, 1, matches(/^\d{14}$/)],
      ['MerchantOrderItemID', 0, 1, string50],
      ['CancelReason', 0, 1, oneOf(...CANCEL_REASONS)],
      ['Quantity', 0, 1, positive],
    ],
  ],
];
const ENVELOPE = [
  [
    'Header',
    1,
    1,
    [
      ['DocumentVersion', 1, 1, matches(/^\d{1,2}\.\d{1,2}$/)],
      ['MerchantIdentifier', 1, 1, string50],
      ['OverrideReleaseId', 0, 1, string50],
    ],
  ],
  ['MessageType', 1, 1, oneOf('OrderFulfillment', 'OrderAcknowledgement', 'ProcessingReport')],
  ['MarketplaceName', 0, 1, string50],
  ['PurgeAndReplace', 0, 1, boolean],
  ['EffectiveDate', 0, 1, dateTime],
  [
    'Message',
    1,
    Infinity,
    [
      ['MessageID', 1, 1, idNumber],
      ['OperationType', 0, 1, oneOf('Update', 'Delete', 'PartialUpdate')],
      [
        ['OrderFulfillment', 'OrderAcknowledgement'],
        1,
        1,
        { OrderFulfillment: FULFILLMENT, OrderAcknowledgement: ACKNOWLEDGEMENT },
      ],
    ],
  ],
];

const wrong = (node, text) => ({ line: node.line(), text });

function checkChildren(node, rules) {
  if (node.text.trim() !== '') return wrong(node, `text in ${node.name}`);
  let at = 0;
  for (const [names, least, most, type] of rules) {
    const allowed = [names].flat();
    let n = 0;
    while (at < node.children.length && allowed.includes(node.children[at].name) && n < most) {
      const child = node.children[at];
      const found = checkNode(child, Array.isArray(names) ? type[child.name] : type);
      if (found) return found;
      at += 1;
      n += 1;
    }
    if (n < least) return wrong(node.children[at] || node, `${allowed.join(' or ')} is missing in ${node.name}`);
  }
  if (at < node.children.length) return wrong(node.children[at], `${node.children[at].name} is not expected here`);
  return null;
}

function checkNode(node, type) {
  const names = Object.keys(node.attributes).filter((n) => !n.startsWith('xmlns') && !n.startsWith('xsi:'));
  if (names.length) return wrong(node, `attribute ${names[0]} is not allowed`);
  if (Array.isArray(type)) return checkChildren(node, type);
  if (node.children.length) return wrong(node, `${node.name} has no children`);
  return type(node.text) ? null : wrong(node, `${node.name} has an invalid value`);
}

// null, or { line, text } of the first thing wrong. The root is known to be
// an AmazonEnvelope without a namespace.
const checkShape = (root) => checkNode(root, ENVELOPE);

module.exports = { checkShape, CANCEL_REASONS };
