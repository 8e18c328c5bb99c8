import type { Capture } from './capture';
import type { Segment } from './segment';
import type { TextSearch } from './textSearch';

/** What a record must meet to be in a view; empty: all records are. */
export interface Conditions {
  /** Number of a socket in the columns. */
  socket?: number;
  text?: TextSearch;
}

/** Matching rows of one segment. */
interface Matches {
  segment: Segment;
  /** Match number of the first one. */
  firstMatch: number;
  rows: Uint32Array;
  count: number;
}

/** Those of the matches that lie in a part of their segment. */
function inPart({ segment, firstMatch, rows, count }: Matches, part: Segment): Matches | undefined {
  const shift = part.firstNumber - segment.firstNumber;
  const found = rows.subarray(0, count);
  const from = found.findIndex((row) => row >= shift);
  if (from < 0) return undefined;
  const kept = found.subarray(from).filter((row) => row < shift + part.count).map((row) => row - shift);
  return kept.length === 0 ? undefined : { segment: part, firstMatch: firstMatch + from, rows: kept, count: kept.length };
}

/** Records looked at before the clock is read again. */
const stride = 16 * 1024;

/**
 * The records that meet some conditions. Matches are numbered from 0 in order of arrival and keep their number; the index
 * grows as `scan` is called and shrinks from the front as segments are evicted. A view of all records has no index.
 */
export class View {
  /** A view of all records: number of the record that is match 0. */
  private readonly base: number;
  private nextToScan: number;
  private chunks: Matches[] = [];
  private matches = 0;

  constructor(
    private readonly capture: Capture,
    private readonly conditions: Conditions,
  ) {
    this.base = capture.first;
    this.nextToScan = capture.first;
  }

  private get showsAll(): boolean {
    return this.conditions.socket === undefined && this.conditions.text === undefined;
  }

  /** Number of the oldest match that is still kept. */
  get first(): number {
    if (this.showsAll) return this.capture.first - this.base;
    return this.chunks[0]?.firstMatch ?? this.matches;
  }
  /** Number the next match will get. */
  get end(): number {
    return this.showsAll ? this.capture.end - this.base : this.matches;
  }
  /** Records not looked at yet. */
  get unscanned(): number {
    return this.showsAll ? 0 : this.capture.end - Math.max(this.nextToScan, this.capture.first);
  }
  get indexBytes(): number {
    let bytes = 0;
    for (const chunk of this.chunks) bytes += chunk.rows.byteLength;
    return bytes;
  }

  /** Looks at new records until all are seen or `outOfTime` says so; true when all are seen. */
  scan(outOfTime: () => boolean): boolean {
    if (this.showsAll) return true;
    while (this.nextToScan < this.capture.end) {
      this.nextToScan = Math.max(this.nextToScan, this.capture.first);
      const segment = this.capture.segmentOf(this.nextToScan);
      if (!segment) return true;
      const from = this.nextToScan - segment.firstNumber;
      const to = Math.min(segment.count, from + stride);
      this.scanRows(segment, from, to);
      this.nextToScan = segment.firstNumber + to;
      this.capture.settle();
      if (outOfTime()) return this.nextToScan >= this.capture.end;
    }
    return true;
  }

  private scanRows(segment: Segment, from: number, to: number): void {
    const { socket, text } = this.conditions;
    let row = from;
    while (row < to) {
      if (text) {
        row = segment.search((bytes, start, end) => text.find(bytes, start, end), text.length, row, to);
        if (row < 0) return;
      }
      if (socket === undefined || segment.socketOf(row) === socket) this.add(segment, row);
      row++;
    }
  }

  private add(segment: Segment, row: number): void {
    let chunk = this.chunks.at(-1);
    if (chunk?.segment !== segment) {
      chunk = { segment, firstMatch: this.matches, rows: new Uint32Array(64), count: 0 };
      this.chunks.push(chunk);
    }
    if (chunk.count === chunk.rows.length) {
      const grown = new Uint32Array(Math.ceil(chunk.rows.length * 1.5));
      grown.set(chunk.rows);
      chunk.rows = grown;
    }
    chunk.rows[chunk.count++] = row;
    this.matches++;
  }

  /** Each segment's records stand in its parts now. */
  resegment(segments: readonly Segment[], parts: readonly (readonly Segment[])[]): void {
    this.chunks = this.chunks.flatMap((chunk) => (parts[segments.indexOf(chunk.segment)] ?? []).flatMap((part) => inPart(chunk, part) ?? []));
  }

  /** Drops matches of records below `firstKept`; returns the index bytes that were freed. */
  forget(firstKept: number): number {
    let freed = 0;
    while (this.chunks[0] && this.chunks[0].segment.endNumber <= firstKept) {
      freed += this.chunks[0].rows.byteLength;
      this.chunks.shift();
    }
    return freed;
  }

  /** Numbers of the records of matches `from … from + count - 1`, without those not there (any more). */
  records(from: number, count: number): { match: number; number: number }[] {
    const start = Math.max(from, this.first);
    const end = Math.min(from + count, this.end);
    const found = [];
    let chunk = this.chunkOf(start);
    for (let match = start; match < end; match++) {
      if (this.showsAll) {
        found.push({ match, number: match + this.base });
        continue;
      }
      let matches = this.chunks[chunk] as Matches;
      if (match - matches.firstMatch >= matches.count) matches = this.chunks[++chunk] as Matches;
      found.push({ match, number: matches.segment.firstNumber + (matches.rows[match - matches.firstMatch] as number) });
    }
    return found;
  }

  /** Match number of the first match at or after the record of this number; `end` where there is none (yet). */
  locate(number: number): number {
    if (this.showsAll) return Math.min(Math.max(number - this.base, this.first), this.end);
    for (const { segment, rows, firstMatch, count } of this.chunks) {
      if (segment.endNumber <= number) continue;
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (segment.firstNumber + (rows[middle] as number) < number) low = middle + 1;
        else high = middle;
      }
      if (low < count) return firstMatch + low;
    }
    return this.end;
  }

  private chunkOf(match: number): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle] as Matches).firstMatch <= match) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
