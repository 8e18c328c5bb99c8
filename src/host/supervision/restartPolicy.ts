const restartsAllowed = 4;
const periodMs = 3 * 60_000;
const firstDelayMs = 250;

/**
 * Whether an engine that just ended is started again: 4 times within 3 minutes, each time after twice the delay, then no more.
 * @param earlier when it was restarted before, ms on a clock that only goes forward
 * @param now the same clock
 * @returns the delay in ms, undefined where a person must decide
 */
export function restartDelay(earlier: readonly number[], now: number): number | undefined {
  const recent = earlier.filter((time) => now - time < periodMs).length;
  return recent < restartsAllowed ? firstDelayMs * 2 ** recent : undefined;
}
