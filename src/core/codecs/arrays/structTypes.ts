import type { ValueNode } from '../../../protocol/decoding';
import type { ElementType } from './numpyTypes';
import { countOf } from './rawArrays';

/** Values in one element that are read as such; larger ones are bytes. */
const maxNodes = 1000;

export interface Field {
  /** Without one it is padding. */
  name: string;
  type: ElementType;
  /** From the beginning of the element. */
  at: number;
}

/** Named values side by side, as NumPy's structured dtypes have them. */
export function structType(fields: readonly Field[], size: number): ElementType | undefined {
  const named = fields.filter(({ name }) => name !== '');
  const nodes = 1 + named.reduce((sum, { type }) => sum + type.nodes, 0);
  if (nodes > maxNodes) return undefined;
  return {
    size,
    nodes,
    text: (view, at) => `(${named.map((field) => field.type.text(view, at + field.at)).join(', ')})`,
    node: (view, at) => ({
      kind: 'map',
      entries: named.map(({ name, type, at: offset }) => ({ key: name, value: type.node(view, at + offset) })),
    }),
  };
}

/** An array in each element. */
export function subarrayType(type: ElementType, shape: readonly number[]): ElementType | undefined {
  if (shape.length === 0) return type;
  const [length = 0, ...rest] = shape;
  const inner = subarrayType(type, rest);
  if (!inner || countOf(shape) * type.nodes > maxNodes) return undefined;
  const indexes = Array.from({ length }, (_, index) => index * inner.size);
  return {
    size: length * inner.size,
    nodes: 1 + length * inner.nodes,
    text: (view, at) => `[${indexes.map((offset) => inner.text(view, at + offset)).join(', ')}]`,
    node: (view, at): ValueNode => ({ kind: 'array', entries: indexes.map((offset) => ({ value: inner.node(view, at + offset) })) }),
  };
}
