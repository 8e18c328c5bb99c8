import type { SubscriptionFacts } from '../../protocol/events';
import type { PeerSubscription } from '../../protocol/sockets';
import { previewFrame } from '../base/preview';

/** Characters of a topic in an event. */
const shownLength = 200;

/** A subscription as it travels to a publisher: one byte, 1 or 0, then the topic (RFC 29). */
export function parseSubscription(frame: Uint8Array): { subscribe: boolean; topic: Uint8Array } | undefined {
  if (frame.length === 0 || (frame[0] as number) > 1) return undefined;
  return { subscribe: frame[0] === 1, topic: frame.subarray(1) };
}

/** The same the other way: a frame for `topic`. */
export function encodeSubscription(topic: Uint8Array, subscribe: boolean): Uint8Array {
  const frame = new Uint8Array(1 + topic.length);
  frame[0] = subscribe ? 1 : 0;
  frame.set(topic, 1);
  return frame;
}

/** What an event tells of it. */
export function subscriptionFacts({ subscribe, topic }: { subscribe: boolean; topic: Uint8Array }): SubscriptionFacts {
  return { code: subscribe ? 'subscribe' : 'unsubscribe', topic: previewFrame(topic, shownLength) };
}

/** The longest of the subscriptions that a message with this first frame matches. */
export function longestMatch(subscriptions: readonly Uint8Array[], firstFrame: Uint8Array): Uint8Array | undefined {
  let longest: Uint8Array | undefined;
  for (const topic of subscriptions) {
    if (topic.length > firstFrame.length || (longest && topic.length <= longest.length)) continue;
    if (topic.every((byte, at) => byte === firstFrame[at])) longest = topic;
  }
  return longest;
}

/** Bytes, at most `maxTopicLength`, as a text that is equal only for equal bytes, to serve as a key. */
function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function bytesOf(key: string): Uint8Array {
  return Uint8Array.from(key, (character) => character.charCodeAt(0));
}

/** Topics told apart at most, the longest, and the bytes of all; a peer could make up any. */
const maxTopics = 100_000;
const maxTopicLength = 4096;
const maxTopicBytes = 16 * 1024 * 1024;

/** What the peers of a publisher have subscribed to. */
export class PeerSubscriptions {
  private readonly counts = new Map<string, number>();
  /** How many topics have a length: only prefixes of these lengths are looked for. */
  private readonly lengths = new Map<number, number>();
  private bytes = 0;
  /** True once there was a topic that is not counted. */
  incomplete = false;

  add(topic: Uint8Array): void {
    if (topic.length > maxTopicLength) {
      this.incomplete = true;
      return;
    }
    const key = keyOf(topic);
    const count = this.counts.get(key);
    if (count === undefined) {
      if (this.counts.size >= maxTopics || this.bytes + topic.length > maxTopicBytes) {
        this.incomplete = true;
        return;
      }
      this.bytes += topic.length;
      this.lengths.set(topic.length, (this.lengths.get(topic.length) ?? 0) + 1);
    }
    this.counts.set(key, (count ?? 0) + 1);
  }

  /** `last`: nobody holds the topic any more, however many subscribed before. */
  remove(topic: Uint8Array, last = false): void {
    if (topic.length > maxTopicLength) return;
    const key = keyOf(topic);
    const count = this.counts.get(key);
    if (count === undefined) return;
    if (count > 1 && !last) {
      this.counts.set(key, count - 1);
      return;
    }
    this.counts.delete(key);
    this.bytes -= topic.length;
    const ofLength = this.lengths.get(topic.length) ?? 0;
    if (ofLength > 1) this.lengths.set(topic.length, ofLength - 1);
    else this.lengths.delete(topic.length);
  }

  /**
   * How many peers get a message whose first frame is this. A peer may hold several matching subscriptions, and libzmq does
   * not tell whose each is: hence a range. `peers` bounds it, unless the subscriptions prove that there are more: those may
   * be known a moment before their handshake is.
   */
  matching(firstFrame: Uint8Array, peers: number): { atLeast: number; atMost: number } {
    let largest = 0;
    let sum = 0;
    const key = keyOf(firstFrame.subarray(0, maxTopicLength));
    for (const length of this.lengths.keys()) {
      if (length > firstFrame.length) continue;
      const count = this.counts.get(key.slice(0, length)) ?? 0;
      largest = Math.max(largest, count);
      sum += count;
    }
    const bound = Math.max(peers, largest);
    return { atLeast: largest, atMost: this.incomplete ? bound : Math.min(sum, bound) };
  }

  /** The first topics, at most so many and of so many bytes together: a peer may have subscribed to as long ones as it likes. */
  list(limit: number, maxBytes = Infinity): { topics: PeerSubscription[]; cut: number } {
    const topics: PeerSubscription[] = [];
    let room = maxBytes;
    for (const [key, count] of this.counts) {
      room -= key.length;
      if (topics.length === limit || room < 0) break;
      topics.push({ topic: bytesOf(key), count });
    }
    return { topics, cut: this.counts.size - topics.length };
  }
}
