import { t } from '@vscode/l10n';
import type { ValueKind, ValueNode } from '../../../protocol/decoding';
import { toHex } from '../../base/bytes';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import { maxNesting, nestingSentence } from '../values/limits';
import { Stop, stopOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';
import { readSequence, TreeBuilder } from '../values/tree';
import { decimal128Text } from './decimal128';

/** Bytes of the smallest document, one without elements. */
const smallest = 5;

/**
 * True where a document seems to begin: a length, and behind it an element of a known type with a name of a few printable characters.
 * The length may be that of more than is there, or of less.
 */
export function beginsLikeBson(bytes: Uint8Array, from = 0): boolean {
  const length = lengthAt(bytes, from);
  const type = bytes[from + 4] ?? 0;
  if (length <= smallest || bytes[from + 3] !== 0) return length === smallest && type === 0 && bytes.length - from === smallest;
  if (type === 0 || (type > 0x13 && type !== 0x7f && type !== 0xff)) return false;
  let at = from + smallest;
  while (at < bytes.length && at - from < maxName && (bytes[at] as number) > 0x20 && bytes[at] !== 0x7f) at++;
  return bytes[at] === 0 && at > from + smallest;
}
const maxName = 64;

/** True where a document seems to begin that ends where the bytes do. */
export const isBsonToEnd = (bytes: Uint8Array, from: number) =>
  lengthAt(bytes, from) === bytes.length - from && beginsLikeBson(bytes, from);

/** How long a document says it is. */
export const lengthAt = (bytes: Uint8Array, at = 0) =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

/** BSON (bsonspec.org, 1.1) with all its types, also those that are no longer in use; several documents one after the other are a sequence. */
export function readBson(bytes: Uint8Array): Reading {
  const builder = new TreeBuilder(new Budget());
  const reader = new BsonReader(bytes, builder);
  const stop = stopOf(() =>
    readSequence(
      bytes,
      builder,
      () => reader.read(),
      (at) => beginsLikeBson(bytes, at),
    ),
  );
  return builder.finish(bytes.length, stop);
}

interface OpenDocument {
  isArray: boolean;
  end: number;
  /** It is the scope of code, whose end is that of the code, too. */
  isScope?: boolean;
}

class BsonReader {
  at = 0;
  private readonly view: DataView;
  private readonly open: OpenDocument[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads one document; where it ends. */
  read(): number {
    this.document('map', this.at, undefined);
    for (let top = this.open.at(-1); top; top = this.open.at(-1)) this.element(top);
    return this.at;
  }

  private document(kind: 'map' | 'array', from: number, type: string | undefined, isScope = false): void {
    if (this.open.length >= maxNesting) throw new Stop(nestingSentence(), from);
    const start = this.at;
    const length = this.int32();
    if (length < smallest) throw new Stop(t('A document cannot have {0} bytes.', length), start);
    const outer = this.open.at(-1);
    if (outer && start + length > outer.end) throw new Stop(t('A document goes beyond the one it is in.'), start);
    this.builder.begin(kind, from, type, Infinity);
    this.open.push({ isArray: kind === 'array', end: start + length, ...(isScope ? { isScope } : {}) });
  }

  private element(document: OpenDocument): void {
    const from = this.at;
    const type = this.u8();
    if (type === 0) {
      if (this.at !== document.end) throw new Stop(t('A document ends before or after the place that its length tells.'), from);
      this.open.pop();
      this.builder.end(this.at);
      if (document.isScope) this.builder.end(this.at);
      return;
    }
    const name = this.name();
    if (!document.isArray) this.builder.add(this.builder.budget.string(name));
    this.value(type, this.at, from);
  }

  private value(type: number, from: number, elementFrom: number): void {
    switch (type) {
      case 0x01:
        return this.scalar(from, 'float', floatText(this.view.getFloat64(this.pass(8), true)));
      case 0x02:
        return this.text(from);
      case 0x03:
        return this.document('map', from, undefined);
      case 0x04:
        return this.document('array', from, undefined);
      case 0x05:
        return this.binary(from);
      case 0x06:
        return this.scalar(from, 'null', undefined, 'undefined');
      case 0x07:
        return this.scalar(from, 'string', toHex(this.sub(12)), 'ObjectId');
      case 0x08: {
        const value = this.u8();
        if (value > 1) throw new Stop(t('No boolean has the byte {0}.', value), from);
        return this.scalar(from, 'boolean', value === 1 ? 'true' : 'false');
      }
      case 0x09:
        return this.time(from);
      case 0x0a:
        return this.scalar(from, 'null');
      case 0x0b:
        return this.scalar(from, 'string', `/${this.name()}/${this.name()}`, 'regex');
      case 0x0c:
        return this.scalar(from, 'string', `${this.string()} ${toHex(this.sub(12))}`, 'DBPointer');
      case 0x0d:
        return this.text(from, 'code');
      case 0x0e:
        return this.text(from, 'symbol');
      case 0x0f:
        return this.code(from);
      case 0x10:
        return this.scalar(from, 'integer', String(this.int32()), 'int32');
      case 0x11:
        return this.scalar(from, 'integer', String(this.view.getBigUint64(this.pass(8), true)), 'timestamp');
      case 0x12:
        return this.scalar(from, 'integer', String(this.view.getBigInt64(this.pass(8), true)), 'int64');
      case 0x13: {
        const text = decimal128Text(this.view, this.pass(16));
        return this.scalar(from, /^-?\d+$/.test(text) ? 'integer' : 'float', text, 'decimal128');
      }
      case 0x7f:
        return this.scalar(from, 'null', undefined, 'MaxKey');
      case 0xff:
        return this.scalar(from, 'null', undefined, 'MinKey');
      default:
        throw new Stop(t('No element of BSON has the type {0}.', type), elementFrom);
    }
  }

  private scalar(from: number, kind: ValueKind, text?: string, type?: string): void {
    const node: ValueNode = { kind, range: [from, this.at] };
    if (text !== undefined) node.text = text;
    if (type !== undefined) node.type = type;
    this.builder.add(node);
  }

  private text(from: number, type?: string): void {
    const text = this.string();
    this.builder.add(this.builder.budget.string(text, { range: [from, this.at], ...(type === undefined ? {} : { type }) }));
  }

  private time(from: number): void {
    const time = this.view.getBigInt64(this.pass(8), true);
    const date = new Date(Number(time));
    if (Number.isNaN(date.getTime())) this.scalar(from, 'integer', String(time), 'datetime');
    else this.scalar(from, 'string', date.toISOString(), 'datetime');
  }

  private binary(from: number): void {
    const length = this.int32();
    if (length < 0) throw new Stop(t('A length cannot be {0}.', length), from);
    const subtype = this.u8();
    const content = this.sub(length);
    const range: [number, number] = [from, this.at];
    if ((subtype === 3 || subtype === 4) && length === 16) {
      const digits = toHex(content);
      const text = [0, 8, 12, 16, 20].map((start, i, all) => digits.slice(start, all[i + 1])).join('-');
      this.builder.add({ kind: 'string', text, type: 'UUID', range });
    } else this.builder.add(this.builder.budget.bytes(content, { ...(subtype === 0 ? {} : { type: `binary ${subtype}` }), range }));
  }

  /** Code with the values of its names. */
  private code(from: number): void {
    const start = this.at;
    const length = this.int32();
    if (length < 14) throw new Stop(t('A length cannot be {0}.', length), start);
    this.builder.begin('map', from, 'code with scope', Infinity);
    this.builder.add({ kind: 'string', text: 'code' });
    this.text(this.at);
    this.builder.add({ kind: 'string', text: 'scope' });
    this.document('map', this.at, undefined, true);
  }

  private string(): string {
    const from = this.at;
    const length = this.int32();
    if (length < 1) throw new Stop(t('A length cannot be {0}.', length), from);
    const content = this.sub(length);
    if (content[length - 1] !== 0) throw new Stop(t('A text does not end where its length tells.'), from);
    const text = utf8Text(content.subarray(0, -1));
    if (text === undefined) throw new Stop(t('A text is not UTF-8.'), from);
    return text;
  }

  private name(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new Stop(t('It ends inside a name.'), this.at, 1);
    const text = utf8Text(this.bytes.subarray(this.at, end));
    if (text === undefined) throw new Stop(t('A name is not UTF-8.'), this.at);
    this.at = end + 1;
    return text;
  }

  private u8(): number {
    return this.view.getUint8(this.pass(1));
  }

  private int32(): number {
    return this.view.getInt32(this.pass(4), true);
  }

  private sub(length: number): Uint8Array {
    const from = this.pass(length);
    return this.bytes.subarray(from, from + length);
  }

  /** Passes over so many bytes; where they begin. */
  private pass(length: number): number {
    const from = this.at;
    const left = this.bytes.length - from;
    if (length > left) throw new Stop(t('It ends inside a value: {0} bytes should follow, {1} do.', length, left), from, length - left);
    this.at += length;
    return from;
  }
}
