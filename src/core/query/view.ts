import { sentences } from '../base/errors';
import type { Matcher } from './compile';
import { UNDECIDED, YES } from './evaluate';
import type { Evaluation, Question } from './evaluate';
import type { Capture } from '../capture/capture';
import type { Segment } from '../capture/segment';

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
  const kept = found
    .subarray(from)
    .filter((row) => row < shift + part.count)
    .map((row) => row - shift);
  return kept.length === 0 ? undefined : { segment: part, firstMatch: firstMatch + from, rows: kept, count: kept.length };
}

/** Records looked at before the clock is read again; fewer where a judge has to answer before a view can be given up. */
const stride = 16 * 1024;
const costlyStride = 4 * 1024;

/**
 * What came of scanning: `idle`, there is nothing to do for now; `more`, the time was up; a promise, where the judge has been
 * asked, that resolves when its answer is worked in, and never rejects.
 */
export type Scan = 'idle' | 'more' | Promise<void>;

/**
 * The records that a query asks for. Matches are numbered from 0 in order of arrival and keep their number; the index
 * grows as `scan` is called and shrinks from the front as segments are evicted. A view of all records has no index.
 */
export class View {
  /** A view of all records: number of the record that is match 0. */
  private readonly base: number;
  private nextToScan: number;
  private chunks: Matches[] = [];
  private matches = 0;
  private isJudging = false;
  private isClosed = false;
  /** Records that the judge could not decide on. */
  undecided = 0;
  /** Why the search was given up and what to try, in sentences; nothing more is looked at. */
  problem?: string;

  /** Without a matcher it shows all records. */
  constructor(
    private readonly capture: Capture,
    private readonly matcher?: Matcher,
  ) {
    this.base = capture.first;
    this.nextToScan = capture.first;
  }

  private get showsAll(): boolean {
    return this.matcher === undefined;
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

  /** When the next record can be looked at, ms since 1970, where it is too young for the query yet. */
  get due(): number | undefined {
    const place = this.matcher?.delay && !this.problem ? this.capture.find(Math.max(this.nextToScan, this.capture.first)) : undefined;
    return place && this.matcher && place.segment.timeOf(place.row) + this.matcher.delay;
  }

  /** Looks at new records until all are seen, `outOfTime` says so, or the judge has to be asked. */
  scan(outOfTime: () => boolean): Scan {
    const { matcher } = this;
    if (!matcher || this.isJudging || this.isClosed) return 'idle';
    while (this.problem === undefined) {
      this.nextToScan = Math.max(this.nextToScan, this.capture.first);
      const segment = this.capture.segmentOf(this.nextToScan);
      if (!segment) break;
      const from = this.nextToScan - segment.firstNumber;
      const to = oldEnough(matcher, segment, from, Math.min(segment.count, from + (matcher.isCostly ? costlyStride : stride)));
      if (from === to) break;
      const evaluation = matcher.evaluate(segment, from, to);
      const step = evaluation.next();
      if (!step.done) return this.askJudge(matcher, segment, step.value, evaluation);
      this.take(step.value);
      if (outOfTime()) return 'more';
    }
    return 'idle';
  }

  private async askJudge({ judge }: Matcher, segment: Segment, first: Question, evaluation: Evaluation): Promise<void> {
    this.isJudging = true;
    try {
      let step: IteratorResult<Question, Uint8Array> = { value: first };
      while (!step.done) {
        const verdicts = await judge(step.value.condition, segment, step.value.rows);
        if (this.isClosed) return;
        step = evaluation.next(verdicts);
      }
      this.take(step.value);
    } catch (error) {
      this.problem = sentences(error);
    } finally {
      this.isJudging = false;
    }
  }

  /** Takes in the verdicts on the records from `nextToScan` on, some of which may have been evicted meanwhile. */
  private take(verdicts: Uint8Array): void {
    let segment: Segment | undefined;
    for (let i = 0; i < verdicts.length; i++) {
      if (verdicts[i] === UNDECIDED) this.undecided++;
      if (verdicts[i] !== YES) continue;
      const number = this.nextToScan + i;
      if (!segment || number >= segment.endNumber) segment = this.capture.segmentOf(number);
      if (segment) this.add(segment, number - segment.firstNumber);
    }
    this.nextToScan += verdicts.length;
    this.capture.settle();
  }

  /** Nothing is worked in any more. */
  close(): void {
    this.isClosed = true;
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
    this.chunks = this.chunks.flatMap((chunk) =>
      (parts[segments.indexOf(chunk.segment)] ?? []).flatMap((part) => inPart(chunk, part) ?? []),
    );
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

/** The end of those rows `from … to - 1` that have waited for as long as the matcher wants. A record of the future: the clock was set back. */
function oldEnough({ delay, now }: Matcher, segment: Segment, from: number, to: number): number {
  if (delay === 0) return to;
  const time = now();
  let end = to;
  for (let row = from; row < end; row++) {
    const age = time - segment.timeOf(row);
    if (age >= 0 && age < delay) end = row;
  }
  return end;
}
