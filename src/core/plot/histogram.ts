import type { Records } from '../capture/records';
import type { Source } from '../capture/sources';
import type { View } from '../query/view';
import { TimeCounts } from './timeCounts';
import type { CountedSource, SlotCounts } from './timeCounts';
import { barWidth, stepsBetween, timeSteps } from './timeSteps';

/** Sources that have bars of their own. */
const maxSeries = 8;
/**
 * Steps that are counted for a bar, at most. The widest gap between steps is as large: where they become wider they are still no wider than
 * bars.
 */
const stepsPerBar = 24;

/** Counts of one source, of all others together, or of events, a bar each. */
export interface BarSeries {
  kind: 'source' | 'others' | 'events';
  source?: CountedSource;
  total: number;
  counts: number[];
}

/** Matches of a view by time. */
export interface TimeBars {
  /** Where the first bar begins, ms since 1970: a multiple of `width`. */
  from: number;
  /** ms */
  width: number;
  /** In order of appearance; the others and events last. */
  series: BarSeries[];
  /** Records that are still to be counted, of those that the view has looked at. */
  uncounted: number;
}

/**
 * Counts the matches of a view by time and source, when it is asked to: what was counted before is kept by segment, so that only what is new is
 * looked at, and what was evicted goes with its segment. Times need not be in order.
 */
export class Histogram {
  /** By the number of the first record, in order; each ends where the next one begins. */
  private readonly parts = new Map<number, TimeCounts>();
  /** Of `timeSteps`: what the parts are counted by. */
  private step = 0;
  private counting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly view: View,
    private readonly records: Records,
    private readonly sources: { of(number: number): Source; byIdentifier(id: string): Source | undefined },
    /** Awaited now and then: lets others have their turn where it is time. */
    private readonly pause: () => Promise<void> | undefined,
  ) {}

  /** Counts on until all is counted or `outOfTime` says so. Rejects where a file cannot be read. */
  bars(most: number, outOfTime: () => boolean): Promise<TimeBars> {
    const bars = this.counting.then(async () => {
      this.forgetGone();
      this.fit(most);
      const uncounted = await this.countOn(most, outOfTime);
      this.forgetGone();
      return { ...this.drawn(most), uncounted };
    });
    this.counting = bars.catch(() => undefined);
    return bars;
  }

  /** A connection, a peer or a side counts for what it is a part of. */
  private readonly sourceOf = (number: number): CountedSource => {
    const { id, name, partOf } = this.sources.of(number);
    return { id: partOf?.id ?? id, name };
  };

  /** With the name that it has now. */
  private named({ id, name }: CountedSource): CountedSource {
    return { id, name: this.sources.byIdentifier(id)?.name ?? name };
  }

  private forgetGone(): void {
    for (const number of this.parts.keys()) if (number < this.records.first) this.parts.delete(number);
  }

  /** Where bars have become narrower than what is counted by, all is counted anew. */
  private fit(most: number): void {
    const [min, max] = this.span();
    if (max >= min && barWidth(min, max, most) >= this.stepWidth) return;
    this.parts.clear();
    this.step = 0;
  }

  private get stepWidth(): number {
    return timeSteps[this.step] as number;
  }

  /** Begin of the first and of the last step, ms since 1970. */
  private span(): [min: number, max: number] {
    let [min, max] = [Infinity, -Infinity];
    for (const part of this.parts.values()) {
      min = Math.min(min, part.min);
      max = Math.max(max, part.max);
    }
    return [min, max];
  }

  /** Returns how many records are left. */
  private async countOn(most: number, outOfTime: () => boolean): Promise<number> {
    const { view, records, parts } = this;
    const { seen } = view;
    let [min, max] = this.span();
    const reach = (moment: number): void => {
      min = Math.min(min, moment);
      max = Math.max(max, moment);
      this.widen(min, max, most);
    };
    for (let at = records.first; at < seen;) {
      const known = parts.get(at);
      const from = known?.end ?? at;
      if (known && (from >= seen || parts.has(from))) {
        at = from;
        continue;
      }
      const found = records.segmentOf(from);
      const segment = found instanceof Promise ? await found : found;
      if (!segment) {
        // It went meanwhile.
        at = Math.max(from, records.first);
        continue;
      }
      const goesOn = segment.firstNumber <= at;
      const part = known && goesOn ? known : new TimeCounts(this.stepWidth);
      parts.set(goesOn ? at : from, part);
      part.end = at = this.partBefore(Math.min(segment.endNumber, seen), from);
      for (const rows of view.rowsIn(segment, from, at)) part.add(segment, rows, this.sourceOf, reach);
      if (at < seen && outOfTime()) return seen - at;
      await this.pause();
    }
    return 0;
  }

  /** The end of what can be counted from a record on: a segment may have been split when a part of it was counted. */
  private partBefore(end: number, from: number): number {
    for (const number of this.parts.keys()) if (number > from && number < end) end = number;
    return end;
  }

  /** Counts by wider steps, so that there are not too many of them. */
  private widen(min: number, max: number, most: number): void {
    while (max >= min && this.step < timeSteps.length - 1 && stepsBetween(min, max, this.stepWidth) > stepsPerBar * most) {
      const before = this.stepWidth;
      this.step++;
      for (const part of this.parts.values()) part.coarsen(this.stepWidth / before);
    }
  }

  private drawn(most: number): Omit<TimeBars, 'uncounted'> {
    const [min, max] = this.span();
    if (max < min) return { from: 0, width: 1, series: [] };
    // Where an old time went meanwhile they could be narrower: the next time they are.
    const width = Math.max(barWidth(min, max, most), this.stepWidth);
    const firstBar = Math.floor(min / width);
    const bars = stepsBetween(min, max, width);
    const stepsABar = width / this.stepWidth;
    const series = new Map<string, BarSeries>();
    const told = this.told();
    for (const part of this.parts.values()) {
      for (const counted of part.bySource()) {
        const isTold = counted.source === undefined || told.has(counted.source.id);
        const key = isTold ? keyOf(counted) : 'others';
        let bar = series.get(key);
        if (!bar) {
          const { kind, source } = counted;
          const about = !isTold ? ({ kind: 'others' } as const) : source ? { kind, source: this.named(source) } : { kind };
          series.set(key, (bar = { ...about, total: 0, counts: new Array<number>(bars).fill(0) }));
        }
        bar.total += counted.total;
        const { counts } = counted;
        for (let i = 0; i < counts.length; i++) {
          const at = Math.floor((part.firstStep + i) / stepsABar) - firstBar;
          if (counts[i]) bar.counts[at] = (bar.counts[at] as number) + (counts[i] as number);
        }
      }
    }
    return { from: firstBar * width, width, series: [...series.values()].sort((a, b) => rankOf(a) - rankOf(b)) };
  }

  /** The sources that have the most messages. */
  private told(): Set<string> {
    const totals = new Map<string, number>();
    for (const part of this.parts.values()) {
      for (const { source, total } of part.bySource()) if (source) totals.set(source.id, (totals.get(source.id) ?? 0) + total);
    }
    const largest = [...totals].sort(([, a], [, b]) => b - a).slice(0, maxSeries);
    return new Set(largest.map(([id]) => id));
  }
}

function keyOf({ kind, source }: SlotCounts): string {
  return source ? `source ${source.id}` : kind;
}

function rankOf({ kind }: BarSeries): number {
  return kind === 'source' ? 0 : kind === 'others' ? 1 : 2;
}
