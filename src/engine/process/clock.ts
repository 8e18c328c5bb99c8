/** Wall clock in ms since 1970 with µs as fraction; follows the system clock when that is set or the machine slept. */
let offset = Date.now() - performance.now();

export function now(): number {
  return offset + performance.now();
}

/** Called now and then; small differences are left alone so that time does not jitter. */
export function adjustClock(): void {
  const actual = Date.now() - performance.now();
  if (Math.abs(actual - offset) > 20) offset = actual;
}
