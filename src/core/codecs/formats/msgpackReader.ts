import { t } from '@vscode/l10n';
import type { ValueKind, ValueNode } from '../../../protocol/decoding';
import { maxInput, maxNesting, nestingSentence } from '../values/limits';
import { utf8Text } from '../values/text';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import { Stop, stopOf, type Reading } from '../values/reading';
import { readSequence, TreeBuilder } from '../values/tree';
import { unpackLz4Block } from '../compression/lz4';
import { Work } from '../compression/unpacked';
import { followers, mayBeOne } from './singleValue';
import { applyPackedArrays, type Contents } from '../arrays/packedArrays';

/**
 * MessagePack with offsets, all digits of 64-bit integers, keys of any type, and extension types. A `str` that is no UTF-8, as older
 * producers write bytes, is given as bytes.
 */
export function readMsgpack(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const builder = new TreeBuilder(budget);
  const reader = new MsgpackReader(bytes, builder);
  const stop = stopOf(() => readSequence(bytes, builder, () => reader.read(), followers('msgpack', bytes)));
  const reading = builder.finish(bytes.length, stop);
  if (reader.contents.size === 0 || !reading.value?.entries) return reading;
  applyPackedArrays(reading.value, reader.contents, budget);
  return { ...reading, ...(budget.notes ? { notes: budget.notes } : {}) };
}

/** Extension types in which MessagePack for C# has a value compressed by LZ4: in one block, and sizes before an array of blocks. */
const lz4Block = 99;
const lz4Sizes = 98;
/** Bytes that are unpacked of one content. */
const maxUnpacked = maxInput;

class MsgpackReader {
  private at = 0;
  private unpacked = 0;
  private readonly work = new Work();
  private readonly view: DataView;
  /** For each open container how many keys and values are still to come. */
  private readonly open: number[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
    /** The bytes were unpacked: what was read from them stands in this place. */
    private readonly place?: [from: number, to: number],
    /** Values that are bytes, which may be those of an array. */
    readonly contents: Contents = new Map(),
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads one value; where it ends. */
  read(): number {
    this.value();
    for (let last = this.open.length - 1; last >= 0; last = this.open.length - 1) {
      const rest = this.open[last] as number;
      if (rest > 0) {
        this.open[last] = rest - 1;
        this.value();
      } else {
        this.open.pop();
        this.builder.end(this.place?.[1] ?? this.at);
      }
    }
    return this.at;
  }

  /** A scalar, or the head of a container. */
  private value(): void {
    const from = this.at;
    const head = this.bytes[from];
    if (head === undefined) throw new Stop(t('It ends where a value should be.'), from, 1);
    this.at++;
    if (head < 0x80) return this.integer(from, head);
    if (head < 0x90) return this.container('map', from, (head & 0x0f) * 2);
    if (head < 0xa0) return this.container('array', from, head & 0x0f);
    if (head < 0xc0) return this.string(from, head & 0x1f);
    if (head >= 0xe0) return this.integer(from, head - 0x100);
    switch (head) {
      case 0xc0:
        return this.scalar(from, 'null');
      case 0xc2:
        return this.scalar(from, 'boolean', 'false');
      case 0xc3:
        return this.scalar(from, 'boolean', 'true');
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.binary(from, this.unsigned(1 << (head - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.extension(from, this.unsigned(1 << (head - 0xc7)));
      case 0xca:
        return this.scalar(from, 'float', floatText(this.view.getFloat32(this.pass(4))), 'float32');
      case 0xcb:
        return this.scalar(from, 'float', floatText(this.view.getFloat64(this.pass(8))));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.integer(from, this.unsigned(1 << (head - 0xcc)));
      case 0xcf:
        return this.scalar(from, 'integer', String(this.view.getBigUint64(this.pass(8))), 'uint64');
      case 0xd0:
        return this.integer(from, this.view.getInt8(this.pass(1)));
      case 0xd1:
        return this.integer(from, this.view.getInt16(this.pass(2)));
      case 0xd2:
        return this.integer(from, this.view.getInt32(this.pass(4)));
      case 0xd3:
        return this.scalar(from, 'integer', String(this.view.getBigInt64(this.pass(8))), 'int64');
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.extension(from, 1 << (head - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.string(from, this.unsigned(1 << (head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.container('array', from, this.unsigned(2 << (head - 0xdc)));
      case 0xde:
      case 0xdf:
        return this.container('map', from, this.unsigned(2 << (head - 0xde)) * 2);
      default:
        throw new Stop(t('The byte c1 stands for nothing in MessagePack.'), from);
    }
  }

  /** Passes over so many bytes; where they begin. */
  private pass(length: number): number {
    const from = this.at;
    if (length > this.bytes.length - from)
      throw new Stop(
        t('It ends inside a value: {0} bytes should follow, {1} do.', length, this.bytes.length - from),
        from,
        length - (this.bytes.length - from),
      );
    this.at += length;
    return from;
  }

  private unsigned(length: number): number {
    const from = this.pass(length);
    return length === 1 ? this.view.getUint8(from) : length === 2 ? this.view.getUint16(from) : this.view.getUint32(from);
  }

  private container(kind: 'array' | 'map', from: number, parts: number): void {
    if (this.open.length >= maxNesting) throw new Stop(nestingSentence(), from);
    if (kind === 'array' && parts > 1 && !this.place && this.unpackArray(from, parts)) return;
    this.builder.begin(kind, this.place?.[0] ?? from, undefined, parts);
    this.open.push(parts);
  }

  private integer(from: number, value: number): void {
    if (this.builder.keeps) this.scalar(from, 'integer', String(value));
    else this.builder.skip();
  }

  private scalar(from: number, kind: ValueKind, text?: string, type?: string): void {
    const node: ValueNode = { kind, range: this.range(from) };
    if (text !== undefined) node.text = text;
    if (type !== undefined) node.type = type;
    this.builder.add(node);
  }

  /** Passes over the content of a value; where the bytes end inside it what there is of it stands, and reading stops. */
  private passContent(from: number, length: number, isText: boolean, type?: string): number {
    const start = this.at;
    const missing = length - (this.bytes.length - start);
    if (missing <= 0) return this.pass(length);
    if (this.builder.keeps) {
      const { budget } = this.builder;
      const content = this.bytes.subarray(start);
      const more = { range: this.place ?? ([from, this.bytes.length] as [number, number]), ...(type === undefined ? {} : { type }) };
      if (isText) this.builder.add(budget.textStart(content, missing, more));
      else this.bytesValue(content, { ...more, whole: length });
    }
    return this.pass(length);
  }

  private string(from: number, length: number): void {
    const start = this.passContent(from, length, true);
    if (!this.builder.keeps) return this.builder.skip();
    const content = this.bytes.subarray(start, this.at);
    const text = utf8Text(content);
    const { budget } = this.builder;
    if (text === undefined) {
      budget.noteBadText(this.place?.[0] ?? from);
      this.bytesValue(content, { type: 'str', range: this.range(from) });
    } else this.builder.add(budget.string(text, { range: this.range(from) }));
  }

  private binary(from: number, length: number): void {
    const start = this.passContent(from, length, false);
    if (this.builder.keeps) this.bytesValue(this.bytes.subarray(start, this.at), { range: this.range(from) });
    else this.builder.skip();
  }

  private bytesValue(content: Uint8Array, more: Partial<ValueNode>): void {
    const node = this.builder.budget.bytes(content, more);
    this.contents.set(node, { bytes: content, ...(this.place ? {} : { at: content.byteOffset - this.bytes.byteOffset }) });
    this.builder.add(node);
  }

  private extension(from: number, length: number): void {
    const type = this.view.getInt8(this.pass(1));
    const start = this.passContent(from, length, false, `ext ${type}`);
    if (!this.builder.keeps) return this.builder.skip();
    if (type === lz4Block && !this.place && this.unpackBlock(from, start)) return;
    const range = this.range(from);
    const time = type === -1 ? this.timestamp(start, length) : undefined;
    this.builder.add(
      time === undefined
        ? this.builder.budget.bytes(this.bytes.subarray(start, this.at), { type: `ext ${type}`, range })
        : { kind: 'string', text: time, type: 'timestamp', range },
    );
  }

  private range(from: number): [from: number, to: number] {
    return this.place ?? [from, this.at];
  }

  /** Reads what is compressed in an extension from `start` to here; false, and nothing is read, where that is no such block. */
  private unpackBlock(from: number, start: number): boolean {
    const size = integerAt(this.bytes, start, this.at);
    const unpacked = size && this.unpack(this.bytes.subarray(size.at, this.at), size.value);
    return unpacked !== undefined && this.readUnpacked(unpacked, from, lz4Block);
  }

  /** Reads what is compressed in an array from here on, if its first part has sizes and each other one a block. */
  private unpackArray(from: number, parts: number): boolean {
    const begin = this.at;
    const isUnpacked = () => {
      const head = extensionAt(this.bytes, begin);
      if (head?.type !== lz4Sizes) return false;
      const blocks: Uint8Array[] = [];
      this.at = head.to;
      for (let sizeAt = head.from, part = 1; part < parts; part++) {
        const size = integerAt(this.bytes, sizeAt, head.to);
        const block = binaryAt(this.bytes, this.at);
        const unpacked = size && block && this.unpack(this.bytes.subarray(block.from, block.to), size.value);
        if (!unpacked) return false;
        blocks.push(unpacked);
        sizeAt = size.at;
        this.at = block.to;
      }
      return this.readUnpacked(joined(blocks), from, lz4Sizes);
    };
    if (isUnpacked()) return true;
    this.at = begin;
    return false;
  }

  private unpack(block: Uint8Array, size: number): Uint8Array | undefined {
    if (size === 0 || this.unpacked + size > maxUnpacked) return undefined;
    const { bytes, problem } = unpackLz4Block(block, this.work);
    if (problem || bytes.length !== size) return undefined;
    this.unpacked += size;
    return bytes;
  }

  private readUnpacked(unpacked: Uint8Array, from: number, type: number): boolean {
    if (!mayBeOne('msgpack', unpacked)) return false;
    this.builder.budget.note(t('The value was compressed by LZ4 (ext {0}).', type));
    const stop = stopOf(() => {
      new MsgpackReader(unpacked, this.builder, [from, this.at], this.contents).read();
      return undefined;
    });
    if (stop) throw new Stop(stop.message, from);
    return true;
  }

  /** ISO 8601 to the nanosecond; undefined for a length that the format does not have, or a time beyond the calendar. */
  private timestamp(from: number, length: number): string | undefined {
    if (length === 4) return isoTime(BigInt(this.view.getUint32(from)), 0);
    if (length === 8) return isoTime(this.view.getBigUint64(from) & 0x3_ffff_ffffn, this.view.getUint32(from) >>> 2);
    return length === 12 ? isoTime(this.view.getBigInt64(from + 4), this.view.getUint32(from)) : undefined;
  }
}

/** An unsigned integer that stands at a place, and where it ends; undefined where another value does. */
function integerAt(bytes: Uint8Array, from: number, to: number): { value: number; at: number } | undefined {
  const head = bytes[from] ?? 0xff;
  if (from < to && head < 0x80) return { value: head, at: from + 1 };
  // As uint8 to uint32, or int8 to int32, whichever a writer takes.
  const length = (head >= 0xcc && head <= 0xce) || (head >= 0xd0 && head <= 0xd2) ? 1 << (head & 3) : 0;
  if (length === 0 || from + 1 + length > to) return undefined;
  return { value: numberAt(bytes, from + 1, length), at: from + 1 + length };
}

/** Where the content of an extension is; undefined where another value stands, or the bytes end inside it. */
function extensionAt(bytes: Uint8Array, at: number): { type: number; from: number; to: number } | undefined {
  const head = bytes[at] ?? 0;
  const fixed = head >= 0xd4 && head <= 0xd8;
  if (!fixed && (head < 0xc7 || head > 0xc9)) return undefined;
  const sizeBytes = fixed ? 0 : 1 << (head - 0xc7);
  const size = fixed ? 1 << (head - 0xd4) : numberAt(bytes, at + 1, sizeBytes);
  const from = at + 2 + sizeBytes;
  return from + size <= bytes.length ? { type: bytes[from - 1] as number, from, to: from + size } : undefined;
}

function binaryAt(bytes: Uint8Array, at: number): { from: number; to: number } | undefined {
  const head = bytes[at] ?? 0;
  if (head < 0xc4 || head > 0xc6) return undefined;
  const from = at + 1 + (1 << (head - 0xc4));
  const to = from + numberAt(bytes, at + 1, from - at - 1);
  return to <= bytes.length ? { from, to } : undefined;
}

/** NaN where the bytes end before. */
function numberAt(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at++) value = value * 256 + (bytes[at] ?? NaN);
  return value;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The last second that a JavaScript date can have, and with the sign turned the first one. */
const lastSecond = 8_640_000_000_000n;

function isoTime(seconds: bigint, nanoseconds: number): string | undefined {
  if (seconds > lastSecond || seconds < -lastSecond || nanoseconds > 999_999_999) return undefined;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  return `${whole}${nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`}Z`;
}
