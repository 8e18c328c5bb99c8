import { createHash } from 'node:crypto';

/** How long an own broadcast may take to come back, ms. */
const lifetime = 5000;
/** Own messages remembered at once. */
const maxRemembered = 1000;
/** Bytes that are compared, besides the size of the whole. */
const compared = 64 * 1024;

interface Sent {
  size: number;
  digest: string;
  until: number;
}

/** Own broadcasts that may come back through a room: of each, one identical copy is no news. Holds no message. */
export class Echoes {
  private sent: Sent[] = [];

  note(frames: readonly Uint8Array[]): void {
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    this.sent.push({ size, digest: digestOf(frames), until: Date.now() + lifetime });
    if (this.sent.length > maxRemembered) this.sent.shift();
  }

  /** True, once for each, where this was sent from here a moment ago. `frames` may be cut, `size` is that of the whole. */
  take(frames: readonly Uint8Array[], size: number): boolean {
    if (this.sent.length === 0) return false;
    const time = Date.now();
    this.sent = this.sent.filter(({ until }) => until >= time);
    if (!this.sent.some((own) => own.size === size)) return false;
    const digest = digestOf(frames);
    const at = this.sent.findIndex((own) => own.size === size && own.digest === digest);
    if (at < 0) return false;
    this.sent.splice(at, 1);
    return true;
  }
}

function digestOf(frames: readonly Uint8Array[]): string {
  const hash = createHash('sha1');
  let left = compared;
  for (const frame of frames) {
    const part = frame.subarray(0, left);
    // Where one frame ends and the next begins counts as well.
    hash.update(part).update('|');
    left -= part.length;
    if (left === 0) break;
  }
  return hash.digest('base64');
}
