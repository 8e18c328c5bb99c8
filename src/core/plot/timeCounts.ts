import { EVENT } from '../capture/segment';
import type { Segment } from '../capture/segment';
import type { Rows } from '../query/view';

/** Whose messages are counted together. */
export interface CountedSource {
  id: string;
  name: string;
}

/** Sources that are told apart in one segment; those that come later are counted together. */
const maxSources = 128;
/** In the place of a source's number. */
const events = -2;
const eventSlot = 0;
const otherSlot = 1;

/** What falls on each step of time for one source; `source` is missing where it is several. */
export interface SlotCounts {
  kind: 'source' | 'others' | 'events';
  source?: CountedSource;
  total: number;
  counts: Uint32Array;
}

/** How many records of each source fall on each step of time, of those of one segment that were looked at so far. */
export class TimeCounts {
  /** The number below which records are counted. */
  end = 0;
  /** ms since 1970, of all that is counted. */
  min = Infinity;
  max = -Infinity;
  /** Of `counts`, steps since 1970. */
  firstStep = 0;
  private steps = 0;
  private slots: (CountedSource | undefined)[] = [undefined, undefined];
  /** A stretch of `steps` for each slot: events, other sources, and then a source each. */
  private counts = new Uint32Array(0);

  constructor(
    /** ms */
    private step: number,
  ) {}

  /** Takes the times of these rows into `min` and `max`. */
  measure(segment: Segment, { from, to, listed, shift }: Rows): void {
    const { time } = segment.moments;
    let { min, max } = this;
    for (let i = from; i < to; i++) {
      const moment = time[listed ? (listed[i] as number) + shift : i] as number;
      if (moment < min) min = moment;
      if (moment > max) max = moment;
    }
    this.min = min;
    this.max = max;
  }

  /** Counts these rows, which were measured before. */
  add(segment: Segment, { from, to, listed, shift }: Rows, sourceOf: (number: number) => CountedSource): void {
    if (from === to) return;
    this.makeRoom();
    const { time, source, direction } = segment.moments;
    const { step, firstStep } = this;
    const slots = new Map<number, number>();
    // Most often records of one source and step follow one another.
    let [begin, end, about, count, at] = [Infinity, -Infinity, -1, 0, 0];
    for (let i = from; i < to; i++) {
      const row = listed ? (listed[i] as number) + shift : i;
      const moment = time[row] as number;
      const next = direction[row] === EVENT ? events : (source[row] as number);
      if (next === about && moment >= begin && moment < end) {
        count++;
        continue;
      }
      if (count > 0) this.counts[at] = (this.counts[at] as number) + count;
      const ofStep = Math.floor(moment / step);
      begin = ofStep * step;
      end = begin + step;
      about = next;
      count = 1;
      let slot = next === events ? eventSlot : slots.get(next);
      if (slot === undefined) slots.set(next, (slot = this.slotOf(sourceOf(next))));
      at = slot * this.steps + ofStep - firstStep;
    }
    this.counts[at] = (this.counts[at] as number) + count;
  }

  /** From now on so many steps are one. */
  coarsen(factor: number): void {
    const { steps, firstStep, counts, slots } = this;
    this.step *= factor;
    this.firstStep = Math.floor(firstStep / factor);
    this.steps = steps === 0 ? 0 : Math.floor((firstStep + steps - 1) / factor) - this.firstStep + 1;
    this.counts = new Uint32Array(slots.length * this.steps);
    for (let slot = 0; slot < slots.length; slot++) {
      for (let i = 0; i < steps; i++) {
        const at = slot * this.steps + Math.floor((firstStep + i) / factor) - this.firstStep;
        this.counts[at] = (this.counts[at] as number) + (counts[slot * steps + i] as number);
      }
    }
  }

  /** What was counted, by source; `counts` are windows. */
  *bySource(): Generator<SlotCounts> {
    for (let slot = 0; slot < this.slots.length; slot++) {
      const counts = this.counts.subarray(slot * this.steps, (slot + 1) * this.steps);
      let total = 0;
      for (const count of counts) total += count;
      const kind = slot === eventSlot ? 'events' : slot === otherSlot ? 'others' : 'source';
      if (total > 0) yield { kind, source: this.slots[slot], total, counts };
    }
  }

  private slotOf(source: CountedSource): number {
    const known = this.slots.findIndex((each) => each?.id === source.id);
    if (known >= 0) return known;
    if (this.slots.length >= maxSources + 2) return otherSlot;
    this.slots.push({ id: source.id, name: source.name });
    const grown = new Uint32Array(this.slots.length * this.steps);
    grown.set(this.counts);
    this.counts = grown;
    return this.slots.length - 1;
  }

  /** For every step from `min` to `max`. */
  private makeRoom(): void {
    const { firstStep, steps, counts, slots } = this;
    const first = Math.floor(this.min / this.step);
    const end = Math.floor(this.max / this.step) + 1;
    if (steps > 0 && first >= firstStep && end <= firstStep + steps) return;
    this.firstStep = first;
    this.steps = end - first;
    this.counts = new Uint32Array(slots.length * this.steps);
    if (steps === 0) return;
    for (let slot = 0; slot < slots.length; slot++)
      this.counts.set(counts.subarray(slot * steps, (slot + 1) * steps), slot * this.steps + firstStep - first);
  }
}
