import type { ValueNode } from '../../../protocol/decoding';
import { toHex } from '../../base/bytes';
import { floatText, halfFloat } from '../values/floatText';
import { timeText } from './numpyTimes';

/** How the values of a dtype are read. */
export interface ElementType {
  size: number;
  /** The value at an offset as text. */
  text(view: DataView, at: number): string;
  /** The value at an offset as a tree, of so many values. */
  node(view: DataView, at: number): ValueNode;
  nodes: number;
  /** Real numbers only: the value, exact. */
  number?(view: DataView, at: number): number | bigint;
  /** How a number of this type is written. */
  format?(value: number | bigint): string;
}

const form = /^([<>=|]?)([?biufcSUVmM])(\d{0,6})(?:\[[^\]]{1,20}\])?$/;
const names: Readonly<Record<string, string>> = {
  bool: '?',
  bool_: '?',
  float: 'f8',
  int: 'i8',
  complex: 'c16',
  half: 'f2',
  single: 'f4',
  double: 'f8',
  uint: 'u8',
  byte: 'i1',
  ubyte: 'u1',
  short: 'i2',
  ushort: 'u2',
};
/** One letter for each type, as Python's `array` and NumPy's `dtype.char` have them. */
const letters: Readonly<Record<string, string>> = {
  B: 'u1',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  l: 'i8',
  L: 'u8',
  q: 'i8',
  Q: 'u8',
  e: 'f2',
  f: 'f4',
  d: 'f8',
  F: 'c8',
  D: 'c16',
};
const timeForm = /^(datetime|timedelta)64(\[[^\]]{1,20}\])?$/;
const longForm = /^(u?int|float|complex)(\d{1,3})$/;
const notATime = -(2n ** 63n);

/**
 * A dtype as `str(a.dtype)` and `a.dtype.str` write it: `uint8`, `>f4`, `<U10`, `datetime64[ns]`. Undefined for those whose values
 * cannot be read from bytes (`object`, structures, `float128`). `isBig`: what does not tell the order of its bytes is big-endian.
 */
export function elementType(dtype: string, isBig = false): ElementType | undefined {
  if (dtype === 'bfloat16' || dtype === 'bf16') return brainFloat(!isBig);
  const long = longForm.exec(dtype);
  const short = long
    ? `${{ uint: 'u', int: 'i', float: 'f', complex: 'c' }[long[1] as string]}${Number(long[2]) / 8}`
    : timeForm.test(dtype)
      ? `${dtype.charAt(0) === 'd' ? 'M' : 'm'}8`
      : Object.hasOwn(names, dtype)
        ? (names[dtype] as string)
        : dtype.replace(/^([<>=|]?)([BhHiIlLqQefdFD])$/, (_, order: string, letter: string) => `${order}${letters[letter]}`);
  const parts = form.exec(short);
  if (!parts) return undefined;
  const [, order, kind, digits = ''] = parts;
  const little = order === '>' ? false : order === '<' || !isBig;
  const size = Number(digits);
  switch (kind) {
    case '?':
      return digits === '' || size === 1 ? truth : undefined;
    case 'b':
      return digits === '1' ? truth : digits === '' ? integerType(1, true, little) : undefined;
    case 'i':
      return integerType(size, true, little);
    case 'u':
      return integerType(size, false, little);
    case 'f':
      return floatType(size, little);
    case 'c':
      return complexType(size, little);
    case 'm':
    case 'M':
      return size === 8 ? timeType(little, timeText(dtype, kind === 'M')) : undefined;
    case 'S':
      return scalarType('string', size, (view, at) => latin(bytesOf(view, at, size)));
    case 'U':
      return scalarType('string', size * 4, (view, at) => wide(view, at, size, little));
    case 'V':
      return scalarType('bytes', size, (view, at) => toHex(bytesOf(view, at, size)));
    default:
      return undefined;
  }
}

/** Values that are written as their text. */
function scalarType(kind: ValueNode['kind'], size: number, text: ElementType['text']): ElementType {
  return { size, text, nodes: 1, node: (view, at) => ({ kind, text: text(view, at) }) };
}

const truth: ElementType = {
  size: 1,
  text: (view, at) => (view.getUint8(at) === 0 ? 'False' : 'True'),
  nodes: 1,
  node: (view, at) => ({ kind: 'boolean', text: view.getUint8(at) === 0 ? 'false' : 'true' }),
};

function integerType(size: number, signed: boolean, little: boolean): ElementType | undefined {
  const reads: Readonly<Record<number, (view: DataView, at: number) => number | bigint>> = signed
    ? {
        1: (view, at) => view.getInt8(at),
        2: (view, at) => view.getInt16(at, little),
        4: (view, at) => view.getInt32(at, little),
        8: (view, at) => view.getBigInt64(at, little),
      }
    : {
        1: (view, at) => view.getUint8(at),
        2: (view, at) => view.getUint16(at, little),
        4: (view, at) => view.getUint32(at, little),
        8: (view, at) => view.getBigUint64(at, little),
      };
  const number = reads[size];
  return number && { ...scalarType('integer', size, (view, at) => String(number(view, at))), number, format: String };
}

function floatType(size: number, little: boolean): ElementType | undefined {
  if (size !== 2 && size !== 4 && size !== 8) return undefined;
  const number =
    size === 2
      ? (view: DataView, at: number) => halfFloat(view.getUint16(at, little))
      : size === 4
        ? (view: DataView, at: number) => view.getFloat32(at, little)
        : (view: DataView, at: number) => view.getFloat64(at, little);
  const format = (value: number | bigint) => floatText(Number(value), (size * 8) as 16 | 32 | 64);
  return { ...scalarType('float', size, (view, at) => format(number(view, at))), number, format };
}

/** The higher half of a float of 32 bits. */
function brainFloat(little: boolean): ElementType {
  const bits = new DataView(new ArrayBuffer(4));
  const number = (view: DataView, at: number) => {
    bits.setUint16(0, view.getUint16(at, little));
    return bits.getFloat32(0);
  };
  const format = (value: number | bigint) => floatText(Number(value), 32);
  return { ...scalarType('float', 2, (view, at) => format(number(view, at))), number, format };
}

function complexType(size: number, little: boolean): ElementType | undefined {
  const part = size === 8 || size === 16 ? floatType(size / 2, little) : undefined;
  if (!part) return undefined;
  const text = (view: DataView, at: number) => {
    const imaginary = part.text(view, at + size / 2);
    return `${part.text(view, at)}${/^[-+]/.test(imaginary) ? '' : '+'}${imaginary}j`;
  };
  const node = (view: DataView, at: number): ValueNode => ({
    kind: 'object',
    text: 'complex',
    entries: [
      { key: 're', value: part.node(view, at) },
      { key: 'im', value: part.node(view, at + size / 2) },
    ],
  });
  return { size, text, node, nodes: 3 };
}

/** Counted in the unit that the dtype names. */
function timeType(little: boolean, write: (count: bigint) => string): ElementType {
  const text = (view: DataView, at: number) => {
    const count = view.getBigInt64(at, little);
    return count === notATime ? 'NaT' : write(count);
  };
  return scalarType('string', 8, text);
}

const bytesOf = (view: DataView, at: number, size: number) => new Uint8Array(view.buffer, view.byteOffset + at, size);

/** What people call a dtype that is written short: `uint16` for `<u2`; others as they are. */
export function dtypeName(dtype: string): string {
  const [, order, kind = '', digits] = form.exec(dtype) ?? [];
  const word = { u: 'uint', i: 'int', f: 'float', c: 'complex' }[kind];
  if (word === undefined || digits === '' || dtype.includes('[')) return dtype;
  const name = `${word}${Number(digits) * 8}`;
  return order === '>' && digits !== '1' ? `${name} big-endian` : name;
}

/** Bytes up to the zeros that fill them up. */
function latin(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return Array.from(bytes.subarray(0, Math.min(end, 200)), (byte) => String.fromCharCode(byte)).join('');
}

function wide(view: DataView, at: number, count: number, little: boolean): string {
  let text = '';
  for (let index = 0; index < Math.min(count, 200); index++) {
    const code = view.getUint32(at + index * 4, little);
    text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return text.replace(/\0+$/, '');
}
