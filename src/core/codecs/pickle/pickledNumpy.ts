import type { ValueNode } from '../../../protocol/decoding';
import { dtypeOf, named, type Dtype } from '../arrays/dtypes';
import { columnMajor, type RawArray } from '../arrays/rawArrays';
import { subarrayType, type Field } from '../arrays/structTypes';
import type { Pickled, PickledObject } from './pickled';

const call = /^numpy\._?core\.(multiarray\._reconstruct|multiarray\.scalar|numeric\._frombuffer)$/;
const maxDepth = 8;
const maxFields = 1000;

/** An array of NumPy, or one of its single values, that an instance of a class stands for. */
export interface PickledArray {
  raw?: RawArray;
  /** Of an array of objects: what they are, in the order of memory. */
  items?: { type: string; values: readonly Pickled[] };
}

/**
 * What NumPy makes of its arrays when they are pickled: `_reconstruct` with a state, `_frombuffer` of protocol 5, `scalar` for a single value.
 * Undefined for anything else, and for values that cannot be read from their bytes.
 */
export function pickledArray(object: PickledObject): PickledArray | undefined {
  const [, name] = typeof object.class !== 'string' && object.class.is === 'class' ? (call.exec(object.class.name) ?? []) : [];
  if (name === undefined) return undefined;
  const { args } = object;
  if (name === 'multiarray.scalar') return array(args[0], [], args[1], false);
  if (name === 'numeric._frombuffer') return array(args[1], shapeOf(args[2]), args[0], rawOf(args[3]) === 'F');
  const [state] = object.states;
  const [, shape, dtype, isColumnMajor, data] = state?.is === 'sequence' ? state.items : [];
  return array(dtype, shapeOf(shape), data, isTrue(isColumnMajor));
}

function array(
  dtype: Pickled | undefined,
  shape: number[] | undefined,
  data: Pickled | undefined,
  isColumnMajor: boolean,
): PickledArray | undefined {
  if (!shape || !dtype || !data) return undefined;
  if (data.is === 'sequence') return { items: { type: `object [${shape.join(', ')}]`, values: data.items } };
  const raw = rawOf(data);
  // Python 2 has one type for bytes and texts.
  const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
  const known = pickledDtype(dtype);
  if (!(bytes instanceof Uint8Array) || !known) return undefined;
  return { raw: { type: known.type, dtype: known.name, shape, bytes, ...(isColumnMajor ? columnMajor(shape, known.type.size) : {}) } };
}

const rawOf = (value: Pickled | undefined) => (value?.is === 'scalar' ? value.raw : undefined);
const nodeOf = (value: Pickled | undefined): ValueNode | undefined => (value?.is === 'scalar' ? value.node : undefined);
const isTrue = (value: Pickled | undefined) => nodeOf(value)?.kind === 'boolean' && nodeOf(value)?.text === 'true';
const itemsOf = (value: Pickled | undefined): readonly Pickled[] => (value?.is === 'sequence' ? value.items : []);
const textOf = (value: Pickled | undefined): string | undefined => {
  const raw = rawOf(value);
  return typeof raw === 'string' ? raw : raw && String.fromCharCode(...raw.subarray(0, 200));
};

function shapeOf(value: Pickled | undefined): number[] | undefined {
  if (value?.is !== 'sequence' || value.items.length > 64) return undefined;
  const lengths = value.items.map((item) => Number(nodeOf(item)?.text ?? NaN));
  return lengths.every((length) => Number.isSafeInteger(length) && length >= 0) ? lengths : undefined;
}

/** `numpy.dtype("f8", False, True)` with its state: version, byte order, subarray, names, fields, size, alignment, flags, unit of time. */
export function pickledDtype(value: Pickled, depth = 0): Dtype | undefined {
  if (value.is !== 'object' || typeof value.class === 'string' || value.class.is !== 'class' || depth > maxDepth) return undefined;
  if (value.class.name !== 'numpy.dtype') return undefined;
  const code = textOf(value.args[0]);
  const [, order, subarray, names, fields, size, , , unit] = itemsOf(value.states[0]);
  if (code === undefined) return undefined;
  const [base, shape] = itemsOf(subarray);
  if (base && shape) {
    const type = pickledDtype(base, depth + 1);
    const lengths = shapeOf(shape);
    const element = type && lengths && subarrayType(type.type, lengths);
    return element && { name: `${type.name}[${lengths.join(', ')}]`, type: element };
  }
  if (names?.is === 'sequence' && fields?.is === 'map') return structure(names, fields.parts, Number(nodeOf(size)?.text), depth);
  const sign = textOf(order) ?? '';
  return dtypeOf({ kind: 'string', text: `${/^[<>]$/.test(sign) ? sign : ''}${code}${unitText(unit)}` });
}

function structure(names: Pickled, parts: readonly Pickled[], size: number, depth: number): Dtype | undefined {
  const fields: Field[] = [];
  const told: string[] = [];
  const all = itemsOf(names);
  if (all.length > maxFields || parts.length > 4 * maxFields) return undefined;
  const byName = new Map<string | undefined, Pickled | undefined>();
  for (let i = 0; i + 1 < parts.length; i += 2) byName.set(textOf(parts[i]), parts[i + 1]);
  for (const each of all) {
    const name = textOf(each);
    const [dtype, offset] = itemsOf(byName.get(name));
    const type = dtype && pickledDtype(dtype, depth + 1);
    const at = Number(nodeOf(offset)?.text ?? NaN);
    if (name === undefined || !type || !(at >= 0 && at + type.type.size <= size)) return undefined;
    fields.push({ name, type: type.type, at });
    told.push(`${name} ${type.name}`);
  }
  return named(fields, size, told);
}

/** `[ns]`, `[25s]`: of times the unit that is counted in. */
function unitText(metadata: Pickled | undefined): string {
  const [unit, count] = itemsOf(itemsOf(metadata)[1]);
  const name = textOf(unit);
  if (name === undefined || name === 'generic') return '';
  const factor = nodeOf(count)?.text ?? '1';
  return `[${factor === '1' ? '' : factor}${name}]`;
}
