import { plainBytes } from '../../../core/base/bytes';

/** Smaller ones stay with their stream, bytes. */
const leastSpare = 64 * 1024;
/** Bytes of all that are spare. */
const mostSpare = 32 * 1024 * 1024;
const manySpare = 16 * 1024 * 1024;
/** Spare ones that nobody has taken for so long go, ms. */
const keptFor = 2000;

/**
 * Large buffers that streams have done with, for those that need one: made anew for each message they would stay until V8 looks after
 * garbage, several times what is in use.
 */
export class SpareBuffers {
  private spare: Uint8Array<ArrayBuffer>[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param emptied told when many bytes of spare ones have gone */
  constructor(private readonly emptied: () => void) {}

  /** One of at least so many bytes; what is in it is anything. */
  take(least: number): Uint8Array<ArrayBuffer> {
    let best = -1;
    for (let i = 0; i < this.spare.length; i++) {
      const size = (this.spare[i] as Uint8Array).length;
      if (size >= least && size <= 4 * least && (best < 0 || size < (this.spare[best] as Uint8Array).length)) best = i;
    }
    const [found] = best < 0 ? [] : this.spare.splice(best, 1);
    if (found) this.bytes -= found.length;
    return found ?? plainBytes(Buffer.allocUnsafeSlow(least));
  }

  give(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length < leastSpare || this.bytes + buffer.length > mostSpare) return;
    this.spare.push(buffer);
    this.bytes += buffer.length;
    if (this.timer) this.timer.refresh();
    else this.timer = setTimeout(() => this.empty(), keptFor).unref();
  }

  private empty(): void {
    const { bytes } = this;
    this.timer = undefined;
    this.spare = [];
    this.bytes = 0;
    if (bytes >= manySpare) this.emptied();
  }
}
