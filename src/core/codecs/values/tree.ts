import type { Decoded, ValueEntry, ValueKind, ValueNode } from '../../../protocol/decoding';
import { toHex } from '../../base/bytes';
import { maxDepth, maxNodes, maxScalar } from './limits';
import { utf8Text, wholeCharacters } from './text';

/** What a reader has found. */
export type Reading = Pick<Decoded, 'value' | 'text' | 'badByte' | 'problem' | 'notes'> & {
  /** The problem is that the bytes end, and at least so many should follow: where they were cut that is no fault of theirs. */
  missing?: number;
};

/** Thrown inside a reader where it cannot go on, and never out of it. No error: the trace of one costs more than what is read. */
export class Stop {
  /** `missing`: the bytes end here, and at least so many should follow. */
  constructor(
    readonly message: string,
    readonly at: number,
    readonly missing = 0,
  ) {}
}

/** Where bytes stand behind what was read; undefined where none do. */
export function restOf(bytes: Uint8Array, to: number, what: string): Stop | undefined {
  const count = bytes.length - to;
  if (count === 0) return undefined;
  return new Stop(`${count === 1 ? '1 byte follows' : `${count.toLocaleString('en')} bytes follow`} behind the ${what}.`, to);
}

/** What `read` returns, or what stopped it. */
export function stopOf(read: () => Stop | undefined): Stop | undefined {
  try {
    return read();
  } catch (stop) {
    if (stop instanceof Stop) return stop;
    throw stop;
  }
}

export function readingOf(value: ValueNode | undefined, budget: Budget, stop: Stop | undefined, missing = stop?.missing ?? 0): Reading {
  return {
    ...(value ? { value } : {}),
    ...(budget.notes ? { notes: budget.notes } : {}),
    ...(stop ? { problem: { message: stop.message, at: stop.at } } : {}),
    ...(missing > 0 ? { missing } : {}),
  };
}

/** How much of a value is kept. */
export interface TreeLimits {
  depth: number;
  nodes: number;
}
export const treeLimits: TreeLimits = { depth: maxDepth, nodes: maxNodes };

/** Bytes of integers that are turned into digits, all of one content together: the work grows faster than their length. */
const maxDigitBytes = 32 * 1024;

export const deepNote = (depth: number) => `What is nested deeper than ${depth} levels is left out.`;

/** Counts what one content may still take, and remembers what was left out. */
export class Budget {
  private nodes = 0;
  private digitBytes = 0;
  private readonly left = new Set<string>();
  private isFull = false;
  private isDeep = false;

  constructor(readonly limits: TreeLimits = treeLimits) {}

  /** True where one more value may be kept. */
  get hasRoom(): boolean {
    return this.nodes < this.limits.nodes;
  }

  /** Takes room for a value; false, and noted, where there is none. */
  take(): boolean {
    if (this.hasRoom) {
      this.nodes++;
      return true;
    }
    // Asked for each of a million values: the sentence is made once.
    if (!this.isFull) this.note(`Only the first ${this.limits.nodes.toLocaleString('en')} values are shown.`);
    this.isFull = true;
    return false;
  }

  /** A value turned out to be the key of another one. */
  giveBack(): void {
    this.nodes--;
  }

  note(sentence: string): void {
    this.left.add(sentence);
  }

  noteDepth(): void {
    if (!this.isDeep) this.note(deepNote(this.limits.depth));
    this.isDeep = true;
  }

  get notes(): string[] | undefined {
    return this.left.size > 0 ? [...this.left] : undefined;
  }

  /** `more.whole`: of a text that is known in part. */
  string(text: string, more?: Partial<ValueNode>): ValueNode {
    if (text.length <= maxScalar) return { kind: 'string', text, ...more };
    this.note(`Long texts are shown up to ${maxScalar.toLocaleString('en')} characters.`);
    const last = text.charCodeAt(maxScalar - 1);
    return {
      kind: 'string',
      text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxScalar - 1 : maxScalar),
      whole: text.length,
      ...more,
    };
  }

  bytes(bytes: Uint8Array, more?: Partial<ValueNode>): ValueNode {
    if (bytes.length <= maxScalar) return { kind: 'bytes', text: toHex(bytes), ...more };
    this.note(`Long bytes are shown up to ${maxScalar.toLocaleString('en')}.`);
    return { kind: 'bytes', text: toHex(bytes.subarray(0, maxScalar)), whole: bytes.length, ...more };
  }

  /** The beginning of a text whose end, so many bytes behind, is missing: ASCII, as far as is known. */
  textStart(content: Uint8Array, missing: number, more?: Partial<ValueNode>): ValueNode {
    const text = utf8Text(wholeCharacters(content));
    if (text === undefined) return this.bytes(content, { ...more, whole: content.length + missing });
    return this.string(text, { ...more, whole: text.length + missing });
  }

  /** Digits of an unsigned number of any length, the highest byte first; undefined, and noted, where they are too many. */
  digits(bytes: Uint8Array): bigint | undefined {
    if (bytes.length > 16) this.digitBytes += bytes.length;
    if (this.digitBytes > maxDigitBytes) {
      this.note('Very long integers are shown as bytes.');
      return undefined;
    }
    return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
  }
}

/** The shortest text that reads back as the same double. */
export function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

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

/** True where the key is a string and nothing else is to be said of it. */
export function isPlainKey(node: ValueNode): boolean {
  return node.kind === 'string' && node.type === undefined && node.whole === undefined;
}

/** The same text for keys that are equal; undefined for containers, which would cost too much to compare. */
export function keyName(key: ValueNode): string | undefined {
  return key.entries || key.whole !== undefined || key.kind === 'reference' ? undefined : `${key.kind} ${key.text ?? key.type ?? ''}`;
}
