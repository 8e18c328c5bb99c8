import { PeerSubscriptions, parseSubscription } from '../../core/socket/subscriptions';

/** What the peers of a PUB or XPUB have subscribed to, and sends that wait for one to match. */
export class Subscribers {
  readonly topics = new PeerSubscriptions();
  private readonly waiting = new Set<() => void>();
  private closed = false;

  /** `keepsCount`: libzmq tells of every single subscription, rather than of a topic's first and last one. */
  constructor(private readonly keepsCount: boolean) {}

  /** Takes in what came from a peer; undefined where it is no subscription. */
  take(frames: readonly Uint8Array[]): { subscribe: boolean; topic: Uint8Array } | undefined {
    const frame = frames[0];
    const subscription = frame && frames.length === 1 ? parseSubscription(frame) : undefined;
    if (!subscription) return undefined;
    if (subscription.subscribe) this.topics.add(subscription.topic);
    else this.topics.remove(subscription.topic, !this.keepsCount);
    for (const look of this.waiting) look();
    return subscription;
  }

  /** How many peers get a message whose first frame is this; without single counts any number of them may. */
  receiving(topic: Uint8Array, peers: number): { atLeast: number; atMost: number } {
    const counted = this.topics.matching(topic, peers);
    return this.keepsCount || counted.atMost === 0 ? counted : { atLeast: Math.min(1, counted.atLeast), atMost: Math.max(1, peers) };
  }

  /** True as soon as a subscription matches the topic, false when none did within so many ms. */
  matching(topic: Uint8Array, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (found: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(found);
      };
      const look = () => {
        if (this.closed) settle(false);
        // The subscription may be counted an instant before its peer is: any one that matches will do.
        else if (this.topics.matching(topic, Infinity).atMost > 0) settle(true);
      };
      const timer = setTimeout(() => settle(false), milliseconds);
      this.waiting.add(look);
      look();
    });
  }

  /** Nobody is waited for any more. */
  close(): void {
    this.closed = true;
    for (const look of this.waiting) look();
  }
}
