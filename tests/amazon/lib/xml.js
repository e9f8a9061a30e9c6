'use strict';

// A small strict XML reader for feed documents: elements, text, CDATA,
// comments, the five entities and character references. No document type.
class XmlError extends Error {
  constructor(text, line) {
    super(text);
    this.line = line;
  }
}

const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*("[^"<]*"|'[^'<]*')/y;
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ILLEGAL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  line(at = this.at) {
    let n = 1;
    for (let i = this.text.indexOf('\n'); i >= 0 && i < at; i = this.text.indexOf('\n', i + 1)) n += 1;
    return n;
  }

  fail(text) {
    throw new XmlError(text, this.line());
  }

  sticky(pattern) {
    pattern.lastIndex = this.at;
    const m = pattern.exec(this.text);
    if (m) this.at = pattern.lastIndex;
    return m;
  }

  until(mark, what) {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) this.fail(`${what} is not closed`);
    const inner = this.text.slice(this.at, end);
    this.at = end + mark.length;
    return inner;
  }

  decode(raw) {
    if (!raw.includes('&')) return raw;
    return raw.replace(/&([^;&\s]{0,12}(;|$)|)/g, (whole, body) => {
      const name = body.replace(/;$/, '');
      if (whole.endsWith(';') && Object.hasOwn(ENTITIES, name)) return ENTITIES[name];
      const m = whole.endsWith(';') && /^#(?:x([0-9A-Fa-f]+)|(\d+))$/.exec(name);
      const code = m ? parseInt(m[1] || m[2], m[1] ? 16 : 10) : -1;
      const legal =
        code === 9 ||
        code === 10 ||
        code === 13 ||
        (code >= 0x20 && code <= 0xd7ff) ||
        (code >= 0xe000 && code <= 0xfffd) ||
        (code >= 0x10000 && code <= 0x10ffff);
      if (!legal) this.fail(`entity ${whole} is not defined`);
      return String.fromCodePoint(code);
    });
  }

  attributes() {
    const seen = {};
    for (let m = this.sticky(ATTRIBUTE); m; m = this.sticky(ATTRIBUTE)) {
      if (Object.hasOwn(seen, m[1])) this.fail(`attribute ${m[1]} stands there twice`);
      seen[m[1]] = this.decode(m[2].slice(1, -1));
    }
    return seen;
  }

  misc() {
    for (;;) {
      this.sticky(/\s+/y);
      if (this.text.startsWith('<!--', this.at)) this.comment();
      else if (this.text.startsWith('<?', this.at)) this.until('?>', 'processing instruction');
      else return;
    }
  }

  comment() {
    this.at += 4;
    if (this.until('-->', 'comment').includes('--')) this.fail('-- in a comment');
  }

  open(stack) {
    const line = this.line.bind(this, this.at);
    this.at += 1;
    const name = this.sticky(NAME);
    if (!name) this.fail('malformed tag');
    const node = { name: name[0], attributes: this.attributes(), children: [], text: '', line };
    this.sticky(/\s+/y);
    const closed = this.sticky(/\/?>/y);
    if (!closed) this.fail(`malformed tag ${name[0]}`);
    if (stack.length) stack[stack.length - 1].children.push(node);
    if (closed[0] === '>') stack.push(node);
    return node;
  }

  close(stack) {
    this.at += 2;
    const name = this.sticky(NAME);
    if (!name || !this.sticky(/\s*>/y)) this.fail('malformed end tag');
    const node = stack.pop();
    if (node.name !== name[0]) this.fail(`end tag ${name[0]} does not close ${node.name}`);
  }

  characters(stack) {
    let end = this.text.indexOf('<', this.at);
    if (end < 0) end = this.text.length;
    const raw = this.text.slice(this.at, end);
    if (raw.includes(']]>')) this.fail(']]> in text');
    stack[stack.length - 1].text += this.decode(raw);
    this.at = end;
  }

  root() {
    const stack = [];
    const root = this.open(stack);
    while (stack.length) {
      if (this.at >= this.text.length) this.fail(`${stack[stack.length - 1].name} is not closed`);
      if (this.text[this.at] !== '<') this.characters(stack);
      else if (this.text.startsWith('</', this.at)) this.close(stack);
      else if (this.text.startsWith('<!--', this.at)) this.comment();
      else if (this.text.startsWith('<![CDATA[', this.at)) {
        this.at += 9;
        stack[stack.length - 1].text += this.until(']]>', 'CDATA section');
      } else if (this.text.startsWith('<?', this.at)) this.until('?>', 'processing instruction');
      else this.open(stack);
      if (stack.length > 64) this.fail('elements are nested too deeply');
    }
    return root;
  }
}

const DECLARATION =
  /^<\?xml\s+version=["']1\.[01]["'](?:\s+encoding=["']([\w-]+)["'])?(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>/;

function decodeBytes(bytes) {
  const head = bytes
    .subarray(0, 200)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const declared = DECLARATION.exec(head);
  const label = (declared && declared[1]) || 'utf-8';
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), declared: Boolean(declared) };
  } catch {
    throw new XmlError(`the bytes are not ${label}`, 1);
  }
}

// Bytes to { root, declared }; throws XmlError with a line.
function parse(bytes) {
  const { text, declared } = decodeBytes(bytes);
  const reader = new Reader(text);
  const illegal = ILLEGAL.exec(text);
  if (illegal) {
    reader.at = illegal.index;
    reader.fail('a character is not allowed in XML');
  }
  if (declared) reader.until('?>', 'XML declaration');
  reader.misc();
  if (text.startsWith('<!', reader.at)) reader.fail('a document type is not allowed');
  if (text[reader.at] !== '<') reader.fail('content is not allowed in prolog');
  const root = reader.root();
  reader.misc();
  if (reader.at < text.length) reader.fail('content after the root element');
  return { root, declared };
}

module.exports = { parse, XmlError };
