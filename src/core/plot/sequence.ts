import type { GapCounts, Irregularity } from '../../protocol/plot';

export function noCounts(): GapCounts {
  return { missing: 0, gaps: 0, duplicates: 0, back: 0, late: 0, wraps: 0 };
}

/** Counters of so many values that begin anew at 0, and how far from that a value may be missing the first time. */
const sizes: readonly (readonly [size: number, slack: number])[] = [
  [2 ** 8, 1],
  [2 ** 16, 16],
  [2 ** 31, 1024],
  [2 ** 32, 1024],
  [2 ** 53, 1024],
];
/** Stretches of missing numbers that may still come. */
const maxOpen = 200;

/** Follows integers that are to come one after the other, each one more than the one before. */
export class Sequence {
  readonly counts = noCounts();
  /** The one that came last in order. */
  last: number | undefined;
  /** Where the numbers went on before they went back. */
  private before: number | undefined;
  /** Stretches `[from, to)` that are missing. */
  private open: [from: number, to: number][] = [];
  /** Of the counter, once it has begun anew. */
  private size: number | undefined;

  /** What is odd about the next one, a safe integer. */
  take(value: number): Irregularity | undefined {
    const { last, counts, before } = this;
    this.before = undefined;
    if (last === undefined || value === last + 1) {
      this.last = value;
      return undefined;
    }
    if (value === last) {
      counts.duplicates++;
      return { kind: 'duplicate' };
    }
    if (value > last) return before !== undefined && value === before + 1 ? this.goOn(value) : this.skip(last + 1, value);
    const size = this.wrapOf(last, value);
    if (size !== undefined) {
      this.size = size;
      this.open = [];
      counts.wraps++;
      return value + size === last + 1 ? this.goOn(value) : this.skip(last + 1 - size, value);
    }
    if (this.close(value)) {
      counts.late++;
      counts.missing--;
      return { kind: 'late' };
    }
    counts.back++;
    // An old one that comes again is followed by the next one.
    this.before = last;
    this.last = value;
    return { kind: 'back' };
  }

  /** Some were not looked at: what is missing until the next one is not known. */
  interrupt(): void {
    this.last = undefined;
    this.before = undefined;
  }

  private goOn(value: number): undefined {
    this.last = value;
  }

  private skip(from: number, value: number): Irregularity {
    const missing = value - from;
    this.counts.gaps++;
    this.counts.missing += missing;
    this.open.push([from, value]);
    if (this.open.length > maxOpen) this.open.shift();
    this.last = value;
    return { kind: 'missing', missing };
  }

  /** The size of a counter that has begun anew between these two. */
  private wrapOf(last: number, value: number): number | undefined {
    const { size } = this;
    if (size !== undefined) return value + size - last <= size / 2 ? size : undefined;
    return sizes.find(([each, slack]) => last < each && last >= each - slack && value < slack)?.[0];
  }

  /** Takes a number out of those that are missing; false where it is none of them. */
  private close(value: number): boolean {
    const at = this.open.findLastIndex(([from, to]) => from <= value && value < to);
    const stretch = this.open[at];
    if (!stretch) return false;
    const [from, to] = stretch;
    const rest: [number, number][] = [
      [from, value],
      [value + 1, to],
    ];
    this.open.splice(at, 1, ...rest.filter(([begin, end]) => begin < end));
    return true;
  }
}
