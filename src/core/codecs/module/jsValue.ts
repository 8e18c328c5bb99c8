import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import { floatText } from '../values/floatText';
import type { Reading } from '../values/reading';

/** Entries of one object that are looked at; the rest is counted. */
const maxEntries = 10_000;
/** Bits of an integer that is turned into digits: the work grows faster than their number. */
const maxBits = 16n * 1024n;

/** Thrown where a value is none that can be shown, with why. */
class NoValue {
  constructor(readonly sentence: string) {}
}

/**
 * What a program's own code gave back, as a tree: whatever JavaScript has, within the limits of any other format. Getters run, and
 * those that throw say so; a `Promise` is refused, for nobody waits. Never throws.
 */
export function readJsValue(value: unknown): Reading {
  const budget = new Budget();
  try {
    return readingOf(new Conversion(budget).node(value), budget, undefined);
  } catch (thrown) {
    const message = thrown instanceof NoValue ? thrown.sentence : t('What decode returned cannot be read: {0}', thrownText(thrown));
    return { problem: { message } };
  }
}

/** What was thrown, which may be anything, as a text of bounded length. */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return text.length > 500 ? `${text.slice(0, 499)}…` : text;
  } catch {
    // Its own texts throw, too.
    return t('something that has no text');
  }
}

class Conversion {
  /** Objects that are being converted, outermost first. */
  private readonly open = new Set<object>();

  constructor(private readonly budget: Budget) {}

  /** Undefined where there is no room. */
  node(value: unknown): ValueNode | undefined {
    if (!this.budget.take()) return undefined;
    switch (typeof value) {
      case 'undefined':
        return { kind: 'null', type: 'undefined' };
      case 'boolean':
        return { kind: 'boolean', text: String(value) };
      case 'number':
        return Number.isSafeInteger(value) && !Object.is(value, -0)
          ? { kind: 'integer', text: String(value) }
          : { kind: 'float', text: floatText(value) };
      case 'bigint':
        return this.bigint(value);
      case 'string':
        return this.budget.string(value);
      case 'symbol':
        return this.budget.string(String(value), { type: 'symbol' });
      case 'function':
        return { kind: 'object', text: 'Function', entries: [] };
      default:
        return value === null ? { kind: 'null' } : this.object(value as object);
    }
  }

  private bigint(value: bigint): ValueNode {
    if (value >= 1n << maxBits || -value >= 1n << maxBits) {
      this.budget.note(t('Very long integers are left out.'));
      return { kind: 'integer', text: '…' };
    }
    return { kind: 'integer', text: String(value), type: 'bigint' };
  }

  private object(value: object): ValueNode {
    if (this.open.has(value)) return { kind: 'reference', text: t('an object around it') };
    if (value instanceof Promise || typeof (value as { then?: unknown }).then === 'function')
      throw new NoValue(t('decode returned a Promise, and nobody waits for one: it has to return the value itself.'));
    const bytes = bytesOf(value);
    if (bytes) return this.budget.bytes(bytes);
    if (value instanceof Date) {
      const time = value.getTime();
      return { kind: 'string', text: Number.isNaN(time) ? 'Invalid Date' : value.toISOString(), type: 'Date' };
    }
    if (value instanceof RegExp) return this.budget.string(String(value), { type: 'RegExp' });
    if (value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof BigInt) {
      const inner = this.node(value.valueOf());
      this.budget.giveBack();
      return inner ?? { kind: 'null' };
    }
    if (this.open.size >= this.budget.limits.depth - 1) {
      this.budget.noteDepth();
      return { kind: Array.isArray(value) ? 'array' : 'map', entries: [], whole: 1 };
    }
    this.open.add(value);
    const node = this.container(value);
    this.open.delete(value);
    return node;
  }

  private container(value: object): ValueNode {
    if (Array.isArray(value)) return this.list('array', value.length, (index) => value[index] as unknown);
    if (ArrayBuffer.isView(value)) {
      const numbers = value as unknown as { length: number; [index: number]: unknown };
      return { ...this.list('array', numbers.length, (index) => numbers[index]), type: value.constructor.name };
    }
    if (value instanceof Set) {
      const values = firstOf(value, maxEntries);
      return { ...this.list('array', value.size, (index) => values[index]), type: 'Set' };
    }
    if (value instanceof Map) return this.entries({ kind: 'map', type: 'Map' }, firstOf(value, maxEntries), value.size);
    if (value instanceof Error) return { kind: 'object', text: 'Error', entries: this.errorEntries(value) };
    const name = className(value);
    const keys = Object.keys(value);
    const pairs = keys.slice(0, maxEntries).map((key): [string, () => unknown] => [key, () => (value as Record<string, unknown>)[key]]);
    return this.entries(name === undefined ? { kind: 'map' } : { kind: 'object', text: name }, pairs, keys.length, true);
  }

  private errorEntries(error: Error): ValueEntry[] {
    const value = this.node(thrownText(error));
    return value ? [{ key: 'message', value }] : [];
  }

  private list(kind: 'array', whole: number, at: (index: number) => unknown): ValueNode {
    const entries: ValueEntry[] = [];
    for (let index = 0; index < whole; index++) {
      const value = this.node(at(index));
      if (!value) break;
      entries.push({ value });
    }
    return { kind, entries, ...(entries.length < whole ? { whole } : {}) };
  }

  private entries(node: ValueNode, pairs: Iterable<readonly [unknown, unknown]>, whole: number, isLazy = false): ValueNode {
    const entries: ValueEntry[] = [];
    for (const [name, held] of pairs) {
      let key: string | ValueNode | undefined;
      if (typeof name === 'string') key = name.length > maxKey ? `${name.slice(0, maxKey - 1)}…` : name;
      else key = this.node(name);
      if (key === undefined) break;
      const value = isLazy ? this.got(held as () => unknown) : this.node(held);
      if (!value) break;
      entries.push({ key, value });
    }
    return { ...node, entries, ...(entries.length < whole ? { whole } : {}) };
  }

  /** What a property holds, or what its getter has thrown. */
  private got(get: () => unknown): ValueNode | undefined {
    let value: unknown;
    try {
      value = get();
    } catch (thrown) {
      return this.budget.take() ? this.budget.string(t('its getter throws: {0}', thrownText(thrown)), { type: 'error' }) : undefined;
    }
    return this.node(value);
  }
}

/** Longest name of a property, characters. */
const maxKey = 1000;

function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer))
    return new Uint8Array(value as ArrayBuffer);
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray || value instanceof DataView)
    return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
  return undefined;
}

function firstOf<T>(values: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.length === most) break;
    first.push(value);
  }
  return first;
}

/** Of an instance of a class; undefined of a plain object. */
function className(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const { constructor } = prototype as { constructor?: unknown };
  const name = typeof constructor === 'function' ? constructor.name : '';
  return typeof name === 'string' && name !== '' ? name.slice(0, 100) : t('object');
}
