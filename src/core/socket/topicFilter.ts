import { toHex } from '../base/bytes';

/** A branch of the tree of topics: all bytes that lead to it from its parent. */
interface Branch {
  bytes: Uint8Array;
  /** How often a topic that ends here was subscribed to. */
  count: number;
  next: Map<number, Branch>;
}

const branch = (bytes: Uint8Array): Branch => ({ bytes, count: 0, next: new Map() });

/** Subscriptions of a SUB, counted (RFC 29), and whether a message begins with one of them. */
export class TopicFilter {
  private readonly root = branch(new Uint8Array(0));
  private readonly inOrder = new Map<string, { topic: Uint8Array; end: Branch }>();

  add(topic: Uint8Array): void {
    const end = this.endOf(topic);
    if (end.count++ === 0) this.inOrder.set(toHex(topic), { topic: topic.slice(), end });
  }

  /** The branch that ends a topic, made where there is none. It stays that as others are added. */
  private endOf(topic: Uint8Array): Branch {
    let at = this.root;
    for (let from = 0; ;) {
      if (from === topic.length) return at;
      const next = at.next.get(topic[from] as number);
      if (!next) {
        const end = branch(topic.slice(from));
        at.next.set(topic[from] as number, end);
        return end;
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
    if (at.count === 0 || --at.count > 0) return false;
    this.inOrder.delete(toHex(topic));
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
  *topics(): Generator<{ topic: Uint8Array; times: number }> {
    for (const { topic, end } of this.inOrder.values()) yield { topic, times: end.count };
  }
}

/** How many bytes of `one` the other has from `from` on. */
function common(one: Uint8Array, other: Uint8Array, from: number): number {
  let same = 0;
  while (same < one.length && from + same < other.length && one[same] === other[from + same]) same++;
  return same;
}
