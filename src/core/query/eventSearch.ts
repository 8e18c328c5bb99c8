import type { Segment } from '../capture/segment';
import type { BytesSearch } from '../capture/textSearch';
import { shownFrames } from '../events/eventFrames';

/** Events told apart at most for one search; many say the same. */
const maxRemembered = 1000;

const found = new WeakMap<BytesSearch, Map<string, boolean>>();
const rowsOf = new WeakMap<Segment, { seen: number; rows: number[] }>();
const payloadText = new TextDecoder('latin1');

/** Those of the rows `from … to - 1` that are events. Each row is looked at once, however many searches follow. */
export function eventRows(segment: Segment, from: number, to: number): number[] {
  let known = rowsOf.get(segment);
  if (!known) rowsOf.set(segment, (known = { seen: 0, rows: [] }));
  while (known.seen < to) {
    const row = segment.nextEvent(known.seen, to);
    if (row < to) known.rows.push(row);
    known.seen = Math.min(row + 1, to);
  }
  const start = firstFrom(known.rows, from);
  return known.rows.slice(start, firstFrom(known.rows, to));
}

function firstFrom(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether what an event shows contains what is searched: its sentence or its endpoint, never the facts as they are kept. */
export function eventContains(search: BytesSearch, segment: Segment, row: number): boolean {
  let remembered = found.get(search);
  if (!remembered || remembered.size >= maxRemembered) found.set(search, (remembered = new Map()));
  const start = segment.startOf(row);
  const key = payloadText.decode(segment.bytes.subarray(start, start + segment.keptOf(row)));
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const frames = Array.from(segment.frames(row), ({ bytes }) => bytes);
  const contains = shownFrames(frames).some((bytes) => search.over(bytes)(0) >= 0);
  remembered.set(key, contains);
  return contains;
}
