import { setTimeout as delay } from 'node:timers/promises';
import { Coalescer } from '../../core/base/coalescer';

/** Shortest time between two notices, ms. */
const interval = 50;

/** Tells that something changed: the first time at once, then at most 20 times a second, one notice under way at a time. */
export class ChangeNotifier {
  private readonly notices: Coalescer;

  /** `notify` settles when the receiver has taken the notice in. */
  constructor(notify: () => Promise<unknown>) {
    const tell = async () => {
      // A receiver that fails is told of the next change all the same.
      await Promise.allSettled([notify()]);
    };
    this.notices = new Coalescer(tell, { rest: () => delay(interval) });
  }

  /** Something changed. */
  touch(): void {
    this.notices.ask();
  }
}
