import type { ValueNode } from '../../../protocol/decoding';
import { parseHex } from '../../base/bytes';
import { utf8Text } from '../values/text';
import { contentFrom, type Content } from './content';

/**
 * The bytes that a text, or bytes, among the values of `bytes` are; undefined for other values. What a tree gives in part is taken from
 * where it stands, as far as that is known.
 */
export function contentOfValue(node: ValueNode, bytes: Uint8Array): Content | undefined {
  const { kind, text = '', whole } = node;
  if (kind !== 'string' && kind !== 'bytes') return undefined;
  const known = kind === 'string' ? new TextEncoder().encode(text) : parseHex(text);
  if (whole === undefined) return contentFrom(known, known.length);
  const all = wholeOf(node, bytes);
  return all ? contentFrom(all, all.length) : contentFrom(known, kind === 'bytes' ? whole : Infinity);
}

/** A value that stands as such at the end of its range, or as a JSON text. */
function wholeOf({ kind, text = '', whole = 0, range }: ValueNode, bytes: Uint8Array): Uint8Array | undefined {
  if (!range || range[1] > bytes.length) return undefined;
  const asSuch = bytes.subarray(Math.max(range[0], range[1] - whole), range[1]);
  if (kind === 'bytes') return asSuch.length === whole ? asSuch : undefined;
  if (utf8Text(asSuch)?.startsWith(text)) return asSuch;
  try {
    const parsed: unknown = JSON.parse(utf8Text(bytes.subarray(...range)) ?? '');
    return typeof parsed === 'string' ? new TextEncoder().encode(parsed) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
