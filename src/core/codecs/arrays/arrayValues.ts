import type { ArrayInfo, ValueNode } from '../../../protocol/decoding';
import { Budget } from '../values/budget';
import { floatText } from '../values/floatText';
import type { Reading } from '../values/reading';
import { maxInput } from '../values/limits';
import { countOf, eachValue, RawArrays, type RawArray } from './rawArrays';

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

function arrayInfo(raw: RawArray): ArrayInfo {
  const { type, dtype, shape, bytes } = raw;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first: string[] = [];
  eachValue(raw, maxFirst, (at) => first.push(type.text(view, at)));
  return { dtype, shape: [...shape], first, ...statistics(raw, view) };
}

function statistics(raw: RawArray, view: DataView): Partial<ArrayInfo> {
  const { number, format } = raw.type;
  if (!number || !format) return {};
  const found: { min?: number | bigint; max?: number | bigint; counted: number; sum: number; wideSum: bigint } = {
    counted: 0,
    sum: 0,
    wideSum: 0n,
  };
  eachValue(raw, maxInput, (at) => {
    const value = number(view, at);
    if (Number.isNaN(value)) return;
    found.counted++;
    if (found.min === undefined || value < found.min) found.min = value;
    if (found.max === undefined || value > found.max) found.max = value;
    if (typeof value === 'bigint') found.wideSum += value;
    else found.sum += value;
  });
  const { min, max, counted, sum, wideSum } = found;
  if (min === undefined || max === undefined) return {};
  const mean = typeof min === 'bigint' ? wideMean(wideSum, BigInt(counted)) : floatText(sum / counted);
  return { min: format(min), max: format(max), mean, ...(counted < countOf(raw.shape) ? { counted } : {}) };
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
