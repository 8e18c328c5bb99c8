import type { EventKind } from '../../protocol/log';

/** Records of one kind about one endpoint that a window lets through; further ones are counted. */
const allowed = 20;
/** libzmq retries for ever, many times a second: a few tell it all. */
const allowedRetries = 2;
/** ms. */
const window = 10_000;
/** Kinds and endpoints told apart at most. */
const maxKeys = 1000;

interface Entry {
  kind: EventKind;
  endpoint: string;
  windowStart: number;
  count: number;
  suppressed: number;
}

/** Keeps storms of events out of the log and counts them, so that nothing goes unsaid. */
export class EventThrottle {
  private readonly entries = new Map<string, Entry>();

  /** `report` is told, once a window, how many records were held back. */
  constructor(private readonly report: (kind: EventKind, endpoint: string, suppressed: number) => void) {}

  /** Whether this event becomes a record of its own. */
  admits(kind: EventKind, endpoint: string, time: number): boolean {
    const key = `${kind} ${endpoint}`;
    let entry = this.entries.get(key);
    if (!entry) {
      if (this.entries.size >= maxKeys) this.flush(Infinity);
      entry = { kind, endpoint, windowStart: time, count: 0, suppressed: 0 };
      this.entries.set(key, entry);
    }
    if (++entry.count <= (kind === 'retry' ? allowedRetries : allowed)) return true;
    entry.suppressed++;
    return false;
  }

  /** Reports and forgets windows that have ended; call it about once a second. `Infinity` ends all. */
  flush(time: number): void {
    for (const [key, entry] of this.entries) {
      if (time - entry.windowStart < window) continue;
      if (entry.suppressed > 0) {
        this.report(entry.kind, entry.endpoint, entry.suppressed);
        // The storm may go on: stay in it, so that only the count is told.
        entry.windowStart = time;
        entry.suppressed = 0;
        if (time !== Infinity) continue;
      }
      this.entries.delete(key);
    }
  }
}
