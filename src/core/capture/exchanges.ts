import type { SocketType } from '../../protocol/sockets';
import type { IN, OUT } from './segment';

/** Frames looked at for the empty delimiter. */
const maxEnvelope = 16;
/** Requests without a reply that are remembered for one socket; beyond that the oldest are left unanswered. */
const maxPending = 100_000;

/** Requests that wait, of one peer or one envelope. */
interface Pending {
  direction: typeof IN | typeof OUT;
  /** Numbers of records, oldest first, from `next` on. */
  requests: number[];
  next: number;
}

export function hasExchanges(type: SocketType | undefined): type is 'req' | 'rep' | 'dealer' | 'router' {
  return type === 'req' || type === 'rep' || type === 'dealer' || type === 'router';
}

/**
 * Finds which records of one REQ, REP, DEALER or ROUTER socket are request and reply. Neither ZMTP nor libzmq number them, so it
 * goes by the envelope (RFC 28: routing ids up to the empty delimiter, or the routing id alone) and, within one envelope, by
 * order: what goes the other way answers the oldest that waits. REQ and REP have one exchange at a time.
 */
export class Exchanges {
  private readonly pending = new Map<string, Pending>();
  private waiting = 0;

  constructor(private readonly type: SocketType) {}

  /** Takes the next message in; returns the number of the request it answers, or undefined where it is a request itself. */
  note(direction: typeof IN | typeof OUT, frames: readonly Uint8Array[], number: number): number | undefined {
    const key = this.envelope(frames);
    let pending = this.pending.get(key);
    if (pending && pending.direction !== direction) {
      const request = pending.requests[pending.next++] as number;
      this.waiting--;
      if (pending.next === pending.requests.length) this.pending.delete(key);
      else if (pending.next > 1024 && pending.next * 2 > pending.requests.length) {
        pending.requests = pending.requests.slice(pending.next);
        pending.next = 0;
      }
      return request;
    }
    if (pending && (this.type === 'req' || this.type === 'rep')) {
      pending.requests[pending.next] = number;
      return undefined;
    }
    if (!pending) {
      pending = { direction, requests: [], next: 0 };
      this.pending.set(key, pending);
    }
    pending.requests.push(number);
    if (++this.waiting > maxPending) this.forgetOldest();
    return undefined;
  }

  private envelope(frames: readonly Uint8Array[]): string {
    if (this.type === 'req' || this.type === 'rep') return '';
    const first = this.type === 'router' ? 1 : 0;
    let end = first;
    const limit = Math.min(frames.length, maxEnvelope);
    for (let i = first; i < limit; i++) {
      if ((frames[i] as Uint8Array).length === 0) {
        end = i;
        break;
      }
    }
    let key = '';
    for (let i = 0; i < end; i++) {
      for (const byte of (frames[i] as Uint8Array).subarray(0, 255)) key += String.fromCharCode(byte);
      key += '\u0100';
    }
    return key;
  }

  private forgetOldest(): void {
    for (const [key, pending] of this.pending) {
      this.waiting--;
      if (++pending.next === pending.requests.length) this.pending.delete(key);
      return;
    }
  }
}
