import { t } from '@vscode/l10n';
import type { ValueKind, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import { toHex } from '../../base/bytes';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import { maxNodes } from '../values/limits';
import { restOf, Stop, stopOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';
import { TreeBuilder } from '../values/tree';
import type { AvroType } from './avroSchema';

/** Values inside one another that are followed: beyond, a reader gives up. */
const maxNesting = 300;
/** Values that are passed over without being kept. */
const maxPassed = 1_000_000;

/** What stands before a value and tells its schema. */
export interface AvroPrefix {
  /** Bytes before the value. */
  length: number;
  note: string;
}

/** The five bytes of Confluent's registry, or the ten of Avro's single objects; undefined where neither stands. */
export function avroPrefix(bytes: Uint8Array): AvroPrefix | undefined {
  if (bytes[0] === 0xc3 && bytes[1] === 0x01 && bytes.length >= 10)
    return { length: 10, note: t('The schema has the fingerprint {0}.', toHex(bytes.subarray(2, 10))) };
  const id = confluentSchema(bytes);
  return id === undefined ? undefined : { length: 5, note: t('The schema has the number {0} in its registry.', id) };
}

/** Numbers that registries give in years. */
const maxSchema = 1_000_000;

/** The number of the schema that stands before a value in Confluent's format; undefined where that is not likely. */
export function confluentSchema(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== 0 || bytes.length < 6) return undefined;
  const id = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1);
  return id > 0 && id <= maxSchema ? id : undefined;
}

/** One value of a schema. What registries put before values is passed over where it does not read without. */
export function readAvro(bytes: Uint8Array, type: AvroType): Reading {
  const reading = readFrom(bytes, 0, type);
  const prefix = reading.problem === undefined ? undefined : avroPrefix(bytes);
  if (!prefix) return reading;
  const behind = readFrom(bytes, prefix.length, type);
  return { ...behind, notes: [prefix.note, ...(behind.notes ?? [])] };
}

function readFrom(bytes: Uint8Array, from: number, type: AvroType): Reading {
  const builder = new TreeBuilder(new Budget());
  const reader = new AvroReader(bytes, builder, from);
  const stop = stopOf(() => {
    reader.value(type, 0);
    return restOf(bytes, reader.at);
  });
  return builder.finish(bytes.length, stop);
}

const epochDay = 86_400_000;
const times: Readonly<Record<string, number>> = {
  date: epochDay,
  'timestamp-millis': 1,
  'timestamp-micros': 1e-3,
  'local-timestamp-millis': 1,
  'local-timestamp-micros': 1e-3,
};

/** Reads values of Avro's binary encoding one after the other. */
export class AvroReader {
  private readonly view: DataView;
  private passed = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
    public at: number,
    private readonly to = bytes.length,
    /** The bytes were unpacked: what was read from them stands in this place. */
    private readonly place?: [from: number, to: number],
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(type: AvroType, depth: number): void {
    const from = this.at;
    if (depth > maxNesting) throw new Stop(t('It is nested deeper than {0} levels.', maxNesting), from);
    if (++this.passed > maxPassed) throw new Stop(t('It has more than {0} values.', countText(maxPassed)), from);
    switch (type.kind) {
      case 'null':
        return this.scalar(from, 'null');
      case 'boolean': {
        const byte = this.u8();
        if (byte > 1) throw new Stop(t('No boolean has the byte {0}.', byte), from);
        return this.scalar(from, 'boolean', byte === 1 ? 'true' : 'false');
      }
      case 'int':
      case 'long':
        return this.integer(from, type);
      case 'float':
        return this.scalar(from, 'float', floatText(this.view.getFloat32(this.pass(4), true), 32), 'float');
      case 'double':
        return this.scalar(from, 'float', floatText(this.view.getFloat64(this.pass(8), true)));
      case 'bytes':
        return this.binary(from, this.length(), type);
      case 'fixed':
        return this.binary(from, type.size, type);
      case 'string':
        return this.string(from);
      case 'enum': {
        const index = Number(this.long());
        const symbol = type.symbols[index];
        if (symbol === undefined) throw new Stop(t('The enum {0} has no symbol {1}.', type.name, index), from);
        return this.builder.add(this.builder.budget.string(symbol, { type: type.name, range: this.range(from) }));
      }
      case 'union': {
        const index = Number(this.long());
        const branch = type.branches[index];
        if (!branch) throw new Stop(t('The union has no branch {0}.', index), from);
        return this.value(branch, depth + 1);
      }
      case 'record':
        this.builder.begin('map', this.place?.[0] ?? from, type.name, type.fields.length * 2);
        for (const field of type.fields) {
          this.key(field.name);
          this.value(field.type, depth + 1);
        }
        return this.builder.end(this.place?.[1] ?? this.at);
      default:
        return this.blocks(type, from, depth);
    }
  }

  /** Items of an array or a map: blocks of them, the last one empty. */
  private blocks({ kind, items }: Extract<AvroType, { items: AvroType }>, from: number, depth: number): void {
    this.builder.begin(kind, this.place?.[0] ?? from, undefined, Infinity);
    for (let count = this.long(); count !== 0n; count = this.long()) {
      // A block that may be passed over has its size behind its count.
      if (count < 0n) {
        count = -count;
        this.long();
      }
      for (let left = count; left > 0n; left--) {
        const start = this.at;
        if (kind === 'map') this.key(this.text());
        this.value(items, depth + 1);
        // Of values that take no bytes there may be any number.
        if (this.at === start && left > maxNodes) throw new Stop(t('It has more than {0} values.', countText(maxNodes)), start);
      }
    }
    this.builder.end(this.place?.[1] ?? this.at);
  }

  private range(from: number): [from: number, to: number] {
    return this.place ?? [from, this.at];
  }

  private key(name: string): void {
    if (this.builder.keeps) this.builder.add(this.builder.budget.string(name));
    else this.builder.skip();
  }

  private scalar(from: number, kind: ValueKind, text?: string, type?: string): void {
    const node: ValueNode = { kind, range: this.range(from) };
    if (text !== undefined) node.text = text;
    if (type !== undefined) node.type = type;
    this.builder.add(node);
  }

  private integer(from: number, { kind, logical }: AvroType): void {
    const value = this.long();
    if (kind === 'int' && value !== BigInt.asIntN(32, value)) throw new Stop(t('The number has more than 32 bits.'), from);
    const unit = logical === undefined ? undefined : times[logical];
    const date = unit === undefined ? undefined : new Date(Math.floor(Number(value) * unit));
    if (!date || Number.isNaN(date.getTime())) return this.scalar(from, 'integer', String(value), logical);
    const iso = date.toISOString();
    this.scalar(from, 'string', logical === 'date' ? iso.slice(0, 10) : logical?.startsWith('local') ? iso.slice(0, -1) : iso, logical);
  }

  private binary(from: number, length: number, type: Extract<AvroType, { kind: 'bytes' | 'fixed' | string }>): void {
    const start = this.pass(length);
    const content = this.bytes.subarray(start, this.at);
    const range = this.range(from);
    const { budget } = this.builder;
    if (type.logical === 'decimal' && content.length > 0 && content.length <= 64)
      return this.scalar(from, ...decimal(content, 'scale' in type ? (type.scale ?? 0) : 0));
    this.builder.add(budget.bytes(content, { ...(type.kind === 'fixed' ? { type: type.name } : {}), range }));
  }

  private string(from: number): void {
    const text = this.text();
    this.builder.add(this.builder.budget.string(text, { range: this.range(from) }));
  }

  text(): string {
    const from = this.at;
    const start = this.pass(this.length());
    const text = utf8Text(this.bytes.subarray(start, this.at));
    if (text === undefined) throw new Stop(t('A text is not UTF-8.'), from);
    return text;
  }

  length(): number {
    const from = this.at;
    const length = this.long();
    if (length < 0n) throw new Stop(t('A length cannot be {0}.', String(length)), from);
    return Number(length);
  }

  /** A number in zigzag form of at most 64 bits. */
  long(): bigint {
    const from = this.at;
    let small = 0;
    for (let index = 0; index < 4; index++) {
      const byte = this.u8();
      small += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return BigInt(small % 2 === 0 ? small / 2 : -(small + 1) / 2);
    }
    let value = BigInt(small);
    for (let index = 4; index < 10; index++) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new Stop(t('A number has more than 10 bytes.'), from);
  }

  private u8(): number {
    return this.view.getUint8(this.pass(1));
  }

  /** Passes over so many bytes; where they begin. */
  pass(length: number): number {
    const from = this.at;
    const left = this.to - from;
    if (length > left)
      throw new Stop(
        t('It ends inside a value: {0} bytes should follow, {1} do.', length, left),
        from,
        this.to === this.bytes.length ? length - left : 0,
      );
    this.at += length;
    return from;
  }
}

/** A number in two's complement, the highest byte first, with so many digits behind the point. */
function decimal(bytes: Uint8Array, scale: number): [kind: ValueKind, text: string, type: string] {
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${toHex(bytes)}`));
  if (scale <= 0 || scale > 100) return ['integer', String(value), 'decimal'];
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return ['float', `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`, 'decimal'];
}
