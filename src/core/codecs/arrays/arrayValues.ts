import type { ArrayInfo, ValueNode } from '../../../protocol/decoding';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import type { Reading } from '../values/reading';
import type { ElementType } from './numpyTypes';
import { countOf, RawArrays, type RawArray } from './rawArrays';

export type ArrayReading = Pick<Reading, 'problem' | 'notes' | 'value' | 'missing'> & { array?: ArrayInfo };

const maxFirst = 100;

/** An array as a tree of its values, and what there is to say of it as a whole. */
export function arrayValues(raw: RawArray): ArrayReading {
  const budget = new Budget();
  budget.take();
  const value: ValueNode = { kind: 'array' };
  const arrays = new RawArrays(budget);
  arrays.put(value, raw);
  arrays.fill();
  return { array: arrayInfo(raw), value, ...(budget.notes ? { notes: budget.notes } : {}) };
}

function arrayInfo({ type, dtype, shape, bytes }: RawArray): ArrayInfo {
  const count = countOf(shape);
  const readable = type.size === 0 ? count : Math.min(count, Math.floor(bytes.length / type.size));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = Array.from({ length: Math.min(readable, maxFirst) }, (_, index) => type.text(view, index * type.size));
  return { dtype, shape: [...shape], first, ...statistics(type, view, readable, count) };
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
