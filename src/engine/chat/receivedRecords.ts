import type { Consumer, FollowedRecords, Follower, Progress } from '../../core/capture/follower';
import { IN } from '../../core/capture/segment';
import type { Segment } from '../../core/capture/segment';
import type { Pulse, Worker } from '../process/pulse';

/** Follows the log for what one socket of a chat receives, and hands over the numbers of these records. */
export class ReceivedRecords implements Consumer, Worker {
  readonly stride = 8 * 1024;
  /** What goes unread would go uncounted. */
  readonly readsAll = true;
  private readonly follower: Follower;
  private readonly end: () => void;

  /** Begins with record `from`. `source`: number of the socket's source; undefined where the chat only sends. */
  constructor(
    records: FollowedRecords,
    pulse: Pulse,
    private source: number | undefined,
    from: number,
    private readonly received: (record: number) => void,
  ) {
    this.follower = records.follow(this, from);
    this.end = pulse.add(this);
  }

  run(outOfTime: () => boolean): Progress {
    return this.follower.run(outOfTime);
  }

  take(segment: Segment, from: number, to: number): void {
    const { source } = this;
    if (source === undefined) return;
    for (let row = from; row < to; row++)
      if (segment.sourceOf(row) === source && segment.directionOf(row) === IN) this.received(segment.firstNumber + row);
  }

  /** Another socket has taken the place of the one before. */
  change(source: number | undefined): void {
    this.readOn();
    this.source = source;
  }

  /** Reads what is in the log by now. */
  readOn(): void {
    void this.follower.run(() => false);
  }

  close(): void {
    this.readOn();
    this.end();
    this.follower.close();
  }
}
