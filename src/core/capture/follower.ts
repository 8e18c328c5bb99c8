import type { Records } from './records';
import type { Segment } from './segment';

/** What is done with records as they come. */
export interface Consumer {
  /** Most records that are handed over before the clock is read again. */
  readonly stride: number;
  /** Takes rows `from … to - 1` in. Where it takes longer a promise, of whether they were: nothing is handed over until then. It never rejects. */
  take(segment: Segment, from: number, to: number): void | Promise<boolean>;
  /** The end of those rows `from … to - 1` that may be handed over now; without it all of them. */
  ready?(segment: Segment, from: number, to: number): number;
  /** Takes in at once what is about to go. Without it records can go unread. */
  readonly readsAll?: true;
  /** Records went before they were read. */
  missed?(records: number): void;
  /** Memory held for an index over records, bytes: it counts as the capture's. */
  readonly indexBytes?: number;
  /** Records below this number have gone: what is indexed of them goes, too. Returns the bytes freed. */
  forget?(firstKept: number): number;
}

/** Records that tell those who read them when some of them go. */
export interface FollowedRecords extends Records {
  /** Begins with the record of this number; without it with the oldest. */
  follow(consumer: Consumer, from?: number): Follower;
}

/** What came of following: `idle`, there is nothing to do for now; `more`, the time was up; a promise where it goes on later. It never rejects. */
export type Progress = 'idle' | 'more' | Promise<void>;

/** One that reads a capture as it grows, from record to record. Made by `follow` of the records. */
export class Follower {
  private isBusy = false;
  private isClosed = false;

  constructor(
    private readonly records: Records,
    readonly consumer: Consumer,
    /** Number of the next record to read. */
    private next: number,
    private readonly on: { closed(): void; /** Something was read. */ read(): void },
  ) {}

  /** Number of the next record to read. */
  get cursor(): number {
    return Math.max(this.next, this.records.first);
  }
  /** Records that are still to be read. */
  get unread(): number {
    return this.records.end - this.cursor;
  }

  /** Reads on until all is read, `outOfTime` says so, or somebody has to be waited for. */
  run(outOfTime: () => boolean): Progress {
    if (this.isBusy) return 'idle';
    while (!this.isClosed) {
      this.skipGone();
      const segment = this.records.segmentOf(this.next);
      if (segment === undefined) return 'idle';
      if (segment instanceof Promise) return this.load(segment);
      const from = this.next - segment.firstNumber;
      const most = Math.min(segment.count, from + this.consumer.stride);
      const to = this.consumer.ready?.(segment, from, most) ?? most;
      if (to === from) return 'idle';
      const end = segment.firstNumber + to;
      const work = this.consumer.take(segment, from, to);
      if (work) return this.wait(work, segment, end);
      this.next = end;
      this.on.read();
      if (outOfTime()) return 'more';
    }
    return 'idle';
  }

  /** A segment that cannot be read is not asked for again. */
  private async load(segment: Promise<Segment>): Promise<void> {
    this.isBusy = true;
    await segment.then(
      () => (this.isBusy = false),
      () => this.close(),
    );
  }

  private async wait(work: Promise<boolean>, segment: Segment, next: number): Promise<void> {
    this.isBusy = true;
    segment.hold();
    const isTaken = await work;
    segment.release();
    this.isBusy = false;
    if (!isTaken) return;
    this.next = next;
    this.on.read();
  }

  /** Goes on with the record of this number. */
  skipTo(number: number): void {
    this.next = number;
  }

  /** Before a segment goes. */
  beforeGoing(segment: Segment): void {
    if (!this.consumer.readsAll || this.isClosed) return;
    const from = Math.max(0, this.next - segment.firstNumber);
    if (from < segment.count) void this.consumer.take(segment, from, segment.count);
    this.next = Math.max(this.next, segment.endNumber);
  }

  private skipGone(): void {
    const { first } = this.records;
    if (this.next >= first) return;
    this.consumer.missed?.(first - this.next);
    this.next = first;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.on.closed();
  }
}
