import { toHex } from '../../core/base/bytes';
import { forwarderOf, fromHere, specOf } from '../../core/chat/sockets';
import { parseSubscription } from '../../core/socket/subscriptions';
import type { ChatSpec } from '../../protocol/chat';
import type { SocketOwner } from '../sockets/engineSocket';
import type { SocketRegistry } from '../sockets/socketRegistry';

/** Who is told of a forwarder's life. */
export interface ForwarderOwner {
  chat: string;
  event(part: 'publishers' | 'subscribers', ...event: Parameters<SocketOwner['event']>): void;
  closed(): void;
}

/** The two sockets of a hosted room: what publishers send goes to all subscribers, subscriptions go the other way. */
export class Forwarder {
  readonly publishersId: string;
  readonly subscribersId: string;
  /** How many subscribe to a topic. */
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly owner: ForwarderOwner,
  ) {
    this.publishersId = `${owner.chat}-xsub`;
    this.subscribersId = `${owner.chat}-xpub`;
  }

  /** Where a program on this computer reaches it. @throws ZmqError where an address is taken; nothing stays open then. */
  async open(spec: ChatSpec): Promise<{ publishers: string; subscribers: string }> {
    const [xsub, xpub] = forwarderOf(spec);
    // This one first: the other's subscribers tell once what they want, and it has to be passed on.
    const publishers = await this.sockets.open(
      specOf(xsub, this.publishersId, `Chat ${this.owner.chat} XSUB`),
      this.part('publishers', this.subscribersId),
    );
    try {
      const subscribers = await this.sockets.open(
        specOf(xpub, this.subscribersId, `Chat ${this.owner.chat} XPUB`),
        this.part('subscribers', this.publishersId),
      );
      return {
        publishers: fromHere(publishers.endpoints[0]?.resolved ?? ''),
        subscribers: fromHere(subscribers.endpoints[0]?.resolved ?? ''),
      };
    } catch (error) {
      await this.sockets.close(this.publishersId);
      throw error;
    }
  }

  /** Every subscription is told here; upstream only the first one to a topic counts, and the end of the last one. */
  private isNews(frames: readonly Uint8Array[]): boolean {
    const subscription = frames.length === 1 ? parseSubscription(frames[0] as Uint8Array) : undefined;
    if (!subscription) return true;
    const topic = toHex(subscription.topic);
    const before = this.counts.get(topic) ?? 0;
    const after = Math.max(0, before + (subscription.subscribe ? 1 : -1));
    if (after === 0) this.counts.delete(topic);
    else this.counts.set(topic, after);
    return subscription.subscribe ? before === 0 : before > 0 && after === 0;
  }

  private part(part: 'publishers' | 'subscribers', to: string): SocketOwner {
    return {
      chat: this.owner.chat,
      received: (frames) => {
        if (part === 'subscribers' && !this.isNews(frames)) return;
        // The other one opens an instant later, and closes an instant earlier.
        if (this.sockets.has(to)) void this.sockets.get(to).send({ socket: to, frames: [...frames] });
      },
      event: (...event) => this.owner.event(part, ...event),
      closed: () => this.owner.closed(),
    };
  }
}
