import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import { Tokenizer, Type } from 'cborg';
import type { ValueNode } from '../../../protocol/decoding';
import { maxNesting, nestingSentence } from '../values/limits';
import { utf8Text } from '../values/text';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import { Stop, stopOf, type Reading } from '../values/reading';
import { readSequence, TreeBuilder } from '../values/tree';
import { applyPackedArrays, type Contents } from '../arrays/packedArrays';
import { followers } from './singleValue';
import { applyTags, tagText, type Items } from './cborTags';

/**
 * CBOR (RFC 8949), with offsets, all digits of integers (bignums too), keys of any type, texts and bytes of unknown length, simple values.
 * Tags that are known stand for their value (`applyTags`), others as they are.
 */
export function readCbor(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const { reading, hasTags, contents } = readItems(bytes, budget);
  if (!reading.value || !(hasTags || contents.size > 0)) return reading;
  if (hasTags) applyTags(reading.value, contents, budget, readItems);
  if (contents.size > 0) applyPackedArrays(reading.value, contents, budget);
  return { ...reading, ...(budget.notes ? { notes: budget.notes } : {}) };
}

function readItems(bytes: Uint8Array, budget: Budget): Items {
  const builder = new TreeBuilder(budget);
  const reader = new CborReader(bytes, builder);
  const stop = stopOf(() => readSequence(bytes, builder, () => reader.read(), followers('cbor', bytes)));
  return { reading: builder.finish(bytes.length, stop), hasTags: reader.hasTags, contents: reader.contents };
}

const breakByte = 0xff;
/** What a reader has time for. */
const maxPieces = 10_000;
const floatTypes: Readonly<Record<number, string>> = { 0xf9: 'float16', 0xfa: 'float32' };

/** cborg's tokens; what it does not read, and what is not shown, we pass over ourselves. */
class Tokens extends Tokenizer {
  moveTo(at: number): void {
    this._pos = at;
  }
}

interface OpenItem {
  /** Keys and values still to come; Infinity where a break ends it. */
  rest: number;
  isMap: boolean;
  /** Those that came. */
  parts: number;
}

class CborReader {
  /** There are tags, other than those of bignums. */
  hasTags = false;
  /** Values that are bytes, which may be those of an array. */
  readonly contents: Contents = new Map();
  private readonly tokens: Tokens;
  private readonly view: DataView;
  private readonly open: OpenItem[] = [];
  /** The number in the head read last, Infinity for a length that is not known, and where the head ends. */
  private argument = 0;
  private behind = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
  ) {
    this.tokens = new Tokens(bytes, { allowIndefinite: true, allowUndefined: true, allowBigInt: true, strict: false });
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private get at(): number {
    return this.tokens.pos();
  }

  /** Reads one item; where it ends. */
  read(): number {
    this.item();
    for (let top = this.open[this.open.length - 1]; top; top = this.open[this.open.length - 1]) {
      if (top.rest === 0) {
        this.end();
      } else if (top.rest === Infinity && this.bytes[this.at] === breakByte) {
        if (top.isMap && top.parts % 2 === 1) throw new Stop(t('A map ends behind a key that has no value.'), this.at);
        this.tokens.moveTo(this.at + 1);
        this.end();
      } else {
        top.rest--;
        top.parts++;
        this.item();
      }
    }
    return this.at;
  }

  private end(): void {
    this.open.pop();
    this.builder.end(this.at);
  }

  /** Reads a head and finds its faults, so that the tokens have none. */
  private head(from: number): void {
    const first = this.bytes[from];
    if (first === undefined) throw new Stop(t('It ends where a value should be.'), from, 1);
    const minor = first & 31;
    const major = first >> 5;
    this.behind = from + 1;
    if (minor < 24) {
      this.argument = minor;
    } else if (minor < 28) {
      const length = 1 << (minor - 24);
      this.behind += length;
      if (this.behind > this.bytes.length) throw new Stop(t('It ends inside a value.'), from, this.behind - this.bytes.length);
      this.argument = this.unsigned(from + 1, length);
    } else {
      if (minor < 31 || major < 2 || major === 6)
        throw new Stop(t('This is not CBOR: no value begins with the byte {0}.', first.toString(16)), from);
      this.argument = Infinity;
    }
  }

  /** Bytes of the text or bytes whose head was read that are not there. */
  private get missing(): number {
    return this.argument === Infinity ? 0 : Math.max(0, this.argument - (this.bytes.length - this.behind));
  }

  private unsigned(at: number, length: number): number {
    switch (length) {
      case 1:
        return this.view.getUint8(at);
      case 2:
        return this.view.getUint16(at);
      case 4:
        return this.view.getUint32(at);
      default:
        return this.view.getUint32(at) * 2 ** 32 + this.view.getUint32(at + 4);
    }
  }

  /** A scalar, or the head of a container or tag. */
  private item(): void {
    const from = this.at;
    this.head(from);
    const first = this.bytes[from] as number;
    const major = first >> 5;
    if (major === 4) return this.container('array', from, this.argument);
    if (major === 5) return this.container('map', from, this.argument * 2);
    if (major === 6) return this.tag(from);
    if (first === 0x5f || first === 0x7f) return this.chunks(from, first);
    if (first === breakByte) throw new Stop(t('A break stands where a value should be.'), from);
    if (major === 7 && (first < 0xf4 || first === 0xf8)) return this.simple(from, first);
    if ((major === 2 || major === 3) && this.missing > 0)
      return this.start(from, this.bytes.subarray(this.behind), major === 3, this.missing);
    if (!this.builder.keeps) return this.pass(major);
    const { type, value } = this.tokens.next();
    switch (type) {
      case Type.bytes:
        return this.bytesValue(this.bytes.subarray(this.behind, this.at), from, this.behind);
      case Type.string:
        return this.text(from, value as string);
      case Type.float:
        return this.scalar(
          { kind: 'float', text: floatText(value as number), ...(floatTypes[first] ? { type: floatTypes[first] } : {}) },
          from,
        );
      case Type.true:
      case Type.false:
        return this.scalar({ kind: 'boolean', text: String(value) }, from);
      case Type.null:
        return this.scalar({ kind: 'null' }, from);
      case Type.undefined:
        return this.scalar({ kind: 'null', type: 'undefined' }, from);
      default:
        return this.scalar({ kind: 'integer', text: String(value) }, from);
    }
  }

  /** Goes past a scalar that has no room. */
  private pass(major: number): void {
    this.tokens.moveTo(major === 2 || major === 3 ? this.behind + this.argument : this.behind);
    this.builder.skip();
  }

  private container(kind: 'array' | 'map' | 'tagged', from: number, parts: number, type?: string): void {
    if (this.open.length >= maxNesting) throw new Stop(nestingSentence(), from);
    this.tokens.moveTo(this.behind);
    this.builder.begin(kind, from, type, parts);
    this.open.push({ rest: parts, isMap: kind === 'map', parts: 0 });
  }

  /** `at`: where the bytes stand in one piece. */
  private bytesValue(content: Uint8Array, from: number, at?: number): void {
    const node = this.builder.budget.bytes(content);
    this.contents.set(node, { bytes: content, ...(at === undefined ? {} : { at }) });
    this.scalar(node, from);
  }

  private scalar(node: ValueNode, from: number): void {
    node.range = [from, this.at];
    this.builder.add(node);
  }

  private text(from: number, text: string): void {
    const { budget } = this.builder;
    // The replacement character is either in the text or stands for bytes that are none.
    const content = text.includes('\ufffd') ? this.bytes.subarray(this.behind, this.at) : undefined;
    if (!content || utf8Text(content) !== undefined) return this.scalar(budget.string(text), from);
    budget.noteBadText(from);
    this.scalar(budget.bytes(content, { type: 'text' }), from);
  }

  /** A text, or bytes, inside which the bytes end: what there is of it stands. */
  private start(from: number, content: Uint8Array, isText: boolean, missing: number): never {
    const { budget, keeps } = this.builder;
    const range: [number, number] = [from, this.bytes.length];
    if (keeps && isText) this.builder.add(budget.textStart(content, missing, { range }));
    else if (keeps) {
      const node = budget.bytes(content, { range, whole: content.length + missing });
      this.contents.set(node, { bytes: content });
      this.builder.add(node);
    }
    throw new Stop(t('It ends inside a value.'), from, missing);
  }

  /** A text, or bytes, in pieces up to a break. */
  private chunks(from: number, first: number): void {
    const content: number[] = [];
    const stop = stopOf(() => this.pieces(from, first, content));
    if (stop && stop.missing > 0) return this.start(from, Uint8Array.from(content), first === 0x7f, stop.missing);
    if (stop) throw stop;
    if (!this.builder.keeps) return this.builder.skip();
    const bytes = Uint8Array.from(content);
    const text = first === 0x7f ? utf8Text(bytes) : undefined;
    if (text !== undefined) this.scalar(this.builder.budget.string(text), from);
    else if (first === 0x7f) {
      this.builder.budget.noteBadText(from);
      this.scalar(this.builder.budget.bytes(bytes, { type: 'text' }), from);
    } else this.bytesValue(bytes, from);
  }

  private pieces(from: number, first: number, content: number[]): undefined {
    let at = from + 1;
    for (let pieces = 0; this.bytes[at] !== breakByte; pieces++) {
      if (pieces === maxPieces)
        throw new Stop(t('A text or bytes come in more than {0} pieces, which are read no further.', countText(maxPieces)), at);
      this.head(at);
      const head = this.bytes[at] as number;
      if (head >> 5 !== first >> 5 || head === first) throw new Stop(t('A piece of another kind stands in a text or in bytes.'), at);
      const { missing } = this;
      at = this.behind + this.argument - missing;
      for (let piece = this.behind; piece < at; piece++) content.push(this.bytes[piece] as number);
      if (missing > 0) throw new Stop(t('It ends inside a value.'), from, missing);
    }
    this.tokens.moveTo(at + 1);
    return undefined;
  }

  private simple(from: number, first: number): void {
    const value = this.argument;
    if (first === 0xf8 && value < 32) throw new Stop(t('This simple value is written in a way that CBOR does not have.'), from);
    if (!this.builder.keeps) return this.pass(7);
    this.container('tagged', from, 0, 'simple');
    this.scalar({ kind: 'integer', text: String(value) }, from);
  }

  private tag(from: number): void {
    const tag = this.argument > Number.MAX_SAFE_INTEGER ? this.view.getBigUint64(from + 1) : this.argument;
    const start = this.behind;
    const first = this.bytes[start] ?? 0;
    this.hasTags = true;
    if ((tag !== 2 && tag !== 3) || first < 0x40 || first > 0x5b) return this.container('tagged', from, 1, tagText(tag));
    this.head(start);
    if (this.missing > 0) {
      this.behind = start;
      return this.container('tagged', from, 1, tagText(tag));
    }
    const content = this.bytes.subarray(this.behind, this.behind + this.argument);
    if (!this.builder.keeps) return this.pass(2);
    const digits = this.builder.budget.digits(content);
    if (digits === undefined) {
      this.behind = start;
      return this.container('tagged', from, 1, tagText(tag));
    }
    this.tokens.moveTo(this.behind + this.argument);
    this.scalar({ kind: 'integer', text: String(tag === 2 ? digits : -1n - digits), type: 'bignum' }, from);
  }
}
