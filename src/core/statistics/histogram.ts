import type { Distribution } from '../../protocol/statistics';

/** Values below are told apart as they are; from here on there are so many steps to each doubling. */
const exact = 256;
const perDoubling = 128;
/** Steps of a page: counts are kept for doublings that have values. */
const pageBits = 7;
/** Values from 2 to the 32 on are divided by this: bits count as far as 32 only. */
const high = 2 ** 24;
const highSteps = 24 * perDoubling;
/** Bars of a distribution, at most. */
const maxBars = 20;

/**
 * How often values come, in memory that grows with the doublings they spread over and not with their number. Count, sum, least and greatest are exact; a
 * quantile is exact below 256, and off by less than 0.4 % above.
 */
export class Histogram {
  count = 0;
  private sum = 0;
  private min = Infinity;
  private max = 0;
  private readonly pages: (Uint32Array | undefined)[] = [];

  /** @param value whole, from 0 to 2 to the 53 */
  note(value: number): void {
    const step = stepOf(value);
    const page = this.pages[step >> pageBits] ?? this.addPage(step >> pageBits);
    (page[step & (perDoubling - 1)] as number)++;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  private addPage(at: number): Uint32Array {
    while (this.pages.length < at) this.pages.push(undefined);
    return (this.pages[at] = new Uint32Array(perDoubling));
  }

  /** What was noted, each value divided by `unit`; undefined where that is nothing. */
  distribution(unit = 1): Distribution | undefined {
    const { count, sum, min, max } = this;
    if (count === 0) return undefined;
    const { edges, counts } = this.bars();
    return {
      count,
      mean: sum / count / unit,
      min: min / unit,
      median: this.quantile(0.5) / unit,
      p99: this.quantile(0.99) / unit,
      max: max / unit,
      edges: edges.map((edge) => edge / unit),
      counts,
    };
  }

  /** The least value that is not exceeded by this share of all, from 0 to 1. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(this.count * share));
    if (rank === 1) return this.min;
    if (rank >= this.count) return this.max;
    let seen = 0;
    for (let at = 0; at < this.pages.length; at++) {
      const page = this.pages[at];
      if (!page) continue;
      for (let i = 0; i < perDoubling; i++) {
        seen += page[i] as number;
        if (seen >= rank) return Math.min(Math.max(middleOf((at << pageBits) + i), this.min), this.max);
      }
    }
    return this.max;
  }

  /** Counts of stretches of as many steps each, from that of the least value to that of the greatest: even below 256, by doublings above. */
  private bars(): Pick<Distribution, 'edges' | 'counts'> {
    const first = stepOf(this.min);
    const end = stepOf(this.max) + 1;
    const width = Math.ceil((end - first) / maxBars);
    const edges = [lowestOf(first)];
    const counts: number[] = [];
    for (let from = first; from < end; from += width) {
      let sum = 0;
      for (let step = from; step < from + width; step++) sum += this.pages[step >> pageBits]?.[step & (perDoubling - 1)] ?? 0;
      counts.push(sum);
      edges.push(lowestOf(from + width));
    }
    return { edges, counts };
  }
}

function stepOf(value: number): number {
  if (value < exact) return value;
  return value < 2 ** 32 ? stepOfWord(value) : stepOfWord(Math.floor(value / high)) + highSteps;
}

/** Of a value from 256 to 2 to the 32. */
function stepOfWord(value: number): number {
  const exponent = 31 - Math.clz32(value);
  return (exponent - 6) * perDoubling + (value >>> (exponent - 7)) - perDoubling;
}

/** The least value of a step. */
function lowestOf(step: number): number {
  return step < exact ? step : ((step & (perDoubling - 1)) + perDoubling) * widthOf(step);
}

/** How many whole values fall into a step. */
function widthOf(step: number): number {
  return step < exact ? 1 : 2 ** ((step >> pageBits) - 1);
}

function middleOf(step: number): number {
  return lowestOf(step) + (widthOf(step) - 1) / 2;
}
