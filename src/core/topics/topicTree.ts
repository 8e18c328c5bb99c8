/** Topics told apart, and nodes of the tree; what comes beyond is counted only. */
const maxTopics = 200_000;
const maxNodes = 2 * maxTopics;
/** Longest topic that gets a node, bytes. */
const maxTopicBytes = 1024;
/** Parts of a topic that become nodes of their own; the rest of it is one. */
const maxDepth = 16;
/** Paths are kept in pieces of this size, which never move: 2 to the 20. */
const pieceBits = 20;
const pieceBytes = 1 << pieceBits;
/** Nodes looked at, or bytes compared, between two stops. */
const stride = 1000;

/** Messages by topic, a character for each byte. */
export type Mistaken = ReadonlyMap<string, { messages: number; bytes: number }>;

/** A node of the tree by its number; 0 is the root. */
export type NodeId = number;
export const root: NodeId = 0;
const NONE = -1;

/** Columns of the nodes, which grow together. */
function makeColumns(capacity: number) {
  return {
    /** Where the path stands: the piece, and the place in it. */
    offset: new Uint32Array(capacity),
    hash: new Uint32Array(capacity),
    length: new Uint16Array(capacity),
    parent: new Int32Array(capacity),
    firstChild: new Int32Array(capacity).fill(NONE),
    nextSibling: new Int32Array(capacity).fill(NONE),
    children: new Uint32Array(capacity),
    topics: new Uint32Array(capacity),
    isTopic: new Uint8Array(capacity),
    /** Of the topic itself, without those below it. */
    ownMessages: new Float64Array(capacity),
    ownBytes: new Float64Array(capacity),
    ownTime: new Float64Array(capacity),
    ownRecord: new Float64Array(capacity),
    messages: new Float64Array(capacity),
    bytes: new Float64Array(capacity),
    lastTime: new Float64Array(capacity),
    lastRecord: new Float64Array(capacity),
    /** Messages at the last tick but one and at the last one. */
    before: new Float64Array(capacity),
    then: new Float64Array(capacity),
  };
}
type Columns = ReturnType<typeof makeColumns>;

/**
 * Topics with their totals, as a tree of the parts between separators. A node is known by its path: an inner one by its bytes up to
 * and with the separator, a topic by all of its bytes. No object per topic, and none per message.
 */
export class TopicTree {
  private columns: Columns = makeColumns(1024);
  private count = 1;
  private readonly pieces: Uint8Array[] = [];
  /** Bytes taken of the last piece. */
  private used = 0;
  /** Open addressing; node numbers, NONE where empty. */
  private slots = new Int32Array(4096).fill(NONE);
  private readonly isSeparator = new Uint8Array(256);
  private topicCount = 0;
  /** Messages whose topic has no node. */
  beyondLimit = 0;
  private interval = 1;

  /** `separators`: bytes. `longest`: the longest topic that gets a node, bytes. */
  constructor(
    separators: Iterable<number>,
    private readonly longest = maxTopicBytes,
  ) {
    for (const byte of separators) this.isSeparator[byte] = 1;
  }

  /**
   * Counts a message whose topic are the bytes `[from, to)`; `count` of them where they come from another tree, the last one `record`.
   * Tells whether the topic was there before.
   */
  add(bytes: Uint8Array, from: number, to: number, size: number, time: number, record: number, count = 1): boolean {
    let node = this.find(bytes, from, to);
    const isKnown = node !== NONE && this.columns.isTopic[node] !== 0;
    if (!isKnown) node = this.addTopic(bytes, from, to, node);
    if (node === NONE) {
      this.beyondLimit += count;
      return false;
    }
    const { ownMessages, ownBytes, ownTime, ownRecord, messages, bytes: sizes, lastTime, lastRecord, parent } = this.columns;
    (ownMessages[node] as number) += count;
    (ownBytes[node] as number) += size;
    if ((ownRecord[node] as number) <= record) {
      ownTime[node] = time;
      ownRecord[node] = record;
    }
    for (;;) {
      (messages[node] as number) += count;
      (sizes[node] as number) += size;
      if ((lastRecord[node] as number) < record) {
        lastTime[node] = time;
        lastRecord[node] = record;
      }
      if (node === root) return isKnown;
      node = parent[node] as number;
    }
  }

  /** Takes in the counts of a tree that was parted at other separators, in steps; without messages that were counted in it by mistake. */
  *absorb(other: TopicTree, without?: Mistaken): Generator<void, void> {
    for (let node = 1; node < other.count; node++) {
      if (node % 100 === 0) yield;
      if (other.columns.isTopic[node] === 0) continue;
      const mistaken = without?.get(String.fromCharCode(...other.pathOf(node)));
      this.takeOver(other, node, 0, mistaken);
    }
    this.beyondLimit += other.beyondLimit;
    this.forgetRates();
  }

  /** Takes in those topics of another tree that begin with a key, without it, in steps; they are `messages`, with those it had no room for. */
  *absorbBehind(other: TopicTree, key: Uint8Array, messages: number): Generator<void, void> {
    let left = messages;
    for (let node = 1; node < other.count; node++) {
      if (node % 100 === 0) yield;
      if (other.columns.isTopic[node] === 0 || !other.beginsWith(node, key, 0, key.length)) continue;
      left -= other.columns.ownMessages[node] as number;
      this.takeOver(other, node, key.length);
    }
    this.beyondLimit += Math.max(0, left);
    this.forgetRates();
  }

  private takeOver(other: TopicTree, node: NodeId, skip: number, less?: { messages: number; bytes: number }): void {
    const { offset, length, ownMessages, ownBytes, ownTime, ownRecord } = other.columns;
    const from = (offset[node] as number) & (pieceBytes - 1);
    const messages = (ownMessages[node] as number) - (less?.messages ?? 0);
    if (messages <= 0) return;
    this.add(
      other.pieceOf(node),
      from + skip,
      from + (length[node] as number),
      (ownBytes[node] as number) - (less?.bytes ?? 0),
      ownTime[node] as number,
      ownRecord[node] as number,
      messages,
    );
  }

  private forgetRates(): void {
    // What was counted before is no news of this second.
    this.tick(1);
    this.tick(1);
  }

  private addTopic(bytes: Uint8Array, from: number, to: number, known: NodeId): NodeId {
    if (this.topicCount >= maxTopics || to - from > this.longest) return NONE;
    let parent = root;
    let depth = 1;
    for (let at = from; at < to - 1 && depth < maxDepth; at++) {
      if (this.isSeparator[bytes[at] as number] === 0) continue;
      parent = this.intern(bytes, from, at + 1, parent);
      if (parent === NONE) return NONE;
      depth++;
    }
    const node = known === NONE ? this.intern(bytes, from, to, parent) : known;
    if (node === NONE) return NONE;
    const { isTopic, topics } = this.columns;
    isTopic[node] = 1;
    this.topicCount++;
    for (let each = node; ; each = this.columns.parent[each] as number) {
      (topics[each] as number)++;
      if (each === root) return node;
    }
  }

  private intern(bytes: Uint8Array, from: number, to: number, parent: NodeId): NodeId {
    const known = this.find(bytes, from, to);
    if (known !== NONE) return known;
    if (this.count >= maxNodes) return NONE;
    if (this.count === this.columns.offset.length) this.growColumns();
    if (this.count * 2 > this.slots.length) this.growSlots();
    const node = this.count++;
    const { offset, hash: hashes, length, parent: parents, firstChild, nextSibling, children } = this.columns;
    offset[node] = this.keep(bytes, from, to);
    hashes[node] = hash(bytes, from, to);
    length[node] = to - from;
    parents[node] = parent;
    nextSibling[node] = firstChild[parent] as number;
    firstChild[parent] = node;
    (children[parent] as number)++;
    this.slots[this.slotOf(bytes, from, to)] = node;
    return node;
  }

  private find(bytes: Uint8Array, from: number, to: number): NodeId {
    return this.slots[this.slotOf(bytes, from, to)] as number;
  }

  /** The slot where these bytes stand, or would stand. */
  private slotOf(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    const { hash: hashes, length } = this.columns;
    const wanted = hash(bytes, from, to);
    let slot = wanted & mask;
    for (;;) {
      const node = this.slots[slot] as number;
      if (node === NONE) return slot;
      if (hashes[node] === wanted && length[node] === to - from && this.beginsWith(node, bytes, from, to)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private pieceOf(node: NodeId): Uint8Array {
    return this.pieces[(this.columns.offset[node] as number) >>> pieceBits] as Uint8Array;
  }

  private beginsWith(node: NodeId, bytes: Uint8Array, from: number, to: number): boolean {
    const piece = this.pieceOf(node);
    const start = (this.columns.offset[node] as number) & (pieceBytes - 1);
    for (let at = from; at < to; at++) if (piece[start + at - from] !== bytes[at]) return false;
    return true;
  }

  private keep(bytes: Uint8Array, from: number, to: number): number {
    if (this.pieces.length === 0 || this.used + to - from > pieceBytes) {
      this.pieces.push(new Uint8Array(pieceBytes));
      this.used = 0;
    }
    const last = this.pieces.length - 1;
    (this.pieces[last] as Uint8Array).set(bytes.subarray(from, to), this.used);
    const offset = last * pieceBytes + this.used;
    this.used += to - from;
    return offset;
  }

  private growColumns(): void {
    const grown = makeColumns(this.columns.offset.length * 2);
    for (const name of Object.keys(grown) as (keyof Columns)[]) grown[name].set(this.columns[name]);
    this.columns = grown;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(NONE);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.count; node++) {
      let slot = (this.columns.hash[node] as number) & mask;
      while (this.slots[slot] !== NONE) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }

  /** Once a while, `seconds` after the last time: what rates are made of. */
  tick(seconds: number): void {
    const { before, then, messages } = this.columns;
    before.set(then);
    then.set(messages);
    this.interval = seconds;
  }

  /** Undefined where no topic begins so. The empty path is the root. */
  node(path: Uint8Array): NodeId | undefined {
    if (path.length === 0) return root;
    const node = this.find(path, 0, path.length);
    return node === NONE ? undefined : node;
  }

  /** The `count` children that came last, the newest first; those that come meanwhile are not among them. */
  *newestChildren(node: NodeId, count: number): Generator<NodeId, void> {
    let child = this.columns.firstChild[node] as number;
    for (let left = count; left > 0 && child !== NONE; left--) {
      yield child;
      child = this.columns.nextSibling[child] as number;
    }
  }

  valueOf(node: NodeId, value: 'messages' | 'lastTime'): number {
    return this.columns[value][node] as number;
  }

  childCount(node: NodeId): number {
    return this.columns.children[node] as number;
  }

  pathOf(node: NodeId): Uint8Array {
    if (node === root) return new Uint8Array(0);
    const from = (this.columns.offset[node] as number) & (pieceBytes - 1);
    return this.pieceOf(node).slice(from, from + (this.columns.length[node] as number));
  }

  /** The bytes that the parent's path does not have. */
  partOf(node: NodeId): Uint8Array {
    const parent = this.columns.parent[node] as number;
    return this.pathOf(node).subarray(parent === root ? 0 : this.columns.length[parent]);
  }

  totalsOf(node: NodeId) {
    const { isTopic, topics, messages, bytes, lastTime, lastRecord, before, then } = this.columns;
    return {
      isTopic: isTopic[node] === 1,
      topics: topics[node] as number,
      messages: messages[node] as number,
      bytes: bytes[node] as number,
      perSecond: ((then[node] as number) - (before[node] as number)) / this.interval,
      lastTime: lastTime[node] as number,
      lastRecord: lastRecord[node] as number,
    };
  }

  /** Topics that begin so, the most frequent first; in steps. */
  *topicsWith(prefix: Uint8Array, most: number): Generator<void, Uint8Array[]> {
    if (most === 0) return [];
    const found: NodeId[] = [];
    let looked = 0;
    for (let node = 1; node < this.count; node++) {
      const { isTopic, length, messages } = this.columns;
      looked += 1 + prefix.length / 8;
      if (looked > stride) {
        looked = 0;
        yield;
      }
      if (isTopic[node] === 0 || (length[node] as number) < prefix.length || !this.beginsWith(node, prefix, 0, prefix.length)) continue;
      if (found.length === most && (messages[node] as number) <= (messages[found[most - 1] as NodeId] as number)) continue;
      let place = Math.min(found.length, most - 1);
      for (; place > 0 && (messages[found[place - 1] as NodeId] as number) < (messages[node] as number); place--)
        found[place] = found[place - 1] as NodeId;
      found[place] = node;
    }
    return found.map((node) => this.pathOf(node));
  }
}

/** FNV-1a (Fowler, Noll, Vo), mixed once more since the low bits choose the slot. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  value ^= value >>> 15;
  return value >>> 0;
}
