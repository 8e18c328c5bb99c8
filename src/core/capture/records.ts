import type { Segment } from './segment';

/** Where a record is kept. */
export interface Place {
  segment: Segment;
  row: number;
}

/**
 * Records that can be looked at, by number: those of the live capture, or of a recording. A promise says that the segment has to
 * be read from a file first; what the live capture has is always at hand.
 */
export interface Records {
  /** Number of the oldest record kept; equals `end` when there is none. */
  readonly first: number;
  /** Number the next record will get. */
  readonly end: number;
  /** The segment that holds the record of this number; undefined when it was evicted, cleared, or never was. Rejects where it cannot be read. */
  segmentOf(number: number): Segment | Promise<Segment> | undefined;
}

/** Where a record is kept; undefined when it was evicted, cleared, or never was. */
export function findRecord(records: Records, number: number): Place | Promise<Place> | undefined {
  const segment = records.segmentOf(number);
  const place = (found: Segment) => ({ segment: found, row: number - found.firstNumber });
  return segment instanceof Promise ? segment.then(place) : segment && place(segment);
}

/** Number of the first record that is not before a time, ms since 1970; `end` where there is none. Times go back only where the clock is set. */
export async function numberAt(records: Records, time: number): Promise<number> {
  let low = records.first;
  let high = records.end;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const place = await findRecord(records, middle);
    if (!place || place.segment.timeOf(place.row) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
