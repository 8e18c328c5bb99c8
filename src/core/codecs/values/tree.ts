import type { ValueEntry, ValueKind, ValueNode } from '../../../protocol/decoding';
import { readingOf, type Budget } from './budget';
import { isPadding, paddingNote, restOf, type Reading, type Stop } from './reading';

interface OpenContainer {
  node: ValueNode;
  entries: ValueEntry[];
  hasKeys: boolean;
  /** Keys and values that came, kept or not. */
  parts: number;
  /** Those that should come. */
  declared: number;
  /** The key whose value comes next. */
  key: string | ValueNode | undefined;
  isDuplicate: boolean;
  seen: Set<string> | undefined;
  /** Nothing more is kept in it: it is at the deepest level, or there is no room. */
  isClosed: boolean;
}

/**
 * Puts together the tree of a format that is read from the first byte to the last: containers are begun and ended, keys and values
 * of maps come in turn. What has no room is counted and left out.
 */
export class TreeBuilder {
  root: ValueNode | undefined;
  private readonly open: OpenContainer[] = [];
  /** Open containers that are left out. */
  private hidden = 0;

  constructor(readonly budget: Budget) {}

  /** False where the next value will be left out: it need not be made. */
  get keeps(): boolean {
    return this.hidden === 0 && this.budget.hasRoom && this.top?.isClosed !== true;
  }

  private get top(): OpenContainer | undefined {
    return this.open[this.open.length - 1];
  }

  /** Begins a container of so many keys and values, as far as its head tells; `tagged` has values only. */
  begin(kind: ValueKind, from: number, type?: string, declared = 0): void {
    if (!this.accepts()) {
      this.hidden++;
      return;
    }
    const entries: ValueEntry[] = [];
    const node: ValueNode = { kind, entries, range: [from, from] };
    if (type !== undefined) node.type = type;
    const isClosed = this.open.length + 1 >= this.budget.limits.depth;
    this.open.push({
      node,
      entries,
      hasKeys: kind === 'map',
      parts: 0,
      declared,
      key: undefined,
      isDuplicate: false,
      seen: undefined,
      isClosed,
    });
  }

  /** Ends the container begun last. */
  end(to: number): void {
    if (this.hidden > 0) {
      this.hidden--;
      return;
    }
    const container = this.open.pop();
    if (!container) return;
    const { node, entries } = container;
    const parts = container.declared > container.parts && container.declared < Infinity ? container.declared : container.parts;
    const whole = container.hasKeys ? Math.floor(parts / 2) : parts;
    if (entries.length < whole) node.whole = whole;
    (node.range as [number, number])[1] = to;
    this.place(node);
  }

  /**
   * Another value may follow the root, where that is a container: then they are the entries of an array of the type `sequence`, which
   * stays open to the end. False where it is none.
   */
  mayFollow(): boolean {
    if (this.open.length > 0) return true;
    const first = this.root;
    if (!first?.entries) return false;
    this.root = undefined;
    this.begin('array', 0, 'sequence');
    this.add(first);
    return true;
  }

  /** Adds a value. */
  add(node: ValueNode): void {
    if (this.accepts()) this.place(node);
  }

  /** Counts a value that is not made. */
  skip(): void {
    this.accepts();
  }

  /** The tree of `length` bytes that were read to their end, or as far as the stop. */
  finish(length: number, stop: Stop | undefined): Reading {
    const isCut = stop !== undefined && stop.missing > 0;
    let missing = isCut ? stop.missing : 0;
    this.hidden = 0;
    while (this.open.length > 0) {
      const { declared, parts } = this.top as OpenContainer;
      // Whatever is to come has a byte at least.
      if (isCut && declared > parts && declared < Infinity) missing += declared - parts;
      this.end(stop === undefined || isCut ? length : stop.at);
    }
    return readingOf(this.root, this.budget, stop, missing);
  }

  /** Counts a value that comes now; false where there is no room for it. */
  private accepts(): boolean {
    if (this.hidden > 0) return false;
    const top = this.top;
    if (!top) return this.budget.take();
    top.parts++;
    if (top.isClosed) {
      if (this.open.length >= this.budget.limits.depth) this.budget.noteDepth();
      return false;
    }
    if (this.budget.take()) return true;
    // The value of a kept key may have none left: then the key goes, too.
    top.isClosed = true;
    top.key = undefined;
    return false;
  }

  private place(node: ValueNode): void {
    const top = this.top;
    if (!top) {
      this.root = node;
      return;
    }
    if (!top.hasKeys) {
      top.entries.push({ value: node });
    } else if (top.key === undefined) {
      const name = keyName(node);
      top.seen ??= new Set();
      top.isDuplicate = name !== undefined && top.seen.has(name);
      if (name !== undefined) top.seen.add(name);
      top.key = isPlainKey(node) ? node.text : node;
      if (isPlainKey(node)) this.budget.giveBack();
    } else {
      top.entries.push(top.isDuplicate ? { key: top.key, value: node, duplicate: true } : { key: top.key, value: node });
      top.key = undefined;
    }
  }
}

/**
 * Reads binary values up to the end of the bytes. Those that follow a container, and may by their first bytes, are entries of a sequence
 * (RFC 8742 for CBOR); NUL bytes at the end are padding, which a note says.
 * @param read reads one value; where it ends
 */
export function readSequence(
  bytes: Uint8Array,
  builder: TreeBuilder,
  read: () => number,
  mayFollow: (at: number) => boolean,
): Stop | undefined {
  for (;;) {
    const to = read();
    if (to === bytes.length) return undefined;
    if (isPadding(bytes, to)) {
      builder.budget.note(paddingNote(bytes.length - to, to));
      return undefined;
    }
    if (!mayFollow(to) || !builder.mayFollow()) return restOf(bytes, to);
  }
}

/** True where the key is a string and nothing else is to be said of it. */
export function isPlainKey(node: ValueNode): boolean {
  return node.kind === 'string' && node.type === undefined && node.whole === undefined;
}

/** The same text for keys that are equal; undefined for containers, which would cost too much to compare. */
export function keyName(key: ValueNode): string | undefined {
  return key.entries || key.whole !== undefined || key.kind === 'reference' ? undefined : `${key.kind} ${key.text ?? key.type ?? ''}`;
}
