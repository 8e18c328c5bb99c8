import type { StatisticsRow } from '../../protocol/statistics';
import { IN, type OUT } from '../capture/segment';
import { Histogram } from './histogram';

/** Times are kept in µs, and told in ms. */
const perMs = 1000;

/** What is counted of messages that belong together. */
export class Tally {
  private received = 0;
  private sent = 0;
  private bytes = 0;
  private first = Infinity;
  private last = -Infinity;
  /** Of the message before; NaN where there is none. */
  private before = NaN;
  private unanswered = 0;
  private setBack = 0;
  private readonly sizes = new Histogram();
  private readonly gaps = new Histogram();
  private readonly latencies = new Histogram();

  constructor(
    private readonly label: string,
    private readonly source?: string,
  ) {}

  /** @param time ms since 1970 @param size payload bytes on the wire */
  note(direction: typeof IN | typeof OUT, time: number, size: number): void {
    if (direction === IN) this.received++;
    else this.sent++;
    this.bytes += size;
    this.sizes.note(size);
    const gap = Math.round((time - this.before) * perMs);
    this.before = time;
    if (gap >= 0) this.gaps.note(gap);
    else if (gap < 0) this.setBack++;
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
  }

  /** A reply came to one of its requests so long after it, in ms. */
  noteReply(elapsed: number): void {
    if (elapsed >= 0) this.latencies.note(Math.round(elapsed * perMs));
    else this.setBack++;
  }

  noteUnanswered(): void {
    this.unanswered++;
  }

  get row(): StatisticsRow {
    const { label, source, received, sent, bytes, first, last, unanswered, setBack } = this;
    const span = last - first;
    return {
      label,
      ...(source === undefined ? {} : { source }),
      received,
      sent,
      bytes,
      ...(received + sent > 0 ? { first, last } : {}),
      ...(span > 0 ? { rate: ((received + sent - 1) / span) * 1000 } : {}),
      ...given('sizes', this.sizes.distribution()),
      ...given('gaps', this.gaps.distribution(perMs)),
      ...given('latencies', this.latencies.distribution(perMs)),
      unanswered,
      setBack,
    };
  }
}

function given<K extends string, T>(key: K, value: T | undefined): { [N in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [N in K]: T });
}
