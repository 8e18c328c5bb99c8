import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { dtypeName, elementType } from '../arrays/numpyTypes';
import { RawArrays } from '../arrays/rawArrays';
import { Budget, readingOf } from '../values/budget';
import { floatText } from '../values/floatText';
import { maxDepth } from '../values/limits';
import { restOf, Stop, stopOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';

/** Tags of GNU Radio's `pmt_serial_tags.h`. */
const tags = {
  true: 0,
  false: 1,
  symbol: 2,
  int32: 3,
  double: 4,
  complex: 5,
  null: 6,
  pair: 7,
  vector: 8,
  dict: 9,
  uniformVector: 10,
  uint64: 11,
  tuple: 12,
  int64: 13,
} as const;
/** Element types of uniform vectors by their number, as dtypes; bytes are bytes. */
const dtypes = ['', '>i1', '>u2', '>i2', '>u4', '>i4', '>u8', '>i8', '>f4', '>f8', '>c8', '>c16'];

/** True where the first byte is a tag of what has a content, and what it says of its length fits. */
export function beginsLikePmt(bytes: Uint8Array): boolean {
  const [tag = 0xff] = bytes;
  const short = ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
  switch (tag) {
    case tags.symbol:
      return short > 0 && bytes.length === 3 + short;
    case tags.pair:
    case tags.dict:
      return bytes.length > 4 && (bytes[1] as number) <= tags.int64;
    case tags.vector:
    case tags.tuple:
      return short === 0 && bytes.length > 6 && (bytes[5] as number) <= tags.int64;
    case tags.uniformVector:
      return short < dtypes.length << 8 && bytes.length > 8 && (bytes[6] as number) <= 8;
    default:
      return false;
  }
}

/** A polymorphic type of GNU Radio as `pmt::serialize` writes it: dictionaries are maps, pairs that end in null lists. */
export function readPmt(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const reader = new PmtReader(bytes, budget);
  const read: { value?: ValueNode } = {};
  const stop = stopOf(() => {
    read.value = reader.value(1);
    return restOf(bytes, reader.at);
  });
  reader.arrays.fill();
  return readingOf(read.value ?? reader.begun, budget, stop);
}

class PmtReader {
  at = 0;
  readonly arrays: RawArrays;
  /** The outermost container, as far as it was read. */
  begun: ValueNode | undefined;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly budget: Budget,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.arrays = new RawArrays(budget);
  }

  value(depth: number): ValueNode {
    const from = this.at;
    if (depth >= maxDepth) throw new Stop(t('It is nested deeper than {0} levels.', maxDepth), from);
    if (!this.budget.take()) throw new Stop(t('It has more values than are read.'), from);
    const tag = this.u8();
    const scalar = (kind: ValueNode['kind'], text?: string, type?: string): ValueNode => ({
      kind,
      ...(text === undefined ? {} : { text }),
      ...(type === undefined ? {} : { type }),
      range: [from, this.at],
    });
    switch (tag) {
      case tags.true:
      case tags.false:
        return scalar('boolean', tag === tags.true ? 'true' : 'false');
      case tags.symbol:
        return this.symbol(from);
      case tags.int32:
        return scalar('integer', String(this.view.getInt32(this.pass(4))));
      case tags.int64:
        return scalar('integer', String(this.view.getBigInt64(this.pass(8))), 'int64');
      case tags.uint64:
        return scalar('integer', String(this.view.getBigUint64(this.pass(8))), 'uint64');
      case tags.double:
        return scalar('float', floatText(this.view.getFloat64(this.pass(8))));
      case tags.complex:
        return this.complex(from);
      case tags.null:
        return scalar('null');
      case tags.pair:
        return this.pairs(from, depth);
      case tags.dict:
        return this.dict(from, depth);
      case tags.vector:
      case tags.tuple:
        return this.items(from, depth, tag === tags.tuple ? 'tuple' : 'vector');
      case tags.uniformVector:
        return this.uniform(from);
      default:
        throw new Stop(t('No value of PMT has the tag {0}.', tag), from);
    }
  }

  private symbol(from: number): ValueNode {
    const length = this.view.getUint16(this.pass(2));
    const start = this.pass(length);
    const content = this.bytes.subarray(start, this.at);
    const text = utf8Text(content);
    const range: [number, number] = [from, this.at];
    return text === undefined ? this.budget.bytes(content, { type: 'symbol', range }) : this.budget.string(text, { range });
  }

  private complex(from: number): ValueNode {
    const part = () => ({
      kind: 'float' as const,
      text: floatText(this.view.getFloat64(this.pass(8))),
      range: [this.at - 8, this.at] as [number, number],
    });
    if (!this.budget.take() || !this.budget.take()) throw new Stop(t('It has more values than are read.'), from);
    const entries = [
      { key: 're', value: part() },
      { key: 'im', value: part() },
    ];
    return { kind: 'object', text: 'complex', entries, range: [from, this.at] };
  }

  /** A list as long as pairs go on and null is last; else pairs, of which the last one is not followed by a list. */
  private pairs(from: number, depth: number): ValueNode {
    const entries: ValueEntry[] = [];
    const node = this.container('array', from, entries);
    for (;;) {
      entries.push({ value: this.value(depth + 1) });
      const next = this.bytes[this.at];
      if (next === tags.pair) this.at++;
      else if (next === tags.null) {
        this.at++;
        break;
      } else {
        entries.push({ value: this.value(depth + 1) });
        node.type = entries.length === 2 ? 'pair' : 'improper list';
        break;
      }
    }
    return this.ended(node);
  }

  /** Cells of pairs, each of a key and its value. */
  private dict(from: number, depth: number): ValueNode {
    const entries: ValueEntry[] = [];
    const node = this.container('map', from, entries);
    for (;;) {
      const at = this.at;
      if (this.u8() !== tags.pair) throw new Stop(t('An entry of a dictionary is no pair.'), at);
      const key = this.value(depth + 1);
      const isName = key.kind === 'string' && key.whole === undefined;
      entries.push({ key: isName ? (key.text as string) : key, value: this.value(depth + 1) });
      const next = this.bytes[this.at];
      if (next === tags.null) {
        this.at++;
        break;
      }
      if (next !== tags.dict) throw new Stop(t('A dictionary has no end.'), this.at, next === undefined ? 1 : 0);
      this.at++;
    }
    return this.ended(node);
  }

  private items(from: number, depth: number, type: string): ValueNode {
    const count = this.view.getUint32(this.pass(4));
    const entries: ValueEntry[] = [];
    const node = this.container('array', from, entries, type);
    for (let i = 0; i < count; i++) entries.push({ value: this.value(depth + 1) });
    return this.ended(node);
  }

  private uniform(from: number): ValueNode {
    const kind = this.u8();
    const count = this.view.getUint32(this.pass(4));
    this.pass(this.u8());
    const dtype = dtypes[kind];
    if (dtype === undefined) throw new Stop(t('No vector of PMT has elements of the type {0}.', kind), from);
    if (dtype === '') {
      const start = this.pass(count);
      return this.budget.bytes(this.bytes.subarray(start, this.at), { type: 'u8vector', range: [from, this.at] });
    }
    const type = elementType(dtype) as NonNullable<ReturnType<typeof elementType>>;
    const at = this.pass(count * type.size);
    const node: ValueNode = { kind: 'array', range: [from, this.at] };
    this.arrays.put(node, {
      type,
      dtype: dtypeName(dtype.replace('>', '')),
      shape: [count],
      bytes: this.bytes.subarray(at, this.at),
      at,
    });
    return node;
  }

  private container(kind: 'array' | 'map', from: number, entries: ValueEntry[], type?: string): ValueNode {
    const node: ValueNode = { kind, entries, range: [from, this.bytes.length], ...(type === undefined ? {} : { type }) };
    this.begun ??= node;
    return node;
  }

  private ended(node: ValueNode): ValueNode {
    (node.range as [number, number])[1] = this.at;
    return node;
  }

  private u8(): number {
    return this.view.getUint8(this.pass(1));
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
