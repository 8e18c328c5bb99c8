import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { ArrayInfo } from '../../../protocol/decoding';
import { utf8 } from '../../base/bytes';
import { floatText } from '../values/floatText';
import { maxInput } from '../values/limits';
import { elementType } from './numpyTypes';
import type { ElementType } from './numpyTypes';
import type { Reading } from '../values/reading';

export interface ArrayHeader {
  dtype: string;
  shape: number[];
}
type ArrayReading = Pick<Reading, 'problem' | 'notes'> & { array?: ArrayInfo };

const maxHeader = 64 * 1024;
/** NumPy's own limit. */
const maxDimensions = 64;
const maxFirst = 100;

/** The JSON frame that pyzmq's recipe and imagezmq send before an array: dtype and shape, other things beside them or not. */
export function arrayHeader(bytes: Uint8Array): ArrayHeader | undefined {
  if (bytes[0] !== 0x7b || bytes.length > maxHeader) return undefined;
  const header = parsed(utf8(bytes));
  if (typeof header !== 'object' || header === null || !Object.hasOwn(header, 'dtype') || !Object.hasOwn(header, 'shape')) return undefined;
  const { dtype, shape } = header as { dtype: unknown; shape: unknown };
  const isShape =
    Array.isArray(shape) && shape.length <= maxDimensions && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  return typeof dtype === 'string' && isShape ? { dtype, shape: shape as number[] } : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The frame as the array that the frame before it announces. Undefined where none is announced, or one of another size or of values
 * that cannot be read; where an array `isMeant`, that is its problem instead.
 */
export function readArray(
  frames: readonly { size: number; bytes: Uint8Array }[],
  frame: number,
  isMeant: boolean,
): ArrayReading | undefined {
  const before = frames[frame - 1];
  const header = before && arrayHeader(before.bytes);
  const { size, bytes } = frames[frame] ?? { size: 0, bytes: new Uint8Array() };
  const refuse = (message: string) => (isMeant ? { problem: { message } } : undefined);
  if (!header) return refuse(t('The frame before this one is not JSON with the "dtype" and the "shape" of an array.'));
  const { dtype, shape } = header;
  const type = elementType(dtype);
  if (!type) return refuse(t('Values of the dtype "{0}" cannot be read from their bytes.', dtype.slice(0, 100)));
  const count = shape.reduce((product, length) => product * length, 1);
  if (count * type.size !== size) {
    return refuse(
      t(
        'An array of {0} {1} has {2} bytes; this frame has {3}.',
        shape.join(' × ') || t('one value'),
        dtype,
        countText(count * type.size),
        countText(size),
      ),
    );
  }
  const at = type.size === 0 ? count : Math.floor(Math.min(bytes.length, maxInput) / type.size);
  return { array: describe(header, type, bytes, Math.min(count, at), count) };
}

/** `readable`: so many of its `count` values are in the bytes. */
function describe({ dtype, shape }: ArrayHeader, type: ElementType, bytes: Uint8Array, readable: number, count: number): ArrayInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = Array.from({ length: Math.min(readable, maxFirst) }, (_, index) => type.text(view, index * type.size));
  return { dtype, shape, first, ...statistics(type, view, readable, count) };
}

function statistics({ size, number, format }: ElementType, view: DataView, readable: number, count: number): Partial<ArrayInfo> {
  if (!number || !format) return {};
  let counted = 0;
  let min: number | bigint | undefined;
  let max: number | bigint | undefined;
  let sum = 0;
  let wideSum = 0n;
  for (let index = 0; index < readable; index++) {
    const value = number(view, index * size);
    if (Number.isNaN(value)) continue;
    counted++;
    if (min === undefined || value < min) min = value;
    if (max === undefined || value > max) max = value;
    if (typeof value === 'bigint') wideSum += value;
    else sum += value;
  }
  if (min === undefined || max === undefined) return {};
  const mean = typeof min === 'bigint' ? wideMean(wideSum, BigInt(counted)) : floatText(sum / counted);
  return { min: format(min), max: format(max), mean, ...(counted < count ? { counted } : {}) };
}

/** All digits in front of the point, which a double beyond 2 to the 53 does not have. */
function wideMean(sum: bigint, count: bigint): string {
  if (Number.isSafeInteger(Number(sum))) return floatText(Number(sum) / Number(count));
  const millionths = ((sum < 0n ? -sum : sum) * 1_000_000n) / count;
  const fraction = String(millionths % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${millionths / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}
