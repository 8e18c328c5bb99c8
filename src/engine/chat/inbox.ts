import { Alarm } from '../../core/base/alarm';
import { schedule } from '../process/schedule';

/** While more comes than is shown, ms. */
const floodPause = 500;
/** Messages that may come at once and all be shown. */
const burst = 1000;
/** And for as long as they keep coming, a second. */
const perSecond = 500;
/** Where more comes, so many of the newest: few enough that the count of the others stays in sight in a side bar. */
const shownOfFlood = 5;

/** Records to show, and those that came too fast to be shown. */
export interface Delivery {
  records: number[];
  missed: number;
  /** The first one missed. */
  firstMissed: number;
}

/**
 * Numbers of the records that arrived for a chat. Costs the same for each whatever comes; they are looked at later, and only
 * the newest where they come faster than anybody reads.
 */
export class Inbox {
  private records: number[] = [];
  private missed = 0;
  private firstMissed = 0;
  private readonly next = new Alarm(schedule, () => this.drain());
  private allowance = burst;
  private filledAt = performance.now();

  constructor(private readonly deliver: (delivery: Delivery) => void) {}

  push(record: number): void {
    this.records.push(record);
    if (this.records.length >= 2 * burst) this.drop(burst);
    // Who follows the log has waited already: what comes together becomes entries together.
    this.next.set(0);
  }

  /** Delivers what is there now. */
  drain(): void {
    this.next.cancel();
    const time = performance.now();
    this.allowance = Math.min(burst, this.allowance + ((time - this.filledAt) * perSecond) / 1000);
    this.filledAt = time;
    const fits = this.missed === 0 && this.records.length <= this.allowance;
    if (!fits) this.drop(Math.max(0, this.records.length - shownOfFlood));
    const { records, missed, firstMissed } = this;
    this.records = [];
    this.missed = 0;
    this.allowance = Math.max(0, this.allowance - records.length);
    if (records.length + missed > 0) this.deliver({ records, missed, firstMissed });
    if (missed > 0) this.next.reset(floodPause);
  }

  private drop(count: number): void {
    if (count === 0) return;
    if (this.missed === 0) this.firstMissed = this.records[0] as number;
    this.missed += count;
    this.records.splice(0, count);
  }
}
