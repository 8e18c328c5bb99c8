import { kindOf } from '../../core/events/eventKinds';
import type { EventFacts, RepeatedFacts } from '../../protocol/events';

/** Records that say the same about one endpoint that a window lets through; further ones are counted. */
const allowed = 20;
/** libzmq retries for ever, many times a second: a few tell it all. */
const allowedRetries = 2;
/** ms. */
const window = 10_000;
/** Codes, causes and endpoints told apart at most. */
const maxKeys = 1000;

interface Entry {
  last: EventFacts;
  windowStart: number;
  count: number;
  suppressed: number;
}

/** Keeps storms of events out of the log and counts them, so that nothing goes unsaid. */
export class EventThrottle {
  private readonly entries = new Map<string, Entry>();

  /** `report` is told, once a window, how many records were held back. */
  constructor(private readonly report: (repeated: RepeatedFacts) => void) {}

  /** Whether this event becomes a record of its own. */
  admits(facts: EventFacts, time: number): boolean {
    const key = keyOf(facts);
    let entry = this.entries.get(key);
    if (!entry) {
      if (this.entries.size >= maxKeys) this.flush(Infinity);
      entry = { last: facts, windowStart: time, count: 0, suppressed: 0 };
      this.entries.set(key, entry);
    }
    entry.last = facts;
    if (++entry.count <= (facts.code === 'retry' ? allowedRetries : allowed)) return true;
    entry.suppressed++;
    return false;
  }

  /** Reports and forgets windows that have ended; call it about once a second. `Infinity` ends all. */
  flush(time: number): void {
    for (const [key, entry] of this.entries) {
      if (time - entry.windowStart < window) continue;
      if (entry.suppressed > 0) {
        this.report(repeated(entry));
        // The storm may go on: stay in it, so that only the count is told.
        entry.windowStart = time;
        entry.suppressed = 0;
        if (time !== Infinity) continue;
      }
      this.entries.delete(key);
    }
  }
}

/** All that were counted said the same: the last one tells its reason. */
function repeated({ last, suppressed }: Entry): RepeatedFacts {
  const endpoint = 'endpoint' in last ? last.endpoint : undefined;
  return {
    code: 'repeated',
    of: kindOf[last.code],
    count: suppressed,
    ...(endpoint ? { endpoint } : {}),
    ...('cause' in last || 'detail' in last ? { last } : {}),
  };
}

/** Equal where events say the same. Peers could make up any number of topics, and come from ever new ports. */
function keyOf(facts: EventFacts): string {
  return 'topic' in facts ? facts.code : JSON.stringify('peer' in facts ? { ...facts, peer: undefined } : facts);
}
