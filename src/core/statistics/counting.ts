import type { StatisticsBy, StatisticsRow } from '../../protocol/statistics';
import type { Records } from '../capture/records';
import { EVENT } from '../capture/segment';
import type { Segment } from '../capture/segment';
import type { Sources } from '../capture/sources';
import { groupingBy, Tallies, type Grouping } from './groups';
import { Tally } from './tally';

/** A reply whose time has to be read from a file first. */
interface Awaited {
  tally: Tally;
  /** Of the request, ms since 1970. */
  time: number;
  /** Number of the reply. */
  reply: number;
  segment: Promise<Segment>;
}

/** Counts messages by what they have in common, and all of them together. There is no object per message. */
export class Counting {
  events = 0;
  private readonly all = new Tally('');
  private readonly tallies = new Tallies();
  private readonly grouping: Grouping;
  private awaited: Awaited[] = [];

  constructor(
    by: StatisticsBy,
    private readonly records: Records,
    sources: Sources,
  ) {
    this.grouping = groupingBy(by, this.tallies, sources);
  }

  /** Takes in the records whose numbers stand in `numbers[from … to - 1]`, ascending; all of them are in this segment, and kept. */
  add(segment: Segment, numbers: Float64Array, from: number, to: number): void {
    const { grouping, all } = this;
    const { firstNumber } = segment;
    grouping.refresh();
    for (let i = from; i < to; i++) {
      const row = (numbers[i] as number) - firstNumber;
      const direction = segment.directionOf(row);
      if (direction === EVENT) {
        this.events++;
        continue;
      }
      const time = segment.timeOf(row);
      const size = segment.sizeOf(row);
      const tally = grouping.tallyOf(segment, row, direction);
      all.note(direction, time, size);
      tally.note(direction, time, size);
      const reply = segment.replyTo(row);
      if (reply !== undefined) this.noteReply(tally, segment, time, reply);
    }
  }

  private noteReply(tally: Tally, segment: Segment, time: number, reply: number): void {
    if (reply === 0) {
      tally.noteUnanswered();
      this.all.noteUnanswered();
      return;
    }
    const found = reply < segment.endNumber ? segment : this.records.segmentOf(reply);
    if (found instanceof Promise) this.awaited.push({ tally, time, reply, segment: found });
    else if (found) this.noteElapsed(tally, found.timeOf(reply - found.firstNumber) - time);
  }

  private noteElapsed(tally: Tally, elapsed: number): void {
    tally.noteReply(elapsed);
    this.all.noteReply(elapsed);
  }

  /** Settles once replies that lie elsewhere in a file have been read. Rejects where one cannot be. */
  async settle(): Promise<void> {
    const { awaited } = this;
    if (awaited.length === 0) return;
    this.awaited = [];
    for (const { tally, time, reply, segment } of awaited) {
      const found = await segment;
      this.noteElapsed(tally, found.timeOf(reply - found.firstNumber) - time);
    }
  }

  get result(): { all: StatisticsRow; rows: StatisticsRow[]; beyond?: StatisticsRow } {
    const { all, tallies } = this;
    return { all: all.row, rows: tallies.groups.map(({ row }) => row), ...(tallies.hasBeyond ? { beyond: tallies.beyond.row } : {}) };
  }
}
