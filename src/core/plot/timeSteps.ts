const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const daysOf = (multiples: readonly number[]) =>
  [0, 1, 2, 3, 4, 5, 6].flatMap((power) => multiples.map((each) => each * day * 10 ** power));

/** What times are counted by, ms: each is a multiple of the one before. */
export const timeSteps: readonly number[] = [1, 10, 100, second, 10 * second, minute, 10 * minute, hour, ...daysOf([1])];

/** How wide bars are, ms: of each step the multiples that clocks have. */
const widths: readonly number[] = [
  ...[1, 10, 100, second].flatMap((step) => [step, 2 * step, 5 * step]),
  ...[10, 20, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...daysOf([1, 2, 5]),
];

/** How many steps two times and all between them lie in. */
export function stepsBetween(min: number, max: number, step: number): number {
  return Math.floor(max / step) - Math.floor(min / step) + 1;
}

/** The least width at which so many bars, at least, have all times from `min` to `max`, ms since 1970. */
export function barWidth(min: number, max: number, bars: number): number {
  return widths.find((width) => stepsBetween(min, max, width) <= bars) ?? (widths.at(-1) as number);
}
