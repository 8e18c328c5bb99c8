import { toHex } from '../base/bytes';

/** A branch of the tree of topics: all bytes that lead to it from its parent. */
interface Branch {
  bytes: Uint8Array;
  /** How often a topic that ends here was subscribed to. */
  count: number;
  next: Map<number, Branch>;
}

const branch = (bytes: Uint8Array, count = 0): Branch => ({ bytes, count, next: new Map() });

/** Subscriptions of a SUB, counted (RFC 29), and whether a message begins with one of them. */
export class TopicFilter {
  private readonly root = branch(new Uint8Array(0));
  private readonly inOrder = new Map<string, { topic: Uint8Array; times: number }>();

  add(topic: Uint8Array): void {
    this.count(topic);
    const key = toHex(topic);
    const known = this.inOrder.get(key);
    if (known) known.times++;
    else this.inOrder.set(key, { topic: topic.slice(), times: 1 });
  }

  private count(topic: Uint8Array): void {
    let at = this.root;
    for (let from = 0; ;) {
      if (from === topic.length) {
        at.count++;
        return;
      }
      const next = at.next.get(topic[from] as number);
      if (!next) {
        at.next.set(topic[from] as number, branch(topic.slice(from), 1));
        return;
      }
      const same = common(next.bytes, topic, from);
      from += same;
      if (same < next.bytes.length) {
        // What both have becomes a branch of its own.
        const upper = branch(next.bytes.slice(0, same));
        next.bytes = next.bytes.slice(same);
        upper.next.set(next.bytes[0] as number, next);
        at.next.set(upper.bytes[0] as number, upper);
        at = upper;
      } else at = next;
    }
  }

  /** True where nobody is subscribed to it any more; false where somebody is, or nobody was. */
  remove(topic: Uint8Array): boolean {
    const path: Branch[] = [this.root];
    let at = this.root;
    for (let from = 0; from < topic.length;) {
      const next = at.next.get(topic[from] as number);
      if (!next || common(next.bytes, topic, from) < next.bytes.length) return false;
      from += next.bytes.length;
      path.push((at = next));
    }
    if (at.count === 0) return false;
    const key = toHex(topic);
    if (--at.count > 0) {
      (this.inOrder.get(key) as { times: number }).times--;
      return false;
    }
    this.inOrder.delete(key);
    for (let i = path.length - 1; i > 0; i--) {
      const { bytes, count, next } = path[i] as Branch;
      if (count > 0 || next.size > 0) break;
      (path[i - 1] as Branch).next.delete(bytes[0] as number);
    }
    return true;
  }

  /** Whether the bytes `from … to - 1` begin with a topic. */
  matches(bytes: Uint8Array, from: number, to: number): boolean {
    for (let at = this.root; ;) {
      if (at.count > 0) return true;
      if (from === to) return false;
      const next = at.next.get(bytes[from] as number);
      if (!next || next.bytes.length > to - from) return false;
      const { bytes: own } = next;
      for (let i = 1; i < own.length; i++) if (own[i] !== bytes[from + i]) return false;
      from += own.length;
      at = next;
    }
  }

  /** Each topic once, in the order in which they were subscribed to, and how often that was. */
  topics(): IterableIterator<Readonly<{ topic: Uint8Array; times: number }>> {
    return this.inOrder.values();
  }
}

/** How many bytes of `one` the other has from `from` on. */
function common(one: Uint8Array, other: Uint8Array, from: number): number {
  let same = 0;
  while (same < one.length && from + same < other.length && one[same] === other[from + same]) same++;
  return same;
}
