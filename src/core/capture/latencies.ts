/** Buckets for each doubling: what is told is at most a ninth too high. */
const perDoubling = 8;
/** The shortest that is told apart, ms, and how many doublings of it: up to 4.5 hours. */
const shortest = 0.001;
const doublings = 34;

/** ms. */
export interface LatencySummary {
  count: number;
  min: number;
  median: number;
  p99: number;
}

/** How long replies took, in a table of fixed size. */
export class Latencies {
  private readonly buckets = new Uint32Array(perDoubling * doublings);
  private count = 0;
  private min = Infinity;

  /** @param ms by two clock readings, so it may be 0 */
  note(ms: number): void {
    const bucket = Math.floor(Math.log2(Math.max(ms, shortest) / shortest) * perDoubling);
    const at = Math.min(bucket, this.buckets.length - 1);
    this.buckets[at] = (this.buckets[at] as number) + 1;
    this.count++;
    if (ms < this.min) this.min = ms;
  }

  /** Undefined while there is none. The minimum is exact, the others are the upper end of their bucket. */
  get summary(): LatencySummary | undefined {
    if (this.count === 0) return undefined;
    return { count: this.count, min: this.min, median: this.quantile(0.5), p99: this.quantile(0.99) };
  }

  private quantile(share: number): number {
    const rank = Math.ceil(this.count * share);
    let seen = 0;
    for (let bucket = 0; bucket < this.buckets.length; bucket++) {
      seen += this.buckets[bucket] as number;
      if (seen >= rank) return shortest * 2 ** ((bucket + 1) / perDoubling);
    }
    return shortest * 2 ** doublings;
  }
}
