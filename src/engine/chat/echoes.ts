/** How long an own broadcast may take to come back, ms. */
const lifetime = 5000;
/** Own messages remembered at once. */
const maxRemembered = 1000;

/** Own broadcasts that may come back through a room: of each, one identical copy is no news. */
export class Echoes {
  private sent: { frames: readonly Uint8Array[]; until: number }[] = [];

  note(frames: readonly Uint8Array[]): void {
    this.sent.push({ frames, until: Date.now() + lifetime });
    if (this.sent.length > maxRemembered) this.sent.shift();
  }

  /** True, once for each, where these frames were sent from here a moment ago. */
  take(frames: readonly Uint8Array[]): boolean {
    if (this.sent.length === 0) return false;
    const time = Date.now();
    this.sent = this.sent.filter(({ until }) => until >= time);
    const at = this.sent.findIndex((own) => same(own.frames, frames));
    if (at < 0) return false;
    this.sent.splice(at, 1);
    return true;
  }
}

function same(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((frame, at) => Buffer.compare(frame, b[at] as Uint8Array) === 0);
}
