import { sentences } from '../base/errors';
import type { Matcher } from './compile';
import { PAUSE } from './evaluate';
import { UNDECIDED, YES } from './verdict';
import type { Evaluation, Question } from './evaluate';
import type { Consumer, FollowedRecords, Follower, Progress } from '../capture/follower';
import { Segment } from '../capture/segment';

/** Matches in one segment. */
interface Matches {
  /** Number of the record in the segment's first row. */
  firstNumber: number;
  /** Match number of the first one. */
  firstMatch: number;
  /** Of the segment, ascending. */
  rows: Uint32Array;
  count: number;
}

/** Rows of a segment: `from … to - 1` themselves, or as they are listed there, each counted from row `shift` on. */
export interface Rows {
  from: number;
  to: number;
  listed?: Uint32Array;
  shift: number;
}

function lastNumber({ firstNumber, rows, count }: Matches): number {
  return firstNumber + (rows[count - 1] as number);
}

/** Place of the first match of a record with at least this number; `count` where there is none. */
function placeOf({ firstNumber, rows, count }: Matches, number: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstNumber + (rows[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Records looked at before the clock is read again; fewer where a judge has to answer before a view can be given up. */
const stride = 16 * 1024;
const costlyStride = 4 * 1024;

/**
 * The records that a query asks for. Matches are numbered from 0 in order of arrival and keep their number; the index
 * grows as `scan` is called and shrinks from the front as segments are evicted. A view of all records has no index.
 */
export class View implements Consumer {
  readonly stride: number;
  /** A view of all records: number of the record that is match 0. */
  private readonly base: number;
  private readonly follower: Follower | undefined;
  private chunks: Matches[] = [];
  private matches = 0;
  private isClosed = false;
  /** Records that the judge could not decide on. */
  undecided = 0;
  /** Why the search was given up and what to try, in sentences; nothing more is looked at. */
  problem?: string;

  /** Without a matcher it shows all records. */
  constructor(
    private readonly capture: FollowedRecords,
    private readonly matcher?: Matcher,
  ) {
    this.base = capture.first;
    this.stride = matcher?.isCostly ? costlyStride : stride;
    this.follower = matcher && capture.follow(this);
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
    return this.follower?.unread ?? 0;
  }
  /** Number of the first record that was not looked at yet. */
  get seen(): number {
    return this.follower?.cursor ?? this.capture.end;
  }
  get indexBytes(): number {
    let bytes = 0;
    for (const chunk of this.chunks) bytes += chunk.rows.byteLength;
    return bytes;
  }

  /** When the next record can be looked at, ms since 1970, where it is too young for the query yet. */
  get due(): number | undefined {
    if (!this.matcher?.delay || !this.follower || this.problem !== undefined) return undefined;
    const segment = this.capture.segmentOf(this.follower.cursor);
    return segment instanceof Segment ? segment.timeOf(this.follower.cursor - segment.firstNumber) + this.matcher.delay : undefined;
  }

  /** Looks at new records until all are seen, `outOfTime` says so, or the judge or a file has to be waited for. */
  scan(outOfTime: () => boolean): Progress {
    return this.follower?.run(outOfTime) ?? 'idle';
  }

  ready(segment: Segment, from: number, to: number): number {
    const { matcher } = this;
    if (this.problem !== undefined || !matcher) return from;
    const checked = matcher.gaps ? Math.max(from, Math.min(to, matcher.gaps.checkedTo - segment.firstNumber)) : to;
    return oldEnough(matcher, segment, from, checked);
  }

  take(segment: Segment, from: number, to: number): void | Promise<boolean> {
    const matcher = this.matcher as Matcher;
    const evaluation = matcher.evaluate(segment, from, to);
    const step = evaluation.next();
    if (!step.done) return this.goOn(matcher, segment, from, step.value, evaluation);
    this.takeVerdicts(step.value, segment, from);
  }

  private async goOn(
    matcher: Matcher,
    segment: Segment,
    from: number,
    first: Question | typeof PAUSE,
    evaluation: Evaluation,
  ): Promise<boolean> {
    try {
      let step: IteratorResult<Question | typeof PAUSE, Uint8Array> = { value: first };
      while (!step.done) {
        const verdicts = step.value === PAUSE ? undefined : await matcher.judge(step.value.condition, segment, step.value.rows);
        if (!verdicts) await matcher.pause();
        if (this.isClosed) return false;
        step = evaluation.next(verdicts ?? noVerdicts);
      }
      this.takeVerdicts(step.value, segment, from);
      return true;
    } catch (error) {
      this.problem = sentences(error);
      return false;
    }
  }

  /** Takes in the verdicts on the rows from `from` on, some of which may have been evicted meanwhile. */
  private takeVerdicts(verdicts: Uint8Array, segment: Segment, from: number): void {
    let place: Segment | undefined;
    for (let i = 0; i < verdicts.length; i++) {
      if (verdicts[i] === UNDECIDED) this.undecided++;
      if (verdicts[i] !== YES) continue;
      const number = segment.firstNumber + from + i;
      if (!place || number >= place.endNumber) {
        const found = this.capture.segmentOf(number);
        // Where segments are read from a file they are neither evicted nor split.
        place = found instanceof Promise ? segment : found;
      }
      if (place) this.add(place.firstNumber, number - place.firstNumber);
    }
  }

  /** Nothing is worked in any more. */
  close(): void {
    this.isClosed = true;
    this.follower?.close();
  }

  private add(firstNumber: number, row: number): void {
    let chunk = this.chunks.at(-1);
    if (chunk?.firstNumber !== firstNumber) {
      chunk = { firstNumber, firstMatch: this.matches, rows: new Uint32Array(64), count: 0 };
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

  forget(firstKept: number): number {
    let freed = 0;
    while (this.chunks[0] && lastNumber(this.chunks[0]) < firstKept) {
      freed += this.chunks[0].rows.byteLength;
      this.chunks.shift();
    }
    const [oldest] = this.chunks;
    const gone = oldest ? placeOf(oldest, firstKept) : 0;
    if (oldest && gone > 0) {
      // Its segment was split after these were found, and only a part of it went.
      const rows = oldest.rows.slice(gone, oldest.count);
      freed += oldest.rows.byteLength - rows.byteLength;
      Object.assign(oldest, { rows, count: rows.length, firstMatch: oldest.firstMatch + gone });
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
      found.push({ match, number: matches.firstNumber + (matches.rows[match - matches.firstMatch] as number) });
    }
    return found;
  }

  /** Puts the numbers of the records of the matches from `from` on, which is still kept, into `into`, as far as there are; returns how many. */
  numbers(from: number, into: Float64Array): number {
    const count = Math.max(0, Math.min(into.length, this.end - from));
    if (this.showsAll) {
      for (let i = 0; i < count; i++) into[i] = from + this.base + i;
      return count;
    }
    let taken = 0;
    for (let at = this.chunkOf(from); taken < count; at++) {
      const { firstMatch, firstNumber, rows, count: matches } = this.chunks[at] as Matches;
      const start = from + taken - firstMatch;
      const end = Math.min(matches, start + count - taken);
      for (let row = start; row < end; row++) into[taken++] = firstNumber + (rows[row] as number);
    }
    return count;
  }

  /** Match number of the first match at or after the record of this number; `end` where there is none (yet). */
  locate(number: number): number {
    if (this.showsAll) return Math.min(Math.max(number - this.base, this.first), this.end);
    for (const chunk of this.chunks) {
      if (lastNumber(chunk) >= number) return chunk.firstMatch + placeOf(chunk, number);
    }
    return this.end;
  }

  /** Match number of the record of this number; undefined where it is no match, as far as is known. */
  positionOf(number: number): number | undefined {
    const match = this.locate(number);
    return this.records(match, 1)[0]?.number === number ? match : undefined;
  }

  /** The matches among records `from … to - 1`, which this segment has. */
  rowsIn(segment: Segment, from: number, to: number): Rows[] {
    const { firstNumber } = segment;
    if (this.showsAll) return [{ from: from - firstNumber, to: to - firstNumber, shift: 0 }];
    return this.chunks
      .filter((chunk) => chunk.firstNumber < to && lastNumber(chunk) >= from)
      .map((chunk) => ({
        from: placeOf(chunk, from),
        to: placeOf(chunk, to),
        listed: chunk.rows,
        shift: chunk.firstNumber - firstNumber,
      }));
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

const noVerdicts = new Uint8Array();

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
