import type { ValueNode } from '../../../protocol/decoding';
import { maxDepth } from '../values/limits';
import { Budget } from '../values/budget';
import { moveRanges } from '../values/ranges';
import { floatText } from '../values/floatText';
import type { Reading } from '../values/reading';
import { elementType } from '../arrays/numpyTypes';
import type { Contents } from '../arrays/packedArrays';
import { columnMajor, countOf, RawArrays, stridesOf } from '../arrays/rawArrays';

/** What was read of bytes that are CBOR. */
export interface Items {
  reading: Reading;
  hasTags: boolean;
  /** Of those values that are bytes. */
  contents: Contents;
}
type ReadItems = (bytes: Uint8Array, budget: Budget) => Items;

/** What tags of IANA's registry are for. Those of RFC 8746, `64` to `87`, are the dtypes of their values. */
const names: Readonly<Record<number, string>> = {
  0: 'time',
  1: 'time',
  4: 'decimal fraction',
  5: 'bigfloat',
  16: 'COSE_Encrypt0',
  17: 'COSE_Mac0',
  18: 'COSE_Sign1',
  21: 'base64url',
  22: 'base64',
  23: 'base16',
  24: 'CBOR',
  25: 'string reference',
  26: 'Perl object',
  27: 'object',
  28: 'shareable',
  29: 'reference',
  30: 'rational',
  32: 'URI',
  33: 'base64url',
  34: 'base64',
  35: 'regex',
  36: 'MIME',
  37: 'UUID',
  38: 'text with language',
  39: 'identifier',
  40: 'array',
  41: 'array of one type',
  52: 'IPv4',
  54: 'IPv6',
  61: 'CWT',
  63: 'CBOR sequence',
  96: 'COSE_Encrypt',
  97: 'COSE_Mac',
  98: 'COSE_Sign',
  100: 'days since 1970',
  101: 'alternatives',
  103: 'geographic coordinates',
  104: 'coordinate system',
  110: 'relative OID',
  111: 'OID',
  256: 'string references',
  257: 'MIME',
  258: 'set',
  259: 'map',
  260: 'IP or MAC address',
  261: 'IP prefix',
  1001: 'time',
  1002: 'duration',
  1003: 'period',
  1004: 'date',
  1040: 'column-major array',
  55799: 'CBOR',
  56500: 'Dectris compression',
};

const dtypes: Readonly<Record<number, string>> = {
  64: 'u1',
  65: '>u2',
  66: '>u4',
  67: '>u8',
  68: 'u1',
  69: '<u2',
  70: '<u4',
  71: '<u8',
  72: 'i1',
  73: '>i2',
  74: '>i4',
  75: '>i8',
  77: '<i2',
  78: '<i4',
  79: '<i8',
  80: '>f2',
  81: '>f4',
  82: '>f8',
  83: '>f16',
  84: '<f2',
  85: '<f4',
  86: '<f8',
  87: '<f16',
};
const words: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float' };

/** What the values of a typed array are called. */
function typedName(tag: number, dtype: string): string {
  const [, kind = '', bytes = ''] = /([a-z])(\d+)$/.exec(dtype) ?? [];
  return `${words[kind] ?? ''}${Number(bytes) * 8}${tag === 68 ? ' clamped' : ''}`;
}

/** A tag as it stands before its content: `tag 32 URI`; the number alone where it is not known. */
export function tagText(tag: number | bigint): string {
  const number = Number(tag);
  const dtype = dtypes[number];
  const name = names[number] ?? (dtype === undefined ? undefined : typedName(number, dtype));
  return name === undefined ? `tag ${tag}` : `tag ${tag} ${name}`;
}

/** The number of a tag that `tagText` has written. */
export function tagNumber({ kind, type }: ValueNode): number | undefined {
  const [, digits] = (kind === 'tagged' && /^tag (\d+)/.exec(type ?? '')) || [];
  return digits === undefined ? undefined : Number(digits);
}

/** Nothing sensible is nested deeper than this in bytes that are CBOR again. */
const maxEmbedded = 8;
/** Digits of a decimal fraction that are written out. */
const maxDigits = 400;

/**
 * Makes what tags stand for of what they stand before, in a tree of CBOR that was read: typed and multi-dimensional arrays (RFC 8746), times,
 * decimal fractions, bigfloats and embedded CBOR (RFC 8949), UUID, sets. A tag whose content does not fit is left as it is.
 */
export function applyTags(root: ValueNode, contents: Contents, budget: Budget, readItems: ReadItems, level = 0): void {
  const tags = new Tags(contents, budget, readItems, level);
  tags.apply(root, 1);
  tags.arrays.fill();
}

class Tags {
  readonly arrays: RawArrays;

  constructor(
    private readonly contents: Contents,
    private readonly budget: Budget,
    private readonly readItems: ReadItems,
    private readonly level: number,
  ) {
    this.arrays = new RawArrays(budget);
  }

  apply(node: ValueNode, depth: number): void {
    const tag = tagNumber(node);
    const content = node.entries?.[0]?.value;
    if (tag !== undefined && content && this.one(tag, node, content, depth)) return;
    for (const { key, value } of node.entries ?? []) {
      if (typeof key === 'object') this.apply(key, depth + 1);
      this.apply(value, depth + 1);
    }
  }

  /** True where nothing below the node is left to look at. */
  private one(tag: number, node: ValueNode, content: ValueNode, depth: number): boolean {
    if (Object.hasOwn(dtypes, tag)) return this.typed(tag, node, content);
    switch (tag) {
      case 1:
      case 100: {
        const time = timeText(content, tag === 1 ? 1 : 86_400);
        if (time !== undefined) node.text = tag === 1 ? time : time.slice(0, 10);
        return true;
      }
      case 4:
      case 5: {
        const value = content.entries?.length === 2 ? scaled(content, tag === 4) : undefined;
        if (value !== undefined) become(node, { kind: 'float', text: value, type: names[tag] });
        return true;
      }
      case 24:
        return this.embedded(node, content, depth);
      case 37:
        if (content.kind === 'bytes' && content.whole === undefined && content.text?.length === 32)
          become(node, { kind: 'string', text: uuid(content.text), type: 'UUID' });
        return true;
      case 40:
      case 1040:
        return this.shaped(node, content, tag === 1040, depth);
      case 41:
      case 258:
        if (content.kind !== 'array') return false;
        become(node, { ...content, ...(tag === 258 ? { type: 'set' } : {}), range: node.range });
        this.apply(node, depth);
        return true;
      case 55_799:
        // It says nothing but that this is CBOR.
        become(node, { ...content, range: node.range });
        this.apply(node, depth);
        return true;
      default:
        return false;
    }
  }

  /** False where the bytes do not fit. */
  private typed(tag: number, node: ValueNode, content: ValueNode, shape?: readonly number[], isColumnMajor = false): boolean {
    const dtype = dtypes[tag] ?? '';
    const type = elementType(dtype);
    const raw = this.contents.get(content);
    const length = content.whole ?? raw?.bytes.length ?? 0;
    if (!type || !raw || length % type.size !== 0) return false;
    const lengths = shape ?? [length / type.size];
    if (countOf(lengths) * type.size !== length) return false;
    const order = isColumnMajor ? columnMajor(lengths, type.size) : {};
    this.arrays.put(node, { type, dtype: typedName(tag, dtype), shape: lengths, ...raw, ...order });
    return true;
  }

  /** An array of dimensions and the values. */
  private shaped(node: ValueNode, content: ValueNode, isColumnMajor: boolean, depth: number): boolean {
    const [dimensions, values] = content.entries?.map(({ value }) => value) ?? [];
    const shape = content.entries?.length === 2 && dimensions ? lengthsOf(dimensions) : undefined;
    if (!shape || !values || depth + shape.length > maxDepth) return false;
    const tag = tagNumber(values);
    const inside = values.entries?.[0]?.value;
    if (tag !== undefined && Object.hasOwn(dtypes, tag) && inside) return this.typed(tag, node, inside, shape, isColumnMajor);
    const list = tag === 41 ? inside : values;
    if (list?.kind !== 'array' || list.whole !== undefined || list.entries?.length !== countOf(shape)) return false;
    for (const { value } of list.entries) this.apply(value, depth + shape.length);
    if (this.budget.room < list.entries.length) return true;
    this.budget.takeSeveral(list.entries.length);
    const steps = stridesOf(shape, 1, isColumnMajor);
    const entries = list.entries;
    const nest = (dimension: number, index: number): ValueNode => ({
      kind: 'array',
      entries: Array.from({ length: shape[dimension] as number }, (_, i) => {
        const at = index + i * (steps[dimension] as number);
        return dimension === shape.length - 1 ? (entries[at] as { value: ValueNode }) : { value: nest(dimension + 1, at) };
      }),
    });
    become(node, { ...nest(0, 0), range: node.range });
    return true;
  }

  private embedded(node: ValueNode, content: ValueNode, depth: number): boolean {
    const raw = this.contents.get(content);
    if (!raw || content.whole !== undefined || raw.bytes.length === 0 || this.level >= maxEmbedded || depth + 1 >= maxDepth) return true;
    const budget = new Budget({ depth: maxDepth - depth, nodes: this.budget.room });
    const { reading, contents } = this.readItems(raw.bytes, budget);
    const { value, problem } = reading;
    if (!value || problem) return true;
    applyTags(value, contents, budget, this.readItems, this.level + 1);
    this.budget.takeSeveral(budget.limits.nodes - budget.room);
    for (const note of budget.notes ?? []) this.budget.note(note);
    moveRanges(value, raw.at);
    for (const [bytes, { at, ...content }] of contents)
      this.contents.set(bytes, { ...content, ...(at === undefined || raw.at === undefined ? {} : { at: raw.at + at }) });
    node.type = 'embedded CBOR';
    node.entries = [{ value }];
    return true;
  }
}

/** The node is another value from now on. */
function become(node: ValueNode, value: ValueNode): void {
  const { range } = node;
  for (const key of ['entries', 'text', 'type', 'whole'] as const) delete node[key];
  Object.assign(node, value, range ? { range } : {});
}

/** Dimensions of an array, of at least one value each; undefined where they are none. */
function lengthsOf({ kind, entries = [], whole }: ValueNode): number[] | undefined {
  if (kind !== 'array' || whole !== undefined || entries.length === 0) return undefined;
  const lengths = entries.map(({ value }) => (value.kind === 'integer' ? Number(value.text) : NaN));
  return lengths.every((length) => Number.isSafeInteger(length) && length > 0) ? lengths : undefined;
}

/** The last millisecond that a JavaScript date has, and with the sign turned the first one. */
const lastMoment = 8.64e15;

/** ISO 8601 in UTC, as precise as a number of seconds is written, up to the microsecond. */
function timeText({ kind, text = '' }: ValueNode, seconds: number): string | undefined {
  const count = kind === 'integer' || kind === 'float' ? Number(text) * seconds : NaN;
  if (!(Math.abs(count) * 1000 < lastMoment)) return undefined;
  const micros = Math.round((count - Math.floor(count)) * 1e6);
  const whole = Math.floor(count) + (micros === 1e6 ? 1 : 0);
  const fraction = micros % 1e6 === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  return `${new Date(whole * 1000).toISOString().slice(0, -5)}${fraction}Z`;
}

/** An exponent of 10 or 2 and a mantissa as the number that they are: a decimal fraction with all its digits. */
function scaled({ entries = [] }: ValueNode, isDecimal: boolean): string | undefined {
  const [exponent, mantissa] = entries.map(({ value }) => (value.kind === 'integer' ? value.text : undefined));
  if (exponent === undefined || mantissa === undefined || exponent.length > 6 || mantissa.length > maxDigits) return undefined;
  const power = Number(exponent);
  if (!isDecimal) {
    // In two steps, for the power alone may be beyond what a double holds.
    const half = Math.trunc(power / 2);
    const value = Number(mantissa) * 2 ** half * 2 ** (power - half);
    return Number.isFinite(value) ? floatText(value) : undefined;
  }
  const [sign, digits] = mantissa.startsWith('-') ? ['-', mantissa.slice(1)] : ['', mantissa];
  if (power >= 0)
    return power + digits.length <= maxDigits ? `${sign}${digits}${digits === '0' ? '' : '0'.repeat(power)}` : `${mantissa}e${power}`;
  if (-power > maxDigits) return `${mantissa}e${power}`;
  const padded = digits.padStart(1 - power, '0');
  return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`;
}

function uuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
