import type { ValueNode } from '../../../protocol/decoding';
import type { Budget } from '../values/budget';
import { maxDepth } from '../values/limits';
import { describedBy, fit, type ArrayDescription } from './arrayDescription';
import { dtypeOf, textOf } from './dtypes';
import { RawArrays } from './rawArrays';

/** What stands in the values of a tree that are bytes, all there is of it, and where, if it stands in the content. */
export type Contents = Map<ValueNode, { bytes: Uint8Array; at?: number }>;

/**
 * Finds arrays of NumPy in a tree, and makes their raw values numbers. msgpack-numpy writes an array as a map
 * of `nd`, `type`, `kind`, `shape` and `data`, a single value as one of `nd`, `type` and `data`, with keys of bytes in Python 3; others write a dtype,
 * a shape and bytes of exactly the size that these have.
 */
export function applyPackedArrays(root: ValueNode, contents: Contents, budget: Budget): void {
  const arrays = new RawArrays(budget);
  const visit = (node: ValueNode, depth: number): void => {
    if (node.kind === 'map' && packed(node, contents, arrays, depth)) return;
    for (const { value } of node.entries ?? []) if (value.entries) visit(value, depth + 1);
  };
  visit(root, 1);
  arrays.fill();
}

const typeKeys = ['type', 'dtype', 'descr'];

/** True where the map was an array. */
function packed(node: ValueNode, contents: Contents, arrays: RawArrays, depth: number): boolean {
  const { entries = [], whole } = node;
  if (whole !== undefined || entries.length < 3 || entries.length > 16) return false;
  const fields = new Map<string, ValueNode>();
  let content: ValueNode | undefined;
  for (const { key, value } of entries) {
    const name = typeof key === 'string' ? key : key?.kind === 'bytes' ? textOf(key) : undefined;
    if (name === undefined) return false;
    fields.set(name, value);
    if (value.kind === 'bytes' && !typeKeys.includes(name) && name !== 'kind' && name !== 'shape') {
      if (content) return false;
      content = value;
    }
  }
  if (!content) return false;
  const nd = fields.get('nd');
  const isOfMsgpackNumpy = nd?.kind === 'boolean' && content === fields.get('data');
  const described = isOfMsgpackNumpy && nd.text === 'false' ? single(fields.get('type')) : describedBy(node);
  const raw = contents.get(content);
  const size = content.whole ?? raw?.bytes.length ?? 0;
  if (
    !described ||
    described.packed ||
    described.pixels !== undefined ||
    described.isGuess ||
    described.count !== undefined ||
    !raw ||
    (size === 0 && !isOfMsgpackNumpy)
  )
    return false;
  const fitted = fit(described, size);
  if ('problem' in fitted || depth + fitted.shape.length + 1 >= maxDepth) return false;
  for (const entry of entries) {
    const name = typeof entry.key === 'object' ? textOf(entry.key) : undefined;
    if (name !== undefined) entry.key = name;
  }
  arrays.put(content, {
    ...fitted,
    dtype: described.types.find(({ type }) => type === fitted.type)?.name ?? fitted.dtype,
    ...behind(raw, fitted.from),
  });
  node.type = fitted.shape.length === 0 ? 'numpy scalar' : 'ndarray';
  return true;
}

function behind({ bytes, at }: { bytes: Uint8Array; at?: number }, from = 0): { bytes: Uint8Array; at?: number } {
  return { bytes: bytes.subarray(from), ...(at === undefined ? {} : { at: at + from }) };
}

function single(node: ValueNode | undefined): ArrayDescription | undefined {
  const type = dtypeOf(node);
  return type && { dtype: type.name, types: [type], shape: [] };
}
