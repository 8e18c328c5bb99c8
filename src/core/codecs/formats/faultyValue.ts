import type { ValueNode } from '../../../protocol/decoding';
import { tagNumber } from './cborTags';
import type { Reading } from '../values/reading';
import { utf8Text } from '../values/text';

/** Values at the beginning of a tree that are looked at. */
const maxLooked = 200;
/** Bits of what is not chance that leave no doubt where little is wrong, and where most of the bytes are something else. */
export const enough = 22;
export const plenty = 34;
/** Bytes behind a value that may be a checksum, or the rest of a buffer. */
const maxRest = 16;

/** Whether a value is no chance though something is wrong: bytes behind it, its end missing, or a byte inside. */
export function isSureDespiteFault(
  format: 'msgpack' | 'cbor',
  bytes: Uint8Array,
  { value, problem, missing = 0, behind = 0 }: Reading,
): boolean {
  if (!value?.entries) return false;
  // Of a key whose value is missing the bytes tell.
  const bits = value.entries.length > 0 ? evidence(value) : missing > 0 ? firstKeyBits(format, bytes) : 0;
  // A damaged text stands as bytes, and nothing else is wrong.
  if (problem?.at === undefined) return bits >= enough;
  const rest = bytes.length - problem.at;
  const isComplete = behind > 0;
  if (format === 'cbor' && !mayBeFaultyCbor(bytes, value, isComplete)) return false;
  if (missing > 0) return missing <= bytes.length && bits >= enough;
  const isSmall = rest <= maxRest || problem.at * 2 >= bytes.length;
  return bits + (isComplete && isLineEnd(bytes, problem.at) ? 8 : 0) >= (isSmall ? enough : plenty);
}

/** A map of few entries, and its first key. */
function firstKeyBits(format: 'msgpack' | 'cbor', bytes: Uint8Array): number {
  const [first = 0, second = 0] = bytes;
  const count = first - (format === 'msgpack' ? 0x80 : 0xa0);
  const length = second - (format === 'msgpack' ? 0xa0 : 0x60);
  if (count < 1 || count > 15 || length < 1 || length > 23 || 2 + length > bytes.length) return 0;
  const key = utf8Text(bytes.subarray(2, 2 + length));
  return key === undefined || !isName.test(key) ? 0 : headBits(count) + textBits(key);
}

const isName = /^[\w.$@/:-]+$/;
const headBits = (count: number) => 8 - Math.ceil(Math.log2(Math.max(1, count)));

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  const rest = bytes.length - at;
  return bytes[bytes.length - 1] === 0x0a && (rest === 1 || (rest === 2 && bytes[at] === 0x0d));
}

/**
 * In CBOR letters are heads of texts, and blanks, digits and signs are numbers: words behind one other byte, and grey pixels, read as values
 * whose end is missing. Keys in a map of more than that are none of them.
 */
function mayBeFaultyCbor(bytes: Uint8Array, value: ValueNode, isComplete: boolean): boolean {
  const first = value.type === 'sequence' ? value.entries?.[0]?.value : value;
  const map = first?.kind === 'array' && !isComplete ? first.entries?.[0]?.value : first;
  const entries = map?.entries ?? [];
  if (map?.kind !== 'map') return isComplete && !isAscii(bytes);
  const isNamed = entries.every(({ key }) => typeof key === 'string' && isName.test(key));
  if (!isNamed || !isAscii(bytes)) return isNamed;
  const isWritten = ({ kind, text = '' }: ValueNode) => kind === 'bytes' || (kind === 'integer' && text.startsWith('-'));
  return (
    (map.whole ?? entries.length) <= entries.length + 1 &&
    !entries.some(({ value }) => isWritten(value)) &&
    (entries.length > 1 || (entries.length === 1 && entries[0]?.value.kind !== 'string'))
  );
}

/** Characters of a text, but for a few. */
export function isAscii(bytes: Uint8Array): boolean {
  let others = 0;
  for (const byte of bytes) if (byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) others++;
  return others * 4 <= bytes.length;
}

/** How sure a tree of containers is, in bits: few entries, and texts that consist of what texts consist of. */
export function evidence(root: ValueNode): number {
  const first = root.type === 'sequence' ? (root.entries?.[0]?.value ?? root) : root;
  if (first.kind !== 'map' && first.kind !== 'array') return 0;
  let bits = headBits(first.whole ?? first.entries?.length ?? 1);
  const pending = [root];
  for (let looked = 0; looked < maxLooked; looked++) {
    const node = pending.pop();
    if (!node) break;
    if (node.kind === 'string' && node.type === undefined) bits += textBits(node.text ?? '');
    else if (node.kind === 'float' && isUsual(Number(node.text))) bits += 4;
    else if ((node.kind === 'bytes' && (node.type === 'text' || node.type === 'str')) || node.type?.startsWith('ext ')) bits -= oddity;
    else if (node.kind === 'tagged' && tagNumber(node) === undefined) bits -= oddity;
    for (const { key, value } of node.entries ?? []) {
      if (typeof key === 'string') bits += textBits(key);
      else if (key) bits -= key.kind === 'integer' ? oddity / 2 : oddity;
      pending.push(value);
    }
  }
  return bits;
}

/** What speaks against a format as much as three letters do for it. */
const oddity = 8;

const isUsual = (number: number) => number === 0 || (Math.abs(number) > 1e-5 && Math.abs(number) < 1e10);

/** Small letters are one byte of ten, and most characters of a text. */
function textBits(text: string): number {
  if (text === '') return 0;
  const isLarge = !/[a-z]/.test(text);
  let bits = 3;
  for (let at = 0; at < text.length && at < maxCharacters; at++) {
    const code = text.charCodeAt(at);
    // What is filled with one byte is no text.
    if (at > 0 && code === text.charCodeAt(at - 1)) continue;
    if (code >= 0x61 && code <= 0x7a) bits += 3;
    else if (code >= 0x41 && code <= 0x5a) bits += isLarge ? 2 : 0;
    else if (code >= 0x80) bits += code === 0xfffd ? -oddity : 1;
    else if (code < 0x20 || code === 0x7f) bits -= code === 0 ? 8 * oddity : code >= 0x09 && code <= 0x0d ? 1 : oddity;
    else bits += /[\d _./:-]/.test(text[at] as string) ? 1 : -1;
  }
  return bits;
}
const maxCharacters = 64;
