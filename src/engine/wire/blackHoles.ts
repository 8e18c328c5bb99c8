import type { FaultWay } from '../../protocol/faults';
import type { FaultRules } from './faultRules';

/** A timer takes no more, ms. */
const longestTimer = 2 ** 31 - 1;

/** The faults `black hole` of one connection, or of a proxy: after a time nothing goes on any more. */
export class BlackHoles {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly swallow: (way: FaultWay) => void) {}

  /** Those of before go. `since`: when the connection was made, ms of `performance.now()`. */
  await(rules: FaultRules | undefined, since: number): void {
    this.end();
    for (const { fault } of rules?.rules ?? []) {
      if (fault.kind !== 'black hole') continue;
      const ways = fault.way === undefined ? (['to target', 'from target'] as const) : [fault.way];
      const wait = Math.max(0, since + fault.afterSeconds * 1000 - performance.now());
      this.timers.push(setTimeout(() => ways.forEach(this.swallow), Math.min(wait, longestTimer)));
    }
  }

  end(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
  }
}
