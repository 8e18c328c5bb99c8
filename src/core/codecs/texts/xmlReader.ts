import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import { paddingNote, Stop, stopOf, type Reading } from '../values/reading';
import { readText, utf8Text } from '../values/text';
import { ByteOffsets } from './byteOffsets';
import { writtenValue } from './writtenValue';

/** Elements inside one another that are in the tree: those of one name in a row are an array, one level more. */
const maxElements = 60;
/** Elements inside one another that are passed over. */
const maxNesting = 10_000;
/** Characters of the text with its lines indented, beyond which it goes on as it is. */
const maxIndented = 2 * 1024 * 1024;

const nameStart = /[A-Za-z_:\u00b7-\uffff]/;
const name = /[\w:.\-\u00b7-\uffff]+/y;
const attribute = /\s+([\w:.\-\u00b7-\uffff]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** True for what begins with a declaration of XML, or with an element. A mark of UTF-8 and blanks may stand before. */
export function beginsLikeXml(bytes: Uint8Array): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (bytes[at] === 0x20 || (bytes[at] as number) === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  const next = bytes[at + 1] ?? 0;
  return bytes[at] === 0x3c && (next === 0x3f || next === 0x21 || (next | 0x20) >= 0x61) && bytes.indexOf(0x3e, at) > 0;
}

/** True for a text that says itself that it is XML. */
export function saysXml(text: string): boolean {
  return /^\ufeff?\s*<\?xml\s/.test(text);
}

const declared = /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w-]{1,30})["']/i;

/** The name of the encoding that the bytes say they are in; undefined where they say none. */
export function encodingOfXml(bytes: Uint8Array): string | undefined {
  return declared.exec(String.fromCharCode(...bytes.subarray(0, 200)))?.[1];
}

/** Whether what was read of XML with a fault is more than a word in pointed brackets and a text: elements or attributes, and no text between them. */
export function isXmlData({ value }: Reading, text: string): boolean {
  const first = value?.type === 'sequence' ? value.entries?.[0]?.value : value;
  const root = first?.entries?.[0]?.value;
  const keys = root?.entries?.map(({ key }) => (typeof key === 'string' ? key : '')) ?? [];
  const elements = keys.filter((key) => !key.startsWith('@') && key !== '#text').length;
  return (elements === 0 ? keys.some((key) => key.startsWith('@')) : !keys.includes('#text')) && /<\/|\/>|="/.test(text);
}

/**
 * XML as a tree: an element is a map of its attributes (`@name`), its elements and its text (`#text`), or its text where that is all; elements of
 * one name are an array. Several documents whose elements have one name are a sequence. Entities but those of XML itself are left as they are, and nothing is fetched. `text` is the XML with its lines
 * indented.
 */
export function readXml(bytes: Uint8Array): Reading {
  const decoded = utf8Text(bytes);
  if (decoded === undefined)
    return { ...readText(bytes), problem: { message: t('This is not text: the byte is not UTF-8.'), at: readText(bytes).badByte ?? 0 } };
  const hasMark = decoded.startsWith('\ufeff');
  const text = hasMark ? decoded.slice(1) : decoded;
  const budget = new Budget();
  const reader = new XmlReader(text, budget, new ByteOffsets(text, hasMark ? 3 : 0));
  const stop = stopOf(() => reader.read());
  const value = reader.end();
  return {
    ...readingOf(value.entries?.length ? value : undefined, budget, stop),
    text: stop ? text : reader.indented,
  };
}

interface Element {
  name: string;
  from: number;
  entries: ValueEntry[];
  byName: Map<string, ValueEntry>;
  text: string;
  /** It is left out of the tree. */
  isHidden: boolean;
  hasElements: boolean;
}

class XmlReader {
  private at = 0;
  private readonly open: Element[] = [];
  private document: Element;
  /** Those before the present one. */
  private readonly documents: Element[] = [];
  /** Arrays that stand for several elements of a name. */
  private readonly gathered = new Set<ValueNode>();
  private readonly lines: string[] = [];
  private indentedLength = 0;
  private isDone = false;

  constructor(
    private readonly text: string,
    private readonly budget: Budget,
    private readonly offsets: ByteOffsets,
  ) {
    budget.take();
    this.document = element('', 0);
  }

  read(): Stop | undefined {
    const { text } = this;
    while (this.at < text.length) {
      const from = this.at;
      const next = text.indexOf('<', from);
      if (next < 0 || next > from) this.characters(text.slice(from, next < 0 ? text.length : next));
      if (next < 0) break;
      this.at = next;
      this.markup();
    }
    const last = this.open.at(-1);
    if (last) throw new Stop(t('The element {0} has no end.', last.name), this.offsets.of(text.length), 1);
    if (!this.isDone) throw new Stop(t('There is no element in it.'), 0);
    return undefined;
  }

  /** The tree, as far as was read. */
  end(): ValueNode {
    while (this.open.length > 0) this.close(this.text.length);
    const range: [number, number] = [this.offsets.of(0), this.offsets.of(this.text.length)];
    if (this.documents.length === 0) return { kind: 'map', entries: this.document.entries, range };
    const entries = [...this.documents, this.document].map(({ entries }): ValueEntry => ({ value: { kind: 'map', entries } }));
    return { kind: 'array', type: 'sequence', entries, range };
  }

  get indented(): string {
    return this.lines.join('');
  }

  private markup(): void {
    const { text, at } = this;
    if (text.startsWith('<!--', at)) this.pass('-->', true);
    else if (text.startsWith('<![CDATA[', at)) {
      const end = this.endOf(']]>');
      this.put(text.slice(at + 9, end));
      this.write(text.slice(at, end + 3), false);
      this.at = end + 3;
    } else if (text.startsWith('<?', at)) this.pass('?>', true);
    else if (text.startsWith('<!', at)) this.declaration();
    else if (text.startsWith('</', at)) this.endTag();
    else this.startTag();
  }

  private pass(end: string, isLine: boolean): void {
    const to = this.endOf(end) + end.length;
    this.write(this.text.slice(this.at, to), isLine);
    this.at = to;
  }

  private endOf(mark: string): number {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) throw new Stop(t('There is no {0} for what begins here.', mark), this.offsets.of(this.at), 1);
    return end;
  }

  /** A document type, with what it declares in brackets. */
  private declaration(): void {
    let depth = 0;
    for (let to = this.at; to < this.text.length; to++) {
      const character = this.text[to];
      if (character === '[') depth++;
      else if (character === ']') depth--;
      else if (character === '>' && depth <= 0) {
        this.write(this.text.slice(this.at, to + 1), true);
        if (this.text.slice(this.at, to).includes('<!ENTITY'))
          this.budget.note(t('Entities that the document declares are left as they are.'));
        this.at = to + 1;
        return;
      }
    }
    throw new Stop(t('There is no {0} for what begins here.', '>'), this.offsets.of(this.at), 1);
  }

  private startTag(): void {
    const { text } = this;
    const from = this.at;
    name.lastIndex = from + 1;
    const [found = ''] = name.exec(text) ?? [];
    if (found === '' || !nameStart.test(found[0] as string)) throw new Stop(t('No element begins here.'), this.offsets.of(from));
    if (this.isDone && this.open.length === 0) {
      if (!this.document.byName.has(found)) throw new Stop(t('Another element follows the end.'), this.offsets.of(from));
      this.documents.push(this.document);
      this.document = element('', from);
    }
    if (this.open.length >= maxNesting) throw new Stop(t('It is nested deeper than {0} levels.', maxNesting), this.offsets.of(from));
    const parent = this.open.at(-1);
    const isDeep = this.open.length >= maxElements;
    if (isDeep && !parent?.isHidden) this.budget.note(t('What is nested deeper than {0} levels is left out.', maxElements));
    const isHidden = isDeep || parent?.isHidden === true || !this.budget.take();
    const opened = element(found, this.offsets.of(from));
    opened.isHidden = isHidden;
    if (parent) parent.hasElements = true;
    this.at = name.lastIndex;
    this.attributes(opened);
    const isEmpty = text[this.at] === '/';
    if (isEmpty) this.at++;
    if (text[this.at] !== '>') {
      const isEnd = this.at >= text.length;
      throw new Stop(isEnd ? t('It ends inside a tag.') : t('This does not belong into a tag.'), this.offsets.of(this.at), isEnd ? 1 : 0);
    }
    this.at++;
    this.write(text.slice(from, this.at), true);
    this.open.push(opened);
    if (isEmpty) this.close(this.at);
  }

  private attributes(opened: Element): void {
    for (;;) {
      attribute.lastIndex = this.at;
      const found = attribute.exec(this.text);
      if (!found) break;
      const [, key = '', double, single] = found;
      const value = decodeEntities(double ?? single ?? '');
      this.at = attribute.lastIndex;
      if (!opened.isHidden && this.budget.take()) this.place(opened, `@${key}`, this.scalar(value, this.at - found[0].length));
    }
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private endTag(): void {
    const from = this.at;
    const end = this.endOf('>');
    const closed = this.text.slice(from + 2, end).trim();
    const last = this.open.at(-1);
    if (!last) throw new Stop(t('The element {0} ends, but did not begin.', closed), this.offsets.of(from));
    if (last.name !== closed) throw new Stop(t('The element {0} ends where {1} should.', closed, last.name), this.offsets.of(from));
    this.at = end + 1;
    const { hasElements } = last;
    this.close(this.at);
    this.write(this.text.slice(from, this.at), hasElements);
  }

  private characters(raw: string): void {
    const trimmed = raw.trim();
    if (trimmed === '') return;
    if (this.open.length === 0 && this.isDone && /^[\s\0]+$/.test(raw)) {
      const at = this.at + raw.indexOf('\0');
      this.budget.note(paddingNote(raw.split('\0').length - 1, this.offsets.of(at)));
      return;
    }
    if (this.open.length === 0) throw new Stop(t('Text stands outside of all elements.'), this.offsets.of(this.at));
    this.put(decodeEntities(raw));
    this.write(trimmed, this.open.at(-1)?.hasElements === true);
  }

  private put(text: string): void {
    const last = this.open.at(-1);
    if (last && !last.isHidden) last.text += text;
  }

  /** The element begun last ends. */
  private close(to: number): void {
    const closed = this.open.pop() as Element;
    const parent = this.open.at(-1) ?? this.document;
    if (this.open.length === 0) this.isDone = true;
    if (closed.isHidden) return;
    const text = closed.entries.length > 0 || closed.text.trim() !== '' ? closed.text.trim() : closed.text;
    const end = this.offsets.of(to);
    const range: [number, number] = [closed.from, end];
    if (closed.entries.length === 0) {
      this.place(parent, closed.name, this.scalarOf(text, range));
      return;
    }
    if (text !== '' && this.budget.take()) closed.entries.push({ key: '#text', value: this.scalarOf(text, undefined) });
    this.place(parent, closed.name, { kind: 'map', entries: closed.entries, range });
  }

  private scalar(text: string, from: number): ValueNode {
    return this.scalarOf(text, [this.offsets.of(from), this.offsets.of(this.at)]);
  }

  private scalarOf(text: string, range: [number, number] | undefined): ValueNode {
    const value = writtenValue(text);
    const more = range ? { range } : {};
    return value.kind === 'string' ? this.budget.string(text, more) : { ...value, ...more };
  }

  /** Several of a name are an array where the first one stands. */
  private place(parent: Element, key: string, value: ValueNode): void {
    const entry = parent.byName.get(key);
    if (!entry) {
      const added: ValueEntry = { key, value };
      parent.byName.set(key, added);
      parent.entries.push(added);
    } else if (this.gathered.has(entry.value)) {
      entry.value.entries?.push({ value });
      if (entry.value.range && value.range) entry.value.range[1] = value.range[1];
    } else if (this.budget.take()) {
      const range = entry.value.range && value.range ? { range: [entry.value.range[0], value.range[1]] as [number, number] } : {};
      entry.value = { kind: 'array', entries: [{ value: entry.value }, { value }], ...range };
      this.gathered.add(entry.value);
    }
  }

  /** Adds to the indented text: on a line of its own, or behind what stands there. */
  private write(part: string, isLine: boolean): void {
    const isFirst = this.lines.length === 0;
    const line = isLine && !isFirst && this.indentedLength < maxIndented ? `\n${'  '.repeat(Math.min(this.open.length, maxElements))}` : '';
    this.lines.push(line, part);
    this.indentedLength += line.length + part.length;
  }
}

function element(elementName: string, from: number): Element {
  return { name: elementName, from, entries: [], byName: new Map(), text: '', isHidden: false, hasElements: false };
}

/** Entities of XML itself, and characters by their number; others stay as they are. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,30}));/g,
    (written, decimal?: string, digits?: string, entity?: string) => {
      if (entity !== undefined) return Object.hasOwn(entities, entity) ? (entities[entity] as string) : written;
      const code = decimal === undefined ? parseInt(digits ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written;
    },
  );
}
