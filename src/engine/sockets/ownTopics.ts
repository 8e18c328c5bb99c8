import { toHex } from '../../core/base/bytes';
import { maxTopicBytes } from '../../core/socket/socketSpec';
import { parseSubscription } from '../../core/socket/subscriptions';

/** What a SUB or XSUB is subscribed to, and how often: an XSUB may say the same twice, and has to end it twice (RFC 29). */
export class OwnTopics {
  private readonly topics = new Map<string, { topic: Uint8Array; times: number }>();
  private bytes = 0;

  get list(): Uint8Array[] {
    return Array.from(this.topics.values(), ({ topic }) => topic);
  }

  times(topic: Uint8Array): number {
    return this.topics.get(toHex(topic))?.times ?? 0;
  }

  hasRoomFor(topic: Uint8Array): boolean {
    return this.bytes + topic.length <= maxTopicBytes;
  }

  set(topic: Uint8Array, times: number): void {
    const key = toHex(topic);
    if (this.topics.has(key) !== times > 0) this.bytes += times > 0 ? topic.length : -topic.length;
    if (times > 0) this.topics.set(key, { topic, times });
    else this.topics.delete(key);
  }

  /** What an XSUB sends may be a subscription written by hand. Whether it was one. */
  note(frames: readonly Uint8Array[]): boolean {
    const subscription = frames.length === 1 ? parseSubscription(frames[0] as Uint8Array) : undefined;
    if (!subscription) return false;
    const { topic, subscribe } = subscription;
    const before = this.times(topic);
    if (subscribe && before === 0 && !this.hasRoomFor(topic)) return false;
    this.set(topic, Math.max(0, before + (subscribe ? 1 : -1)));
    return true;
  }
}
