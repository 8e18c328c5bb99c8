import type { PeerSubscription } from '../protocol/sockets';

/** A subscription as it travels to a publisher: one byte, 1 or 0, then the topic (RFC 29). */
export function parseSubscription(frame: Uint8Array): { subscribe: boolean; topic: Uint8Array } | undefined {
  if (frame.length === 0 || (frame[0] as number) > 1) return undefined;
  return { subscribe: frame[0] === 1, topic: frame.subarray(1) };
}

/** Bytes as a text that is equal only for equal bytes, to serve as a key. */
function keyOf(bytes: Uint8Array, length = bytes.length): string {
  let key = '';
  for (let i = 0; i < length; i++) key += String.fromCharCode(bytes[i] as number);
  return key;
}

function bytesOf(key: string): Uint8Array {
  return Uint8Array.from(key, (character) => character.charCodeAt(0));
}

/** Topics told apart at most; a peer could make up any number of them. */
const maxTopics = 100_000;

/** What the peers of a publisher have subscribed to. */
export class PeerSubscriptions {
  private readonly counts = new Map<string, number>();
  private longest = 0;
  /** True once there were more topics than are counted. */
  incomplete = false;

  add(topic: Uint8Array): void {
    const key = keyOf(topic);
    const count = this.counts.get(key);
    if (count === undefined && this.counts.size >= maxTopics) {
      this.incomplete = true;
      return;
    }
    this.counts.set(key, (count ?? 0) + 1);
    this.longest = Math.max(this.longest, topic.length);
  }

  /** `last`: nobody holds the topic any more, however many subscribed before. */
  remove(topic: Uint8Array, last = false): void {
    const key = keyOf(topic);
    const count = this.counts.get(key);
    if (count === undefined) return;
    if (count > 1 && !last) this.counts.set(key, count - 1);
    else this.counts.delete(key);
  }

  /**
   * How many peers get a message whose first frame is this. A peer may hold several matching subscriptions, and libzmq does
   * not tell whose each is: hence a range. `peers` bounds it, unless the subscriptions prove that there are more: those may
   * be known a moment before their handshake is.
   */
  matching(firstFrame: Uint8Array, peers: number): { atLeast: number; atMost: number } {
    let largest = 0;
    let sum = 0;
    for (let length = 0; length <= Math.min(this.longest, firstFrame.length); length++) {
      const count = this.counts.get(keyOf(firstFrame, length)) ?? 0;
      largest = Math.max(largest, count);
      sum += count;
    }
    const bound = Math.max(peers, largest);
    return { atLeast: largest, atMost: this.incomplete ? bound : Math.min(sum, bound) };
  }

  /** The first `limit` topics. */
  list(limit: number): { topics: PeerSubscription[]; cut: number } {
    const topics: PeerSubscription[] = [];
    for (const [key, count] of this.counts) {
      if (topics.length === limit) break;
      topics.push({ topic: bytesOf(key), count });
    }
    return { topics, cut: this.counts.size - topics.length };
  }
}
