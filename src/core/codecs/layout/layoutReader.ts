import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import { countOf, RawArrays } from '../arrays/rawArrays';
import { Budget } from '../values/budget';
import type { Reading } from '../values/reading';
import { utf8Text } from '../values/text';
import { parseLayout, type Layout, type LayoutItem } from './layout';

/**
 * Numbers that lie in bytes as a layout says. One value, or one array, stands for itself; several are an array, or a map where they have
 * names. What does not fit is said with the sizes, and what is there stands.
 *
 * @param size of the content, of which `bytes` may be the beginning
 */
export function readLayout(bytes: Uint8Array, size: number, text: string): Reading {
  const parsed = parseLayout(text);
  if ('problem' in parsed) return { problem: { message: parsed.problem } };
  const { layout } = parsed;
  const budget = new Budget();
  budget.take();
  const reader = new LayoutReader(bytes, size, budget);
  const value = reader.root(layout.items);
  reader.arrays.fill();
  const problem = misfit(layout, size, text);
  const needed = layout.size - bytes.length;
  return {
    value,
    ...(budget.notes ? { notes: budget.notes } : {}),
    ...(problem === undefined ? {} : { problem: { message: problem, at: Math.min(size, layout.size, bytes.length) } }),
    ...(needed > 0 && bytes.length < size ? { missing: needed } : {}),
  };
}

/** Whether a content of this size is as the layout says. */
export function fitsLayout(text: string, size: number): boolean {
  const parsed = parseLayout(text);
  return 'layout' in parsed && misfit(parsed.layout, size, text) === undefined;
}

function misfit({ size: own, open }: Layout, size: number, text: string): string | undefined {
  const rest = size - own;
  const shown = text.trim().slice(0, 100);
  if (rest < 0) return t('The layout {0} has {1} bytes at least; there are {2}.', shown, countText(own), countText(size));
  if (open !== undefined)
    return rest % open === 0 ? undefined : t('{0} bytes are left for an array whose elements have {1}.', countText(rest), countText(open));
  if (rest === 0) return undefined;
  return own > 0 && size % own === 0
    ? t(
        'The layout {0} has {1} bytes; there are {2}, so it would fit {3} times: ({0})[].',
        shown,
        countText(own),
        countText(size),
        countText(size / own),
      )
    : t('The layout {0} has {1} bytes; there are {2}.', shown, countText(own), countText(size));
}

class LayoutReader {
  readonly arrays: RawArrays;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly size: number,
    private readonly budget: Budget,
  ) {
    this.arrays = new RawArrays(budget);
  }

  root(items: readonly LayoutItem[]): ValueNode {
    const values = items.filter(({ value }) => value);
    const [only] = values;
    if (only && values.length === 1 && only.name === undefined) return this.item(only, 0) ?? { kind: 'null' };
    return this.group(items, 0);
  }

  /** The values of several items, as far as there are bytes for them. */
  private group(items: readonly LayoutItem[], at: number): ValueNode {
    const values = items.filter(({ value }) => value);
    const hasNames = values.some(({ name }) => name !== undefined);
    const entries: ValueEntry[] = [];
    for (const [index, item] of values.entries()) {
      if (!this.takes(item)) break;
      const value = this.item(item, at);
      if (value) entries.push(hasNames ? { key: item.name ?? String(index), value } : { value });
    }
    return { kind: hasNames ? 'map' : 'array', entries, ...(entries.length < values.length ? { whole: values.length } : {}) };
  }

  /** Takes room for an item; that of arrays is taken when they are filled. */
  private takes({ value, shape }: LayoutItem): boolean {
    const nodes = value?.is === 'number' && shape.length === 0 ? value.dtype.type.nodes : 1;
    if (this.budget.room < nodes) return this.budget.hasRoom ? false : this.budget.take();
    this.budget.takeSeveral(nodes);
    return true;
  }

  private item({ value, shape, at: offset, size }: LayoutItem, base: number): ValueNode | undefined {
    const at = base + offset;
    if (!value || (shape.length === 0 && at + size > this.bytes.length)) return undefined;
    const range: [number, number] = [Math.min(at, this.bytes.length), Math.min(at + size, this.bytes.length)];
    if (value.is === 'number') {
      if (shape.length === 0) {
        const { dtype } = value;
        return { ...dtype.type.node(view(this.bytes), at), type: dtype.name, range };
      }
      const lengths = this.lengths(shape, at, size);
      const node: ValueNode = { kind: 'array', range: [range[0], Math.min(at + size * countOf(lengths), this.bytes.length)] };
      this.arrays.put(node, {
        type: value.dtype.type,
        dtype: value.dtype.name,
        shape: lengths,
        bytes: this.bytes.subarray(range[0], at + size * countOf(lengths)),
        at,
      });
      return node;
    }
    const one = (from: number): ValueNode | undefined => {
      if (from + size > this.bytes.length) return undefined;
      if (value.is === 'group') return { ...this.group(value.items, from), range: [from, from + size] };
      return { ...this.text(this.bytes.subarray(from, from + size), value.is), range: [from, from + size] };
    };
    return shape.length === 0 ? one(at) : this.array(this.lengths(shape, at, size), at, size, one);
  }

  /** The length that an array has which goes on to the end. */
  private lengths(shape: readonly (number | undefined)[], at: number, size: number): number[] {
    const [first, ...rest] = shape as [number | undefined, ...number[]];
    return [first ?? Math.max(0, Math.floor((this.size - at) / (size * countOf(rest)))), ...rest];
  }

  private array(lengths: readonly number[], at: number, size: number, one: (from: number) => ValueNode | undefined): ValueNode {
    const [length = 0, ...rest] = lengths;
    const step = size * countOf(rest);
    const entries: ValueEntry[] = [];
    while (entries.length < length && this.budget.take()) {
      const from = at + entries.length * step;
      const value = rest.length === 0 ? one(from) : from < this.bytes.length ? this.array(rest, from, size, one) : undefined;
      if (!value) break;
      entries.push({ value });
    }
    return { kind: 'array', entries, ...(entries.length < length ? { whole: length } : {}) };
  }

  private text(bytes: Uint8Array, kind: 'text' | 'pascal' | 'bytes'): ValueNode {
    const content = kind === 'pascal' ? bytes.subarray(1, 1 + Math.min(bytes[0] ?? 0, bytes.length - 1)) : bytes;
    let end = content.length;
    while (kind === 'text' && end > 0 && content[end - 1] === 0) end--;
    const text = kind === 'bytes' ? undefined : utf8Text(content.subarray(0, end));
    return text === undefined ? this.budget.bytes(content) : this.budget.string(text);
  }
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
