import type { HeardPeer } from '../../protocol/sockets';

const maxHeardPeers = 100;

/** The peers of a ROUTER or STREAM that were heard, by their routing ids: the latest, and no more than so many. */
export class HeardPeers {
  /** Latest last. */
  private readonly known = new Map<string, HeardPeer>();

  /** True where what is known differs then, but for its order. */
  heard(routingId: Uint8Array, delimiterSeen: boolean): boolean {
    const key = Buffer.from(routingId.buffer, routingId.byteOffset, routingId.length).toString('latin1');
    const known = this.known.get(key);
    if (known) this.known.delete(key);
    this.known.set(key, known ?? { routingId: Uint8Array.from(routingId), delimiterSeen });
    if (known?.delimiterSeen === delimiterSeen) return false;
    if (known) known.delimiterSeen = delimiterSeen;
    else if (this.known.size > maxHeardPeers) this.known.delete(this.known.keys().next().value as string);
    return true;
  }

  /** The latest first. */
  get list(): HeardPeer[] {
    return [...this.known.values()].reverse();
  }

  /** How many of these peers were heard, where that is known and they are not all. */
  someOf(peers: number): number | undefined {
    const { size } = this.known;
    return size > 0 && size < maxHeardPeers && peers > size ? size : undefined;
  }
}
