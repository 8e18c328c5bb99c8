import type { ValueNode } from '../../../protocol/decoding';
import { parseHex } from '../../base/bytes';
import { utf8Text } from '../values/text';
import { dtypeName, elementType, type ElementType } from './numpyTypes';
import { readPythonLiteral } from './pythonLiteral';
import { dtypesByName } from './typeNames';
import { structType, subarrayType, type Field } from './structTypes';

export interface Dtype {
  /** For people. */
  name: string;
  type: ElementType;
}

/** NumPy's own limits. */
export const maxDimensions = 64;
const maxFields = 1000;
const maxDepth = 8;

/** The text that a value is: a text itself, bytes that are UTF-8, the name of a class. */
export function textOf(node: ValueNode | undefined): string | undefined {
  if (!node || node.whole !== undefined) return undefined;
  if (node.kind === 'string') return node.text;
  if (node.kind === 'bytes') return utf8Text(parseHex(node.text ?? ''));
  return node.kind === 'object' && node.type === 'class' ? node.text : undefined;
}

/** A length that follows from the others and the size of all. */
export const openLength = -1;

/**
 * Lengths of dimensions: a list, a tuple, one number, or a text such as `(2, 3)`, `2,3`, `2x3`. `isOpen`: one of them may be -1, or nothing,
 * which is `openLength`.
 */
export function shapeOf(node: ValueNode | undefined, isOpen = false): number[] | undefined {
  if (!node || node.whole !== undefined) return undefined;
  if (node.kind === 'integer') return lengths([node], isOpen);
  if (node.kind === 'array')
    return lengths(
      (node.entries ?? []).map(({ value }) => value),
      isOpen,
    );
  const text = textOf(node)
    ?.trim()
    .replace(/^torch\.Size(?=\()/, '');
  if (text === undefined) return undefined;
  if (/^\d+(?:\s*[x×*,; ]\s*\d+)*,?$/.test(text))
    return lengths(
      Array.from(text.matchAll(/\d+/g), ([digits]) => ({ kind: 'integer', text: digits })),
      false,
    );
  const literal = /^[[(]/.test(text) ? readPythonLiteral(text) : undefined;
  return literal && literal.kind !== 'string' ? shapeOf(literal, isOpen) : undefined;
}

/** Some write whole numbers as floats or as texts. */
function lengthOf({ kind, text = '' }: ValueNode): number {
  if (kind === 'null') return openLength;
  return kind === 'integer' || (kind === 'float' && /^\d+\.0*$/.test(text)) || (kind === 'string' && /^\d+$/.test(text))
    ? Number(text)
    : NaN;
}

function lengths(nodes: readonly ValueNode[], isOpen: boolean): number[] | undefined {
  if (nodes.length > maxDimensions) return undefined;
  const all = nodes.map(lengthOf);
  if (isOpen && all.filter((length) => length === openLength).length > 1) return undefined;
  return all.every((length) => Number.isSafeInteger(length) && (length >= 0 || (isOpen && length === openLength))) ? all : undefined;
}

/**
 * A dtype as it is written, as NumPy's `descr` or as `str(dtype)`: `uint8`, `>f4`, `<class 'numpy.float32'>`, `[("a", "<i4"), ("b", "<f8", (3,))]`,
 * `{"names": …, "formats": …, "offsets": …, "itemsize": …}`, or as another language calls it. Undefined for those whose values cannot be read from
 * bytes. `isBig`: what does not tell the order of its bytes is big-endian.
 */
export function dtypeOf(node: ValueNode | undefined, isBig = false, depth = 0): Dtype | undefined {
  if (!node || depth > maxDepth) return undefined;
  if (node.kind === 'array') return fieldsOf(node.entries?.map(({ value }) => value) ?? [], node.whole, isBig, depth);
  if (node.kind === 'map') return fieldsByName(node, isBig, depth);
  const text = textOf(node)?.trim();
  if (text === undefined) return undefined;
  if (/^[[({]/.test(text)) {
    const literal = readPythonLiteral(text);
    return literal && literal.kind !== 'string' ? dtypeOf(literal, isBig, depth + 1) : undefined;
  }
  const name = plainName(text);
  return dtypeNamed(name, isBig) ?? dtypeNamed(dtypesByName(name)[0] ?? '', isBig);
}

/** One by NumPy's own name. */
export function dtypeNamed(name: string, isBig: boolean): Dtype | undefined {
  const type = elementType(name, isBig);
  if (!type) return undefined;
  // A number, or two of them.
  const isOrdered = isBig && !/^[<>]/.test(name) && type.size > 1 && (type.number !== undefined || type.nodes > 1);
  return { name: isOrdered ? `${dtypeName(name)} big-endian` : dtypeName(name), type };
}

/** `float32` of `<class 'numpy.float32'>`, `dtype('float32')`, `torch.float32`. */
function plainName(text: string): string {
  const quoted = /^(?:<class |(?:numpy\.|np\.)?dtype\()["'](.{1,100})["'][>)]$/.exec(text)?.[1] ?? text;
  return quoted.replace(/^(?:numpy|np|torch|tf|tensorflow|jax\.numpy|jnp)\./, '');
}

/** `[(name, dtype), (name, dtype, shape) …]`, or a dtype and the shape of an array of it. */
function fieldsOf(entries: readonly ValueNode[], whole: number | undefined, isBig: boolean, depth: number): Dtype | undefined {
  if (whole !== undefined || entries.length === 0 || entries.length > maxFields) return undefined;
  const fields: Field[] = [];
  const names: string[] = [];
  let at = 0;
  for (const entry of entries) {
    const [first, second, third] = entry.kind === 'array' ? (entry.entries?.map(({ value }) => value) ?? []) : [];
    // A title may stand beside the name.
    const name = textOf(first) ?? textOf(first?.kind === 'array' ? first.entries?.[1]?.value : undefined);
    const type = dtypeOf(second, isBig, depth + 1);
    const shape = third ? shapeOf(third) : [];
    const element = type && shape ? subarrayType(type.type, shape) : undefined;
    if (name === undefined || !type || !element) return undefined;
    fields.push({ name, type: element, at });
    if (name !== '') names.push(`${name} ${type.name}${shape?.length ? `[${shape.join(', ')}]` : ''}`);
    at += element.size;
  }
  return named(fields, at, names);
}

function fieldsByName({ entries = [] }: ValueNode, isBig: boolean, depth: number): Dtype | undefined {
  const list = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const names = list('names')?.entries?.map(({ value }) => textOf(value)) ?? [];
  const types = list('formats')?.entries?.map(({ value }) => dtypeOf(value, isBig, depth + 1)) ?? [];
  const offsets = list('offsets')?.entries?.map(({ value }) => Number(value.text));
  if (names.length === 0 || names.length !== types.length || (offsets && offsets.length !== names.length)) return undefined;
  let end = 0;
  const fields: Field[] = [];
  const told: string[] = [];
  for (const [index, name] of names.entries()) {
    const type = types[index];
    const at = offsets?.[index] ?? end;
    if (name === undefined || !type || !Number.isSafeInteger(at) || at < 0) return undefined;
    fields.push({ name, type: type.type, at });
    told.push(`${name} ${type.name}`);
    end = Math.max(end, at + type.type.size);
  }
  const size = Number(list('itemsize')?.text ?? end);
  return Number.isSafeInteger(size) && size >= end ? named(fields, size, told) : undefined;
}

/** A structured dtype by its fields. */
export function named(fields: readonly Field[], size: number, names: readonly string[]): Dtype | undefined {
  const type = structType(fields, size);
  return type && { name: `(${names.join(', ')})`, type };
}
