import { totalmem } from 'node:os';
import { collectGarbage } from './garbage';

const mebibyte = 1024 * 1024;
/** What may wait in libzmq before something is done about it: an eighth of the computer's memory, at least 1 GiB. */
const limit = Math.max(1024 * mebibyte, totalmem() / 8);
/** Less than this is no growth, but the noise of an allocator. */
const step = 16 * mebibyte;
/** Seconds of growth in a row. */
const patience = 2;

/**
 * Receive queues are unlimited, so that nothing is lost on its way into the capture, which is bounded. libzmq does not tell how
 * much waits in them. It shows as memory beyond the capture that goes on growing, also after garbage was collected; memory
 * that only stays high is what an allocator keeps for later.
 */
export class Backlog {
  private readonly baseline = process.memoryUsage.rss();
  private grew = 0;
  /** Estimate at the last look. */
  bytes = 0;

  /** Call it once a second with the memory of the capture; true where it is over the limit and still growing. */
  isGrowing(captureBytes: number): boolean {
    const before = this.bytes;
    this.bytes = this.beyond(captureBytes);
    this.grew = this.bytes > before + step ? this.grew + 1 : 0;
    if (this.bytes < limit || this.grew < patience) return false;
    collectGarbage();
    this.bytes = this.beyond(captureBytes);
    this.grew = 0;
    return this.bytes >= limit;
  }

  private beyond(captureBytes: number): number {
    return process.memoryUsage.rss() - this.baseline - captureBytes;
  }
}
