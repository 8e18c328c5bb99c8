import { Alarm } from '../../core/base/alarm';
import { schedule } from '../process/schedule';

/** What is added within this time is written together, ms. */
const pause = 300;

/** Writes to a disk in batches, one after the other and never on the way of a message. */
export class WriteQueue<T extends object> {
  private readonly pending = new Set<T>();
  private readonly batch = new Alarm(schedule, () => this.flush());
  private work: Promise<void> = Promise.resolve();
  private hasFailed = false;

  /** `failed` is told the first time, and again after something could be written. */
  constructor(
    private readonly write: (items: T[]) => Promise<void>,
    private readonly failed: (reason: string) => void,
  ) {}

  /** Each item is written once a batch, as it is when its turn comes. */
  add(item: T): void {
    this.pending.add(item);
    this.batch.set(pause);
  }

  /** Does something else in place of writing what is pending. */
  instead(work: () => Promise<void>): void {
    this.pending.clear();
    this.enqueue(work);
  }

  /** Settles when all that was asked for is done. */
  settled(): Promise<void> {
    this.flush();
    return this.work;
  }

  private flush(): void {
    this.batch.cancel();
    const items = [...this.pending];
    this.pending.clear();
    if (items.length > 0) this.enqueue(() => this.write(items));
  }

  private enqueue(work: () => Promise<void>): void {
    this.work = this.work.then(work).then(
      () => {
        this.hasFailed = false;
      },
      (error: unknown) => {
        if (!this.hasFailed) this.failed(error instanceof Error ? error.message : String(error));
        this.hasFailed = true;
      },
    );
  }
}
