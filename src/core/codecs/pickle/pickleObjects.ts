import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import type { Pickled, PickledObject, PickledScalar } from './pickled';
import { formatPath, stepTo, type PathStep } from '../values/path';
import { readProtobuf } from '../protobuf/protobufReader';
import type { Budget } from '../values/budget';
import { keyName, isPlainKey } from '../values/tree';
import { RawArrays } from '../arrays/rawArrays';
import { pickledArray, pickledDtype } from './pickledNumpy';

/** Characters of a scalar that may stand twice; longer ones are pointed at. */
const maxRepeated = 64;
const maxName = 200;
const maxReference = 200;

/** The tree of what a pickle made, at most so deep and wide as the budget has it. What stands in it twice is a `reference` the second time. */
export function treeOf(root: Pickled, budget: Budget): ValueNode | undefined {
  if (!budget.take()) return undefined;
  const tree = new PickleTree(budget);
  const value = tree.nodeOf(root, []);
  tree.arrays.fill();
  return value;
}

class PickleTree {
  readonly arrays: RawArrays;
  private readonly places = new Map<Pickled, readonly PathStep[]>();

  constructor(private readonly budget: Budget) {
    this.arrays = new RawArrays(budget);
  }

  /** Room for it has been taken. */
  nodeOf(value: Pickled, path: readonly (PathStep | undefined)[]): ValueNode {
    if (value.is === 'class') return { kind: 'object', text: value.name, type: 'class', entries: [] };
    if (value.is === 'scalar' && (value.node.text?.length ?? 0) <= maxRepeated) return value.node;
    const whole = value.is === 'message' ? value.content : value;
    const place = this.places.get(whole);
    if (place) return { kind: 'reference', text: this.word(place) };
    this.places.set(whole, path.includes(undefined) ? unnamed : (path as readonly PathStep[]));
    switch (value.is) {
      case 'scalar':
        return value.node;
      case 'message':
        return this.message(value.content);
      case 'sequence':
        return this.container({ kind: 'array', ...(value.type ? { type: value.type } : {}) }, path, [{ items: value.items }]);
      case 'map':
        return this.container({ kind: 'map' }, path, [{ parts: value.parts }]);
      case 'object': {
        const own = this.known(value, path);
        if (own) return own;
        const attribute = value.states.length === 0 ? attributeName(value) : undefined;
        if (attribute !== undefined) return { kind: 'object', text: attribute, type: 'attribute', entries: [] };
        return this.container({ kind: 'object', text: className(value.class) ?? 'call' }, path, contentOf(value));
      }
    }
  }

  /** Objects that stand for a value: of NumPy, and UUIDs. */
  private known(object: PickledObject, path: readonly (PathStep | undefined)[]): ValueNode | undefined {
    const array = pickledArray(object);
    if (array?.raw && path.length + array.raw.shape.length + 1 < this.budget.limits.depth) {
      const node: ValueNode = { kind: 'array' };
      this.arrays.put(node, array.raw);
      return node;
    }
    if (array?.items) return this.container({ kind: 'array', type: array.items.type }, path, [{ items: array.items.values }]);
    const dtype = pickledDtype(object);
    if (dtype) return { kind: 'string', text: dtype.name, type: 'numpy.dtype' };
    const uuid = className(object.class) === 'uuid.UUID' ? uuidText(object) : undefined;
    return uuid === undefined ? undefined : { kind: 'string', text: uuid, type: 'uuid.UUID' };
  }

  /** The fields by number; the bytes where there is no room for that, or they are no message. */
  private message({ node, raw }: PickledScalar): ValueNode {
    const { value, problem } = readProtobuf(raw instanceof Uint8Array ? raw : new Uint8Array(0), undefined);
    if (!value || problem) return node;
    const pending = [value];
    for (let inner = pending.pop(); inner; inner = pending.pop()) {
      delete inner.range;
      if (!this.budget.take()) return node;
      for (const entry of inner.entries ?? []) pending.push(entry.value);
    }
    return value;
  }

  private word(place: readonly PathStep[]): string {
    const text = place === unnamed ? '' : formatPath(place);
    return text === '' || text.length > maxReference ? 'a value above' : text;
  }

  private container(head: ValueNode, path: readonly (PathStep | undefined)[], content: readonly Content[]): ValueNode {
    const entries: ValueEntry[] = [];
    const node: ValueNode = { ...head, entries };
    let whole = 0;
    for (const { items, parts } of content) whole += items?.length ?? (parts?.length ?? 0) >> 1;
    if (path.length + 1 >= this.budget.limits.depth) {
      if (whole > 0) this.budget.noteDepth();
    } else {
      for (const part of content) {
        if (part.items) this.addItems(part.items, path, entries);
        else this.addParts(part.parts, path, entries);
      }
    }
    if (entries.length < whole) node.whole = whole;
    return node;
  }

  private addItems(items: readonly Pickled[], path: readonly (PathStep | undefined)[], entries: ValueEntry[]): void {
    for (const item of items) {
      if (!this.budget.take()) return;
      entries.push({ value: this.nodeOf(item, [...path, entries.length]) });
    }
  }

  private addParts(parts: readonly (Pickled | string)[], path: readonly (PathStep | undefined)[], entries: ValueEntry[]): void {
    const seen = new Set<string>();
    for (let i = 0; i + 1 < parts.length; i += 2) {
      if (!this.budget.take()) return;
      const part = parts[i] as Pickled | string;
      const keyNode = typeof part === 'string' ? ({ kind: 'string', text: part } as const) : this.nodeOf(part, [...path, undefined]);
      if (isPlainKey(keyNode)) this.budget.giveBack();
      if (!this.budget.take()) return;
      const key = isPlainKey(keyNode) ? (keyNode.text as string) : keyNode;
      const name = keyName(keyNode);
      const isDuplicate = name !== undefined && seen.has(name);
      if (name !== undefined) seen.add(name);
      const step = stepTo({ key, value: keyNode }, 0);
      const value = this.nodeOf(parts[i + 1] as Pickled, [...path, step]);
      entries.push(isDuplicate ? { key, value, duplicate: true } : { key, value });
    }
  }
}

const unnamed: readonly PathStep[] = [];

type Content = { items: readonly Pickled[]; parts?: undefined } | { parts: readonly (Pickled | string)[]; items?: undefined };

/** Arguments, then keyword arguments, state, and what is put into it. */
function contentOf(object: PickledObject): Content[] {
  const content: Content[] = [{ items: object.args }];
  if (typeof object.class !== 'string' && className(object.class) === undefined) content.push({ parts: ['called', object.class] });
  if (object.keywords)
    content.push(object.keywords.is === 'map' ? { parts: object.keywords.parts } : { parts: ['keywords', object.keywords] });
  const isMessage = /_pb2\.\w+$/.test(className(object.class) ?? '');
  for (const state of object.states)
    content.push(...stateOf(state).map((part) => (isMessage && part.parts ? { parts: asMessage(part.parts) } : part)));
  content.push({ items: object.items }, { parts: object.parts });
  return content;
}

/** Attributes stand by name, those of slots too; any other state is one value. */
function stateOf(state: Pickled): Content[] {
  if (state.is === 'map') return [{ parts: state.parts }];
  const [attributes, slots] = state.is === 'sequence' && state.type === 'tuple' && state.items.length === 2 ? state.items : [];
  if (attributes && slots?.is === 'map' && (attributes.is === 'map' || isNone(attributes))) {
    return [...(attributes.is === 'map' ? [{ parts: attributes.parts }] : []), { parts: slots.parts }];
  }
  return [{ parts: ['state', state] }];
}

function asMessage(parts: readonly (Pickled | string)[]): readonly (Pickled | string)[] {
  const [key, content] = parts;
  const isSerialized = parts.length === 2 && typeof key === 'object' && key.is === 'scalar' && key.raw === 'serialized';
  return isSerialized && typeof content === 'object' && content.is === 'scalar' && content.raw instanceof Uint8Array
    ? [key, { is: 'message', content }]
    : parts;
}

/** The number that a UUID is kept as, written as people do. */
function uuidText({ states }: PickledObject): string | undefined {
  const [state] = states;
  const [key, number] = state?.is === 'map' ? state.parts : [];
  if (key?.is !== 'scalar' || key.raw !== 'int' || number?.is !== 'scalar' || number.node.kind !== 'integer') return undefined;
  const value = BigInt(number.node.text ?? '');
  if (value < 0n || value >= 1n << 128n) return undefined;
  return value
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const isNone = (value: Pickled) => value.is === 'scalar' && value.node.kind === 'null';

/** What getattr would find, such as a member of an enum. */
const attributeName = (object: PickledObject) =>
  typeof object.class !== 'string' && object.args.length === 2 ? className(object) : undefined;

/**
 * Name of what is called, also of a class inside another one, which protocols 2 and 3 write as a call of getattr; undefined where it has
 * none.
 */
export function className(of: Pickled | string): string | undefined {
  const names: string[] = [];
  let at = of;
  while (typeof at !== 'string' && at.is === 'object' && names.length < 8) {
    const [outer, inner] = at.args;
    if (typeof at.class === 'string' || at.class.is !== 'class' || !/^(?:__builtin__|builtins)\.getattr$/.test(at.class.name))
      return undefined;
    if (inner?.is !== 'scalar' || inner.node.kind !== 'string' || !outer) return undefined;
    names.unshift(inner.node.text ?? '');
    at = outer;
  }
  if (typeof at !== 'string' && at.is !== 'class') return undefined;
  const full = [typeof at === 'string' ? at : at.name, ...names].join('.');
  return full.length > maxName ? `${full.slice(0, maxName)}…` : full;
}
