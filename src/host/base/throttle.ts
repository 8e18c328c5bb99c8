import { setTimeout as delay } from 'node:timers/promises';
import { Coalescer } from '../../core/base/coalescer';

/** Does its work at once when asked, then at most once per interval. */
export class Throttle extends Coalescer {
  constructor(intervalMs: number, work: () => void | Promise<void>) {
    super(work, { rest: () => delay(intervalMs) });
  }
}
