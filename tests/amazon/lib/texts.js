'use strict';

const GENERIC = 'The data you submitted is incomplete or invalid.';
const GENERIC_DE = 'Die von Ihnen \u00fcbermittelten Daten sind unvollst\u00e4ndig oder ung\u00fcltig.';

// Result codes and texts of processing reports. The code is what counts; the
// language follows the account.
const TEXTS = {
  not_found: [
    '18028',
    (p) => `Your order cannot be found using Merchant ID ${p.seller} and Amazon Order ${p.order}.`,
    (p) => `Ihre Bestellung ${p.order} konnte f\u00fcr den H\u00e4ndler ${p.seller} nicht gefunden werden.`,
  ],
  quantity: [
    '18021',
    () => 'The quantities you submitted are larger than the quantities that could be fulfilled.',
    () => 'Die \u00fcbermittelten Mengen sind gr\u00f6\u00dfer als die Mengen, die versendet werden k\u00f6nnen.',
  ],
  tracking_format: [
    '18181',
    (p) => `The tracking ID ${p.tracking} for ${p.carrier} does not match the expected format for the carrier.`,
    (p) => `Die Sendungsnummer ${p.tracking} passt nicht zum Format von ${p.carrier}.`,
  ],
  generic: ['18028', (p) => `${GENERIC} ${p.why}`, (p) => `${GENERIC_DE} (${p.why})`],
  ill_formed: [
    '5001',
    (p) => `XML Parsing Fatal Error at Line ${p.line}, Column 1: ${p.why}`,
    (p) => `XML-Fehler in Zeile ${p.line}: ${p.why}`,
  ],
  envelope: [
    '5001',
    (p) => `The XML you submitted is ill-formed at the Amazon Envelope XML level at (or near) line ${p.line}. ${p.why}`,
    (p) => `Das XML ist auf der Ebene des Amazon-Umschlags nicht wohlgeformt (Zeile ${p.line}). ${p.why}`,
  ],
  invalid_items: [
    '25',
    (p) =>
      `We are unable to process the XML feed because one or more items are invalid. Please re-submit the feed. ${p.why}`,
    (p) => `Der XML-Feed kann nicht verarbeitet werden, da ein oder mehrere Artikel ung\u00fcltig sind. ${p.why}`,
  ],
};

// A problem knows its code at once and its text once the language is known.
function problem(key, params = {}, severity = 'Error') {
  const [code] = TEXTS[key];
  return { key, code, severity, params, textIn: (language) => TEXTS[key][language === 'de' ? 2 : 1](params) };
}

function fixedProblem(code, text, severity = 'Error') {
  return { key: 'fixed', code, severity, params: {}, textIn: () => text };
}

module.exports = { problem, fixedProblem };
