/** A step of the system clock by more than this, ms, is one that a person made, or comes of sleep: time may go back then. */
const jump = 20;

/** To be added to the time of the process. */
let offset = measured();
/** What was told last. */
let latest = 0;

/** Wall clock in ms since 1970 with µs as fraction: that of the system, but never a little back. */
export function now(): number {
  return (latest = Math.max(latest, offset + performance.now()));
}

/** Called now and then: follows the system clock, which is set, slept through, and kept right by the network. */
export function adjustClock(): void {
  const atLeast = Date.now() - performance.now();
  if (offset >= atLeast && offset < atLeast + 1) return;
  const before = offset;
  offset = measured();
  if (before - offset > jump) latest = 0;
}

/** The system's clock is told in whole ms: at the moment when it changes it is exact. */
function measured(): number {
  const begun = Date.now();
  for (;;) {
    const time = Date.now();
    if (time !== begun) return time - performance.now();
  }
}
