import { countText } from '../../../src/core/base/quantities';
import type { SeriesPoints } from '../../../src/protocol/plot';

/** The smallest and the largest of the values drawn. */
export function extremes(points: SeriesPoints | undefined): { min?: number; max?: number } {
  let min: number | undefined;
  let max: number | undefined;
  for (const value of points?.low ?? []) if (value !== null && (min === undefined || value < min)) min = value;
  for (const value of points?.high ?? []) if (value !== null && (max === undefined || value > max)) max = value;
  return { min, max };
}

/** A line shows nothing of what goes on in it on a scale so many times its spread. */
const flatness = 30;

/** The distance between the ends of what is on one scale. */
export function spreadOf(all: readonly (SeriesPoints | undefined)[]): number {
  const ends = all.map(extremes);
  return Math.max(...ends.map(({ max }) => max ?? -Infinity)) - Math.min(...ends.map(({ min }) => min ?? Infinity));
}

/** Whether a line that goes up and down looks flat on a scale that has all of these. */
export function isFlat(points: SeriesPoints | undefined, all: readonly (SeriesPoints | undefined)[]): boolean {
  const { min, max } = extremes(points);
  if (min === undefined || max === undefined || min === max) return false;
  return spreadOf(all) > (max - min) * flatness;
}

/** The value that holds at a time: the last one before it. */
export function valueAt(points: SeriesPoints | undefined, time: number): number | undefined {
  const { times = [], high = [] } = points ?? {};
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] ?? Infinity) <= time) from = middle + 1;
    else to = middle;
  }
  return high[from - 1] ?? undefined;
}

/** A number in a table: integers in all their digits, though doubles stand for several of them beyond 2^53; nothing for none. */
export function numberText(value: number | string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return String(Number(value.toPrecision(10)));
  return `${Number.isSafeInteger(value) ? '' : '≈ '}${countText(value)}`;
}
