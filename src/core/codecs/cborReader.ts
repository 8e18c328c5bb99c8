import { Tokenizer, Type } from 'cborg';
import type { ValueNode } from '../../protocol/decoding';
import { maxNesting, nestingSentence } from './limits';
import { utf8Text } from './text';
import { Budget, floatText, readingOf, Stop, stopOf, TreeBuilder, type Reading } from './tree';

/**
 * CBOR (RFC 8949), one item of it, with offsets, all digits of integers (bignums too), keys of any type, texts and bytes of unknown length,
 * simple values. Tags other than bignums are shown as they are and never acted upon.
 */
export function readCbor(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const builder = new TreeBuilder(budget);
  const stop = stopOf(() => {
    const to = new CborReader(bytes, builder).read();
    return to < bytes.length ? new Stop(`${bytes.length - to} bytes follow behind the value.`, to) : undefined;
  });
  builder.finish(stop?.at ?? bytes.length);
  return readingOf(builder.root, budget, stop);
}

const breakByte = 0xff;
const floatTypes: Readonly<Record<number, string>> = { 0xf9: 'float16', 0xfa: 'float32' };

/** Bytes of an item's head: its first byte, and the number behind it. */
const headLength = (first: number) => ((first & 31) < 24 ? 1 : 1 + (1 << ((first & 31) - 24)));

/** cborg's tokens; what it does not read, we pass over ourselves. */
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
  private readonly tokens: Tokens;
  private readonly open: OpenItem[] = [];

  constructor(private readonly bytes: Uint8Array, private readonly builder: TreeBuilder) {
    this.tokens = new Tokens(bytes, { allowIndefinite: true, allowUndefined: true, allowBigInt: true, strict: false });
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
        if (top.isMap && top.parts % 2 === 1) throw new Stop('A map ends behind a key that has no value.', this.at);
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

  private next() {
    const from = this.at;
    if (from >= this.bytes.length) throw new Stop('It ends where a value should be.', from, true);
    try {
      return this.tokens.next();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.message.includes('not enough data')) throw new Stop('It ends inside a value.', from, true);
      throw new Stop(`This is no CBOR: ${error.message.replace(/^CBOR decode error: /, '')}.`, from);
    }
  }

  /** A scalar, or the head of a container or tag. */
  private item(): void {
    const from = this.at;
    const first = this.bytes[from] ?? 0;
    if (first === 0x5f || first === 0x7f) return this.chunks(from, first);
    if ((first >= 0xe0 && first < 0xf4) || first === 0xf8) return this.simple(from, first);
    const { type, value } = this.next();
    switch (type) {
      case Type.array: return this.container('array', from, value as number);
      case Type.map: return this.container('map', from, (value as number) * 2);
      case Type.tag: return this.tag(from, value as number | bigint);
      case Type.bytes: return this.content(from, value as Uint8Array);
      case Type.string: return this.text(from, value as string, first);
      case Type.float: return this.scalar({ kind: 'float', text: floatText(value as number), ...(floatTypes[first] ? { type: floatTypes[first] } : {}) }, from);
      case Type.uint: case Type.negint: return this.scalar({ kind: 'integer', text: String(value) }, from);
      case Type.true: case Type.false: return this.scalar({ kind: 'boolean', text: String(value) }, from);
      case Type.null: return this.scalar({ kind: 'null' }, from);
      case Type.undefined: return this.scalar({ kind: 'null', type: 'undefined' }, from);
      default: throw new Stop('A break stands where a value should be.', from);
    }
  }

  private container(kind: 'array' | 'map' | 'tagged', from: number, parts: number, type?: string): void {
    if (this.open.length >= maxNesting) throw new Stop(nestingSentence, from);
    this.builder.begin(kind, from, type);
    this.open.push({ rest: parts, isMap: kind === 'map', parts: 0 });
  }

  private scalar(node: ValueNode, from: number): void {
    this.builder.add({ ...node, range: [from, this.at] });
  }

  private content(from: number, content: Uint8Array): void {
    if (this.builder.keeps) this.scalar(this.builder.budget.bytes(content), from);
    else this.builder.skip();
  }

  private text(from: number, text: string, first: number): void {
    if (!this.builder.keeps) return this.builder.skip();
    const { budget } = this.builder;
    // The replacement character is either in the text or stands for bytes that are none.
    const content = text.includes('\ufffd') ? this.bytes.subarray(from + headLength(first), this.at) : undefined;
    this.scalar(content && utf8Text(content) === undefined ? budget.bytes(content, { type: 'text' }) : budget.string(text), from);
  }

  /** A text, or bytes, in pieces up to a break. */
  private chunks(from: number, first: number): void {
    const pieces: Uint8Array[] = [];
    let length = 0;
    this.tokens.moveTo(from + 1);
    while (this.bytes[this.at] !== breakByte) {
      const start = this.at;
      const head = this.bytes[start] ?? first - 1;
      if (head >> 5 !== first >> 5 || head === first) throw new Stop('A piece of another kind stands in a text or in bytes.', start);
      this.next();
      const piece = this.bytes.subarray(start + headLength(head), this.at);
      pieces.push(piece);
      length += piece.length;
    }
    this.tokens.moveTo(this.at + 1);
    const content = new Uint8Array(length);
    let to = 0;
    for (const piece of pieces) {
      content.set(piece, to);
      to += piece.length;
    }
    const text = first === 0x7f ? utf8Text(content) : undefined;
    if (text !== undefined) this.scalar(this.builder.budget.string(text), from);
    else this.scalar(this.builder.budget.bytes(content, first === 0x7f ? { type: 'text' } : {}), from);
  }

  private simple(from: number, first: number): void {
    const value = first === 0xf8 ? this.bytes[from + 1] : first & 31;
    if (value === undefined) throw new Stop('It ends inside a value.', from, true);
    if (first === 0xf8 && value < 32) throw new Stop('This simple value is written in a way that CBOR does not have.', from);
    this.tokens.moveTo(from + (first === 0xf8 ? 2 : 1));
    this.container('tagged', from, 0, 'simple');
    this.scalar({ kind: 'integer', text: String(value) }, from);
  }

  private tag(from: number, tag: number | bigint): void {
    const first = this.bytes[this.at] ?? 0;
    if ((tag !== 2 && tag !== 3) || first < 0x40 || first > 0x5b) return this.container('tagged', from, 1, `tag ${tag}`);
    const start = this.at;
    const content = this.next().value as Uint8Array;
    const digits = this.builder.keeps ? this.builder.budget.digits(content) : undefined;
    if (digits !== undefined) {
      this.scalar({ kind: 'integer', text: String(tag === 2 ? digits : -1n - digits), type: 'bignum' }, from);
    } else {
      this.container('tagged', from, 0, `tag ${tag}`);
      this.content(start, content);
    }
  }
}
