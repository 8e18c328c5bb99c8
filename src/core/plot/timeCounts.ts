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
/** Steps that there is room for beyond those in use. */
const mostSpare = 256;
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
  /** Begin of the first and of the last step that anything falls on, ms since 1970. */
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

  /** Counts these rows. `reach` is told of times that there is no room for yet, and may make steps wider. */
  add(
    segment: Segment,
    { from, to, listed, shift }: Rows,
    sourceOf: (number: number) => CountedSource,
    reach: (moment: number) => void,
  ): void {
    const { moments } = segment;
    const { time, source, direction } = moments;
    /** By the number of a source. */
    const slots: number[] = [];
    let nextEvent = listed ? to : segment.nextEvent(from, to);
    let [step, begin, end] = [0, Infinity, -Infinity];
    // Most often records of one source and step follow one another.
    for (let i = from; i < to;) {
      const row = listed ? (listed[i] as number) + shift : i;
      const moment = time[row] as number;
      if (moment < begin || moment >= end) {
        step = this.stepOf(moment, reach);
        begin = step * this.step;
        end = begin + this.step;
      }
      const start = i;
      const about = source[row] as number;
      const isEvent = direction[row] === EVENT;
      const slot = isEvent ? eventSlot : (slots[about] ??= this.slotOf(sourceOf(about)));
      if (isEvent) {
        i++;
        if (!listed) nextEvent = segment.nextEvent(i, to);
      } else if (listed) i = listedRunEnd(moments, listed, shift, i + 1, to, about, begin, end);
      else i = runEnd(moments, i + 1, nextEvent, about, begin, end);
      const at = slot * this.steps + step - this.firstStep;
      this.counts[at] = (this.counts[at] as number) + i - start;
    }
  }

  /** The step that a time is in, for which there is room now. */
  private stepOf(moment: number, reach: (moment: number) => void): number {
    const known = Math.floor(moment / this.step);
    const isIn = known >= this.firstStep && known < this.firstStep + this.steps;
    if (!isIn) reach(moment);
    const step = isIn ? known : Math.floor(moment / this.step);
    this.min = Math.min(this.min, step * this.step);
    this.max = Math.max(this.max, step * this.step);
    if (!isIn) this.makeRoom(step);
    return step;
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

  /** For a step and all between it and those there are, and for some more of those that may follow. */
  private makeRoom(step: number): void {
    const { firstStep, steps, counts, slots } = this;
    if (steps > 0 && step >= firstStep && step < firstStep + steps) return;
    const first = steps === 0 ? step : Math.min(firstStep, step);
    const last = steps === 0 ? step : Math.max(firstStep + steps - 1, step);
    this.firstStep = first;
    this.steps = last - first + 1 + Math.min(steps, mostSpare);
    this.counts = new Uint32Array(slots.length * this.steps);
    if (steps === 0) return;
    for (let slot = 0; slot < slots.length; slot++)
      this.counts.set(counts.subarray(slot * steps, (slot + 1) * steps), slot * this.steps + firstStep - first);
  }
}

type Moments = Segment['moments'];

// Loops over rows are compiled soonest as functions of their own.

/** The end of those rows from `from` on that are of this source and from `begin` to before `end`, ms; none of them is an event. */
function runEnd({ time, source }: Moments, from: number, to: number, about: number, begin: number, end: number): number {
  let row = from;
  while (row < to && source[row] === about && (time[row] as number) >= begin && (time[row] as number) < end) row++;
  return row;
}

/** The same of rows that are listed, events among them. */
function listedRunEnd(
  { time, source, direction }: Moments,
  listed: Uint32Array,
  shift: number,
  from: number,
  to: number,
  about: number,
  begin: number,
  end: number,
): number {
  let i = from;
  for (; i < to; i++) {
    const row = (listed[i] as number) + shift;
    const moment = time[row] as number;
    if (source[row] !== about || moment < begin || moment >= end || direction[row] === EVENT) break;
  }
  return i;
}
